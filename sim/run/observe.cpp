#include "sim/run/observe.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"
#include "sim/check/judge.hpp"
#include "sim/check/prose.hpp"
#include "sim/engine/replication_options.hpp"
#include "sim/measure/milestones.hpp"
#include "sim/run/observed_history.hpp"
#include "sim/run/run.hpp"

namespace triaz::run {
namespace {

using base::Duration;
using base::Time;
using history::Mark;
using measure::Outcome;
using plan::Instant;
using plan::Observation;

Time time_of(Instant at, const Observation& observation) {
    return base::start_of_run + (at - observation.from);
}

void add_counts(const Observation& observation, const world::Cohort& cohort,
                measure::Evidence& evidence) {
    measure::CohortEvidence seen{
        cohort.name,
        cohort.deadline,
        {},
        {},
        measure::Slices(evidence.warm_up_end, evidence.end, observation.slice),
        {}};
    for (const Observation::Count& count : observation.counts) {
        if (count.cohort != cohort.name) continue;
        const std::uint32_t failed = count.failed + count.ambiguous + count.rejected;
        measure::Slice slice;
        slice.issued = slice.finished = count.all();
        slice.ok = count.ok;
        slice.rejected = count.rejected;
        slice.failed_attempts = count.failed_attempts + failed;
        seen.slices.add(time_of(count.at, observation), slice);
        seen.totals.issued += count.all();
        seen.totals.ended[static_cast<std::size_t>(Outcome::ok)] += count.ok;
        seen.totals.ended[static_cast<std::size_t>(Outcome::late)] += count.late;
        seen.totals.ended[static_cast<std::size_t>(Outcome::error)] += count.failed;
        seen.totals.ended[static_cast<std::size_t>(Outcome::rejected)] += count.rejected;
        seen.totals.ended[static_cast<std::size_t>(Outcome::ambiguous)] += count.ambiguous;
        seen.totals.failed_attempts += slice.failed_attempts;
        seen.totals.attempts += count.all() + count.failed_attempts;
    }
    evidence.cohorts.push_back(std::move(seen));
}

// Who has lost what is not known: the lost ones come last.
void add_writes(const Observation& observation, const Observation::Writes& writes,
                measure::Evidence& evidence) {
    measure::ShardEvidence shard;
    shard.store = writes.store;
    shard.surviving.reachable = true;
    shard.surviving.authority = writes.authority;
    shard.surviving.applied_twice = writes.applied_twice;
    const std::uint64_t kept = writes.acknowledged - writes.lost;
    const Time lost_at = writes.oldest_lost ? time_of(*writes.oldest_lost, observation) : Time{};
    for (std::uint64_t i = 0; i < writes.acknowledged; ++i) {
        const history::Sequence write = shard.ledger.issue();
        shard.ledger.acknowledge(write, lost_at);
        if (i >= kept && writes.oldest_lost) continue;
        shard.ledger.settle(write + 1);  // its instant is not known
        if (i < kept) shard.surviving.applied.insert(write);
    }
    for (std::uint64_t i = 0; i < writes.ambiguous; ++i)
        shard.ledger.leave_ambiguous(shard.ledger.issue());
    shard.surviving.durable_somewhere = shard.surviving.applied;
    evidence.shards.push_back(std::move(shard));
}

// A store of the scenario's model; after how many copies it acknowledges is the model's word.
void add_store(const world::Store& store, measure::Evidence& evidence) {
    measure::StoreEvidence& seen = evidence.stores.emplace_back();
    seen.name = store.name;
    seen.entry_bytes = store.entry_size;
    const auto copies = std::visit(
        [&](auto options) {
            options.members = static_cast<std::uint8_t>(store.replicas.front().size());
            return engine::copies_of(options);
        },
        store.protocol);
    seen.copies = copies.all;
    seen.copies_before_acknowledging = copies.before_acknowledging;
}

void add_fault(const Observation& observation, measure::Evidence& evidence) {
    if (!observation.fault) return;
    const auto at = [&](std::size_t milestone) -> std::optional<Time> {
        const auto& instant = observation.milestones[milestone];
        return instant ? std::optional{time_of(*instant, observation)} : std::nullopt;
    };
    measure::FaultEvidence& fault = evidence.faults.emplace_back();
    fault.name = observation.fault->name;
    fault.target = observation.fault->target;
    fault.injected = *at(0);
    fault.requests_served = observation.fault->requests_served;
    fault.processes_lost = observation.fault->processes_lost;
    fault.processes_restored = at(6);
    struct Noted {
        Time at;
        Mark mark;
        const char* detail;
    };
    std::vector<Noted> noted{{*at(0), Mark::fault_injected, "as noted"}};
    if (fault.processes_lost > 0) noted.push_back({*at(0), Mark::redundancy_reduced, "as noted"});
    if (at(2)) noted.push_back({*at(2), Mark::target_down, "detected, as noted"});
    if (at(4)) noted.push_back({*at(4), Mark::address_withdrawn, "mitigation began, as noted"});
    if (at(6) && fault.processes_lost > 0)
        noted.push_back({*at(6), Mark::redundancy_restored, "as noted"});
    std::ranges::stable_sort(noted, {}, &Noted::at);
    for (const Noted& each : noted)
        evidence.timeline.add(each.at, each.mark, fault.target, each.detail);
}

measure::Evidence evidence_of(const Observation& observation, const world::World& world,
                              const std::optional<RecordedHistory>& recorded) {
    measure::Evidence evidence;
    evidence.warm_up_end = base::start_of_run;
    evidence.end = time_of(observation.until, observation);
    evidence.human_action = observation.human_action;
    evidence.whole_at_end = observation.milestones[6].has_value();
    add_fault(observation, evidence);
    for (const world::Cohort& cohort : world.cohorts) {
        if (std::ranges::find(observation.counts, cohort.name, &Observation::Count::cohort) !=
            observation.counts.end())
            add_counts(observation, cohort, evidence);
        else if (recorded && observation.history->cohort == cohort.name)
            evidence.cohorts.push_back(requests_of(*recorded, observation, cohort));
    }
    for (const world::Store& store : world.stores) {
        const auto writes =
            std::ranges::find(observation.writes, store.name, &Observation::Writes::store);
        if (writes != observation.writes.end()) {
            add_writes(observation, *writes, evidence);
        } else if (recorded && observation.history->store == store.name) {
            auto shard = writes_of(*recorded, observation);
            if (!shard) continue;
            evidence.shards.push_back(std::move(*shard));
        } else {
            continue;
        }
        add_store(store, evidence);
    }
    return evidence;
}

// Milestones as noted; when clients felt it and when service was back, where nobody noted it, by
// what was counted.
measure::Milestones milestones_of(const Observation& observation, const measure::Evidence& evidence,
                                  const measure::ServiceLevel& level) {
    measure::Milestones found = measure::milestones(evidence, 0, level);
    for (std::size_t i = 0; i < found.t.size(); ++i) {
        const auto& noted = observation.milestones[i];
        if (noted)
            found.t[i] = time_of(*noted, observation);
        else if (i != 1 && i != 5)
            found.t[i].reset();
    }
    if (found.t[1] && found.t[5]) found.t[5] = std::max(*found.t[1], *found.t[5]);
    if (evidence.cohorts.empty()) found.fell_below = found.t[1].has_value();
    return found;
}

// A grain finer than what was counted becomes that.
struct AsCounted {
    Duration width;

