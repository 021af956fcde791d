#include "sim/structure/capacity.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::structure {
namespace {

using namespace std::chrono_literals;
using support::constant;
using support::WorldBuilder;
using topology::ZoneId;

// Two instances a zone, 1,000 requests a second each; cohorts of 600, 800 and 1,000 at home in a, b
// and c.
WorldBuilder three_zones(bool cross_zone) {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 2});
    const auto app = build.service("app", build.hosts_in_every_zone(2), {1, 10, constant(1ms)});
    const auto edge = build.balancer("edge", app);
    build.at(edge).nodes = build.hosts_in_every_zone(1);
    build.at(edge).cross_zone = cross_zone;
    for (std::size_t z = 0; z < 3; ++z) {
        const auto users = build.cohort("users", edge, 600 + 200 * static_cast<double>(z));
        build.at(users).home = ZoneId::of(z);
    }
    return build;
}

std::vector<bool> lost_hosts(const world::World& world, const std::vector<topology::HostId>& lost) {
    std::vector<bool> flags(world.topology.hosts.size());
    for (const topology::HostId host : lost) flags[host.index()] = true;
    return flags;
}

double demand(const CapacityState& state, std::size_t zone) {
    const auto found = std::ranges::find(state.services, ZoneId::of(zone), &ServiceLoad::zone);
    return found == state.services.end() ? 0 : found->demand;
}

TEST(Capacity, follows_clients_to_their_home_and_from_a_lost_zone_to_all_others) {
    const WorldBuilder build = three_zones(false);
    const CapacityState usual = capacity_state(build.world, lost_hosts(build.world, {}));
    EXPECT_DOUBLE_EQ(demand(usual, 0), 600);
    EXPECT_DOUBLE_EQ(demand(usual, 2), 1000);
    EXPECT_DOUBLE_EQ(usual.services[0].utilisation(), 0.3);
    EXPECT_DOUBLE_EQ(usual.best.share, 1);
    const CapacityState lost = capacity_state(build.world, lost_hosts(build.world, build.hosts(2)));
    EXPECT_DOUBLE_EQ(demand(lost, 0), 600 + 500);
    EXPECT_DOUBLE_EQ(demand(lost, 1), 800 + 500);
    EXPECT_EQ(lost.services.size(), 2U);
}

TEST(Capacity, is_shared_by_instance_where_balancers_look_beyond_their_zone) {
    const WorldBuilder build = three_zones(true);
    const CapacityState one =
        capacity_state(build.world, lost_hosts(build.world, {build.host(0, 1)}));
    EXPECT_DOUBLE_EQ(demand(one, 0), 2400.0 / 5);
    EXPECT_DOUBLE_EQ(demand(one, 1), 2400.0 * 2 / 5);
}

// A zone whose node is lost is not entered, though its instances still serve others.
TEST(Capacity, is_entered_where_a_node_is_left) {
    const WorldBuilder build = three_zones(false);
    const CapacityState lost =
        capacity_state(build.world, lost_hosts(build.world, {build.host(0, 0)}));
    EXPECT_DOUBLE_EQ(demand(lost, 0), 0);
    EXPECT_DOUBLE_EQ(demand(lost, 1), 800 + 300);
}

TEST(Capacity, follows_calls_by_what_requests_do) {
    WorldBuilder build = three_zones(false);
    const auto inner = build.service("inner", build.hosts_in_every_zone(1), {4, 10, constant(1ms)});
    const auto to_inner = build.balancer("to-inner", inner);
    const auto store = build.raft("state", 2);
    build.at(store).workers = {1, 10, constant(1ms)};
    build.call(world::ServiceId{0}, to_inner).when = world::When::on_write;
    build.call(inner, store);
    for (auto& cohort : build.world.cohorts) cohort.writes.value = 0.25;
    const CapacityState state = capacity_state(build.world, lost_hosts(build.world, {}));
    double writes = 0;
    for (const ServiceLoad& load : state.services) {
        if (load.service == inner) writes += load.demand;
    }
    EXPECT_DOUBLE_EQ(writes, 600);
    ASSERT_EQ(state.stores.size(), 1U);
    EXPECT_DOUBLE_EQ(state.stores[0].utilisation(), 0.3);
}

TEST(Capacity, counts_what_finds_no_instance) {
    const WorldBuilder build = three_zones(false);
    std::vector<bool> all(build.world.topology.hosts.size(), true);
    EXPECT_DOUBLE_EQ(capacity_state(build.world, all).unserved, 2400);
    EXPECT_DOUBLE_EQ(capacity_state(build.world, all).best.share, 0);
}

// With one service and every zone open to every client, the best routing carries as much as is
// left, and no routing that is used carries more.
TEST(Capacity, at_best_is_what_is_left) {
    base::Stream stream{5};
    for (int round = 0; round < 200; ++round) {
        WorldBuilder build = three_zones(stream.below(2) == 0);
        std::vector<bool> lost(build.world.topology.hosts.size());
        double left = 0;
        for (std::size_t zone = 0; zone < 3; ++zone) {
            // The first host has the zone's node: without it nobody enters there.
            for (std::size_t n = 0; n < 2; ++n)
                lost[build.host(zone, n).index()] = stream.below(3) == 0;
        }
        const bool cross_zone = build.world.balancers[0].cross_zone;
        bool entered = false;
        for (std::size_t zone = 0; zone < 3; ++zone) {
            const bool node = !lost[build.host(zone, 0).index()];
            entered = entered || node;
            for (std::size_t n = 0; n < 2; ++n)
                left += !lost[build.host(zone, n).index()] && (node || cross_zone) ? 1000 : 0;
        }
        const double expected = entered ? std::min(1.0, left / 2400) : 0;
        EXPECT_NEAR(capacity_state(build.world, lost).best.share, expected, 1e-9);
    }
}

// Only writes go on to a small service: a quarter of all requests.
TEST(Capacity, at_best_counts_only_the_requests_that_go_on) {
    WorldBuilder build = three_zones(true);
    const auto inner = build.service("inner", build.hosts_in_every_zone(1), {1, 10, constant(5ms)});
    build.call(world::ServiceId{0}, build.balancer("to-inner", inner)).when = world::When::on_write;
    for (auto& cohort : build.world.cohorts) cohort.writes.value = 0.25;
    const auto share = [&] {
        return capacity_state(build.world, lost_hosts(build.world, {})).best;
    };
    EXPECT_NEAR(share().share, 1, 1e-9);
    for (auto& cohort : build.world.cohorts) cohort.writes.value = 0.5;
    EXPECT_NEAR(share().share, 600.0 / (2400 * 0.5), 1e-9);
    EXPECT_EQ(share().service, "inner");
}

TEST(Capacity, of_a_held_worker_counts_its_calls) {
    WorldBuilder build = three_zones(false);
    build.world.topology.network.same_data_center.latency = 500us;
    const auto inner = build.service("inner", build.hosts_in_every_zone(1), {4, 10, constant(2ms)});
    build.call(world::ServiceId{0}, build.balancer("to-inner", inner));
    const auto usual = [&] { return capacity_state(build.world, lost_hosts(build.world, {})); };
    EXPECT_DOUBLE_EQ(usual().services[0].utilisation(), 0.3);
    build.world.services[0].worker_held_during_calls = true;
    EXPECT_DOUBLE_EQ(usual().services[0].utilisation(), 0.3 * (1 + 2 * 0.5 + 2));
}

}  // namespace
}  // namespace triaz::structure
