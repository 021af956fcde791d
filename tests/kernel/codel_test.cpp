#include "sim/kernel/codel.hpp"

#include <cmath>
#include <deque>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/base/ziggurat.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration time) { return base::Time{time}; }

// RFC 8289, section 5.4: the n-th drop of a row comes interval / sqrt(n) after the one before.
TEST(Codel, drops_faster_and_faster_while_waiting_stays_too_long) {
    Codel codel{{}};
    std::vector<base::Time> drops;
    for (base::Time now{}; now < at(1s); now += 100us) {
        if (codel.drops(now, 6ms, false)) drops.push_back(now);
    }
    ASSERT_GT(drops.size(), 5u);
    EXPECT_EQ(drops[0], at(100ms));
    double expected = 0.1;
    for (std::size_t n = 1; n < drops.size(); ++n) {
        expected += 0.1 / std::sqrt(static_cast<double>(n));
        EXPECT_NEAR(base::to_seconds(drops[n]), expected, 2e-4);
    }
}

TEST(Codel, lets_a_burst_pass_that_is_gone_within_an_interval) {
    Codel codel{{}};
    for (base::Time now{}; now < at(99ms); now += 1ms) EXPECT_FALSE(codel.drops(now, 50ms, false));
    EXPECT_FALSE(codel.drops(at(99ms), 4ms, false));
    EXPECT_FALSE(codel.drops(at(150ms), 50ms, false));
}

TEST(Codel, never_drops_the_last_one) {
    Codel codel{{}};
    for (base::Time now{}; now < at(10s); now += 10ms) EXPECT_FALSE(codel.drops(now, 1s, true));
}

TEST(Codel, goes_on_at_the_speed_it_had_when_it_starts_again_soon) {
    Codel codel{{}};
    base::Time now{};
    for (; now < at(1s); now += 1ms) codel.drops(now, 50ms, false);
    codel.drops(now, 1ms, false);
    EXPECT_FALSE(codel.dropping());
    int first_row = 0;
    for (; now < at(1400ms); now += 1ms) first_row += codel.drops(now, 50ms, false);
    EXPECT_GT(first_row, 5);  // from scratch it would be 4 in 300 ms
}

// One server, exponential work of 1 ms, 30 % more arrivals than it can serve, and they do not slow
// down: without CoDel the wait would grow by 0.3 s each second, to 18 s.
TEST(Codel, keeps_an_overloaded_queue_from_growing) {
    base::Stream stream{9};
    std::deque<base::Time> queue;  // when each came
    Codel codel{{}};
    base::Time next_arrival{};
    base::Time free{};
    double waited = 0;
    int served_count = 0;
    const auto draw = [&](double mean) {
        return base::from_seconds(mean * base::standard_exponential(stream));
    };
    while (free < at(60s)) {
        while (next_arrival <= free) {
            queue.push_back(next_arrival);
            next_arrival += draw(1e-3 / 1.3);
        }
        if (queue.empty()) {
            free = next_arrival;
            continue;
        }
        const base::Time came = queue.front();
        queue.pop_front();
        if (codel.drops(free, free - came, queue.empty())) continue;
        if (free > at(20s)) {
            waited += base::to_seconds(free - came);
            ++served_count;
        }
        free += draw(1e-3);
    }
    EXPECT_LT(waited / served_count, 0.3);
    EXPECT_GT(served_count, 39'000);  // the server is never idle for it
}

TEST(ControlledDelay, cuts_the_wait_when_the_queue_is_never_empty) {
    ControlledDelay delay{{}};
    delay.was_empty(at(1s));
    EXPECT_FALSE(delay.drops(at(1050ms), 50ms));
    EXPECT_TRUE(delay.drops(at(1050ms), 101ms));
    EXPECT_TRUE(delay.drops(at(1101ms), 6ms));
    EXPECT_FALSE(delay.drops(at(1101ms), 5ms));
}

}  // namespace
}  // namespace triaz::kernel
