// Evidence made by hand: a run is a list of raw requests and writes, changed as a test needs, and
// then turned into what the engine would have left behind.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/check/judge.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::tests {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

inline constexpr base::Time at(base::Duration since_start) {
    return base::start_of_run + since_start;
}

struct Request {
    base::Time issued;
    std::optional<measure::Outcome> outcome = measure::Outcome::ok;  // nothing: unfinished
    std::uint32_t failed_attempts = 0;
    bool slow = false;
    base::Duration latency = 5ms;
};

struct Cohort {
    std::string name;
    std::vector<Request> requests;
    base::Duration deadline = 1s;
    std::optional<base::Duration> latency_objective = 100ms;
};

struct Shard {
    std::string store = "state";
    std::uint32_t shard = 0;
    std::uint64_t issued = 0;
    std::set<std::uint64_t> acknowledged;  // write n at 10 s + n * 10 ms
    std::set<std::uint64_t> ambiguous;
    std::set<std::uint64_t> applied;
    std::set<std::uint64_t> durable_somewhere;
    std::uint64_t applied_twice = 0;
    bool reachable = true;
    std::string authority = "leader on b1-h1";
    std::vector<measure::Interval> without_leader;
    std::vector<measure::Interval> without_quorum;
};

struct MadeRun {
    base::Time warm_up_end = at(10s);
    base::Time end = at(60s);
    base::Duration slice = 100ms;
    std::vector<Cohort> cohorts;
    std::vector<measure::FaultEvidence> faults;
    std::vector<Shard> shards;
    std::vector<measure::StoreEvidence> stores;
    std::vector<measure::ZoneEvidence> zones;
    std::vector<measure::ComponentEvidence> components;
    std::vector<measure::NeedEvidence> needs;
    std::vector<measure::SessionEvidence> sessions;
    history::Timeline timeline;
    history::Samples samples;
    bool human_action = false;

    // Applies `change` to the requests of cohort number `cohort` issued in [from, to).
    template <class Change>
    MadeRun& between(base::Duration from, base::Duration to, Change change,
                     std::size_t cohort = 0) {
        for (Request& request : cohorts[cohort].requests) {
            if (request.issued >= at(from) && request.issued < at(to)) change(request);
        }
        return *this;
    }
    MadeRun& fail(base::Duration from, base::Duration to,
                  measure::Outcome outcome = measure::Outcome::error, std::size_t cohort = 0) {
        return between(
            from, to,
            [&](Request& request) {
                request.outcome = outcome;
                request.failed_attempts = 1;
            },
            cohort);
    }
};

// A cohort that issues a request every `gap` in [from, to), each ok.
inline Cohort steady_cohort(std::string name, base::Time from, base::Time to, base::Duration gap);

// Three zones, a Raft store of one shard with three copies, one cohort with 100 requests a second,
// and one fault at 30 s that bit and that nobody felt. Its writes were on disk in two zones when
// acknowledged. Every claim up to Z2, RPO zero and two synchronous copies is upheld on it.
inline MadeRun healthy_run();
// The same without its fault.
inline MadeRun run_without_fault();

inline measure::Evidence evidence_of(const MadeRun& run);

inline check::Finding judged(const check::Claim& claim, const MadeRun& run,
                             const std::vector<check::Sometimes>& sometimes = {});
inline check::Claim recovery_time(check::Level level, base::Duration at_most = {});
inline check::Claim recovery_point(std::uint64_t lost_at_most = 0,
                                   std::vector<std::string> stores = {});
inline check::Claim active_zones(std::uint32_t zones, double share);
inline check::Claim synchronous_copies(std::uint32_t zones, std::vector<std::string> stores = {});
inline check::Claim linearizable(std::vector<std::string> stores = {});

// The figure of this name; fails the test when there is none, or none known.
inline check::Claim linearizable(std::vector<std::string> stores) {
    return {"reads", {"C10"}, check::Verdict::upheld, check::Linearizable{std::move(stores)}};
}

inline double figure(const check::Finding& finding, const std::string& name);
inline bool is_known(const check::Finding& finding, const std::string& name);

