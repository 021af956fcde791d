// Instances that come and go: when they are ordered, how long they take, and what keeps them away.
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
using support::constant;
using support::WorldBuilder;

// Clients of zone a; two instances a zone in three zones, each of which serves 100 a second; three
// more places a zone.
struct Scaled {
    explicit Scaled(double load) {
        world::Service& service = build.at(app);
        service.scaling.emplace();
        service.scaling->policy = traffic::TrackingOptions{
            .target = 0.75, .samples_above = 1, .samples_below = 3, .bounds = {6, 15}};
        service.scaling->bounds = {6, 15};
        service.scaling->period = 10s;
        service.scaling->boot_time = constant(15s);
        for (std::size_t zone = 0; zone < 3; ++zone) {
            for (std::size_t n = 2; n < 5; ++n) service.spares.push_back(build.host(zone, n));
        }
        build.at(build.cohort("users", build.balancer("front", app), 600 * load)).tries.limit = 4;
        build.world.balancers[0].health = support::checks(1s, 500ms, 2, 2);
        build.world.duration = 200s;
    }
    WorldBuilder build{{.zones = 3, .hosts_per_zone = 5}};
    world::ServiceId app =
        build.service("app", build.hosts_in_every_zone(2), {1, 50, constant(10ms)});
};

TEST(Scaling, changes_nothing_while_the_metric_is_at_its_target) {
    Scaled world(0.72);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::scaled_out), 0u);
    EXPECT_EQ(evidence.timeline.count(Mark::scaled_in), 0u);
    EXPECT_TRUE(evidence.whole_at_end);
}

// 90 % of six, target 75 %: ceil(6 * 0.9 / 0.75) = 8, seen at the first look after the start.
TEST(Scaling, orders_as_many_as_keep_the_target_and_has_them_after_their_boot) {
    Scaled world(0.9);
    const measure::Evidence evidence = simulate(world.build.world);
    const auto out = instants(evidence, Mark::scaled_out);
    ASSERT_GE(out.size(), 1u);
    EXPECT_EQ(out[0], 10s);
    const auto started = instants(evidence, Mark::instance_started);
    ASSERT_GE(started.size(), 2u);
    EXPECT_EQ(started[0], 25s);
    EXPECT_EQ(started[1], 25s);
    EXPECT_LE(started.size(), 3u);
}

TEST(Scaling, sees_the_metric_with_its_delay) {
    Scaled world(0.9);
    world.build.at(world.app).scaling->metric_delay = 60s;
    const auto out = instants(simulate(world.build.world), Mark::scaled_out);
    ASSERT_GE(out.size(), 1u);
    EXPECT_EQ(out[0], 70s);
}

TEST(Scaling, replaces_what_a_zone_took_with_it) {
    Scaled world(0.7);
    world.build.power_loss(fault::ZoneTarget{world.build.zone(2)}, 45s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(instants(evidence, Mark::scaled_out).at(0), 50s);
    EXPECT_EQ(evidence.timeline.count(Mark::instance_started), 2u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 80s, 195s);
    EXPECT_EQ(later.ok, later.issued);
    EXPECT_EQ(evidence.zones[2].served.at(100), 0u);
}

TEST(Scaling, takes_out_what_it_launched_when_the_lost_ones_are_back) {
    Scaled world(0.7);
    world.build.power_loss(fault::ZoneTarget{world.build.zone(2)}, 45s, 40s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::scaled_in), 1u);
    EXPECT_TRUE(evidence.whole_at_end);
    const measure::Slice later = issued_between(evidence.cohorts[0], 100s, 195s);
    EXPECT_EQ(later.failed_attempts, 0u) << "what was inside has ended before they stop";
    EXPECT_NEAR(evidence.zones[2].served.at(150), 140, 30);
}

TEST(Scaling, stands_still_while_its_control_plane_is_lost) {
    Scaled world(0.7);
    fault::Fault& lost = world.build.crash("app", world.build.host(0), 30s, 100s);
    lost.kind = fault::Kind::control_plane_loss;
    lost.target = fault::ControlPlaneTarget{fault::ControlPlane::scaling};
    world.build.power_loss(fault::ZoneTarget{world.build.zone(2)}, 45s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(instants(evidence, Mark::scaling_stalled), std::vector<Duration>{50s});
    EXPECT_EQ(instants(evidence, Mark::scaled_out).at(0), 130s);
    EXPECT_GT(evidence.faults[0].acts, 0u);
}

TEST(Scaling, tries_again_when_launches_fail) {
    Scaled world(0.7);
    world.build.at(world.app).scaling->launch_failures = base::Ratio{0.5};
    world.build.power_loss(fault::ZoneTarget{world.build.zone(2)}, 45s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_GE(evidence.timeline.count(Mark::launch_failed), 1u);
    EXPECT_EQ(evidence.timeline.count(Mark::instance_started), 2u);
}

TEST(Scaling, keeps_to_its_quota) {
    Scaled world(2);
    world.build.at(world.app).scaling->bounds = {6, 7};
    std::get<traffic::TrackingOptions>(world.build.at(world.app).scaling->policy).bounds = {6, 7};
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::instance_started), 1u);
}

TEST(Scaling, leads_nobody_to_a_place_without_an_instance_after_an_evacuation) {
    Scaled world(0.6);
    fault::Fault& fault = world.build.crash("app", world.build.host(2), 30s, 10s);
    fault.kind = fault::Kind::evacuation;
    fault.target = fault::ZoneTarget{world.build.zone(2)};
    const measure::RequestTotals totals = simulate(world.build.world).cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ok), totals.issued);
    EXPECT_EQ(totals.failed_attempts, 0u);
}

TEST(Scaling, by_steps_adds_what_the_step_says) {
    Scaled world(0.95);
    world.build.at(world.app).scaling->policy =
        traffic::StepOptions{.threshold = 0.8, .cooldown = 1000s, .bounds = {6, 15}};
    world.build.at(world.app).scaling->steps = {{0, 1}, {0.1, 4}};
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::instance_started), 4u);
}

TEST(Scaling, by_the_clock_has_them_before_they_are_needed) {
    Scaled world(0.3);
    world.build.at(world.app).scaling->schedule = {
        {.first = base::start_of_run + 55s, .least = 9, .desired = 9}};
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(instants(evidence, Mark::scaled_out), std::vector<Duration>{60s});
    EXPECT_EQ(evidence.timeline.count(Mark::instance_started), 3u);
}

}  // namespace
}  // namespace triaz::engine
