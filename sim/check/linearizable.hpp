// Linearizability: is there an order of the sampled operations on each key, each between its call
// and its return, that explains every answer?
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_linearizable(const Linearizable& claim, const std::vector<Sometimes>& sometimes,
                           const measure::Evidence& evidence);

}  // namespace triaz::check
