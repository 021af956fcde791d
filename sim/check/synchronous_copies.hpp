// Judges the claim that writes are replicated to several zones before they are acknowledged. What
// counts is what the disks held at the instant a leader acknowledged, whether its answer reached
// the client or not, from the start of the run on.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_synchronous_copies(const SynchronousCopies& claim,
                                 const std::vector<Sometimes>& sometimes,
                                 const measure::Evidence& evidence);

}  // namespace triaz::check
