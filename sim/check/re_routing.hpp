// Judges the claim that balancers lead requests away from what failed: found out in time, and from
// then on attempts succeed at once, without retries hiding a dead target.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_re_routing(const ReRouting& claim, const std::vector<Sometimes>& sometimes,
                         const measure::Evidence& evidence);

}  // namespace triaz::check
