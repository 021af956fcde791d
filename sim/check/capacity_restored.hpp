// Judges the claim that lost capacity is replaced: as many instances of each service are ready
// again as were before the fault, wherever they stand.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_capacity_restored(const CapacityRestored& claim,
                                const std::vector<Sometimes>& sometimes,
                                const measure::Evidence& evidence);

}  // namespace triaz::check
