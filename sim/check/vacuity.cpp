#include "sim/check/vacuity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"
#include "sim/check/judge.hpp"
#include "sim/check/outage.hpp"
#include "sim/check/prose.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using base::Time;
using measure::CohortEvidence;
using measure::Evidence;
using measure::Standing;

// "Almost all" slices of the steady state; a stray one below the level does not void a run.
constexpr double almost_all = 0.95;

std::optional<std::string> why_little_traffic(const Evidence& evidence, const Cohorts& cohorts) {
    std::uint64_t judged = 0;
    for (const CohortEvidence* cohort : cohorts) {
        const std::uint64_t own = judged_requests(*cohort, evidence.end);
        if (own == 0)
            return fmt::format("too little traffic: no request of cohort {} was judged",
                               cohort->name);
        judged += own;
    }
    if (judged >= enough_requests) return std::nullopt;
    return fmt::format("too little traffic: {} judged, {} needed",
                       base::counted(judged, "request was", "requests were"),
                       base::thousands(enough_requests));
}

// Every issued request ends in one outcome or is unfinished, and is in one slice.
std::optional<std::string> why_contradictory(const Cohorts& cohorts) {
    for (const CohortEvidence* cohort : cohorts) {
        const measure::RequestTotals& totals = cohort->totals;
        std::uint64_t ended = 0;
        for (const std::uint64_t count : totals.ended) ended += count;
        std::uint64_t issued_in_slices = 0;
        std::uint64_t finished_in_slices = 0;
        std::uint64_t ok_in_slices = 0;
        for (const measure::Slice& slice : cohort->slices.all()) {
            issued_in_slices += slice.issued;
            finished_in_slices += slice.finished;
            ok_in_slices += slice.ok;
        }
        if (totals.issued == ended + totals.unfinished && totals.issued == issued_in_slices &&
            ended == finished_in_slices && totals.count(measure::Outcome::ok) == ok_in_slices) {
            continue;
        }
        return fmt::format(
            "the evidence contradicts itself: cohort {} issued {} requests, {} ended and {} did "
            "not, but "
            "its slices hold {} issued, {} ended",
            cohort->name, totals.issued, ended, totals.unfinished, issued_in_slices,
            finished_in_slices);
    }
    return std::nullopt;
}

std::optional<std::string> why_no_bite(const Evidence& evidence) {
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.bit()) continue;
        const char* why = fault.of_paths       ? "no message was on its way there"
                          : fault.of_behaviour ? "nothing met it"
                          : fault.processes_lost == 0
                              ? "it struck no running process"
                              : "its target carried neither requests nor replication before it";
        return fmt::format("the fault \"{}\" on {} did not bite: {}", fault.name, fault.target,
                           why);
    }
    return std::nullopt;
}

std::optional<std::string> why_goal_missed(const Evidence& evidence,
                                           const std::vector<Sometimes>& sometimes) {
    for (const Sometimes& goal : sometimes) {
        const std::uint64_t count = evidence.timeline.count(goal.mark);
        if (count >= goal.at_least) continue;
        return fmt::format("what must sometimes happen did not: {} happened {}, {} needed",
                           history::name_of(goal.mark), base::counted(count, "time"),
                           base::thousands(goal.at_least));
    }
    return std::nullopt;
}

