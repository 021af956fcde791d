// The policies of sim/traffic as the engine drives them: weights, draws, zones, slow starts,
// ejections. What a policy decides is tested with it; here what becomes of its decisions.
#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

namespace policy = traffic::policy;

// The share of the work that each zone did before the first fault.
std::vector<double> shares(const measure::Evidence& evidence) {
    double sum = 0;
    for (const measure::ZoneEvidence& zone : evidence.zones)
        sum += static_cast<double>(zone.served_before_first_fault);
    std::vector<double> all;
    for (const measure::ZoneEvidence& zone : evidence.zones)
        all.push_back(static_cast<double>(zone.served_before_first_fault) / sum);
    return all;
}

// Three instances, one a zone; clients of zone a.
struct Three {
    explicit Three(traffic::Policy chosen) {
        build.at(front).policy = std::move(chosen);
        build.world.duration = 20s;
    }
    WorldBuilder build{{.zones = 3}};
    world::ServiceId app =
        build.service("app", build.hosts_in_every_zone(), {1000, 0, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 2000);
};

TEST(Policies, of_weights_give_each_zone_its_share) {
    for (const traffic::Policy& chosen : {traffic::Policy{policy::WeightedRoundRobin{}},
                                          traffic::Policy{policy::WeightedRandom{}}}) {
        const auto seen = support::in_children(1, [&](std::size_t) {
            Three world(chosen);
            world.build.at(world.front).zone_weights = {1, 2, 5};
            return shares(simulate(world.build.world));
        })[0];
        ASSERT_EQ(seen.size(), 3u);
        EXPECT_NEAR(seen[0], 1. / 8, 0.01);  // 40,000 draws: 4 deviations
        EXPECT_NEAR(seen[1], 2. / 8, 0.01);
        EXPECT_NEAR(seen[2], 5. / 8, 0.01);
    }
}

TEST(Policies, that_draw_give_each_the_same_share) {
    for (const traffic::Policy& chosen :
         {traffic::Policy{policy::EvenRandom{}}, traffic::Policy{policy::TwoChoices{}}}) {
        const auto seen = support::in_children(
            1, [&](std::size_t) { return shares(simulate(Three(chosen).build.world)); })[0];
        ASSERT_EQ(seen.size(), 3u);
        for (const double share : seen) EXPECT_NEAR(share, 1. / 3, 0.01);
    }
}

// A slow instance has more under way, or was slow lately: both leave it alone.
TEST(Policies, that_look_at_load_or_latency_spare_a_slow_instance) {
    const std::vector<traffic::Policy> chosen{policy::LeastRequests{}, policy::TwoChoices{},
                                              policy::PeakEwma{}, policy::EvenRandom{}};
    const auto far = support::in_children(chosen.size(), [&](std::size_t n) {
        WorldBuilder build({.zones = 2, .between_zones = 20ms});
        const auto app = build.service("app", {build.host(0)}, {100'000, 0, constant(0ns)});
        const auto backend =
            build.service("backend", build.hosts_in_every_zone(), {100'000, 0, constant(1ms)});
        const auto inner = build.balancer("inner", backend);
        build.at(inner).policy = chosen[n];
        build.call(app, inner);
        build.cohort("users", build.balancer("front", app), 5000);
        build.world.duration = 5s;
        const measure::Evidence evidence = simulate(build.world);
        return support::Numbers{static_cast<double>(evidence.zones[1].served_before_first_fault) /
                                static_cast<double>(evidence.cohorts[0].totals.issued)};
    });
    EXPECT_LT(far[0].at(0), 0.05);
    EXPECT_LT(far[1].at(0), 0.4);
    EXPECT_LT(far[2].at(0), 0.3);
    EXPECT_NEAR(far[3].at(0), 0.5, 0.02);
}

TEST(Policies, of_hashing_keep_a_session_at_its_instance) {
    Three world(policy::ConsistentHash{});
    world.build.at(world.users).sessions = 1;
    const auto seen = shares(simulate(world.build.world));
    EXPECT_EQ(std::ranges::count(seen, 1.0), 1);
}

TEST(Policies, of_hashing_spread_sessions_and_move_only_those_that_must) {
    Three world(policy::ConsistentHash{});
    world.build.at(world.front).health = support::checks(1s, 500ms, 2, 1);
    world.build.crash("app", world.build.host(0), 10s);
    const measure::Evidence evidence = simulate(world.build.world);
    const auto before = shares(evidence);
    for (const double share : before) EXPECT_NEAR(share, 1. / 3, 0.02);
    // What zone a had goes to the two others, and they keep what they had.
    EXPECT_NEAR(evidence.zones[1].served.at(15) / 2000., 0.5, 0.05);
    EXPECT_NEAR(evidence.zones[2].served.at(15) / 2000., 0.5, 0.05);
    EXPECT_EQ(evidence.zones[0].served.at(15), 0u);
}

// Instances 2, 2 and 2; callers 1 a zone: everybody at home. With 4, 1 and 1 instances the callers
// of b and c keep (1/6) / (1/3), the rest goes to a.
TEST(Policies, that_regard_zones_stay_at_home_as_far_as_that_overloads_nobody) {
    const auto runs = support::in_children(2, [](std::size_t uneven) {
        WorldBuilder build({.zones = 3, .hosts_per_zone = 4});
        const std::vector<topology::HostId> instances =
            uneven == 1 ? std::vector{build.host(0, 0), build.host(0, 1), build.host(0, 2),
                                      build.host(0, 3), build.host(1),    build.host(2)}
                        : build.hosts_in_every_zone(2);
        const auto app = build.service("app", build.hosts_in_every_zone(), {1000, 0, {}});
        const auto backend = build.service("backend", instances, {1000, 0, constant(1ms)});
        const auto inner = build.balancer("inner", backend);
        build.at(inner).zone_aware.emplace();
        build.call(app, inner);
        const auto front = build.balancer("front", app);
        build.at(front).cross_zone = false;
        build.cohort("b", front, 3000);
        build.world.cohorts[0].home = build.zone(1);
        build.world.duration = 10s;
        const measure::Evidence evidence = simulate(build.world);
        const auto calls = static_cast<double>(evidence.cohorts[0].totals.issued);
        support::Numbers backend_share;
        for (std::size_t zone = 0; zone < 3; ++zone) {
            const auto served = static_cast<double>(evidence.zones[zone].served_before_first_fault);
            backend_share.push_back((zone == 1 ? served - calls : served) / calls);
        }
        return backend_share;
    });
    EXPECT_EQ(runs[0], (support::Numbers{0, 1, 0}));
    EXPECT_NEAR(runs[1].at(1), 0.5, 0.02);
    EXPECT_NEAR(runs[1].at(0), 0.5, 0.02);
    EXPECT_EQ(runs[1].at(2), 0);
}

// Back after a crash, an instance gets 10 % of its share at first, all of it after the window.
TEST(Policies, start_slowly_with_what_has_just_come_back) {
    Three world(policy::WeightedRoundRobin{});
    world.build.at(world.front).health = support::checks(1s, 500ms, 1, 1);
    world.build.at(world.front).slow_start.window = 20s;
    world.build.crash("app", world.build.host(0), 5s, 5s);
    world.build.world.duration = 60s;
    const measure::Evidence evidence = simulate(world.build.world);
    const auto share = [&](std::size_t second) {
        return evidence.zones[0].served.at(second) / 2000.;
    };
    EXPECT_NEAR(share(3), 1. / 3, 0.03);
    EXPECT_LT(share(12), 0.12);
    EXPECT_GT(share(12), 0.03);
    // Half the window: weight 1/2 of 1 + 1 + 1/2.
    EXPECT_NEAR(share(21), 0.2, 0.05);
    EXPECT_NEAR(share(45), 1. / 3, 0.03);
}

// One of nine answers every request with an error at once.
measure::Evidence sinkhole(bool ejects) {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 3, .between_zones = 500us});
    const auto app =
        build.service("app", build.hosts_in_every_zone(3), {4, 1000, support::exponential(20ms)});
    const auto edge = build.service("edge", {build.host(0)}, {100'000, 0, {}});
    const auto inner = build.balancer("inner", app);
    build.at(inner).policy = policy::LeastRequests{};
    if (ejects) {
        build.at(inner).outliers.emplace();
        build.at(inner).outliers->success_rate.reset();
    }
    build.call(edge, inner);
    build.cohort("users", build.balancer("front", edge), 1080);
    fault::Fault& fault = build.crash("app", build.host(0), 10s);
    fault.kind = fault::Kind::error_answers;
    build.world.duration = 60s;
    return simulate(build.world);
}

TEST(Policies, of_least_requests_send_nearly_everything_to_what_fails_at_once) {
    const measure::Slice after = issued_between(sinkhole(false).cohorts[0], 11s, 60s);
    EXPECT_LT(after.ok, after.issued * 0.4);
}

// Ejected after five errors, back after 30 s, at the next look; then for twice as long.
TEST(Policies, with_outlier_detection_eject_what_fails_at_once) {
    const measure::Evidence evidence = sinkhole(true);
    const auto ejected = instants(evidence, Mark::target_ejected);
    const auto returned = instants(evidence, Mark::target_returned);
    ASSERT_EQ(ejected.size(), 2u);
    ASSERT_EQ(returned.size(), 1u);
    EXPECT_LT(ejected[0], 10s + 200ms);
    EXPECT_GE(returned[0], ejected[0] + 30s);
    EXPECT_LE(returned[0], ejected[0] + 40s);
    EXPECT_LT(ejected[1], returned[0] + 200ms);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_LE(totals.issued - totals.count(Outcome::ok), 20u);
}

TEST(Policies, lead_nobody_into_a_zone_that_is_evacuated) {
    Three world(policy::EvenRoundRobin{});
    world.build.at(world.front).nodes = world.build.hosts_in_every_zone();
    world.build.at(world.front).names.ttl = 1s;
    fault::Fault& fault = world.build.crash("app", world.build.host(0), 5s, 10s);
    fault.kind = fault::Kind::evacuation;
    fault.target = fault::ZoneTarget{world.build.zone(0)};
    world.build.world.duration = 30s;
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_TRUE(evidence.faults[0].bit());
    EXPECT_GT(evidence.zones[0].served.at(4), 500u);
    EXPECT_EQ(evidence.zones[0].served.at(8), 0u);
    EXPECT_GT(evidence.zones[0].served.at(20), 500u);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_EQ(totals.failed_attempts, 0u) << "what was inside has ended there";
}

TEST(Policies, keep_stale_addresses_while_the_name_service_stands_still) {
    Three world(policy::EvenRoundRobin{});
    world.build.at(world.front).nodes = {world.build.host(0), world.build.host(1)};
    world.build.at(world.front).names = {.ttl = 1s, .health = support::checks(1s, 500ms, 2, 2)};
    world.build.at(world.users).tries = {.limit = 1, .timeout = 100ms};
    fault::Fault& frozen = world.build.crash("front", world.build.host(0), 4s, 10s);
    frozen.kind = fault::Kind::control_plane_loss;
    frozen.target = fault::ControlPlaneTarget{fault::ControlPlane::names};
    world.build.crash("front", world.build.host(0), 5s);
    world.build.world.duration = 30s;
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_GT(evidence.faults[0].acts, 0u);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 13s).ok, 0u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 17s, 30s);
    EXPECT_EQ(later.ok, later.issued);
}

// A node that takes time, and is full when its queue is.
TEST(Policies, may_give_nodes_a_capacity_of_their_own) {
    Three world(policy::EvenRoundRobin{});
    world.build.at(world.front).nodes = {world.build.host(0)};
    world.build.at(world.front).node_work = world::Workers{1, 2, constant(1ms)};
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_NEAR(static_cast<double>(totals.count(Outcome::ok)) / 20, 1000, 30)
        << "a millisecond each";
    EXPECT_EQ(totals.count(Outcome::ok) + totals.count(Outcome::rejected), totals.issued);
}

}  // namespace
}  // namespace triaz::engine