    void operator()(check::RecoveryTime& promise) const { widen(promise.slice); }
    void operator()(check::ReRouting& promise) const { widen(promise.slice); }
    void operator()(check::CustomerLinkLoss& promise) const { widen(promise.slice); }
    void operator()(check::TenantIsolation& promise) const { widen(promise.slice); }
    template <class Other>
    void operator()(Other&) const {}

    void widen(Duration& slice) const {
        slice = width * std::max<std::int64_t>(1, (slice + width - Duration{1}) / width);
    }
};

// Why nobody can say from what was written down; empty: it can be judged.
struct WhyUnseen {
    std::string operator()(const check::RecoveryTime& promise) const {
        return promise.minimum_service.within_objective ? "latencies were not written down" : "";
    }
    std::string operator()(const check::ActiveZones&) const {
        return "what each zone served was not written down";
    }
    std::string operator()(const check::SynchronousCopies&) const {
        return "what was on which disk at each acknowledgement was not written down";
    }
    std::string operator()(const check::CapacityRestored&) const {
        return "how many instances were ready was not written down";
    }
    std::string operator()(const check::Linearizable&) const {
        return "no history of clients was given (--history)";
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

// Figures that a judge reads from what only a simulation has, as people noted them, or as unknown.
void set_noted_figures(check::Finding& finding, const Observation& observation,
                       const measure::Evidence& evidence) {
    const auto& struck = observation.milestones[0];
    const auto& acts = observation.milestones[4];
    const bool timed = std::ranges::any_of(
        evidence.cohorts, [](const auto& cohort) { return cohort.latency.count() > 0; });
    for (check::Figure& figure : finding.measured) {
        if (figure.name == "time_to_mitigate_s" && struck && acts) {
            check::Figures noted;
            noted.seconds(figure.name, *acts - *struck);
            figure = noted.take().front();
        } else if (figure.name == "sessions_dropped" || figure.name == "utilisation_of_survivors" ||
                   figure.name == "time_to_mitigate_s" ||
                   (!timed && figure.name.ends_with("_latency_s"))) {
            figure = {figure.name, 0, "not written down", false};
        }
    }
}

std::vector<check::Finding> findings_of(const scenario::Scenario& scenario,
                                        const Observation& observation,
                                        const measure::Evidence& evidence,
                                        const std::optional<RecordedHistory>& recorded) {
    std::vector<check::Finding> findings;
    bool history_judged = !recorded;
    for (check::Claim claim : scenario.claims) {
        std::visit(AsCounted{observation.slice}, claim.promise);
        check::Finding finding = check::judge({claim}, {}, evidence).front();
        const std::string unseen = std::visit(WhyUnseen{}, claim.promise);
        if (std::holds_alternative<check::Linearizable>(claim.promise) && recorded) {
            finding = judge_history(*recorded, observation, std::move(finding));
            history_judged = true;
        } else if (!unseen.empty()) {
            finding.verdict = check::Verdict::inconclusive;
            finding.witness.reset();
            finding.reason = "not observed: " + unseen;
        }
        set_noted_figures(finding, observation, evidence);
        findings.push_back(std::move(finding));
    }
    if (!history_judged) {
        check::Finding finding;
        finding.claim = "history";
        finding.kind = "linearizable";
        findings.push_back(judge_history(*recorded, observation, std::move(finding)));
    }
    return findings;
}

}  // namespace

Result observe(const scenario::LoadedObservation& loaded, const std::string& path,
               const std::optional<RecordedHistory>& recorded) {
    base::ensure(loaded.observation && loaded.scenario, "an observation has been read whole");
    const Observation& observation = *loaded.observation;
    const scenario::Scenario& scenario = *loaded.scenario;
    Result result;
    result.scenario_path = scenario.path;
    result.question = scenario.question;
    result.explanation = scenario.explanation;
    result.architecture = architecture_of(scenario.world);
    result.sources = loaded.sources;
    if (recorded) result.sources.push_back({recorded->path, recorded->sha256});
    result.observation = observation;
    result.observed_in = path;
    if (recorded) result.history = recorded->path;
    result.evidence = evidence_of(observation, scenario.world, recorded);
    const measure::ServiceLevel level = level_of_milestones(scenario.claims);
    if (observation.fault)
        result.faults.push_back({0, milestones_of(observation, result.evidence, level)});
    result.findings = findings_of(scenario, observation, result.evidence, recorded);
    result.verdict = check::overall(result.findings);
    return result;
}

}  // namespace triaz::run
