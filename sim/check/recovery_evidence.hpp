// What a claim about recovery time is decided from, gathered once: the outages of each cohort, the
// sums over cohorts, the milestones of each fault.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/outage.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/vacuity.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/milestones.hpp"

namespace triaz::check {

// Refers to the claim and the evidence it was gathered from: both must outlive it.
struct RecoveryEvidence {
    const RecoveryTime* claim = nullptr;
    const measure::Evidence* evidence = nullptr;
    Cohorts cohorts;                // in scope
    std::vector<Outages> outages;   // one a cohort
    measure::RequestTotals totals;  // of the cohorts in scope
    std::uint64_t judged = 0;
    std::uint64_t overdue = 0;                    // never answered though their deadline was over
    std::uint64_t slow = 0;                       // ok, but over the latency objective
    std::uint64_t applied_twice = 0;              // of all stores
    std::vector<measure::Milestones> milestones;  // one a fault

    // Requests that were not ok: late, failed, shed, ambiguous or never answered.
    std::uint64_t failed() const;
    std::uint64_t sessions_dropped() const;  // of all cohorts of sessions
    // The cohort whose outages last longest; the first wins a tie.
    std::size_t worst_cohort() const;
};

// Requires: cohorts whose slices widen exactly to the claim's.
RecoveryEvidence gather(const RecoveryTime& claim, const measure::Evidence& evidence,
                        Cohorts cohorts);

// The conditions that each level adds, from Z0 up to Z3. A claim at a level must meet those of the
// levels below too.
Ruling rule_hands_off(const RecoveryEvidence& gathered);
// No outage longer than `at_most`; zero: none at all.
Ruling rule_outage(const RecoveryEvidence& gathered, base::Duration at_most);
Ruling rule_no_client_visible_error(const RecoveryEvidence& gathered);
Ruling rule_hitless(const RecoveryEvidence& gathered);

// Traffic was dense enough to see an outage of the length that matters.
Ruling rule_seen(const RecoveryEvidence& gathered);

// All figures but the level that was held, whatever the verdict.
void note_figures(Figures& figures, const RecoveryEvidence& gathered);

// "success at least 99% in every slice of 100 ms"
std::string level_text(const RecoveryTime& claim);

}  // namespace triaz::check
