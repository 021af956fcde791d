#include "sim/check/recovery_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using measure::Outcome;

Duration over_cohorts(const RecoveryEvidence& gathered, Duration (*figure)(const Outages&)) {
    Duration worst{};
    for (const Outages& outages : gathered.outages) worst = std::max(worst, figure(outages));
    return worst;
}

void note_outages(Figures& figures, const RecoveryEvidence& gathered) {
    const auto note = [&](const char* name, Duration (*figure)(const Outages&)) {
        figures.seconds(name, over_cohorts(gathered, figure));
    };
    note("outage_total_s", [](const Outages& o) { return o.lower.total; });
    note("outage_total_upper_s", [](const Outages& o) { return o.upper.total; });
    note("longest_outage_s", [](const Outages& o) { return o.lower.longest; });
    note("longest_outage_upper_s", [](const Outages& o) { return o.upper.longest; });
    note("settled_outage_s", [](const Outages& o) { return o.lower.settled; });
    note("settled_outage_upper_s", [](const Outages& o) { return o.upper.settled; });
    note("blackout_s", [](const Outages& o) { return o.blackout; });
    note("brownout_s", [](const Outages& o) { return o.brownout; });
    note("unseen_s", [](const Outages& o) { return o.unseen; });
}

void note_requests(Figures& figures, const RecoveryEvidence& gathered) {
    const measure::RequestTotals& totals = gathered.totals;
    figures.count("requests_judged", gathered.judged);
    figures.count("failed_attempts", totals.failed_attempts);
    figures.count("errors_after_retry", totals.count(Outcome::error));
    figures.count("ambiguous", totals.count(Outcome::ambiguous) + gathered.overdue);
    figures.count("late", totals.count(Outcome::late));
    figures.count("rejected", totals.count(Outcome::rejected));
    if (gathered.evidence->sessions.empty()) {
        figures.unknown("sessions_dropped", "not simulated");
    } else {
        figures.count("sessions_dropped", gathered.sessions_dropped());
    }
    figures.count("writes_applied_twice", gathered.applied_twice);
    if (totals.issued == 0) {
        figures.unknown("retry_amplification", "no request");
    } else {
        const double attempts =
            static_cast<double>(totals.attempts) / static_cast<double>(totals.issued);
        figures.number("retry_amplification", attempts,
                       fmt::format("{:.3f} attempts a request", attempts));
    }
    measure::Histogram latency;
    for (const auto* cohort : gathered.cohorts) latency.merge(cohort->latency);
    if (latency.count() == 0) {
        figures.unknown("worst_latency_s", "no request succeeded");
        figures.unknown("p999_latency_s", "no request succeeded");
    } else {
        figures.seconds("worst_latency_s", latency.worst());
        figures.seconds("p999_latency_s", latency.quantile(0.999));
    }
}

// The worst over all faults; unknown when it did not happen after one of them.
void note_span(Figures& figures, const RecoveryEvidence& gathered, const char* name, std::size_t to,
               const char* never) {
    if (gathered.milestones.empty()) return figures.unknown(name, "no fault");
    Duration worst{};
    for (std::size_t i = 0; i < gathered.milestones.size(); ++i) {
        const auto span = gathered.milestones[i].between(0, to);
        if (!span)
            return figures.unknown(
                name, fmt::format("{} ({})", never, gathered.evidence->faults[i].name));
        worst = std::max(worst, *span);
    }
    figures.seconds(name, worst);
}

// From a fault until the last target or address was taken out of use, before the next one struck.
void note_drain(Figures& figures, const measure::Evidence& evidence) {
    constexpr const char* name = "time_to_drain_s";
    if (evidence.faults.empty()) return figures.unknown(name, "no fault");
    std::optional<Duration> worst;
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (entry.mark != history::Mark::target_down &&
            entry.mark != history::Mark::target_ejected &&
            entry.mark != history::Mark::address_withdrawn) {
            continue;
        }
        std::optional<Duration> since;
        for (const measure::FaultEvidence& fault : evidence.faults)
            if (fault.injected <= entry.time) since = entry.time - fault.injected;
        if (since) worst = std::max(worst.value_or(Duration::zero()), *since);
    }
    if (!worst) return figures.unknown(name, "nothing was taken out of use");
    figures.seconds(name, *worst);
}

