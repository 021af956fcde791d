// From evidence to findings. Pure functions: the same evidence gives the same findings, whether it
// comes from a simulation or from a live drill.
//
// Nothing is green by accident. Before any claim is upheld:
//   - the evidence agrees with itself: every issued request is in one slice and ends in one
//   outcome;
//   - every fault bit: its target lived and carried traffic or replication (FaultEvidence::bit);
//   - every `sometimes` goal was met;
//   - enough traffic: at least `enough_requests` judged requests, and some in every cohort;
//   - the run goes on after the last fault for the settle window, seen by every cohort;
//   - steady state: before the first fault the service met the claim's minimum service level.
// Where one fails, what would have been upheld is inconclusive, with the reason. A refutation needs
// none of these but, for recovery time, the steady state: a service that was down before the fault
// says nothing of what the fault does. Without any fault there is nothing to be steady before, and
// a level that is not met is the refutation. A lost write is lost, steady state or not.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

inline constexpr std::uint64_t enough_requests = 1000;

std::vector<Finding> judge(const std::vector<Claim>& claims,
                           const std::vector<Sometimes>& sometimes,
                           const measure::Evidence& evidence);

}  // namespace triaz::check
