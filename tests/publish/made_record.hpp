// Results as they are read back, made by hand (tests/support/result_builder.hpp) or hostile.
#pragma once

#include <string>

#include "sim/publish/subject.hpp"
#include "sim/report/json.hpp"
#include "tests/support/result_builder.hpp"

namespace triaz::publish::test {

inline const report::Context context{
    "0.1.0", "0123abc", {"triaz", "run", "x.json"}, "2024-01-01T00:00:00Z", 0.25};

// With an architecture, latencies and an interval, which results made by hand lack.
inline run::Result whole(run::Result result) {
    using Kind = run::Architecture::Kind;
    result.architecture = {"eu", "EEA", {}, {}, {{"callers", "a", "edge"}}};
    for (const char* const zone : {"a", "b", "c"})
        result.architecture.zones.push_back(
            {zone, {std::string{zone} + "1", std::string{zone} + "2"}, 8});
    result.architecture.tiers = {{Kind::balancer, "edge", "nodes for api", {2, 2, 2}},
                                 {Kind::service, "api", "1 worker each", {4, 4, 4}},
                                 {Kind::store, "state", "raft, 2 shards of 3 copies", {2, 2, 2}}};
    for (auto& zone : result.evidence.zones) zone.served.assign(70, 100);
    using namespace std::chrono_literals;
    result.evidence.shards.front().without_leader = {
        {triaz::test::at(30s), triaz::test::at(31300ms)}};
    return result;
}

inline Record read(const run::Result& result) {
    return *read_record(report::to_json(result, context));
}

inline Subject subject_of(const run::Result& result) {
    Subject subject;
    subject.version = "0.1.0";
    subject.records.push_back(read(whole(result)));
    subject.evidence.push_back({"result.json", std::string(64, 'e'), "result"});
    return subject;
}

// Every string that a file can bring in, spoilt.
inline run::Result spoilt(run::Result result, const std::string& poison) {
    result.scenario_path = "scenarios/" + poison + ".json";
    result.question = result.explanation = poison;
    result.mutant = poison;
    for (auto& zone : result.architecture.zones) zone = {poison, {poison}, 1};
    for (auto& tier : result.architecture.tiers) tier.name = tier.detail = poison;
    for (auto& clients : result.architecture.clients) clients = {poison, poison, poison};
    for (auto& finding : result.findings) {
        finding.claim = finding.kind = finding.stated = finding.reason = poison;
        finding.contract = {poison};
        finding.trades = {poison};
        if (finding.witness) {
            finding.witness->mechanism = finding.witness->summary = poison;
            for (auto& step : finding.witness->steps) step.what = poison;
        }
    }
    for (auto& fault : result.evidence.faults) fault.name = fault.target = poison;
    for (auto& cohort : result.evidence.cohorts) cohort.name = poison;
    for (auto& zone : result.evidence.zones) zone.name = zone.busiest_service = poison;
    for (auto& store : result.evidence.stores) store.name = poison;
    for (auto& shard : result.evidence.shards) {
        shard.store = poison;
        shard.surviving.authority = poison;
    }
    for (auto& entry : result.evidence.timeline.entries) entry.subject = entry.detail = poison;
    for (auto& source : result.sources) source.path = poison;
    for (auto& each : result.assumptions) each = {poison, poison};
    for (auto& each : result.not_simulated) each = {poison, poison, poison};
    return result;
}

}  // namespace triaz::publish::test
