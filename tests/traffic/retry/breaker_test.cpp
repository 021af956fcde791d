#include "sim/traffic/retry/breaker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "sim/base/stream.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

class Breaker : public ::testing::Test {
protected:
    void calls(bool failed, int times = 1) {
        for (int i = 0; i < times; ++i) breaker.ended(breaker.admit(now).value(), failed, now);
    }

    CircuitBreaker breaker{{.window = 10, .least = 10, .open_time = 60s, .trials = 3}};
    base::Time now{};
};

TEST_F(Breaker, opens_when_half_of_its_window_failed) {
    calls(false, 5);
    calls(true, 4);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    calls(true);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    EXPECT_EQ(breaker.admit(now), std::nullopt);
}

TEST_F(Breaker, waits_for_enough_calls) {
    calls(true, 9);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
}

TEST_F(Breaker, forgets_calls_that_left_the_window) {
    calls(true, 4);
    calls(false, 100);
    calls(true, 4);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    calls(true);
    EXPECT_EQ(breaker.state(), BreakerState::open);
}

TEST_F(Breaker, may_open_at_failures_in_a_row) {
    breaker = CircuitBreaker{{.window = 100, .least = 100, .in_a_row = 5}};
    calls(true, 4);
    calls(false);
    calls(true, 4);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    calls(true);
    EXPECT_EQ(breaker.state(), BreakerState::open);
}

TEST_F(Breaker, lets_a_few_try_after_its_open_time) {
    calls(true, 10);
    now += 59s;
    EXPECT_EQ(breaker.admit(now), std::nullopt);
    now += 1s;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(breaker.admit(now));
    EXPECT_EQ(breaker.admit(now), std::nullopt);
    EXPECT_EQ(breaker.state(), BreakerState::half_open);
}

TEST_F(Breaker, closes_when_its_trials_succeed) {
    calls(true, 10);
    now += 60s;
    calls(false, 2);
    calls(true);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    calls(true, 9);  // a fresh window
    EXPECT_EQ(breaker.state(), BreakerState::closed);
}

TEST_F(Breaker, opens_for_another_while_when_its_trials_fail) {
    calls(true, 10);
    now += 60s;
    calls(true, 3);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    now += 59s;
    EXPECT_EQ(breaker.admit(now), std::nullopt);
}

TEST_F(Breaker, takes_no_notice_of_calls_from_before) {
    const auto late = breaker.admit(now).value();
    calls(true, 10);
    now += 60s;
    calls(false, 2);
    breaker.ended(late, true, now);
    calls(false);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    breaker.ended(late, true, now);
    calls(true, 9);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
}

// A twin that keeps the last calls themselves.
TEST_F(Breaker, watches_exactly_its_window) {
    base::Stream stream{7};
    std::deque<bool> last;
    for (int call = 0; call < 20'000; ++call) {
        const bool failed = stream.uniform() < (call / 100 % 5 == 0 ? 0.6 : 0.2);
        last.push_back(failed);
        if (last.size() > 10) last.pop_front();
        calls(failed);
        const auto failures = std::count(last.begin(), last.end(), true);
        const bool open = last.size() == 10 && failures >= 5;
        ASSERT_EQ(breaker.state(), open ? BreakerState::open : BreakerState::closed);
        if (!open) continue;
        now += 60s;
        calls(false, 3);
        last.clear();
    }
}

}  // namespace
}  // namespace triaz::traffic
