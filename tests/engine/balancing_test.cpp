// Where requests go: policies, zones, and the names by which clients find balancers.
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using measure::Outcome;
using support::checks;
using support::constant;
using support::WorldBuilder;

std::vector<double> served(const measure::Evidence& evidence) {
    std::vector<double> all;
    for (const measure::ZoneEvidence& zone : evidence.zones) {
        all.push_back(static_cast<double>(zone.served_before_first_fault));
    }
    return all;
}

TEST(Balancing, round_robin_gives_each_instance_its_share) {
    WorldBuilder build({.zones = 3});
    const auto app = build.service("app", build.hosts_in_every_zone(), {1000, 0, constant(1ms)});
    build.cohort("users", build.balancer("front", app), 1000);
    build.world.duration = 10s;
    const auto by_zone = served(simulate(build.world));
    EXPECT_GT(by_zone[0], 3000);
    EXPECT_NEAR(by_zone[0], by_zone[1], 1);
    EXPECT_NEAR(by_zone[0], by_zone[2], 1);
}

// A caller in zone a has one backend beside it and one 10 ms away; each works 1 ms.
std::vector<double> near_and_far(traffic::Policy policy) {
    WorldBuilder build({.zones = 3, .between_zones = 10ms});
    const auto app = build.service("app", {build.host(2)}, {10'000, 0, constant(0ns)});
    const auto backend =
        build.service("backend", {build.host(2), build.host(1)}, {10'000, 0, constant(1ms)});
    const auto inner = build.balancer("inner", backend);
    build.at(inner).policy = policy;
    build.call(app, inner);
    build.cohort("users", build.balancer("front", app), 100'000);
    build.world.duration = 3s;
    auto by_zone = served(simulate(build.world));
    const double calls = (by_zone[1] + by_zone[2]) / 2;  // each request is served twice
    return {by_zone[2] - calls, by_zone[1]};
}

TEST(Balancing, round_robin_does_not_mind_that_one_is_slow) {
    const auto calls = near_and_far(traffic::policy::EvenRoundRobin{});
    EXPECT_NEAR(calls[0], calls[1], 1);
}

// With as many outstanding at both, each gets work in the inverse of the time it takes for it: 1 ms
// and 21 ms.
TEST(Balancing, least_requests_spares_the_slow_one) {
    const auto calls = near_and_far(traffic::policy::LeastRequests{});
    EXPECT_NEAR(calls[1] / calls[0], 1. / 21, 0.01);
}

TEST(Balancing, least_requests_takes_turns_among_equals) {
    WorldBuilder build({.zones = 3});
    const auto app = build.service("app", build.hosts_in_every_zone(), {1000, 0, constant(0ns)});
    const auto front = build.balancer("front", app);
    build.at(front).policy = traffic::policy::LeastRequests{};
    build.cohort("users", front, 1000);
    build.world.duration = 10s;
    const auto by_zone = served(simulate(build.world));
    EXPECT_NEAR(by_zone[0], by_zone[1], 1);
    EXPECT_NEAR(by_zone[0], by_zone[2], 1);
}

// Nodes in zones a and b, clients of zone a, instances in both zones.
struct TwoZones {
    TwoZones() : build({.zones = 2, .hosts_per_zone = 2, .client_access = 1ms}) {
        build.at(front).nodes = {build.host(0, 0), build.host(1, 0)};
        build.at(front).forward_timeout = 200ms;
        build.at(users).tries = {.limit = 1, .timeout = 500ms};
        build.world.duration = 10s;
        build.world.slice = 10ms;
    }
    // One check a second, two failures in a row, and answers that are kept for 8 s.
    void check_names() { build.at(front).names = {.ttl = 8s, .health = checks(1s, 500ms, 2, 2)}; }

    WorldBuilder build;
    world::ServiceId app =
        build.service("app", {build.host(0, 1), build.host(1, 1)}, {1000, 0, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 500);
};

TEST(Balancing, spreads_over_zones_when_it_may_cross_them) {
    TwoZones world;
    const auto by_zone = served(simulate(world.build.world));
    EXPECT_GT(by_zone[0], 2000);
    EXPECT_NEAR(by_zone[0], by_zone[1], 1);
}

TEST(Balancing, keeps_to_its_zone_when_it_may_not_cross) {
    TwoZones world;
    world.build.at(world.front).cross_zone = false;
    const auto by_zone = served(simulate(world.build.world));
    EXPECT_GT(by_zone[0], 4000);
    EXPECT_EQ(by_zone[1], 0);
}

TEST(Balancing, callers_without_nodes_keep_to_their_zone_as_well) {
    TwoZones world;
    world.build.at(world.front).nodes.clear();
    world.build.at(world.front).cross_zone = false;
    world.build.at(world.users).home = world.build.zone(1);
    const auto by_zone = served(simulate(world.build.world));
    EXPECT_EQ(by_zone[0], 0);
    EXPECT_GT(by_zone[1], 4000);
}

TEST(Balancing, clients_prefer_the_nodes_of_their_zone_and_take_turns_there) {
    TwoZones world;
    world.build.at(world.front).cross_zone = false;
    world.build.at(world.front).nodes = {world.build.host(0, 0), world.build.host(0, 1),
                                         world.build.host(1, 0)};
    world.build.crash("front", world.build.host(0, 0), 5s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(served(evidence)[1], 0);
    const measure::Slice later = issued_between(evidence.cohorts[0], 6s, 10s);
    EXPECT_NEAR(later.ok, later.issued / 2., 1) << "one of the two nodes of zone a is dead";
}

TEST(Balancing, a_retry_leaves_the_zone_that_gave_no_answer) {
    TwoZones world;
    world.build.at(world.users).tries.limit = 2;
    world.build.power_loss(fault::ZoneTarget{world.build.zone(0)}, 5s);
    world.build.at(world.front).cross_zone = false;
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::Slice later = issued_between(evidence.cohorts[0], 6s, 10s);
    EXPECT_EQ(later.ok, later.issued);
    EXPECT_EQ(later.failed_attempts, later.issued) << "without checks each first try is in vain";
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 500ms + 3ms);
}

// Nobody healthy: a balancer fails closed, and says so at once.
TEST(Balancing, answers_with_an_error_when_it_knows_of_no_healthy_target) {
    TwoZones world;
    world.build.at(world.users).writes = base::Ratio{1};
    world.build.at(world.front).health = checks(1s, 500ms, 2, 2);
    world.build.power_loss(fault::HostTarget{world.build.host(0, 1)}, 5s);
    world.build.power_loss(fault::HostTarget{world.build.host(1, 1)}, 5s);
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    const auto downs = instants(evidence, Mark::target_down, "front in zone a");
    ASSERT_EQ(downs.size(), 2u);
    const auto ms = [](Duration at) { return std::chrono::floor<std::chrono::milliseconds>(at); };
    const Duration last = ms(std::max(downs[0], downs[1])) / 10ms * 10ms;
    const measure::Slice known = issued_between(evidence.cohorts[0], last + 10ms, 10s);
    EXPECT_GT(known.issued, 500u);
    EXPECT_EQ(known.ok, 0u);
    EXPECT_NEAR(static_cast<double>(totals.count(Outcome::error)), known.issued, 20)
        << "told that it did not happen";
    EXPECT_GT(totals.count(Outcome::ambiguous), 1000u)
        << "the node could not tell whether it did, before";
}

// A dead node is left when its name is withdrawn and the last cached answer has run out, not later
// and, for some, not earlier.
TEST(Balancing, clients_leave_a_dead_node_within_the_time_to_live) {
    TwoZones world;
    world.check_names();
    world.build.power_loss(fault::HostTarget{world.build.host(0, 0)}, 10s);
    world.build.world.duration = 40s;
    const measure::Evidence evidence = simulate(world.build.world);
    const auto withdrawn = instants(evidence, Mark::address_withdrawn, "front");
    ASSERT_EQ(withdrawn.size(), 1u);
    // Silence: each check costs its time-out.
    EXPECT_GE(withdrawn[0], 10s + (1s + 500ms) + 500ms);
    EXPECT_LE(withdrawn[0], 10s + (1s + 500ms) + 500ms + 1s);
    const Duration gone = std::chrono::ceil<std::chrono::milliseconds>(withdrawn[0]) / 10ms * 10ms;
    const auto& users = evidence.cohorts[0];
    EXPECT_EQ(issued_between(users, 10s, gone).ok, 0u);
    const measure::Slice half = issued_between(users, gone + 3s, gone + 5s);
    EXPECT_NEAR(half.ok, half.issued / 2., half.issued * 0.15) << "half of the caches are new";
    const measure::Slice nearly = issued_between(users, gone + 7500ms, gone + 8s);
    EXPECT_LT(nearly.ok, nearly.issued);
    const measure::Slice later = issued_between(users, gone + 8010ms, 40s);
    EXPECT_EQ(later.ok, later.issued);
}

TEST(Balancing, clients_stay_with_a_dead_node_when_names_are_not_checked) {
    TwoZones world;
    world.build.at(world.front).names.ttl = 1s;
    world.build.power_loss(fault::HostTarget{world.build.host(0, 0)}, 5s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 8s, 10s).ok, 0u);
}

TEST(Balancing, withdraws_a_zone_whose_node_lives_with_nothing_healthy_behind_it) {
    TwoZones world;
    world.check_names();
    world.build.at(world.front).cross_zone = false;
    world.build.at(world.front).health = checks(1s, 500ms, 2, 2);
    world.build.crash("app", world.build.host(0, 1), 10s, 15s);
    world.build.world.duration = 60s;
    const measure::Evidence evidence = simulate(world.build.world);
    const auto down = instants(evidence, Mark::target_down, "front in zone a");
    const auto withdrawn = instants(evidence, Mark::address_withdrawn, "front");
    const auto up = instants(evidence, Mark::target_up, "front in zone a");
    const auto restored = instants(evidence, Mark::address_restored, "front");
    ASSERT_EQ(down.size(), 1u);
    ASSERT_EQ(withdrawn.size(), 1u);
    ASSERT_EQ(up.size(), 1u);
    ASSERT_EQ(restored.size(), 1u);
    const Duration way = 2 * 2 * 1ms;  // there and back, two checks
    EXPECT_GE(withdrawn[0], down[0] + 1s);
    EXPECT_LE(withdrawn[0], down[0] + 2s + way);
    EXPECT_GE(restored[0], up[0] + 1s);
    EXPECT_LE(restored[0], up[0] + 2s + way);
    const auto& users = evidence.cohorts[0];
    const measure::Slice away = issued_between(users, 23s, 25s);
    EXPECT_EQ(away.ok, away.issued);
    EXPECT_EQ(evidence.zones[0].served.at(23), 0u);
    EXPECT_EQ(evidence.zones[1].served.at(50), 0u) << "they have come home";
}

}  // namespace
}  // namespace triaz::engine
