// Sessions that are under way are kept through faults, or are back in time.
//
// Of the sessions under way when the first fault struck (or, without one, when the warm-up ended) a
// share must be kept: broken are those that were dropped and given up, and each drop that was made
// good later than `within`, or not by the end of the run. A session dropped twice counts twice:
// pessimistic. What was dropped within that time of the end may still come back, and leaves the
// claim undecided when it matters.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

inline constexpr std::uint64_t enough_sessions = 50;

Finding judge_sessions(const Sessions& claim, const std::vector<Sometimes>& sometimes,
                       const measure::Evidence& evidence);

}  // namespace triaz::check
