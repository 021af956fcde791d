// The conditions of the levels Z0 to Z3, one after the other.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/recovery_evidence.hpp"
#include "sim/check/story.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using base::Time;
using measure::Interval;
using measure::Outcome;
using measure::Slice;

// With more than this share of its slices unseen, a cohort's traffic is too sparse to judge.
constexpr double most_unseen = 0.1;
// Nor may that many slices in a row be unseen, unless the claim tolerates an outage as long.
constexpr std::int64_t most_unseen_in_a_row = 10;

std::string onset_text(const RecoveryTime& claim, const measure::CohortEvidence& cohort,
                       const Slice& slice) {
    std::string text = fmt::format("of {} that cohort {} issued in the {} from here, {} succeeded",
                                   base::counted(slice.issued, "request"), cohort.name,
                                   span_text(claim.slice), base::thousands(slice.ok));
    if (slice.slow > 0) text += fmt::format(", {} of them slowly", base::thousands(slice.slow));
    return text + fmt::format(" ({})", base::percent(static_cast<double>(slice.ok) / slice.issued));
}

// The witness of an outage: what struck, what was done about it, how it began and ended.
Witness outage_witness(const RecoveryEvidence& gathered, std::size_t which) {
    const Outages& outages = gathered.outages[which];
    const measure::CohortEvidence& cohort = *gathered.cohorts[which];
    const Interval worst = *outages.worst;
    const Mechanism mechanism =
        mechanism_of_outage(*gathered.evidence, outages.longest_run->from, outages.longest_run->to);
    const bool open = outages.open_since == worst.from;
    Story story(
        mechanism,
        fmt::format("cohort {} was below the minimum service level {} from {}: {}", cohort.name,
                    open ? "and not back for good when the run ended,"
                         : fmt::format("for {}", span_text(worst.length())),
                    clock_text(worst.from), told(mechanism)));
    story.faults_and_reactions(*gathered.evidence, worst.to);
    story.step(worst.from, onset_text(*gathered.claim, cohort, outages.onset));
    story.step(worst.to,
               open ? "the last slice below the level; the run ends before the settle window"
                    : "back at the minimum service level");
    return story.told();
}

// The slices of a cohort in which something went wrong, as the run of them where most did.
struct Trouble {
    std::size_t cohort = 0;
    Interval time;
    std::uint64_t count = 0;
};

std::optional<Trouble> worst_trouble(
    const RecoveryEvidence& gathered,
    const std::function<std::uint64_t(const Slice&, bool due)>& wrong) {
    std::optional<Trouble> worst;
    for (std::size_t c = 0; c < gathered.cohorts.size(); ++c) {
        const measure::CohortEvidence& cohort = *gathered.cohorts[c];
        Trouble run;
        for (std::size_t i = 0; i < cohort.slices.all().size(); ++i) {
            const bool due =
                measure::is_due(cohort.slices, i, cohort.deadline, gathered.evidence->end);
            const std::uint64_t count = wrong(cohort.slices.all()[i], due);
            if (count == 0) {
                run.count = 0;
                continue;
            }
            if (run.count == 0) run = {c, {cohort.slices.start_of(i), {}}, 0};
            run.count += count;
            run.time.to = cohort.slices.end_of(i);
            if (!worst || run.count > worst->count) worst = run;
        }
    }
    return worst;
}

Witness trouble_witness(const RecoveryEvidence& gathered, const std::optional<Trouble>& trouble,
                        const std::string& what, const char* in_slices) {
    if (!trouble) return Story(Mechanism::unknown, what).told();
    const Mechanism mechanism =
        mechanism_of_outage(*gathered.evidence, trouble->time.from, trouble->time.to);
    Story story(mechanism, fmt::format("{}: {}", what, told(mechanism)));
    story.faults_and_reactions(*gathered.evidence, trouble->time.to);
    story.step(
        trouble->time.from,
        fmt::format("most of them by cohort {} in the {} from here: {} {}",
                    gathered.cohorts[trouble->cohort]->name, span_text(trouble->time.length()),
                    base::thousands(trouble->count), in_slices));
    return story.told();
}

