// The typed deployment, its clients and its faults: what sim/scenario writes and sim/engine runs.
//
// Everything is resolved: names are ids, presets are numbers, instances stand on hosts. A World
// that sim/scenario gives out obeys the invariants below; the engine ensures them, and complains of
// none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/id.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/fault/fault.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"
#include "sim/topology/topology.hpp"
#include "sim/world/surroundings.hpp"

namespace triaz::world {

using ServiceId = base::Id<struct ServiceTag>;
using BalancerId = base::Id<struct BalancerTag>;
using StoreId = base::Id<struct StoreTag>;
using CohortId = base::Id<struct CohortTag>;

// Servers with one FIFO queue before them. A request that finds the queue full is rejected.
struct Workers {
    std::uint32_t count = 1;
    std::uint32_t queue_limit = 0;
    base::Distribution service_time;
};

// Which operations of the clients take a call.
enum class When : std::uint8_t { always, on_read, on_write };

// Tries of one call: each with its own time-out, all inside the deadline of the request they serve.
struct Tries {
    std::uint32_t limit = 1;
    base::Duration timeout = std::chrono::seconds{1};
    base::Duration backoff{};   // before the second try
    double backoff_factor = 2;  // each further wait is that many times longer
    base::Duration backoff_cap = std::chrono::seconds{1};
    bool full_jitter = true;  // wait uniformly between zero and the backoff
};

// A call that an instance makes while it serves, one after the other; each must succeed.
struct Call {
    std::variant<BalancerId, StoreId> to;
    When when = When::always;
    Tries tries;
};

struct Service {
    std::string name;
    Workers workers;
    bool worker_held_during_calls = false;  // a thread per request, rather than asynchronous
    std::vector<Call> calls;
    base::Duration start_time{};              // from power to ready
    std::vector<topology::HostId> instances;  // one entry an instance
};

struct HealthCheck {
    base::Duration interval = std::chrono::seconds{2};
    base::Duration timeout = std::chrono::seconds{2};
    std::uint32_t rise = 2;
    std::uint32_t fall = 3;
    bool enabled = true;
};

enum class Policy : std::uint8_t { round_robin, least_requests };

// How often the name service probes each balancer node's zone, and how long answers are kept.
struct NameResolution {
    base::Duration ttl = std::chrono::seconds{60};
    HealthCheck health;
};

// Spreads requests over the instances of one service. With `nodes`, requests pass through a node,
// and callers find nodes by name: a caller prefers the nodes of its own zone. Without nodes the
// caller itself balances, on the health view of its zone. There is one health view per zone either
// way.
struct Balancer {
    std::string name;
    ServiceId target;
    Policy policy = Policy::round_robin;
    bool cross_zone = true;  // false: only to instances of the node's own zone
    HealthCheck health;
    std::vector<topology::HostId> nodes;
    base::Duration node_start_time{};
    NameResolution names;
    base::Duration forward_timeout = std::chrono::seconds{60};
};

struct Disk {
    base::Distribution sync;
};

struct Store {
    std::string name;
    std::variant<protocol::raft::Options, protocol::mirror::Options, protocol::standby::Options>
        protocol;
    base::Duration election_period =
        std::chrono::seconds{1};  // of a standby: how long a lease lasts
    base::Duration heartbeat_period = std::chrono::milliseconds{100};
    base::Duration patience{};  // of a standby that falls back: how long a write waits before
    Workers workers;            // of each replica: the work of one operation
    Disk disk;
    base::Bytes entry_size{256};
    base::Duration start_time{};
    bool deduplicate = true;         // retries are known by their key
    bool linearizable_reads = true;  // false: the leader answers reads unasked
    // replicas[shard][member]; options.preferred_leader of a shard: preferred_leaders[shard]
    std::vector<std::vector<topology::HostId>> replicas;
    std::vector<protocol::Member> preferred_leaders;
    std::optional<Backup> backup;
};

struct Cohort {
    std::string name;
    topology::ZoneId home;  // whose balancer nodes its resolvers prefer
    double rate = 0;        // requests per second, Poisson
    base::Ratio writes{0.5};
    BalancerId entry;
    base::Duration deadline = std::chrono::seconds{5};
    std::optional<base::Duration> latency_objective;
    Tries tries;
    std::uint32_t resolvers = 100;  // name caches among them, each with its own phase of the TTL
    std::vector<std::string> residency;  // jurisdictions its data may be in; empty: any
};

struct World {
    topology::Topology topology;
    std::vector<Service> services;
    std::vector<Balancer> balancers;
    std::vector<Store> stores;
    std::vector<Cohort> cohorts;
    std::vector<Unsimulated> unsimulated;
    Reliability reliability;
    std::vector<fault::Fault> faults;  // rising in time
    base::Duration warm_up{};
    base::Duration duration{};  // of the whole run, warm-up included
    base::Duration slice = std::chrono::milliseconds{100};
    std::uint64_t seed = 1;
    std::uint32_t sampled_keys = 0;  // of each shard: what clients do to them is written down whole
};

}  // namespace triaz::world
