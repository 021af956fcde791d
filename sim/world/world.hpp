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
#include "sim/kernel/workers.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"
#include "sim/topology/topology.hpp"
#include "sim/traffic/arrivals/processes.hpp"
#include "sim/traffic/health/check.hpp"
#include "sim/traffic/limit/concurrency.hpp"
#include "sim/traffic/limit/quota.hpp"
#include "sim/traffic/outlier/detector.hpp"
#include "sim/traffic/policy/picker.hpp"
#include "sim/traffic/policy/slow_start.hpp"
#include "sim/traffic/retry/backoff.hpp"
#include "sim/traffic/retry/breaker.hpp"
#include "sim/traffic/retry/budget.hpp"
#include "sim/traffic/scaling/steps.hpp"
#include "sim/traffic/scaling/target_tracking.hpp"
#include "sim/traffic/zones/zone_aware.hpp"
#include "sim/world/surroundings.hpp"
#include "sim/world/tolerance.hpp"

namespace triaz::world {

using ServiceId = base::Id<struct ServiceTag>;
using BalancerId = base::Id<struct BalancerTag>;
using StoreId = base::Id<struct StoreTag>;
using CohortId = base::Id<struct CohortTag>;
using DependencyId = base::Id<struct DependencyTag>;

// Servers with one queue before them. A request that finds the queue full is rejected, or takes the
// place of the oldest.
struct Workers {
    std::uint32_t count = 1;
    std::uint32_t queue_limit = 0;
    base::Distribution service_time;
    kernel::Discipline discipline = kernel::Discipline::fifo;
    bool drops_oldest = false;
    std::uint32_t long_from = 0;
    std::optional<kernel::CodelOptions> codel{};

    kernel::QueueOptions queue() const {
        return {queue_limit, discipline, drops_oldest, long_from, codel};
    }
};

// Which operations of the clients take a call.
enum class When : std::uint8_t { always, on_read, on_write };

// Tries of one call: each with its own time-out, all inside the deadline of the request they serve.
struct Tries {
    std::uint32_t limit = 1;
    base::Duration timeout = std::chrono::seconds{1};
    traffic::Backoff backoff{.base = base::Duration{}, .cap = std::chrono::seconds{1}};
    bool retry_writes = true;  // also one that may have taken effect
    // Of one calling process to one callee:
    std::variant<std::monostate, traffic::RetryTokens::Options, traffic::RetryShare> budget{};
    std::optional<traffic::BreakerOptions> breaker{};
    std::uint32_t connections = 0;  // requests under way at a time; zero: any number
    std::uint32_t may_wait = 0;     // for a connection; one more fails at once

