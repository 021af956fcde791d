// Judges a claim about recovery time: outages, errors that clients saw, and the levels Z0 to Z3.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

// Verdict, words, figures, witness and trades; the rest of the finding is the caller's.
Finding judge_recovery_time(const RecoveryTime& claim, const std::vector<Sometimes>& sometimes,
                            const measure::Evidence& evidence);

}  // namespace triaz::check