// After the last fault every cohort must have been seen for the settle window.
std::optional<std::string> why_over_too_soon(const Evidence& evidence, const Cohorts& cohorts,
                                             Duration settle) {
    if (evidence.faults.empty()) return std::nullopt;
    const Time struck = evidence.faults.back().injected;
    for (const CohortEvidence* cohort : cohorts) {
        const measure::Slices& slices = cohort->slices;
        Time seen = struck;
        for (std::size_t i = 0; i < slices.all().size(); ++i) {
            if (slices.all()[i].finished > 0 && slices.start_of(i) >= struck)
                seen = slices.end_of(i);
        }
        if (seen > struck && seen - struck >= settle) continue;
        return fmt::format(
            "the last fault struck at {} and cohort {} was seen for {} after it, less than the "
            "settle "
            "window of {}",
            clock_text(struck), cohort->name, span_text(seen - struck), span_text(settle));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Cohorts> cohorts_named(const Evidence& evidence,
                                     const std::vector<std::string>& names) {
    Cohorts cohorts;
    for (const CohortEvidence& cohort : evidence.cohorts) {
        if (names.empty() || std::ranges::find(names, cohort.name) != names.end()) {
            cohorts.push_back(&cohort);
        }
    }
    for (const std::string& name : names) {
        if (std::ranges::find(evidence.cohorts, name, &CohortEvidence::name) ==
            evidence.cohorts.end()) {
            return std::nullopt;
        }
    }
    return cohorts;
}

std::uint64_t overdue_requests(const CohortEvidence& cohort, Time end) {
    std::uint64_t overdue = 0;
    for (std::size_t i = 0; i < cohort.slices.all().size(); ++i) {
        if (!measure::is_due(cohort.slices, i, cohort.deadline, end)) break;
        const measure::Slice& slice = cohort.slices.all()[i];
        overdue += slice.issued - slice.finished;
    }
    return overdue;
}

std::uint64_t judged_requests(const CohortEvidence& cohort, Time end) {
    std::uint64_t judged = overdue_requests(cohort, end);
    for (const std::uint64_t ended : cohort.totals.ended) judged += ended;
    return judged;
}

std::optional<std::string> why_nothing_shown(const Evidence& evidence,
                                             const std::vector<Sometimes>& sometimes) {
    if (auto why = why_no_bite(evidence)) return why;
    return why_goal_missed(evidence, sometimes);
}

std::optional<std::string> why_vacuous(const Evidence& evidence,
                                       const std::vector<Sometimes>& sometimes,
                                       const Cohorts& cohorts, Duration settle) {
    if (cohorts.empty()) return "there are no clients";
    if (auto why = why_contradictory(cohorts)) return why;
    if (auto why = why_nothing_shown(evidence, sometimes)) return why;
    if (auto why = why_little_traffic(evidence, cohorts)) return why;
    return why_over_too_soon(evidence, cohorts, settle);
}

std::optional<std::string> why_unsteady(const Evidence& evidence, const Cohorts& cohorts,
                                        const measure::ServiceLevel& level, Duration slice) {
    if (evidence.faults.empty()) return std::nullopt;
    const Time struck = evidence.faults.front().injected;
    for (const CohortEvidence* cohort : cohorts) {
        const auto factor = widening(cohort->slices, slice);
        base::ensure(factor.has_value(), "a slice that is judged widens exactly");
        const measure::Slices slices = cohort->slices.widened(*factor);
        const Duration before = struck - slices.from();
        // What is issued shortly before a fault may still fail by it.
        const Time until = struck - std::min(cohort->deadline, before / 2);
        const auto standing = measure::standings(slices, level, cohort->deadline, evidence.end);
        std::uint64_t met = 0;
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < standing.size() && slices.end_of(i) <= until; ++i) {
            if (standing[i] != Standing::unseen) ++seen;
            if (standing[i] == Standing::met) ++met;
        }
        if (seen > 0 && static_cast<double>(met) >= almost_all * static_cast<double>(seen))
            continue;
        if (seen == 0) {
            return fmt::format(
                "steady state never met: no request of cohort {} was seen before the first "
                "fault",
                cohort->name);
        }
        return fmt::format(
            "steady state never met: before the first fault only {} of {} slices of cohort "
            "{} were at the minimum service level",
            base::thousands(met), base::thousands(seen), cohort->name);
    }
    return std::nullopt;
}

std::optional<std::string> why_groundless(const Evidence& evidence,
                                          const std::vector<Sometimes>& sometimes) {
    Cohorts cohorts;
    for (const CohortEvidence& cohort : evidence.cohorts) cohorts.push_back(&cohort);
    const measure::ServiceLevel usual;
    if (auto why = why_vacuous(evidence, sometimes, cohorts, usual.settle)) return why;
    return why_unsteady(evidence, cohorts, usual, cohorts.front()->slices.width());
}

}  // namespace triaz::check
