// How long each product's documented checks leave a failure unseen, through the whole engine: 200
// random phases between fault and check against the documented formula, worked out by
// sim/traffic/health/detection.hpp; and what checks of different depth see.
#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "sim/traffic/health/detection.hpp"
#include "sim/traffic/presets.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using support::constant;
using support::WorldBuilder;

// 200 instances in zone a, checked from zone b by a preset's rules, after traffic for all of them.
struct Preset200 {
    explicit Preset200(const traffic::Preset& preset) : build({.zones = 2, .hosts_per_zone = 200}) {
        static_cast<traffic::HealthCheck&>(build.at(front).health) = preset.health;
        build.at(front).health.enabled = true;
        const auto users = build.cohort("users", front, 2000);
        build.at(users).home = build.zone(1);
        build.world.duration = 600s;
        build.world.cohorts[0].arrivals =
            traffic::RateCurve::of({{0s, 2000}, {5s, 0.001}}, traffic::RateCurve::Between::held);
    }

    WorldBuilder build;
    world::ServiceId app = build.service("app", build.hosts(0), {1000, 0, constant(0ns)});
    world::BalancerId front = build.balancer("front", app);
};

// When a mark was made, in seconds since `since`.
support::Numbers seconds_since(Duration since, const measure::Evidence& evidence) {
    support::Numbers numbers;
    for (const Duration at : instants(evidence, Mark::target_down, "front in zone b"))
        numbers.push_back(base::to_seconds(at - since));
    return numbers;
}

void expect_documented(traffic::Condition condition,
                       const std::function<void(Preset200&)>& strike) {
    const auto presets = traffic::presets();
    const auto runs = support::in_children(presets.size(), [&](std::size_t n) {
        Preset200 world(presets[n]);
        strike(world);
        return seconds_since(200s, simulate(world.build.world));
    });
    for (std::size_t n = 0; n < presets.size(); ++n) {
        const auto span = traffic::time_to_detect(presets[n].health, condition, {});
        ASSERT_TRUE(span);
        ASSERT_EQ(runs[n].size(), 200u) << presets[n].name;
        const auto [first, last] = std::ranges::minmax_element(runs[n]);
        const double least = base::to_seconds(span->least);
        const double most = base::to_seconds(span->most);
        EXPECT_GE(*first, least - 1e-9) << presets[n].name;
        EXPECT_LE(*last, most + 1e-9) << presets[n].name;
        // Even phases reach both ends of the span: within a twentieth, all but surely.
        EXPECT_LT(*first, least + (most - least) / 20) << presets[n].name;
        EXPECT_GT(*last, most - (most - least) / 20) << presets[n].name;
    }
}

TEST(Detection, of_silence_takes_what_the_documentation_says_with_every_preset) {
    expect_documented(traffic::Condition::host_silent, [](Preset200& world) {
        world.build.power_loss(fault::ZoneTarget{world.build.zone(0)}, 200s);
    });
}

TEST(Detection, of_a_crash_takes_what_the_documentation_says_with_every_preset) {
    expect_documented(traffic::Condition::process_gone, [](Preset200& world) {
        for (const topology::HostId host : world.build.hosts(0))
            world.build.crash("app", host, 200s);
    });
}

// One instance behind another service: what is seen of it when its dependency is lost, or when it
// answers nothing but errors.
std::uint64_t taken_out(traffic::CheckDepth depth, bool dependency_lost) {
    WorldBuilder build({.zones = 2, .hosts_per_zone = 1});
    const auto backend = build.service("backend", build.hosts(1), {64, 0, constant(1ms)});
    const auto app = build.service("app", build.hosts(0), {64, 0, constant(1ms)});
    build.call(app, build.balancer("inner", backend)).tries.timeout = 100ms;
    const auto front = build.balancer("front", app);
    build.at(front).health = support::checks(1s, 500ms, 2, 2);
    build.at(front).health.depth = depth;
    build.cohort("users", front, 10);
    if (dependency_lost) {
        build.crash("backend", build.host(1), 10s, 10s);
    } else {
        fault::Fault& errors = build.crash("app", build.host(0), 10s, 10s);
        errors.kind = fault::Kind::error_answers;
    }
    build.world.duration = 30s;
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_TRUE(evidence.faults[0].bit());
    EXPECT_EQ(evidence.timeline.count(Mark::target_down), evidence.timeline.count(Mark::target_up));
    return evidence.timeline.count(Mark::target_down);
}

