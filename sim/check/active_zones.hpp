// Judges the claim that several zones are active before the first fault.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_active_zones(const ActiveZones& claim, const std::vector<Sometimes>& sometimes,
                           const measure::Evidence& evidence);

}  // namespace triaz::check