std::string outcomes_text(const RecoveryEvidence& gathered) {
    std::vector<std::string> parts;
    for (const Outcome outcome :
         {Outcome::late, Outcome::error, Outcome::rejected, Outcome::ambiguous}) {
        std::uint64_t count = gathered.totals.count(outcome);
        if (outcome == Outcome::ambiguous) count += gathered.overdue;
        if (count == 0) continue;
        parts.push_back(fmt::format("{} {}", base::thousands(count), measure::name_of(outcome)));
    }
    return list_text(parts);
}

Witness person_witness(const RecoveryEvidence& gathered) {
    Story story(Mechanism::human_action, "the service came back only because a person acted");
    story.faults_and_reactions(*gathered.evidence, gathered.evidence->end);
    return story.told();
}

// How the slices below the level add up, where that is another length than the longest outage's.
std::string total_text(const Outages& outages) {
    const Duration settled = outages.lower.settled;
    const Duration total = outages.lower.total;
    if (total == settled) return "";
    if (total > settled) return fmt::format(" ({} in all)", span_text(total));
    return fmt::format(" (not in every slice: {} in all)", span_text(total));
}

}  // namespace

Ruling rule_hands_off(const RecoveryEvidence& gathered) {
    if (gathered.evidence->human_action) {
        return Ruling::refuted("recovery needed a person", person_witness(gathered));
    }
    const Duration settle = gathered.claim->minimum_service.settle;
    std::optional<std::string> undecided;
    for (std::size_t i = 0; i < gathered.outages.size(); ++i) {
        const Outages& outages = gathered.outages[i];
        if (!outages.open_since) continue;
        const Duration open = gathered.evidence->end - *outages.open_since;
        const std::string& name = gathered.cohorts[i]->name;
        if (outages.down_at_end && open >= settle) {
            return Ruling::refuted(
                fmt::format("cohort {} had not recovered when the run ended, {} after it "
                            "fell below the minimum service level",
                            name, span_text(open)),
                outage_witness(gathered, i));
        }
        undecided = fmt::format(
            "the run ended before cohort {} was back at the minimum service level for "
            "the settle window of {}",
            name, span_text(settle));
    }
    if (undecided) return Ruling::inconclusive(*undecided);
    return Ruling::upheld("recovery needed no person");
}

Ruling rule_outage(const RecoveryEvidence& gathered, Duration at_most) {
    const std::size_t which = gathered.worst_cohort();
    const Outages& worst = gathered.outages[which];
    const std::string& name = gathered.cohorts[which]->name;
    if (worst.lower.settled > at_most) {
        const std::string allowed =
            at_most == Duration::zero() ? "" : fmt::format(", {} allowed", span_text(at_most));
        return Ruling::refuted(
            fmt::format("cohort {} was below the minimum service level for {}{}{}", name,
                        span_text(worst.lower.settled), total_text(worst), allowed),
            outage_witness(gathered, which));
    }
    for (std::size_t i = 0; i < gathered.outages.size(); ++i) {
        const Outages& outages = gathered.outages[i];
        if (outages.open_since) {
            return Ruling::inconclusive(
                fmt::format("the outage of cohort {} from {} was not over when the run "
                            "ended",
                            gathered.cohorts[i]->name, clock_text(*outages.open_since)));
        }
        if (outages.upper.settled > at_most) {
            return Ruling::inconclusive(fmt::format(
                "too little traffic of cohort {} around its outage, which lasted from {} to {}",
                gathered.cohorts[i]->name, span_text(outages.lower.settled),
                span_text(outages.upper.settled)));
        }
    }
    if (worst.lower.settled == Duration::zero()) {
        return Ruling::upheld(
            fmt::format("no slice fell below the minimum service level, {} judged",
                        base::counted(gathered.judged, "request")));
    }
    return Ruling::upheld(fmt::format("the longest outage, of cohort {}, was over after {}", name,
                                      span_text(worst.lower.settled)));
}

