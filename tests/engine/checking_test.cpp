// How long health checks take to see what happened. A hundred targets, each checked from zone b
// with a phase of its own, show both ends of what is possible.
//
// Formulas: HAProxy, configuration manual, "inter", "fall", "rise": a check that fails is followed
// by the next one an interval later; a target that hangs costs each check its time-out.
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using support::constant;
using support::WorldBuilder;

constexpr std::size_t targets = 100;
constexpr Duration interval = 2s;
constexpr Duration timeout = 1s;
constexpr int fall = 3;
constexpr int rise = 2;
constexpr const char* seen_from_b = "front in zone b";

// A hundred instances of `app` in zone a.
struct HundredTargets {
    HundredTargets() : build({.zones = 2, .hosts_per_zone = targets}) {
        build.at(front).health = support::checks(interval, timeout, rise, fall);
        build.world.duration = 100s;
    }

    WorldBuilder build;
    world::ServiceId app = build.service("app", build.hosts(0), {1, 0, constant(0ns)});
    world::BalancerId front = build.balancer("front", app);
};

// All targets turned once, not before `earliest` after `since`, not after `latest`, and the times
// are spread evenly over that.
void expect_spread(const std::vector<Duration>& turns, Duration since, Duration earliest,
                   Duration latest) {
    ASSERT_EQ(turns.size(), targets);
    const auto [first, last] = std::minmax_element(turns.begin(), turns.end());
    EXPECT_GE(*first, since + earliest);
    EXPECT_LE(*last, since + latest);
    const Duration width = latest - earliest;
    EXPECT_LT(*first, since + earliest + width / 20);
    EXPECT_GT(*last, since + latest - width / 20);
    Duration sum{};
    for (const Duration turn : turns) sum += turn - since;
    // The mean of a hundred even draws: within 4 deviations of width / sqrt(12 * 100).
    EXPECT_NEAR(base::to_seconds(sum / targets), base::to_seconds(earliest + width / 2),
                base::to_seconds(width) * 0.116);
}

TEST(Checking, sees_silence_after_so_many_time_outs) {
    HundredTargets world;
    world.build.power_loss(fault::ZoneTarget{world.build.zone(0)}, 20s);
    const measure::Evidence evidence = simulate(world.build.world);
    const Duration earliest = (fall - 1) * (interval + timeout) + timeout;
    expect_spread(instants(evidence, Mark::target_down, seen_from_b), 20s, earliest,
                  earliest + interval);
    EXPECT_TRUE(instants(evidence, Mark::target_down, "front in zone a").empty())
        << "a zone without power checks nothing";
}

TEST(Checking, sees_a_crashed_process_by_its_refusals) {
    HundredTargets world;
    for (const topology::HostId host : world.build.hosts(0)) {
        world.build.crash("app", host, 20s);
    }
    const measure::Evidence evidence = simulate(world.build.world);
    for (const char* const zone : {"front in zone a", seen_from_b}) {
        expect_spread(instants(evidence, Mark::target_down, zone), 20s, (fall - 1) * interval,
                      fall * interval);
    }
}

TEST(Checking, adds_the_way_there_and_back_to_each_check_that_is_refused) {
    HundredTargets world;
    world.build.world.topology.network.between_zones.at(0).path.latency = 250ms;
    for (const topology::HostId host : world.build.hosts(0)) {
        world.build.crash("app", host, 20s);
    }
    const measure::Evidence evidence = simulate(world.build.world);
    const Duration way = 2 * 250ms;
    expect_spread(instants(evidence, Mark::target_down, seen_from_b), 20s,
                  (fall - 1) * interval + fall * way, fall * interval + fall * way);
}

TEST(Checking, trusts_what_has_come_back_after_so_many_successes) {
    HundredTargets world;
    world.build.at(world.app).start_time = 5s;
    for (const topology::HostId host : world.build.hosts(0)) {
        world.build.crash("app", host, 20s, 20s);
    }
    const measure::Evidence evidence = simulate(world.build.world);
    expect_spread(instants(evidence, Mark::target_up, seen_from_b), 45s, (rise - 1) * interval,
                  rise * interval);
}