    // A calling process has something to remember from one request to the next.
    bool remembers() const { return budget.index() != 0 || breaker || connections > 0; }
};

enum class CallKind : std::uint8_t {
    hard,   // the request needs it
    soft,   // a failure makes the answer poorer, and no error
    async,  // nobody waits for it
};

// A call that an instance makes while it serves.
struct Call {
    std::variant<BalancerId, StoreId> to;
    When when = When::always;
    Tries tries;
    CallKind kind = CallKind::hard;
};

// What others run and the deployment needs: a key service, an identity provider, carriers. It is
// never full, and answers with what sessions and services ask of it.
struct Dependency {
    std::string name;
    std::string kind;                     // in the model's words
    base::Distribution answer_time;       // from the call's arrival until the answer leaves
    std::vector<topology::ZoneId> zones;  // a part of its own in each; empty: outside the region
};

// Answers that a calling instance keeps; one that has restarted has none.
struct AnswerCache {
    base::Duration ttl = std::chrono::seconds{60};
    std::uint32_t keys = 1;      // different things asked for, all alike often
    base::Duration stale_for{};  // an answer may be used so long after that, when no other is had
};

// What an instance asks of a dependency before its calls, for requests that need it.
struct Requirement {
    DependencyId dependency;
    When when = When::always;
    CallKind kind = CallKind::hard;
    base::Ratio share{1};  // of those requests
    Tries tries;           // limit, time-out and backoff
    std::optional<AnswerCache> cache{};
};

// A process that has just started works more slowly, ever less so: cold caches, code not compiled.
struct WarmUp {
    base::Duration lasts{};
    double slowdown = 1;  // at the start; service times are so many times longer
};

// As many instances as a metric asks for. The metric is how busy the workers are, 0 to 1.
struct Scaling {
    std::variant<traffic::TrackingOptions, traffic::StepOptions> policy;
    std::vector<traffic::ScalingStep> steps;  // of the step policy
    std::vector<traffic::ScheduledScaling> schedule;
    base::Duration period = std::chrono::seconds{60};  // of the metric, and between decisions
    base::Duration metric_delay{};
    base::Distribution boot_time;                     // from launch to ready
    base::Duration warm_up{};                         // from ready to counting
    base::Ratio launch_failures{0};                   // share of launches that come to nothing
    base::Duration drain = std::chrono::seconds{30};  // before an instance is stopped
    traffic::FleetBounds bounds;
};

struct Service {
    std::string name;
    Workers workers;
    bool worker_held_during_calls = false;  // a thread per request, rather than asynchronous
    std::vector<Requirement> needs{};       // in order, before the calls
    std::vector<Call> calls;
    bool calls_in_parallel = false;  // all at once, rather than one after the other
    // Works on nothing that its caller no longer waits for, and waits no longer than its caller.
    bool deadline_aware = false;
    std::optional<traffic::ConcurrencyOptions> concurrency{};  // of each instance
    // By priority: the share of workers and queue places taken from which on it is refused.
    std::vector<double> shedding;
    std::optional<traffic::Quota> quota{};  // of each tenant, at each instance
    base::Duration start_time{};            // from power to ready
    WarmUp warm_up{};
    std::vector<topology::HostId> instances;  // one entry an instance
    std::optional<Scaling> scaling{};
    std::vector<topology::HostId> spares;  // where further instances may be launched
    std::vector<Tolerance> tolerates{};
};

// Checks that may be switched off: then every target counts as healthy for ever.
struct HealthCheck : traffic::HealthCheck {
    bool enabled = true;
};

// How often the name service probes each balancer node's zone, and how long answers are kept.
struct NameResolution {
    base::Duration ttl = std::chrono::seconds{60};
    HealthCheck health;
    traffic::CheckerQuorum checkers{};  // whose opinions make one verdict
    bool fails_open = false;            // no node is healthy: all are given out
};

// Spreads requests over the instances of one service. With `nodes`, requests pass through a node,
// and callers find nodes by name: a caller prefers the nodes of its own zone. Without nodes the
// caller itself balances, on the health view of its zone. There is one health view per zone either
// way.
struct Balancer {
    std::string name;
    ServiceId target;
    traffic::Policy policy;
    bool cross_zone = true;  // false: only to instances of the node's own zone
    // Own zone first, as far as that overloads nobody; with cross_zone only.
    std::optional<traffic::ZoneAwareOptions> zone_aware;
    std::vector<double> zone_weights;  // of the instances in each zone; empty: all alike
    traffic::SlowStart slow_start{};
    // Unhealthy targets are used too when nobody is healthy, or a smaller share than this
    // (percent).
    std::optional<std::uint32_t> panic_threshold;
    std::optional<traffic::OutlierOptions> outliers;
    HealthCheck health;
    std::vector<topology::HostId> nodes;
    base::Duration node_start_time{};
    std::optional<Workers> node_work;  // nothing: a node costs no time and is never full
    NameResolution names;
    base::Duration forward_timeout = std::chrono::seconds{60};
};

struct Disk {
    base::Distribution sync;
};

struct Store {
    std::string name;
    std::variant<protocol::raft::Options, protocol::mirror::Options, protocol::standby::Options,
                 protocol::quorum::Options>
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
    std::vector<Tolerance> tolerates{};
};

struct Cohort {
    std::string name;
    topology::ZoneId home;  // whose balancer nodes its resolvers prefer
    double rate = 0;        // requests per second
    // When they come: a Poisson process of that rate, of a rate that follows a curve (of multiples
    // of `rate`), or in bursts; or each caller when it has thought over the answer before.
    std::variant<std::monostate, traffic::RateCurve, traffic::BurstyArrivals::Options,
                 traffic::ClosedLoop>
        arrivals{};
    base::Ratio writes{0.5};
    BalancerId entry;
    base::Duration deadline = std::chrono::seconds{5};
    std::optional<base::Duration> latency_objective;
    Tries tries;
    // Calling processes: each with a name cache that has its own phase of the TTL, and with its own
    // budget, breaker and connections.
    std::uint32_t resolvers = 100;
    std::uint32_t sessions = 10'000;     // among them, for policies that go by the session
    std::uint8_t priority = 0;           // 0 is the most important
    std::uint32_t tenant = 0;            // cohorts with the same number are one tenant
    std::vector<std::string> residency;  // jurisdictions its data may be in; empty: any
};

// Long-lived sessions that are alike, such as voice calls. Each takes a worker of an instance for
// as long as it lasts, and comes in through a carrier or from outside.
struct SessionCohort {
    std::string name;
    topology::ZoneId home;  // whose carrier and whose view of the instances are tried first
    double rate = 0;        // sessions that begin, per second
    std::variant<std::monostate, traffic::RateCurve, traffic::BurstyArrivals::Options> arrivals{};
    std::uint32_t at_start = 0;  // under way when the run begins
    base::Distribution holding_time;
    BalancerId through;  // to the instances of its target
    std::optional<DependencyId> carrier;
    base::Duration detection = std::chrono::seconds{2};  // until a dropped one is noticed
    std::uint32_t attempts = 3;                      // to establish it, and again after each drop
    base::Duration pause = std::chrono::seconds{1};  // between them
};

struct World {
    topology::Topology topology;
    std::vector<Service> services;
    std::vector<Balancer> balancers;
    std::vector<Store> stores;
    std::vector<Cohort> cohorts;
    std::vector<Dependency> dependencies;
    std::vector<SessionCohort> sessions;
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
