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
    std::string dependency{};            // whose answers it spoiled; empty: none's
    std::uint64_t sessions_dropped = 0;  // long-lived ones
    // When the last process that this fault took down was ready again; nothing: not before the end.
    std::optional<base::Time> processes_restored;
    bool bit() const {
        if (of_paths) return messages_hit > 0 || sessions_dropped > 0;
        if (of_behaviour) return acts > 0;
        return processes_lost > 0 &&
               (requests_served > 0 || replication_messages > 0 || sessions_dropped > 0);
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

// What one service asked of one dependency, after warm-up.
// Invariant: asked = hits + met + stale + failed + went_without + those under way or dead.
struct NeedEvidence {
    std::string dependency;
    std::string service;
    bool fails_open = false;         // it goes on without an answer
    std::uint64_t asked = 0;         // requests that needed an answer
    std::uint64_t hits = 0;          // from the cache of the instance
    std::uint64_t calls = 0;         // to the dependency, every try
    std::uint64_t errors = 0;        // of these: answered with an error
    std::uint64_t timeouts = 0;      // and not answered in time
    std::uint64_t met = 0;           // requests that a call answered
    std::uint64_t outdated = 0;      // of these: with what the dependency should not have said
    std::uint64_t stale = 0;         // from the cache beyond its time, for want of an answer
    std::uint64_t failed = 0;        // that got no answer and ended, or were not done later
    std::uint64_t went_without = 0;  // that got no answer and went on
};

// Long-lived sessions of one cohort, from the end of the warm-up to the end of the run.
// Invariant: carried_in + begun = blocked + completed + lost + unfinished.
struct SessionEvidence {
    std::string name;
    std::uint64_t carried_in = 0;  // in the system when the warm-up ended
    std::uint64_t begun = 0;
    std::uint64_t established = 0;  // for the first time
    std::uint64_t blocked = 0;      // given up before that
    std::uint64_t completed = 0;    // came to the end that was meant
    std::uint64_t lost = 0;         // dropped, and given up
    std::uint64_t unfinished = 0;   // when the run ended
    std::uint64_t under_way = 0;    // established when the first fault struck, or warm-up ended
    std::uint64_t dropped_with_instance = 0;  // drops, not sessions: one may come twice
    std::uint64_t dropped_with_carrier = 0;
    std::uint64_t dropped_with_path = 0;
    std::uint64_t no_carrier = 0;   // attempts that failed at the carrier
    std::uint64_t no_instance = 0;  // because none could be reached
    std::uint64_t no_room = 0;      // because the one chosen was full
    Histogram to_reestablish;       // from drop to re-established
    Histogram waiting;              // since the drop, of those that still try when the run ends

    std::uint64_t dropped() const {
        return dropped_with_instance + dropped_with_carrier + dropped_with_path;
    }
    std::uint64_t reestablished() const { return to_reestablish.count(); }
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
    std::vector<NeedEvidence> needs;
    std::vector<SessionEvidence> sessions;
    history::Timeline timeline;
    history::Samples samples;   // its stores are numbered as `stores` here
    std::uint64_t events = 0;   // calendar entries handled
    bool human_action = false;  // recovery needed a person (nothing in this version does)
    bool whole_at_end = false;  // every process up, every replica in step
};

}  // namespace triaz::measure