TEST(Checking, counts_failures_in_a_row_only) {
    HundredTargets world;
    // Long enough for one or two failed checks, never for three; often enough for many in all.
    for (const Duration at : {20s, 30s, 40s, 50s, 60s}) {
        for (const topology::HostId host : world.build.hosts(0)) {
            world.build.crash("app", host, at, 3s);
        }
    }
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::target_down), 0u);
}

TEST(Checking, counts_successes_in_a_row_only) {
    HundredTargets world;
    world.build.at(world.front).health.rise = 3;
    for (const topology::HostId host : world.build.hosts(0)) {
        world.build.crash("app", host, 20s, 20s);
    }
    // Up for 4.5 s at a time: two or three checks; then away for one or two.
    for (const Duration at : {44500ms, 52000ms}) {
        for (const topology::HostId host : world.build.hosts(0)) {
            world.build.crash("app", host, at, 3s);
        }
    }
    const measure::Evidence evidence = simulate(world.build.world);
    const auto ups = instants(evidence, Mark::target_up, seen_from_b);
    ASSERT_EQ(ups.size(), targets);
    for (const Duration up : ups) {
        const bool at_once = up >= 40s + 4s && up <= 44500ms;
        const bool in_between = up >= 47500ms + 4s && up <= 52s;
        const bool at_last = up >= 55s + 4s && up <= 55s + 6s;
        EXPECT_TRUE(at_once || in_between || at_last) << base::to_seconds(up);
    }
}

TEST(Checking, without_checks_sees_nothing) {
    HundredTargets world;
    world.build.at(world.front).health.enabled = false;
    world.build.power_loss(fault::ZoneTarget{world.build.zone(0)}, 20s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::target_down), 0u);
}

// What checks are for: errors end with detection, and go on for ever without.
measure::Evidence half_dead(bool checked) {
    WorldBuilder build({.zones = 2, .hosts_per_zone = 2});
    const auto app = build.service("app", build.hosts(0), {1000, 0, constant(1ms)});
    const auto front = build.balancer("front", app);
    build.at(front).health = support::checks(interval, timeout, rise, fall);
    build.at(front).health.enabled = checked;
    build.cohort("users", front, 1000);
    build.power_loss(fault::HostTarget{build.host(0)}, 20s);
    build.world.duration = 60s;
    return simulate(build.world);
}

TEST(Checking, spares_clients_what_it_has_found_dead) {
    const measure::Evidence evidence = half_dead(true);
    const auto downs = instants(evidence, Mark::target_down, "front in zone a");
    ASSERT_EQ(downs.size(), 1u);
    const Duration detected = std::chrono::ceil<std::chrono::milliseconds>(downs[0] + 100ms);
    const auto& users = evidence.cohorts[0];
    const measure::Slice before = issued_between(users, 20s, 27s);
    EXPECT_NEAR(before.failed_attempts, before.issued / 2., 1);
    const measure::Slice later = issued_between(users, detected, 60s);
    EXPECT_GT(later.issued, 20'000u);
    EXPECT_EQ(later.failed_attempts, 0u);
    EXPECT_EQ(later.ok, later.issued);
}

TEST(Checking, spares_clients_nothing_when_it_is_off) {
    const measure::Evidence evidence = half_dead(false);
    const measure::Slice last = issued_between(evidence.cohorts[0], 50s, 60s);
    EXPECT_NEAR(last.failed_attempts, last.issued / 2., 1);
}

// Checkers that were without power trust nobody until they have checked it again.
TEST(Checking, trusts_nobody_after_its_own_zone_was_dark) {
    HundredTargets world;
    world.build.power_loss(fault::ZoneTarget{world.build.zone(1)}, 20s, 10s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::target_down), 0u) << "an opinion is lost, not formed";
    expect_spread(instants(evidence, Mark::target_up, seen_from_b), 30s, (rise - 1) * interval,
                  rise * interval);
}

}  // namespace
}  // namespace triaz::engine
