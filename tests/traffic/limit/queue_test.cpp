#include "sim/traffic/limit/queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/ziggurat.hpp"
#include "sim/traffic/limit/codel.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

base::Time at(base::Duration time) { return base::Time{time}; }

std::vector<int> served(QueueOptions options, int arrivals) {
    BoundedQueue<int> queue{options};
    for (int i = 0; i < arrivals; ++i) queue.push(i, {});
    std::vector<int> result;
    while (const auto entry = queue.pop()) result.push_back(entry->item);
    return result;
}

TEST(BoundedQueue, serves_by_its_discipline) {
    EXPECT_THAT(served({.capacity = 4}, 4), ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(served({.capacity = 4, .discipline = Discipline::lifo}, 4),
                ElementsAre(3, 2, 1, 0));
    EXPECT_THAT(served({.capacity = 4, .discipline = Discipline::adaptive_lifo, .long_from = 3}, 4),
                ElementsAre(3, 2, 0, 1));
}

TEST(BoundedQueue, refuses_the_new_or_drops_the_oldest_when_full) {
    EXPECT_THAT(served({.capacity = 2}, 4), ElementsAre(0, 1));
    EXPECT_THAT(served({.capacity = 2, .when_full = WhenFull::drop_oldest}, 4), ElementsAre(2, 3));
    BoundedQueue<int> queue{{.capacity = 1, .when_full = WhenFull::drop_oldest}};
    queue.push(7, at(1ms));
    const auto pushed = queue.push(8, at(2ms));
    EXPECT_TRUE(pushed.taken);
    EXPECT_EQ(pushed.dropped->item, 7);
    EXPECT_EQ(pushed.dropped->entered, at(1ms));
}

TEST(BoundedQueue, goes_round_its_ring) {
    BoundedQueue<int> queue{{.capacity = 3}};
    int next = 0;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(queue.push(i, {}).taken);
        if (i % 3 != 0) {
            EXPECT_EQ(queue.pop()->item, next++);
        }
        if (queue.size() == 3) {
            EXPECT_EQ(queue.pop()->item, next++);
        }
    }
}

// In an overload twice the capacity, callers give up after a second. Served in order everybody
// waits the whole queue and nothing is of use; served last come first, nearly all that is served
// is.
TEST(BoundedQueue, in_an_overload_is_of_use_only_last_come_first) {
    const auto useful_share = [](Discipline discipline) {
        BoundedQueue<int> queue{{.capacity = 500, .discipline = discipline, .long_from = 50}};
        int useful = 0;
        int served_count = 0;
        for (int tick = 0; tick < 20'000; ++tick) {  // 5 ms each; one is served, two arrive
            const base::Time now = at(tick * 5ms);
            queue.push(tick, now);
            queue.push(tick, now);
            const auto entry = queue.pop();
            if (tick < 2000) continue;
            ++served_count;
            useful += now - entry->entered <= 1s;
        }
        return useful / static_cast<double>(served_count);
    };
    EXPECT_LT(useful_share(Discipline::fifo), 0.01);
    EXPECT_GT(useful_share(Discipline::lifo), 0.99);
    EXPECT_GT(useful_share(Discipline::adaptive_lifo), 0.99);
}

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
    BoundedQueue<int> queue{{.capacity = 100'000}};
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
            queue.push(0, next_arrival);
            next_arrival += draw(1e-3 / 1.3);
        }
        const auto entry = queue.pop();
        if (!entry) {
            free = next_arrival;
            continue;
        }
        if (codel.drops(free, free - entry->entered, queue.empty())) continue;
        if (free > at(20s)) {
            waited += base::to_seconds(free - entry->entered);
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
}  // namespace triaz::traffic
