// Results made by hand, for tests of whatever reads results: no engine, no files.
#pragma once

#include <string>
#include <utility>

#include "sim/run/result.hpp"

namespace triaz::test {

inline base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

// One cohort with 100 requests in each of its slices of 100 ms over [10 s, 70 s), of which those
// issued in [30 s, 31.4 s) fail when `with_outage`.
inline measure::CohortEvidence made_cohort(const std::string& name, bool with_outage) {
    using namespace std::chrono_literals;
    measure::CohortEvidence cohort{name, 5s, 1s, {}, {at(10s), at(70s), 100ms}, {}};
    for (base::Time time = at(10s); time < at(70s); time += 1ms) {
        const bool fails = with_outage && time >= at(30s) && time < at(31400ms);
        const auto outcome = fails ? measure::Outcome::error : measure::Outcome::ok;
        cohort.slices.issued(time);
        cohort.slices.finished(time, outcome, fails ? 3 : 0, false);
        ++cohort.totals.issued;
        ++cohort.totals.ended[static_cast<std::size_t>(outcome)];
        cohort.totals.attempts += fails ? 3 : 1;
        cohort.totals.failed_attempts += fails ? 3 : 0;
        if (!fails) cohort.latency.record(4ms);
    }
    return cohort;
}

// A shard with `acknowledged` writes, of which the last `lost` are on no disk.
inline measure::ShardEvidence made_shard(std::uint32_t shard, std::uint64_t acknowledged,
                                         std::uint64_t lost) {
    measure::ShardEvidence evidence;
    evidence.store = "state";
    evidence.shard = shard;
    for (std::uint64_t i = 0; i < acknowledged; ++i) {
        const auto write = evidence.ledger.issue();
        evidence.ledger.acknowledge(write, at(std::chrono::milliseconds{i}));
        if (i + lost < acknowledged) evidence.surviving.applied.insert(write);
    }
    evidence.surviving.durable_somewhere = evidence.surviving.applied;
    evidence.surviving.reachable = true;
    evidence.surviving.authority = "b1-h1";
    return evidence;
}

inline measure::Evidence made_evidence(bool with_outage) {
    using namespace std::chrono_literals;
    measure::Evidence evidence;
    evidence.warm_up_end = at(10s);
    evidence.end = at(70s);
    evidence.cohorts = {made_cohort("callers", with_outage), made_cohort("agents", false)};
    measure::FaultEvidence fault;
    fault.name = "power loss of zone a";
    fault.target = "zone a";
    fault.injected = at(30s);
    fault.ended = at(50s);
    fault.requests_served = 3345;
    fault.replication_messages = 6690;
    fault.leaders = 2;
    fault.processes_lost = 12;
    fault.processes_restored = at(53s);
    evidence.faults = {fault};
    evidence.shards = {made_shard(0, 30'000, 0), made_shard(1, 30'000, 0)};
    evidence.stores = {{.name = "state",
                        .copies = 3,
                        .copies_before_acknowledging = 2,
                        .entry_bytes = {256},
                        .messages = 240'000,
                        .duplicates_suppressed = 17,
                        .behind = {}}};
    for (const char* const name : {"a", "b", "c"})
        evidence.zones.push_back({name, 20'000, {}, 12, 0.42, 0.63, "conversation"});
    evidence.timeline.add(at(30s), history::Mark::fault_injected, "zone a", "power loss");
    evidence.timeline.add(at(30s), history::Mark::leader_lost, "state/0", "host a1-h1");
    evidence.timeline.add(at(31300ms), history::Mark::leader_elected, "state/0",
                          "term 2, host b1-h1");
    evidence.timeline.add(at(50s), history::Mark::fault_ended, "zone a");
    evidence.events = 1'234'567;
    evidence.whole_at_end = true;
    return evidence;
}

inline check::Finding made_recovery_time() {
    check::Finding finding;
    finding.claim = "no-outage";
    finding.kind = "rto";
    finding.contract = {"C09", "C11"};
    finding.verdict = check::Verdict::upheld;
    finding.stated =
        "Z1 no outage: no slice of 100 ms below the minimum service level, success at "
        "least 99 %, each cohort apart";
    finding.reason = "no slice was below the minimum service level";
    finding.measured = {{"outage_total_s", 0, "0 s"},
                        {"outage_total_upper_s", 0, "0 s"},
                        {"requests_judged", 120'000, "120,000"},
                        {"failed_attempts", 4, "4"},
                        {"late", 0, "0"},
                        {"worst_latency_s", 1.203, "1.2 s"},
                        {"time_to_detect_s", 0, "not felt", false}};
    return finding;
}

inline check::Finding made_recovery_point() {
    check::Finding finding;
    finding.claim = "nothing-lost";
    finding.kind = "rpo";
    finding.contract = {"C10"};
    finding.verdict = check::Verdict::upheld;
    finding.stated = "no acknowledged write is lost; stores in scope: state; left out: config";
    finding.reason = "none of 60,000 acknowledged writes were lost";
    finding.measured = {{"acknowledged_writes", 60'000, "60,000"},
                        {"lost_writes", 0, "0"},
                        {"lost_s", 0, "0 s"},
                        {"guaranteed", 1, "yes"},
                        {"unfenced", 0, "no"}};
    finding.trades = {
        "writes to state/0 waited 1.3 s for a new leader: availability was given up to keep the "
        "recovery point at zero"};
    return finding;
}

// Attempts failed at 30 s; service was below the minimum level until 31.4 s only `with_outage`.
inline measure::Milestones made_milestones(bool with_outage) {
    using namespace std::chrono_literals;
    const auto back = with_outage ? at(31400ms) : at(30s);
    return {{at(30s), at(30s), at(31100ms), at(31100ms), at(31300ms), back, at(58s), {}},
            with_outage};
}

// Everything held.
inline run::Result upheld_result() {
    run::Result result;
    result.scenario_path = "scenarios/zone-loss/abrupt.json";
    result.question =
        "Does the service stay up, and keep every acknowledged write, when a zone loses "
        "power without warning?";
    result.explanation = "The zone that holds most leaders goes dark for 20 s.";
    result.seed = 42;
    result.verdict = check::Verdict::upheld;
    result.findings = {made_recovery_time(), made_recovery_point()};
    result.faults = {{0, made_milestones(false)}};
    result.evidence = made_evidence(false);
    result.sources = {{"scenarios/zone-loss/abrupt.json", std::string(64, 'a')},
                      {"../../models/reference.json", std::string(64, '0')}};
    result.assumptions = {{"latency between zones 0.5 ms", "assumption: same metropolitan area"},
                          {"disk sync 1 ms", "vendor's data sheet, 2023"}};
    result.not_simulated = {{"key service", "external dependency", "no call on the request path"}};
    return result;
}

// The claim on recovery time was refuted, though it was expected to hold.
inline run::Result refuted_result() {
    using namespace std::chrono_literals;
    run::Result result = upheld_result();
    result.verdict = check::Verdict::refuted;
    result.evidence = made_evidence(true);
    result.faults = {{0, made_milestones(true)}};
    check::Finding& finding = result.findings.front();
    finding.verdict = check::Verdict::refuted;
    finding.reason = "cohort callers was below the minimum service level for 1.4 s";
    finding.measured = {{"longest_outage_s", 1.4, "1.4 s"},
                        {"outage_total_s", 1.4, "1.4 s"},
                        {"outage_total_upper_s", 1.5, "1.5 s"},
                        {"blackout_s", 1.4, "1.4 s"},
                        {"brownout_s", 0, "0 s"},
                        {"failed_attempts", 4200, "4,200"},
                        {"errors_after_retry", 1400, "1,400"},
                        {"time_to_detect_s", 1.1, "1.1 s"}};
    finding.witness = check::Witness{
        "leader election",
        "writes of callers waited while state/0 had no leader, longer than they could",
        {{at(30s), "zone a loses power; it held the leaders of state/0 and state/1"},
         {at(30s), "first requests of callers fail"},
         {at(31100ms),
          "b1-h1 has heard nothing from the leader of state/0 for its election time-out "
          "and stands for election in term 2"},
         {at(31300ms), "b1-h1 leads state/0"},
         {at(31400ms), "callers are served as before"}}};
    return result;
}

// Nobody can say: the fault did not bite.
inline run::Result inconclusive_result() {
    run::Result result = upheld_result();
    result.verdict = check::Verdict::inconclusive;
    for (check::Finding& finding : result.findings) {
        finding.verdict = check::Verdict::inconclusive;
        finding.reason =
            "the power loss of zone a did not bite: it took down nothing that carried traffic";
        finding.trades.clear();
    }
    measure::FaultEvidence& fault = result.evidence.faults.front();
    fault.requests_served = fault.replication_messages = fault.processes_lost = fault.leaders = 0;
    result.faults.front().milestones = {{fault.injected, {}, {}, {}, {}, {}, fault.injected, {}}};
    return result;
}

}  // namespace triaz::test
