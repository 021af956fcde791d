#include "tests/engine/random_world.hpp"

#include <algorithm>

#include "sim/base/stream.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {

namespace {

using namespace std::chrono_literals;
using base::Duration;
using support::WorldBuilder;

class Dice {
public:
    explicit Dice(std::size_t number) : stream_(base::Stream(number).stream("random world")) {}

    bool one_in(std::uint64_t many) { return stream_.below(many) == 0; }
    std::uint64_t from_to(std::uint64_t low, std::uint64_t high) {
        return low + stream_.below(high - low + 1);
    }
    Duration up_to(Duration most) {
        return base::from_seconds(stream_.uniform() * base::to_seconds(most));
    }
    base::Distribution around(Duration mean) {
        switch (stream_.below(3)) {
            case 0:
                return base::Distribution::constant(mean);
            case 1:
                return base::Distribution::exponential(mean);
            default:
                return base::Distribution::lognormal(mean, 10 * mean);
        }
    }

private:
    base::Stream stream_;
};

constexpr Duration warm_up = 1s;
constexpr Duration duration = 8s;

world::Workers workers(Dice& dice) {
    world::Workers made{static_cast<std::uint32_t>(dice.from_to(1, 20)),
                        static_cast<std::uint32_t>(dice.one_in(3) ? dice.from_to(0, 5) : 1000),
                        dice.around(dice.up_to(4ms) + 10us)};
    if (dice.one_in(4)) made.discipline = kernel::Discipline::lifo;
    if (dice.one_in(4)) made.drops_oldest = true;
    if (dice.one_in(4)) made.codel = kernel::CodelOptions{};
    return made;
}

world::Tries tries(Dice& dice) {
    world::Tries made;
    made.limit = static_cast<std::uint32_t>(dice.from_to(1, 6));
    made.timeout = 5ms + dice.up_to(500ms);
    made.backoff = {dice.up_to(50ms), dice.up_to(100ms),
                    1 + static_cast<double>(dice.from_to(0, 2)),
                    dice.one_in(2) ? traffic::Jittered::full : traffic::Jittered::none};
    made.retry_writes = !dice.one_in(3);
    if (dice.one_in(4)) made.budget = traffic::RetryTokens::Options{};
    if (dice.one_in(4)) made.budget = traffic::RetryShare{};
    if (dice.one_in(4)) {
        made.breaker = {.window = 10, .least = 5, .open_time = 500ms, .trials = 2};
    }
    if (dice.one_in(4)) {
        made.connections = static_cast<std::uint32_t>(dice.from_to(1, 10));
        made.may_wait = static_cast<std::uint32_t>(dice.from_to(0, 20));
    }
    return made;
}

world::HealthCheck health(Dice& dice) {
    const Duration interval = 50ms + dice.up_to(1s);
    const Duration timeout = 10ms + dice.up_to(1s);
    const auto rise = static_cast<std::uint32_t>(dice.from_to(1, 3));
    const auto fall = static_cast<std::uint32_t>(dice.from_to(1, 3));
    world::HealthCheck made = support::checks(interval, timeout, rise, fall);
    made.enabled = !dice.one_in(3);
    return made;
}

traffic::Policy any_policy(Dice& dice) {
    switch (dice.from_to(0, 5)) {
        case 0:
            return traffic::policy::EvenRoundRobin{};
        case 1:
            return traffic::policy::LeastRequests{};
        case 2:
            return traffic::policy::TwoChoices{};
        case 3:
            return traffic::policy::PeakEwma{};
        case 4:
            return traffic::policy::ConsistentHash{.table = {}, .bound = 1.25};
        default:
            return traffic::policy::WeightedRoundRobin{};
    }
}

world::BalancerId add_balancer(WorldBuilder& build, Dice& dice, const char* name,
                               world::ServiceId target, bool with_nodes) {
    const auto id = build.balancer(name, target);
    world::Balancer& made = build.at(id);
    made.policy = any_policy(dice);
    made.cross_zone = dice.one_in(2);
    made.health = health(dice);
    if (dice.one_in(2)) made.panic_threshold = static_cast<std::uint32_t>(dice.from_to(0, 60));
    if (dice.one_in(3)) {
        made.outliers.emplace();
        made.outliers->interval = 200ms;
        made.outliers->base_ejection = 1s;
    }
    if (dice.one_in(3)) made.zone_aware = {.least_targets = 2};
    if (dice.one_in(3)) made.slow_start.window = dice.up_to(2s);
    if (dice.one_in(4)) made.health.depth = traffic::CheckDepth::deep;
    if (!with_nodes) return id;
    made.nodes = build.hosts_in_every_zone();
    made.node_start_time = dice.up_to(1s);
    made.names.health = health(dice);
    made.names.ttl = 100ms + dice.up_to(3s);
    made.forward_timeout = 10ms + dice.up_to(1s);
    return id;
}

world::StoreId add_store(WorldBuilder& build, Dice& dice) {
    const bool raft = !dice.one_in(3);
    const auto id = raft ? build.raft("state", dice.from_to(1, 4)) : build.mirror("state", 2);
    world::Store& made = build.at(id);
    if (!raft) {
        std::fill(made.preferred_leaders.begin(), made.preferred_leaders.end(), 0);
        std::get<protocol::mirror::Options>(made.protocol).copies =
            static_cast<std::uint8_t>(dice.from_to(2, 3));
    }
    made.election_period = 200ms + dice.up_to(500ms);
    made.heartbeat_period = 20ms + dice.up_to(100ms);
    made.workers = workers(dice);
    made.disk.sync = dice.around(dice.up_to(5ms) + 1us);
    made.start_time = dice.up_to(500ms);
    made.linearizable_reads = !dice.one_in(3);
    return id;
}

fault::Target random_target(const WorldBuilder& build, Dice& dice, bool has_store) {
    switch (dice.from_to(0, has_store ? 4 : 2)) {
        case 0:
            return fault::ZoneTarget{build.zone(dice.from_to(0, 2))};
        case 1:
            return fault::DataCenterTarget{topology::DataCenterId::of(dice.from_to(0, 2))};
        case 2:
            return fault::HostTarget{build.host(dice.from_to(0, 2), dice.from_to(0, 1))};
        case 3:
            return fault::RoleTarget{fault::Role::zone_of_most_leaders, 0, 0};
        default:
            return fault::RoleTarget{fault::Role::leader_host, 0, 0};
    }
}

void add_faults(WorldBuilder& build, Dice& dice, bool has_store) {
    std::vector<Duration> times(dice.from_to(0, 3));
    for (Duration& time : times) time = warm_up + 1ns + dice.up_to(duration - warm_up - 2ns);
    std::sort(times.begin(), times.end());
    for (const Duration at : times) {
        std::optional<Duration> lasts;
        if (!dice.one_in(3)) lasts = dice.up_to(duration - at) + 1ns;
        if (lasts > duration - at) lasts = duration - at;
        if (dice.one_in(3)) {
            build.crash("app", build.host(dice.from_to(0, 2)), at, lasts);
        } else {
            fault::Fault& made = build.power_loss(random_target(build, dice, has_store), at, lasts);
            if (dice.one_in(3)) made.kind = fault::Kind::process_crash;
        }
    }
}

void add_cohort(WorldBuilder& build, Dice& dice, const char* name, world::BalancerId entry) {
    world::Cohort& made =
        build.at(build.cohort(name, entry, 50. * static_cast<double>(dice.from_to(1, 10))));
    made.home = build.zone(dice.from_to(0, 2));
    made.writes = base::Ratio{static_cast<double>(dice.from_to(0, 4)) / 4};
    made.deadline = 10ms + dice.up_to(1s);
    if (dice.one_in(2)) made.latency_objective = dice.up_to(20ms) + 1ns;
    made.tries = tries(dice);
    made.resolvers = static_cast<std::uint32_t>(dice.from_to(1, 20));
    made.priority = static_cast<std::uint8_t>(dice.from_to(0, 1));
    if (dice.one_in(5)) made.arrivals = traffic::ClosedLoop{10, dice.around(50ms)};
    if (dice.one_in(5)) made.arrivals = traffic::RateCurve::ramp(0.1, 2, 6s);
    if (dice.one_in(5)) {
        made.arrivals = traffic::BurstyArrivals::Options{made.rate / 2, made.rate * 5, 1s, 200ms};
    }
}

}  // namespace

