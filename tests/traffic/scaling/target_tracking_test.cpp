#include "sim/traffic/scaling/target_tracking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration time) { return base::Time{time}; }

// One decision of a policy that acts on every sample.
std::uint32_t decided(double metric, const Fleet& fleet, FleetBounds bounds = {}) {
    TrackingOptions options{.target = 0.5, .bounds = bounds};
    options.samples_above = options.samples_below = 1;
    TargetTracking policy{options};
    return policy.decide({{}, metric}, fleet, {});
}

TEST(TargetTracking, asks_for_what_brings_the_metric_to_its_target) {
    EXPECT_EQ(decided(0.75, {10, 10, 0}), 15u);
    EXPECT_EQ(decided(0.51, {10, 10, 0}), 11u);
    EXPECT_EQ(decided(0.25, {10, 10, 0}), 5u);
    EXPECT_EQ(decided(0.5, {10, 10, 0}), 10u);
    EXPECT_EQ(decided(0.7 * 0.5 / 0.7 * 1.2, {10, 10, 0}), 12u);
}

TEST(TargetTracking, asks_for_nobody_because_of_rounding) {
    TrackingOptions options{.target = 0.3, .samples_above = 1};
    TargetTracking policy{options};
    EXPECT_EQ(policy.decide({{}, 0.33}, {10, 10, 0}, {}), 11u);
    EXPECT_EQ(policy.decide({{}, 0.33}, {100, 100, 0}, {}), 110u);
}

TEST(TargetTracking, leaves_a_little_slack_alone) {
    EXPECT_EQ(decided(0.46, {100, 100, 0}), 100u);
    EXPECT_EQ(decided(0.44, {100, 100, 0}), 88u);
}

TEST(TargetTracking, stays_within_its_bounds) {
    EXPECT_EQ(decided(50, {10, 10, 0}, {2, 20}), 20u);
    EXPECT_EQ(decided(0, {10, 10, 0}, {2, 20}), 2u);
    EXPECT_EQ(decided(1e300, {10, 10, 0}, {2, 20}), 20u);
}

TEST(TargetTracking, does_not_order_twice_what_is_warming) {
    EXPECT_EQ(decided(0.75, {15, 10, 5}), 15u);
    EXPECT_EQ(decided(0.60, {15, 10, 5}), 15u);
    EXPECT_EQ(decided(0.90, {15, 10, 5}), 18u);
    EXPECT_EQ(decided(0.10, {15, 10, 5}), 15u);  // nor takes away in the meantime
}

TEST(TargetTracking, waits_for_samples_in_a_row) {
    TargetTracking policy{cloud_tracking(0.5, {})};
    const Fleet fleet{10, 10, 0};
    EXPECT_EQ(policy.decide({{}, 0.9}, fleet, at(1min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.9}, fleet, at(2min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.4}, fleet, at(3min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.9}, fleet, at(4min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.9}, fleet, at(5min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.9}, fleet, at(6min)), 18u);
    for (int minute = 7; minute < 21; ++minute)
        EXPECT_EQ(policy.decide({{}, 0.1}, fleet, at(minute * 1min)), 10u);
    EXPECT_EQ(policy.decide({{}, 0.1}, fleet, at(21min)), 2u);
}

TEST(TargetTracking, rests_between_changes) {
    TrackingOptions options{.target = 0.5, .cooldown_out = 60s, .cooldown_in = 300s};
    options.samples_above = options.samples_below = 1;
    TargetTracking policy{options};
    EXPECT_EQ(policy.decide({{}, 1.0}, {10, 10, 0}, at(0s)), 20u);
    EXPECT_EQ(policy.decide({{}, 1.0}, {20, 20, 0}, at(59s)), 20u);
    EXPECT_EQ(policy.decide({{}, 1.0}, {20, 20, 0}, at(60s)), 40u);
    EXPECT_EQ(policy.decide({{}, 0.1}, {40, 40, 0}, at(359s)), 40u);
    EXPECT_EQ(policy.decide({{}, 0.1}, {40, 40, 0}, at(360s)), 8u);
}

TEST(TargetTracking, takes_away_only_what_nobody_asked_for_in_five_minutes) {
    TargetTracking policy{kubernetes_tracking(0.5, {})};
    const Fleet fleet{20, 20, 0};
    EXPECT_EQ(policy.decide({{}, 0.50}, fleet, at(0s)), 20u);
    EXPECT_EQ(policy.decide({{}, 0.30}, fleet, at(15s)), 20u);
    EXPECT_EQ(policy.decide({{}, 0.10}, fleet, at(30s)), 20u);
    EXPECT_EQ(policy.decide({{}, 0.10}, fleet, at(300s)), 20u);
    EXPECT_EQ(policy.decide({{}, 0.10}, fleet, at(301s)), 12u);
    EXPECT_EQ(policy.decide({{}, 0.10}, fleet, at(316s)), 4u);
}