void note_survivors(Figures& figures, const measure::Evidence& evidence) {
    constexpr const char* name = "utilisation_of_survivors";
    if (evidence.faults.empty()) return figures.unknown(name, "no fault");
    const auto busiest =
        std::ranges::max_element(evidence.zones, {}, &measure::ZoneEvidence::busiest_after);
    if (busiest == evidence.zones.end()) return figures.unknown(name, "not measured");
    figures.number(name, busiest->busiest_after,
                   fmt::format("{} ({} in zone {})", base::percent(busiest->busiest_after),
                               busiest->busiest_service, busiest->name));
}

}  // namespace

std::uint64_t RecoveryEvidence::failed() const {
    return totals.count(Outcome::late) + totals.count(Outcome::error) +
           totals.count(Outcome::rejected) + totals.count(Outcome::ambiguous) + overdue;
}

std::uint64_t RecoveryEvidence::sessions_dropped() const {
    std::uint64_t dropped = 0;
    for (const measure::SessionEvidence& sessions : evidence->sessions)
        dropped += sessions.dropped();
    return dropped;
}

std::size_t RecoveryEvidence::worst_cohort() const {
    base::ensure(!outages.empty(), "a claim about recovery time has a cohort");
    const auto worst = std::ranges::max_element(outages, {}, [](const Outages& o) {
        return std::pair{o.lower.settled, o.lower.total};
    });
    return static_cast<std::size_t>(worst - outages.begin());
}

RecoveryEvidence gather(const RecoveryTime& claim, const measure::Evidence& evidence,
                        Cohorts cohorts) {
    RecoveryEvidence gathered;
    gathered.claim = &claim;
    gathered.evidence = &evidence;
    for (const measure::CohortEvidence* cohort : cohorts) {
        const auto outages = outages_of(*cohort, claim.minimum_service, claim.slice, evidence.end);
        base::ensure(outages.has_value(), "a slice that is judged widens exactly");
        gathered.outages.push_back(*outages);
        gathered.totals += cohort->totals;
        gathered.judged += judged_requests(*cohort, evidence.end);
        gathered.overdue += overdue_requests(*cohort, evidence.end);
        for (const measure::Slice& slice : cohort->slices.all()) gathered.slow += slice.slow;
    }
    gathered.cohorts = std::move(cohorts);
    for (const measure::ShardEvidence& shard : evidence.shards) {
        gathered.applied_twice += shard.surviving.applied_twice;
    }
    for (std::size_t i = 0; i < evidence.faults.size(); ++i) {
        gathered.milestones.push_back(measure::milestones(evidence, i, claim.minimum_service));
    }
    return gathered;
}

void note_figures(Figures& figures, const RecoveryEvidence& gathered) {
    note_outages(figures, gathered);
    note_requests(figures, gathered);
    note_span(figures, gathered, "time_to_detect_s", 2, "never detected");
    note_span(figures, gathered, "time_to_mitigate_s", 4, "never mitigated");
    note_drain(figures, *gathered.evidence);
    note_span(figures, gathered, "exposure_window_s", 6, "redundancy not restored in time");
    note_survivors(figures, *gathered.evidence);
}

std::string level_text(const RecoveryTime& claim) {
    std::string text =
        fmt::format("success at least {}", base::percent(claim.minimum_service.success.value));
    if (const auto& within = claim.minimum_service.within_objective) {
        text += fmt::format(", of those {} within the latency objective,",
                            base::percent(within->value));
    }
    return text + fmt::format(" in every slice of {}", span_text(claim.slice));
}

}  // namespace triaz::check