TEST(Detection, by_a_connection_sees_no_wrong_answers) {
    EXPECT_EQ(taken_out(traffic::CheckDepth::connect, false), 0u);
}
TEST(Detection, by_a_shallow_answer_sees_wrong_answers) {
    EXPECT_EQ(taken_out(traffic::CheckDepth::shallow, false), 2u) << "once by each zone's checkers";
}
TEST(Detection, by_a_shallow_answer_sees_no_lost_dependency) {
    EXPECT_EQ(taken_out(traffic::CheckDepth::shallow, true), 0u);
}
TEST(Detection, by_a_request_sees_a_lost_dependency) {
    EXPECT_EQ(taken_out(traffic::CheckDepth::deep, true), 2u);
}
TEST(Detection, by_a_request_sees_wrong_answers) {
    EXPECT_EQ(taken_out(traffic::CheckDepth::deep, false), 2u);
}

// A deep check stands in the queue with everybody else: an overload looks like a failure.
TEST(Detection, by_a_request_takes_an_overloaded_instance_for_a_dead_one) {
    WorldBuilder build({.zones = 1});
    const auto app = build.service("app", build.hosts(0), {1, 10'000, constant(10ms)});
    const auto front = build.balancer("front", app);
    build.at(front).health = support::checks(1s, 500ms, 2, 2);
    build.at(front).health.depth = traffic::CheckDepth::deep;
    build.cohort("users", front, 150);
    build.world.duration = 20s;
    EXPECT_GE(simulate(build.world).timeline.count(Mark::target_down), 1u);
}

TEST(Detection, is_quicker_with_a_fast_interval_once_in_doubt) {
    const auto runs = support::in_children(2, [](std::size_t fast) {
        WorldBuilder build({.zones = 2, .hosts_per_zone = 50});
        const auto app = build.service("app", build.hosts(0), {1, 0, constant(0ns)});
        const auto front = build.balancer("front", app);
        build.at(front).health = support::checks(10s, 1s, 2, 3);
        if (fast == 1) build.at(front).health.turning_down = 1s;
        build.power_loss(fault::ZoneTarget{build.zone(0)}, 50s);
        build.world.duration = 150s;
        return seconds_since(50s, simulate(build.world));
    });
    ASSERT_EQ(runs[0].size(), 50u);
    ASSERT_EQ(runs[1].size(), 50u);
    for (const double turn : runs[0]) EXPECT_GE(turn, 2 * 11 + 1);
    for (const double turn : runs[1]) EXPECT_LE(turn, 10 + 2 * 2 + 1);
}

// Checkers that find nothing healthy, whatever is the case.
measure::Evidence checks_failing(std::optional<std::uint32_t> panic_threshold) {
    WorldBuilder build({.zones = 1, .hosts_per_zone = 4});
    const auto app = build.service("app", build.hosts(0), {64, 0, constant(1ms)});
    const auto front = build.balancer("front", app);
    build.at(front).health = support::checks(1s, 500ms, 2, 2);
    build.at(front).panic_threshold = panic_threshold;
    build.cohort("users", front, 100);
    fault::Fault& fault = build.crash("front", build.host(0), 10s, 10s);
    fault.kind = fault::Kind::checks_fail;
    fault.target = fault::CheckersTarget{"front"};
    build.world.duration = 30s;
    return simulate(build.world);
}

TEST(Detection, that_fails_itself_takes_everything_out_of_a_balancer_that_fails_closed) {
    const measure::Evidence evidence = checks_failing(std::nullopt);
    EXPECT_EQ(evidence.timeline.count(Mark::target_down), 4u);
    EXPECT_EQ(evidence.timeline.count(Mark::panic_began), 0u);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 15s, 20s).ok, 0u);
    EXPECT_GT(evidence.faults[0].acts, 20u);
}

TEST(Detection, that_fails_itself_makes_a_balancer_that_fails_open_panic_and_serve) {
    const measure::Evidence evidence = checks_failing(50);
    EXPECT_EQ(evidence.timeline.count(Mark::panic_began), 1u);
    EXPECT_EQ(evidence.timeline.count(Mark::panic_ended), 1u);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_EQ(totals.count(measure::Outcome::ok), totals.issued);
}

}  // namespace
}  // namespace triaz::engine