Ruling rule_seen(const RecoveryEvidence& gathered) {
    const RecoveryTime& claim = *gathered.claim;
    const Duration longest = std::max(claim.slice * most_unseen_in_a_row, claim.at_most);
    for (std::size_t i = 0; i < gathered.outages.size(); ++i) {
        const Outages& outages = gathered.outages[i];
        const std::string& name = gathered.cohorts[i]->name;
        if (outages.seen_or_unseen == Duration::zero()) {
            return Ruling::inconclusive(fmt::format(
                "the run is too short to judge cohort {}: its deadline reaches past the end",
                name));
        }
        const double share = static_cast<double>(outages.unseen.count()) /
                             static_cast<double>(outages.seen_or_unseen.count());
        if (share > most_unseen || outages.longest_unseen > longest) {
            return Ruling::inconclusive(
                fmt::format("too little traffic: cohort {} issued nothing in {} of its slices, for "
                            "{} at the longest",
                            name, base::percent(share), span_text(outages.longest_unseen)));
        }
    }
    return Ruling::upheld("traffic was dense enough");
}

Ruling rule_no_client_visible_error(const RecoveryEvidence& gathered) {
    if (const std::uint64_t failed = gathered.failed(); failed > 0) {
        const std::string reason =
            fmt::format("{} of {} did not succeed within the deadline: {}", base::thousands(failed),
                        base::counted(gathered.judged, "request"), outcomes_text(gathered));
        const auto trouble =
            worst_trouble(gathered, [](const Slice& slice, bool due) -> std::uint64_t {
                return (due ? slice.issued : slice.finished) - slice.ok;
            });
        return Ruling::refuted(reason,
                               trouble_witness(gathered, trouble, reason, "did not succeed"));
    }
    if (gathered.applied_twice > 0) {
        const std::string reason = fmt::format("{} took effect more than once",
                                               base::counted(gathered.applied_twice, "write"));
        Story story(Mechanism::duplicate_effect,
                    fmt::format("{}: {}", reason, told(Mechanism::duplicate_effect)));
        story.faults_and_reactions(*gathered.evidence, gathered.evidence->end);
        for (const measure::ShardEvidence& shard : gathered.evidence->shards) {
            if (shard.surviving.applied_twice == 0) continue;
            story.step(
                gathered.evidence->end,
                fmt::format("{}/{} holds {} that took effect more than once", shard.store,
                            shard.shard, base::counted(shard.surviving.applied_twice, "write")));
        }
        return Ruling::refuted(reason, story.told());
    }
    return Ruling::upheld(fmt::format("all {} succeeded within their deadline",
                                      base::counted(gathered.judged, "request")));
}

Ruling rule_hitless(const RecoveryEvidence& gathered) {
    if (gathered.totals.failed_attempts > 0) {
        const std::string reason = fmt::format("{} of {} failed, whatever retries made of it",
                                               base::thousands(gathered.totals.failed_attempts),
                                               base::counted(gathered.totals.attempts, "attempt"));
        const auto trouble = worst_trouble(gathered, [](const Slice& slice, bool) -> std::uint64_t {
            return slice.failed_attempts;
        });
        return Ruling::refuted(reason,
                               trouble_witness(gathered, trouble, reason, "failed attempts"));
    }
    if (!gathered.claim->minimum_service.within_objective && gathered.slow > 0) {
        const std::string reason =
            fmt::format("{} slower than the latency objective",
                        base::counted(gathered.slow, "request was", "requests were"));
        const auto trouble = worst_trouble(
            gathered, [](const Slice& slice, bool) -> std::uint64_t { return slice.slow; });
        return Ruling::refuted(reason, trouble_witness(gathered, trouble, reason, "slow requests"));
    }
    if (gathered.claim->cohorts.empty() && gathered.sessions_dropped() > 0) {
        const std::string reason =
            fmt::format("{} dropped",
                        base::counted(gathered.sessions_dropped(), "session was", "sessions were"));
        Story story(Mechanism::sessions_on_victim,
                    fmt::format("{}: {}", reason, told(Mechanism::sessions_on_victim)));
        story.faults_and_reactions(*gathered.evidence, gathered.evidence->end);
        return Ruling::refuted(reason, story.told());
    }
    for (const measure::CohortEvidence* cohort : gathered.cohorts) {
        if (cohort->latency_objective) continue;
        return Ruling::inconclusive(fmt::format(
            "cohort {} declares no latency objective, which Z3 must hold", cohort->name));
    }
    return Ruling::upheld(fmt::format("none of {} failed, and the latency objective was held",
                                      base::counted(gathered.totals.attempts, "attempt")));
}

}  // namespace triaz::check