namespace detail {

inline measure::CohortEvidence evidence_of(const Cohort& cohort, const MadeRun& run) {
    measure::CohortEvidence evidence{cohort.name,
                                     cohort.deadline,
                                     cohort.latency_objective,
                                     {},
                                     measure::Slices(run.warm_up_end, run.end, run.slice),
                                     {}};
    for (const Request& request : cohort.requests) {
        ++evidence.totals.issued;
        evidence.slices.issued(request.issued);
        evidence.totals.attempts += 1 + request.failed_attempts;
        evidence.totals.failed_attempts += request.failed_attempts;
        if (!request.outcome) {
            ++evidence.totals.unfinished;
            continue;
        }
        ++evidence.totals.ended[static_cast<std::size_t>(*request.outcome)];
        evidence.slices.finished(request.issued, *request.outcome, request.failed_attempts,
                                 request.slow, request.latency);
        if (*request.outcome == measure::Outcome::ok) evidence.latency.record(request.latency);
    }
    return evidence;
}

inline base::SequenceSet set_of(const std::set<std::uint64_t>& numbers) {
    base::SequenceSet set;
    for (const std::uint64_t number : numbers) set.insert(number);
    return set;
}

inline measure::ShardEvidence evidence_of(const Shard& shard) {
    measure::ShardEvidence evidence;
    evidence.store = shard.store;
    evidence.shard = shard.shard;
    for (std::uint64_t i = 0; i < shard.issued; ++i) evidence.ledger.issue();
    for (const std::uint64_t write : shard.acknowledged) {
        evidence.ledger.acknowledge(write, at(10s + 10ms * static_cast<std::int64_t>(write)));
    }
    for (const std::uint64_t write : shard.ambiguous) evidence.ledger.leave_ambiguous(write);
    evidence.surviving = {shard.reachable, shard.authority, set_of(shard.applied),
                          shard.applied_twice, set_of(shard.durable_somewhere)};
    evidence.without_leader = shard.without_leader;
    evidence.without_quorum = shard.without_quorum;
    for (const measure::Interval& interval : shard.without_leader) {
        evidence.longest_without_leader =
            std::max(evidence.longest_without_leader, interval.length());
    }
    return evidence;
}

inline measure::ZoneEvidence steady_zone(std::string name) {
    measure::ZoneEvidence zone;
    zone.name = std::move(name);
    zone.served_before_first_fault = 2000;
    zone.served.assign(60, 100);
    zone.processes = 4;
    zone.busiest_before = 0.5;
    zone.busiest_after = 0.7;
    zone.busiest_service = "app";
    return zone;
}

}  // namespace detail

inline Cohort steady_cohort(std::string name, base::Time from, base::Time to, base::Duration gap) {
    Cohort cohort{std::move(name), {}};
    for (base::Time issued = from; issued < to; issued += gap) cohort.requests.push_back({issued});
    return cohort;
}

inline MadeRun healthy_run() {
    MadeRun run = run_without_fault();
    measure::FaultEvidence fault;
    fault.name = "power loss";
    fault.target = "zone a";
    fault.injected = at(30s);
    fault.requests_served = 33;
    fault.replication_messages = 200;
    fault.leaders = 1;
    fault.processes_lost = 4;
    fault.processes_restored = at(40s);
    run.faults.push_back(fault);
    run.timeline.add(at(30s), history::Mark::fault_injected, "zone a");
    return run;
}

inline MadeRun run_without_fault() {
    MadeRun run;
    run.cohorts.push_back(steady_cohort("web", run.warm_up_end, run.end, 10ms));
    Shard shard;
    shard.issued = 1000;
    for (std::uint64_t write = 0; write < shard.issued; ++write) shard.acknowledged.insert(write);
    shard.applied = shard.acknowledged;
    shard.durable_somewhere = shard.acknowledged;
    run.shards.push_back(shard);
    measure::StoreEvidence store;
    store.name = "state";
    store.copies = 3;
    store.copies_before_acknowledging = 2;
    store.entry_bytes = base::Bytes{256};
    store.by_zones[2] = {1000, run.warm_up_end};
    run.stores.push_back(store);
    for (const char* zone : {"a", "b", "c"}) run.zones.push_back(detail::steady_zone(zone));
    return run;
}

inline measure::Evidence evidence_of(const MadeRun& run) {
    measure::Evidence evidence;
    evidence.warm_up_end = run.warm_up_end;
    evidence.end = run.end;
    for (const Cohort& cohort : run.cohorts)
        evidence.cohorts.push_back(detail::evidence_of(cohort, run));
    evidence.faults = run.faults;
    for (const Shard& shard : run.shards) evidence.shards.push_back(detail::evidence_of(shard));
    evidence.stores = run.stores;
    evidence.zones = run.zones;
    evidence.components = run.components;
    evidence.needs = run.needs;
    evidence.sessions = run.sessions;
    evidence.timeline = run.timeline;
    evidence.samples = run.samples;
    evidence.human_action = run.human_action;
    return evidence;
}

inline check::Finding judged(const check::Claim& claim, const MadeRun& run,
                             const std::vector<check::Sometimes>& sometimes) {
    return check::judge({claim}, sometimes, evidence_of(run)).front();
}

inline check::Claim recovery_time(check::Level level, base::Duration at_most) {
    check::RecoveryTime promise;
    promise.level = level;
    promise.at_most = at_most;
    return {"rto", {"C09"}, check::Verdict::upheld, promise};
}

inline check::Claim recovery_point(std::uint64_t lost_at_most, std::vector<std::string> stores) {
    return {"rpo",
            {"C10"},
            check::Verdict::upheld,
            check::RecoveryPoint{std::move(stores), lost_at_most}};
}

inline check::Claim active_zones(std::uint32_t zones, double share) {
    return {
        "active", {"C01"}, check::Verdict::upheld, check::ActiveZones{zones, base::Ratio{share}}};
}

inline check::Claim synchronous_copies(std::uint32_t zones, std::vector<std::string> stores) {
    return {"copies",
            {"C03"},
            check::Verdict::upheld,
            check::SynchronousCopies{zones, std::move(stores)}};
}

inline double figure(const check::Finding& finding, const std::string& name) {
    const auto found = std::ranges::find(finding.measured, name, &check::Figure::name);
    if (found == finding.measured.end() || !found->known) {
        ADD_FAILURE() << "no figure " << name;
        return -1;
    }
    return found->value;
}

inline bool is_known(const check::Finding& finding, const std::string& name) {
    const auto found = std::ranges::find(finding.measured, name, &check::Figure::name);
    return found != finding.measured.end() && found->known;
}

}  // namespace triaz::tests
