// All that a run leaves behind to be judged. The engine fills it; sim/check and sim/report read it;
// neither can ask the engine anything else.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/history/ledger.hpp"
#include "sim/history/sample.hpp"
#include "sim/history/timeline.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/slices.hpp"
#include "sim/measure/totals.hpp"

namespace triaz::measure {

// [from, to)
struct Interval {
    base::Time from{};
    base::Time to{};
    base::Duration length() const { return to - from; }
};

// What one cohort of clients saw, requests issued after warm-up. The slices of all cohorts have the
// same start, width and end.
struct CohortEvidence {
    std::string name;
    base::Duration deadline{};
    std::optional<base::Duration> latency_objective;  // what Slice::slow was measured against
    RequestTotals totals;
    Slices slices;
    Histogram latency;  // of ok and late requests, from issue to success
};

// One fault as it was carried out, and whether it bit.
struct FaultEvidence {
    std::string name;    // as the scenario has it
    std::string target;  // what it struck: "zone a", "host b1-h2 (leader of state/0)"
    base::Time injected{};
    std::optional<base::Time> ended;
    // Over the last second before the fault (less when it came earlier):
    std::uint64_t requests_served = 0;       // by instances and balancer nodes of the target
    std::uint64_t replication_messages = 0;  // to or from replicas of the target
    std::uint64_t leaders = 0;               // shard leaders on the target when it struck
    std::uint64_t processes_lost = 0;
    bool of_paths = false;           // it struck messages on their way, not processes
    std::uint64_t messages_hit = 0;  // lost or delayed by it, while it lasted
    bool of_behaviour = false;       // what it struck went on running and did something else
    std::uint64_t acts = 0;  // answers and checks that it spoiled, moves that it made or prevented
    // When the last process that this fault took down was ready again; nothing: not before the end.
    std::optional<base::Time> processes_restored;
    bool bit() const {
        if (of_paths) return messages_hit > 0;
        if (of_behaviour) return acts > 0;
        return processes_lost > 0 && (requests_served > 0 || replication_messages > 0);
    }
};

// One shard of one store when the run is over.
struct ShardEvidence {
    std::string store;
    std::uint32_t shard = 0;
    history::Ledger ledger;
    history::Surviving surviving;
    base::Duration longest_without_leader{};  // after warm-up
    // After warm-up, rising, clipped to the end of the run; without_leader holds the longest too.
    std::vector<Interval> without_leader;  // no live member was leader
    std::vector<Interval> without_quorum;  // fewer than a majority of its members were running
    // What was acknowledged in these was on fewer durable copies than declared (a downgrade).
    std::vector<Interval> not_guaranteed;
};

// A service, or a balancer with nodes of its own.
struct ComponentEvidence {
    std::string name;
    std::vector<Interval> none_up;  // after warm-up: not one of its processes was ready to serve
    // Of a service: instances ready at each second from the start of the run.
    std::vector<std::uint32_t> ready;
    // Of a service's calls: failures that made an answer poorer only; work after the answer.
    std::uint64_t soft_failures = 0;
    std::uint64_t async_done = 0;
    std::uint64_t async_failed = 0;
};

// The share of work done in each zone, in slices of one second.
struct ZoneEvidence {
    std::string name;
    std::uint64_t served_before_first_fault = 0;  // service calls answered after warm-up
    std::vector<std::uint32_t> served;            // per second, from the start of the run
    std::uint32_t processes = 0;
    double busiest_before = 0;  // highest utilisation (0..1) of one service's workers in this zone
    double busiest_after = 0;   // the same from the first fault to the end
    std::string busiest_service;
};

// Writes acknowledged while so many zones had them on disk.
struct ZonesHolding {
    std::uint64_t writes = 0;
    base::Time first = base::never;
};

struct StoreEvidence {
    std::string name;
    std::uint32_t copies = 0;                       // declared replicas per shard
    std::uint32_t copies_before_acknowledging = 0;  // resolved: a majority of 3 is 2
    base::Bytes entry_bytes;                        // payload of one write
    std::uint64_t messages = 0;
    std::array<ZonesHolding, 9> by_zones{};   // [n]: n zones; [8]: eight or more
    std::uint64_t duplicates_suppressed = 0;  // retries that found their write already applied
    // At each second from the start of the run: by how many entries the worst copy of any shard is
    // behind what is committed. Empty: not known (stores without an order of entries).
    std::vector<std::uint64_t> behind;
};

struct Evidence {
    base::Time warm_up_end{};
    base::Time end{};
    std::vector<CohortEvidence> cohorts;
    std::vector<FaultEvidence> faults;  // in the order they struck
    std::vector<ShardEvidence> shards;
    std::vector<StoreEvidence> stores;
    std::vector<ZoneEvidence> zones;
    std::vector<ComponentEvidence> components;
    history::Timeline timeline;
    history::Samples samples;   // its stores are numbered as `stores` here
    std::uint64_t events = 0;   // calendar entries handled
    bool human_action = false;  // recovery needed a person (nothing in this version does)
    bool whole_at_end = false;  // every process up, every replica in step
};

}  // namespace triaz::measure