world::World random_world(std::size_t number) {
    Dice dice(number);
    const Duration near = dice.up_to(500us);
    WorldBuilder build({.zones = 3,
                        .hosts_per_zone = 2,
                        .same_data_center = near,
                        .same_zone = near,
                        .between_zones = near + dice.up_to(5ms),
                        .client_access = dice.up_to(10ms),
                        .jitter = dice.around(dice.up_to(1ms) + 1ns)});
    build.world.seed = number;
    build.world.warm_up = warm_up;
    build.world.duration = duration;
    const auto app = build.service("app", build.hosts_in_every_zone(2), workers(dice));
    build.at(app).start_time = dice.up_to(1s);
    build.at(app).worker_held_during_calls = dice.one_in(2);
    build.at(app).calls_in_parallel = dice.one_in(3);
    build.at(app).deadline_aware = dice.one_in(3);
    if (dice.one_in(4)) build.at(app).concurrency = traffic::AimdLimit{.start = 5};
    if (dice.one_in(4)) build.at(app).shedding = {1, 0.5};
    if (dice.one_in(4)) build.at(app).quota = traffic::Quota{.refill = 20ms, .burst = 5};
    if (dice.one_in(3)) build.at(app).warm_up = {dice.up_to(2s), 3};
    if (dice.one_in(2)) {
        const auto other = build.service("other", build.hosts_in_every_zone(), workers(dice));
        world::Call& call = build.call(app, add_balancer(build, dice, "inner", other, false));
        call.tries = tries(dice);
        if (dice.one_in(3)) call.kind = world::CallKind::soft;
    }
    const bool has_store = !dice.one_in(4);
    if (has_store) {
        const auto when = dice.one_in(3) ? world::When::on_write : world::When::always;
        build.call(app, add_store(build, dice), when).tries = tries(dice);
    }
    const auto front = add_balancer(build, dice, "front", app, dice.one_in(2));
    add_cohort(build, dice, "users", front);
    if (dice.one_in(2)) add_cohort(build, dice, "others", front);
    add_faults(build, dice, has_store);
    return build.world;
}

}  // namespace triaz::engine