TEST(TargetTracking, of_kubernetes_doubles_at_most) {
    TargetTracking policy{kubernetes_tracking(0.5, {})};
    EXPECT_EQ(policy.decide({{}, 5}, {10, 10, 0}, at(0s)), 20u);
    EXPECT_EQ(policy.decide({{}, 5}, {2, 2, 0}, at(15s)), 6u);
    EXPECT_EQ(policy.decide({{}, 0.54}, {10, 10, 0}, at(30s)), 10u);
}

// A fleet under a load that steps up and stays. Instances warm for two minutes, samples come each
// minute.
std::vector<std::uint32_t> under_load(TrackingOptions options, double load, base::Duration delay,
                                      bool tell_of_warming) {
    constexpr base::Duration warm_up = 2min;
    TargetTracking policy{options};
    DelayedMetric metric{delay, 64};
    struct Started {
        base::Time ready;
        std::uint32_t count;
    };
    std::vector<Started> started;
    Fleet fleet{10, 10, 0};
    std::vector<std::uint32_t> desired;
    for (int minute = 0; minute < 180; ++minute) {
        const base::Time now = at(minute * 1min);
        for (Started& batch : started) {
            if (batch.ready > now) continue;
            fleet.ready += batch.count;
            fleet.warming -= batch.count;
            batch.count = 0;
        }
        metric.add({now, load / fleet.ready});
        while (const auto sample = metric.take(now)) {
            const Fleet seen = tell_of_warming ? fleet : Fleet{fleet.ready, fleet.ready, 0};
            const std::uint32_t wanted = policy.decide(*sample, seen, now);
            if (wanted == seen.desired) continue;
            if (wanted > seen.desired) {
                const std::uint32_t more = wanted - seen.desired;
                started.push_back({now + warm_up, more});
                fleet.warming += more;
                fleet.desired += more;
            } else {
                fleet.ready -= seen.desired - wanted;
                fleet.desired -= seen.desired - wanted;
            }
        }
        desired.push_back(fleet.desired);
    }
    return desired;
}

TEST(TargetTracking, reaches_what_the_load_needs_and_stays) {
    for (const double load : {5.1, 8.0, 30.0}) {
        const auto desired = under_load(cloud_tracking(0.5, {}), load, 0s, true);
        const auto needed = static_cast<std::uint32_t>(std::ceil(load / 0.5));
        EXPECT_EQ(desired.back(), needed);
        EXPECT_EQ(*std::max_element(desired.begin(), desired.end()), needed);
    }
}

TEST(TargetTracking, overshoots_when_warming_instances_are_not_told_of) {
    TrackingOptions options = cloud_tracking(0.5, {});
    options.samples_above = 1;
    const auto desired = under_load(options, 8, 0s, false);
    EXPECT_GT(*std::max_element(desired.begin(), desired.end()), 16u);
    const auto told = under_load(options, 8, 0s, true);
    EXPECT_EQ(*std::max_element(told.begin(), told.end()), 16u);
}

TEST(TargetTracking, acts_late_when_the_metric_is_late) {
    const auto first_change = [](base::Duration delay) {
        const auto desired = under_load(cloud_tracking(0.5, {}), 8, delay, true);
        return std::find_if(desired.begin(), desired.end(), [](auto n) { return n != 10; }) -
               desired.begin();
    };
    EXPECT_EQ(first_change(0s), 2);  // the third sample
    EXPECT_EQ(first_change(3min), 5);
}

TEST(DelayedMetric, gives_each_sample_once_and_in_time) {
    DelayedMetric metric{10s, 2};
    metric.add({at(0s), 1});
    metric.add({at(1s), 2});
    EXPECT_FALSE(metric.take(at(9s)));
    EXPECT_EQ(metric.take(at(10s))->value, 1);
    EXPECT_FALSE(metric.take(at(10s)));
    metric.add({at(2s), 3});
    metric.add({at(3s), 4});  // there is room for two
    EXPECT_EQ(metric.take(at(60s))->value, 3);
    EXPECT_EQ(metric.take(at(60s))->value, 4);
    EXPECT_FALSE(metric.take(at(60s)));
}

}  // namespace
}  // namespace triaz::traffic
