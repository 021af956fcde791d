// Nothing is green by accident: reasons why evidence cannot uphold a claim, whatever it shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/check/claim.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/service_level.hpp"

namespace triaz::check {

using Cohorts = std::vector<const measure::CohortEvidence*>;

// The cohorts of these names, or all when there are no names. Nothing when a name is unknown.
std::optional<Cohorts> cohorts_named(const measure::Evidence& evidence,
                                     const std::vector<std::string>& names);

// Requests with an outcome, plus those that ran out of time without one.
std::uint64_t judged_requests(const measure::CohortEvidence& cohort, base::Time end);
// Requests without an outcome although their deadline was over when the run ended. (Those of a
// slice that is due as a whole; what the last slices hold back is not judged.)
std::uint64_t overdue_requests(const measure::CohortEvidence& cohort, base::Time end);

// The part of it that is not about requests: a fault that did not bite, a goal that was not met.
std::optional<std::string> why_nothing_shown(const measure::Evidence& evidence,
                                             const std::vector<Sometimes>& sometimes);

// Why nothing may be upheld on this evidence: counts that contradict each other, a fault that did
// not bite, a goal that was not met, too little traffic, a run that ends too soon after its last
// fault. Nothing when all is well.
std::optional<std::string> why_vacuous(const measure::Evidence& evidence,
                                       const std::vector<Sometimes>& sometimes,
                                       const Cohorts& cohorts, base::Duration settle);

// Why the time before the first fault is no steady state: the level was not met in almost all seen
// slices. Nothing when it was, and when there is no fault. Requires: a slice that widens exactly.
std::optional<std::string> why_unsteady(const measure::Evidence& evidence, const Cohorts& cohorts,
                                        const measure::ServiceLevel& level, base::Duration slice);

// Both, for claims that name neither cohorts nor a level: all cohorts, the usual level.
std::optional<std::string> why_groundless(const measure::Evidence& evidence,
                                          const std::vector<Sometimes>& sometimes);

}  // namespace triaz::check
