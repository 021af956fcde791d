#include "sim/traffic/limit/concurrency.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/traffic/limit/shedding.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

TEST(Concurrency, fixed_refuses_what_is_above_it) {
    ConcurrencyLimit limit{FixedLimit{2}};
    EXPECT_TRUE(limit.take());
    EXPECT_TRUE(limit.take());
    EXPECT_FALSE(limit.take());
    limit.ended(1ms, true);
    EXPECT_TRUE(limit.take());
    EXPECT_EQ(limit.limit(), 2u);
}

TEST(Concurrency, grows_by_one_and_shrinks_by_a_tenth) {
    ConcurrencyLimit limit{AimdLimit{.start = 20}};
    for (int i = 0; i < 10; ++i) limit.take();
    limit.ended(1ms, false);  // ten of twenty were used
    EXPECT_EQ(limit.limit(), 21u);
    limit.ended(1ms, false);  // nine of twenty-one were not enough
    EXPECT_EQ(limit.limit(), 21u);
    limit.ended(1ms, true);
    EXPECT_EQ(limit.limit(), 18u);
    limit.ended(6s, false);
    EXPECT_EQ(limit.limit(), 16u);
}

TEST(Concurrency, stays_within_its_bounds) {
    ConcurrencyLimit limit{AimdLimit{.start = 5, .least = 2, .most = 6}};
    for (int i = 0; i < 50; ++i) {
        limit.take();
        limit.ended(1ms, true);
    }
    EXPECT_EQ(limit.limit(), 2u);
    for (int i = 0; i < 50; ++i) {
        limit.take();
        limit.take();
        limit.take();
        limit.ended(1ms, false);
        limit.ended(1ms, false);
        if (limit.under_way() > 3) limit.ignored();
    }
    EXPECT_EQ(limit.limit(), 6u);
}

// A server that takes 10 ms for up to 40 at a time, and in proportion longer beyond.
std::uint32_t settled(ConcurrencyLimit& limit, std::uint32_t capacity) {
    for (int round = 0; round < 3000; ++round) {
        std::uint32_t taken = 0;
        while (taken < 500 && limit.take()) ++taken;
        const double overload = std::max(1.0, taken / static_cast<double>(capacity));
        for (std::uint32_t i = 0; i < taken; ++i)
            limit.ended(base::from_seconds(0.01 * overload), false);
    }
    return limit.limit();
}

TEST(Concurrency, by_gradient_settles_above_what_the_server_can_do_at_once) {
    ConcurrencyLimit limit{GradientLimit{.start = 20, .most = 400}};
    EXPECT_GE(settled(limit, 40), 40u);
}

TEST(Concurrency, by_gradient_backs_off_when_latency_rises_and_comes_back) {
    ConcurrencyLimit limit{GradientLimit{.start = 50, .most = 400}};
    const auto run = [&](base::Duration latency, int answers) {
        for (int i = 0; i < answers; ++i) {
            while (limit.take()) {}
            limit.ended(latency, false);
        }
    };
    run(10ms, 2000);
    const std::uint32_t before = limit.limit();
    run(100ms, 60);
    const std::uint32_t during = limit.limit();
    EXPECT_LT(during, before / 2);
    run(10ms, 2000);
    EXPECT_GT(limit.limit(), during);
}

TEST(Concurrency, by_gradient_does_not_grow_while_it_is_not_used) {
    ConcurrencyLimit limit{GradientLimit{.start = 50, .most = 400}};
    for (int i = 0; i < 1000; ++i) {
        limit.take();
        limit.ended(10ms, false);
    }
    EXPECT_EQ(limit.limit(), 50u);
}

// Or latencies far above the usual would pass for usual long after an overload.
TEST(Concurrency, by_gradient_forgets_an_overload_faster_than_its_memory) {
    ConcurrencyLimit limit{GradientLimit{.start = 50, .most = 400}};
    const auto run = [&](base::Duration latency, int answers) {
        for (int i = 0; i < answers; ++i) {
            while (limit.take()) {}
            limit.ended(latency, false);
        }
    };
    run(500ms, 2000);
    run(10ms, 150);
    const std::uint32_t before = limit.limit();
    run(100ms, 20);
    EXPECT_LT(limit.limit(), before * 3 / 4);
}

TEST(Shedding, refuses_who_matters_least_first) {
    const double thresholds[] = {1.0, 0.9, 0.8};
    const PriorityThresholds shedding{thresholds};
    EXPECT_TRUE(shedding.admits(2, 0.79));
    EXPECT_FALSE(shedding.admits(2, 0.8));
    EXPECT_TRUE(shedding.admits(1, 0.8));
    EXPECT_FALSE(shedding.admits(9, 0.8));
    EXPECT_FALSE(shedding.admits(0, 1.0));
}

// Twice as many arrivals as can be served, ten priorities alike: five get through.
TEST(Shedding, finds_the_level_that_the_server_can_carry) {
    AdmissionLevel admission{{}};
    double queue = 0;
    std::array<int, 10> admitted{};
    for (int window = 0; window < 2000; ++window) {
        for (int i = 0; i < 2000; ++i) {
            const auto priority = static_cast<Priority>(i % 10);
            if (!admission.admits(priority)) continue;
            queue += 1;
            if (window >= 1000) ++admitted[priority];
        }
        queue = std::max(0.0, queue - 1000);  // in a second
        admission.end_window(base::from_seconds(queue / 1000));
    }
    EXPECT_EQ(admitted[0], 200'000);
    EXPECT_EQ(admitted[3], 200'000);
    EXPECT_LT(admitted[9], 10'000);
    EXPECT_NEAR(std::accumulate(admitted.begin(), admitted.end(), 0), 1'000'000, 60'000);
}

TEST(Shedding, lets_all_through_without_overload) {
    AdmissionLevel admission{{}};
    for (int window = 0; window < 100; ++window) {
        for (int i = 0; i < 128; ++i) EXPECT_TRUE(admission.admits(static_cast<Priority>(i)));
        admission.end_window(1ms);
    }
}

}  // namespace
}  // namespace triaz::traffic
