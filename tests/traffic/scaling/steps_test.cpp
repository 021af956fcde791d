#include "sim/traffic/scaling/steps.hpp"

#include <gtest/gtest.h>

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration time) { return base::Time{time}; }

// The example of the EC2 Auto Scaling guide: threshold 60 %, from 0: 0 %, 10: +10 %, 20: +30 %, ten
// instances.
const ScalingStep out_steps[] = {{0, 0}, {0.1, 10}, {0.2, 30}};
const StepOptions out{.threshold = 0.6, .adjustment = Adjustment::percent};

TEST(StepScaling, adds_by_how_far_the_metric_is_beyond) {
    StepScaling policy{out, out_steps};
    EXPECT_EQ(policy.decide({{}, 0.72}, {10, 10, 0}, at(0s)), 11u);
    EXPECT_EQ(policy.decide({{}, 0.82}, {10, 10, 0}, at(0s)), 13u);
    EXPECT_EQ(policy.decide({{}, 0.59}, {10, 10, 0}, at(0s)), 10u);
}

TEST(StepScaling, adds_to_what_is_warming_only_the_difference) {
    StepScaling policy{out, out_steps};
    EXPECT_EQ(policy.decide({{}, 0.72}, {11, 10, 1}, at(0s)), 11u);
    EXPECT_EQ(policy.decide({{}, 0.82}, {11, 10, 1}, at(0s)), 13u);
}

TEST(StepScaling, takes_away_below_its_threshold) {
    const ScalingStep in_steps[] = {{0, 1}, {0.2, 3}};
    StepScaling policy{{.threshold = 0.4, .out = false, .bounds = {8, 100}}, in_steps};
    EXPECT_EQ(policy.decide({{}, 0.35}, {10, 10, 0}, at(0s)), 9u);
    EXPECT_EQ(policy.decide({{}, 0.35}, {10, 9, 1}, at(0s)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.1}, {10, 10, 0}, at(0s)), 8u);
    EXPECT_EQ(policy.decide({{}, 0.5}, {10, 10, 0}, at(0s)), 10u);
}

TEST(StepScaling, waits_for_samples_and_rests) {
    const ScalingStep steps[] = {{0, 2}};
    StepScaling policy{{.threshold = 0.6, .samples = 2, .cooldown = 60s}, steps};
    EXPECT_EQ(policy.decide({{}, 0.7}, {10, 10, 0}, at(0s)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.7}, {10, 10, 0}, at(10s)), 12u);
    EXPECT_EQ(policy.decide({{}, 0.7}, {12, 12, 0}, at(69s)), 12u);
    EXPECT_EQ(policy.decide({{}, 0.7}, {12, 12, 0}, at(70s)), 14u);
}

TEST(StepScaling, may_ask_for_an_exact_number) {
    const ScalingStep steps[] = {{0, 7}};
    StepScaling policy{{.threshold = 0.6, .adjustment = Adjustment::exact}, steps};
    EXPECT_EQ(policy.decide({{}, 0.7}, {3, 3, 0}, at(0s)), 7u);
}

TEST(Schedule, applies_what_is_due_in_order_of_time) {
    const ScheduledScaling actions[] = {
        {.first = at(18h), .every = 24h, .least = 2, .desired = 2},
        {.first = at(8h), .every = 24h, .least = 10, .most = 40, .desired = 20},
    };
    ScheduledState state{{1, 100}, 5};
    state = apply_schedule(actions, at(0h), at(7h), state);
    EXPECT_EQ(state.desired, 5u);
    state = apply_schedule(actions, at(7h), at(8h), state);
    EXPECT_EQ(state.desired, 20u);
    EXPECT_EQ(state.bounds.least, 10u);
    state.desired = 33;
    state = apply_schedule(actions, at(8h), at(9h), state);
    EXPECT_EQ(state.desired, 33u);
    state = apply_schedule(actions, at(9h), at(19h), state);
    EXPECT_EQ(state.desired, 2u);
    state = apply_schedule(actions, at(19h), at(33h), state);  // the next day at nine
    EXPECT_EQ(state.desired, 20u);
}

TEST(Schedule, of_the_same_instant_lets_the_last_of_the_list_win) {
    const ScheduledScaling actions[] = {
        {.first = at(1h), .desired = 3},
        {.first = at(1h), .desired = 4},
        {.first = at(1h), .most = 50},
    };
    const ScheduledState state = apply_schedule(actions, at(0h), at(1h), {{1, 100}, 1});
    EXPECT_EQ(state.desired, 4u);
    EXPECT_EQ(state.bounds.most, 50u);
    EXPECT_EQ(apply_schedule(actions, at(1h), at(2h), {{1, 100}, 9}).desired, 9u);
}

TEST(Schedule, brings_the_desired_number_into_its_bounds) {
    const ScheduledScaling actions[] = {{.first = at(1h), .least = 10}};
    EXPECT_EQ(apply_schedule(actions, at(0h), at(1h), {{1, 100}, 3}).desired, 10u);
}

TEST(Schedule, tells_when_something_is_due_next) {
    const ScheduledScaling actions[] = {
        {.first = at(5h)},
        {.first = at(8h), .every = 24h},
    };
    EXPECT_EQ(next_scheduled(actions, at(0h)), at(5h));
    EXPECT_EQ(next_scheduled(actions, at(5h)), at(8h));
    EXPECT_EQ(next_scheduled(actions, at(8h)), at(32h));
    EXPECT_EQ(next_scheduled({}, at(0h)), base::never);
}

}  // namespace
}  // namespace triaz::traffic
