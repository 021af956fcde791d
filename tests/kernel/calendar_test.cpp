#include "sim/kernel/calendar.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

// No event is stale.
constexpr auto all_live = [](const Event&) { return false; };

Event numbered(std::uint32_t number) { return Event{7, number, number + 1}; }

// The numbers of all events up to `limit`, in the order they come out.
std::vector<std::uint32_t> drain(Calendar& calendar, base::Time limit = base::never) {
    std::vector<std::uint32_t> numbers;
    Event event;
    while (calendar.pop(limit, event, all_live)) {
        EXPECT_EQ(event.kind, 7);
        EXPECT_EQ(event.generation, event.index + 1);
        numbers.push_back(event.index);
    }
    return numbers;
}

using Numbers = std::vector<std::uint32_t>;

TEST(Calendar, is_empty_at_first) {
    Calendar calendar;
    Event event;
    EXPECT_EQ(calendar.now(), base::start_of_run);
    EXPECT_EQ(calendar.next(), base::never);
    EXPECT_FALSE(calendar.pop(base::never, event, all_live));
    EXPECT_EQ(calendar.popped(), 0u);
}

TEST(Calendar, gives_events_out_by_time) {
    Calendar calendar;
    calendar.enter(at(3h), numbered(3));
    calendar.enter(at(20us), numbered(1));
    calendar.enter(at(5ms), numbered(2));
    calendar.enter(at(0ns), numbered(0));
    EXPECT_EQ(drain(calendar), (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(calendar.now(), at(3h));
    EXPECT_EQ(calendar.popped(), 4u);
}

// Ten events of the one instant 100 ms, entered while it is far away (twice), as time-outs of two
// lanes, while it is near (twice), a nanosecond before, and during the instant itself.
TEST(Calendar, keeps_the_order_of_entry_for_events_of_one_instant_wherever_they_waited) {
    Calendar calendar;
    const base::Time instant = at(100ms);
    const LaneId slow = calendar.lane(100ms);
    const LaneId quick = calendar.lane(10ms);
    calendar.enter(instant, numbered(0));
    calendar.enter_lane(slow, numbered(1));
    calendar.enter(instant, numbered(2));
    calendar.enter_lane(slow, numbered(3));
    calendar.advance(at(90ms));
    calendar.enter(instant, numbered(4));
    calendar.enter_lane(quick, numbered(5));
    calendar.enter(instant, numbered(6));
    calendar.advance(at(100ms - 1ns));
    calendar.enter(instant, numbered(7));
    Event event;
    ASSERT_TRUE(calendar.pop(base::never, event, all_live));
    EXPECT_EQ(event.index, 0u);
    calendar.enter(calendar.now(), numbered(8));
    calendar.enter(calendar.now(), numbered(9));
    EXPECT_EQ(drain(calendar), (Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(calendar.now(), instant);
}

TEST(Calendar, gives_out_nothing_beyond_the_limit) {
    Calendar calendar;
    calendar.enter(at(1s), numbered(0));
    calendar.enter(at(1s + 1ns), numbered(1));
    calendar.enter(at(48h), numbered(2));
    EXPECT_EQ(drain(calendar, at(1s - 1ns)), Numbers{});
    EXPECT_EQ(drain(calendar, at(1s)), Numbers{0});
    EXPECT_EQ(calendar.now(), at(1s));
    EXPECT_EQ(calendar.next(), at(1s + 1ns));
    EXPECT_EQ(drain(calendar, at(48h)), (Numbers{1, 2}));
}

TEST(Calendar, advances_up_to_the_next_event_and_no_further) {
    Calendar calendar;
    calendar.enter(at(50ms), numbered(0));
    calendar.advance(at(50ms));
    EXPECT_EQ(calendar.now(), at(50ms));
    EXPECT_THROW(calendar.advance(at(50ms + 1ns)), base::Bug);
    EXPECT_THROW(calendar.advance(at(49ms)), base::Bug);
    EXPECT_EQ(drain(calendar), Numbers{0});
}

TEST(Calendar, takes_nothing_into_the_past) {
    Calendar calendar;
    calendar.advance(at(1s));
    EXPECT_THROW(calendar.enter(at(1s - 1ns), numbered(0)), base::Bug);
    EXPECT_EQ(calendar.next(), base::never);
}

TEST(Calendar, jumps_over_empty_stretches_of_days) {
    Calendar calendar;
    Numbers expected;
    std::uint32_t number = 0;
    base::Time instant{};
    for (int jump = 0; jump < 200; ++jump) {
        instant += 7h + 13ns * jump;
        calendar.enter(instant, numbered(number));
        calendar.enter(instant + 8us, numbered(number + 1));  // in the next bucket or the same
        expected = {number, number + 1};
        number += 2;
        ASSERT_EQ(drain(calendar), expected);
        ASSERT_EQ(calendar.now(), instant + 8us);
    }
}

TEST(Calendar, has_one_lane_for_each_delay) {
    Calendar calendar;
    EXPECT_EQ(calendar.lane(1s), calendar.lane(1s));
    EXPECT_NE(calendar.lane(1s), calendar.lane(2s));
    EXPECT_EQ(calendar.delay_of(calendar.lane(2s)), 2s);
    EXPECT_THROW(calendar.lane(0s), base::Bug);
}

TEST(Calendar, skips_stale_events_of_lanes_only) {
    Calendar calendar;
    const LaneId lane = calendar.lane(1s);
    for (std::uint32_t n = 0; n < 6; ++n) calendar.enter_lane(lane, numbered(n));
    calendar.enter(at(1s), numbered(6));
    calendar.enter(at(2s), numbered(7));
    const auto stale = [](const Event& event) { return event.index % 2 == 0; };
    Numbers seen;
    Event event;
    while (calendar.pop(base::never, event, stale)) seen.push_back(event.index);
    EXPECT_EQ(seen, (Numbers{1, 3, 5, 6, 7}));
    EXPECT_EQ(calendar.popped(), 5u);
}

TEST(Calendar, takes_new_events_into_a_lane_that_ran_empty) {
    Calendar calendar;
    const LaneId lane = calendar.lane(3ms);
    Numbers expected;
    for (std::uint32_t n = 0; n < 100; ++n) {
        calendar.enter_lane(lane, numbered(n));
        expected.push_back(n);
        if (n % 3 == 0) calendar.advance(calendar.now() + 500us);
        if (n % 10 == 9) {
            ASSERT_EQ(drain(calendar), expected);
            expected.clear();
        }
    }
}

// What the calendar must do, done slowly: one sorted container, in which equal times stay in the
// order of insertion.
struct Twin {
    struct Item {
        std::uint32_t number;
        bool in_lane;
    };
    std::multimap<base::Time, Item> items;
    std::vector<bool> stale;  // by number

    void enter(base::Time time, bool in_lane) {
        items.emplace(time, Item{static_cast<std::uint32_t>(stale.size()), in_lane});
        stale.push_back(false);
    }
    bool skipped(const Item& item) const { return item.in_lane && stale[item.number]; }
    void drop_stale_heads() {
        while (!items.empty() && skipped(items.begin()->second)) items.erase(items.begin());
    }
};

// A random life of a calendar beside its twin.
class Schedule {
public:
    explicit Schedule(std::uint64_t seed, bool with_stale)
        : stream_(seed), with_stale_(with_stale) {
        for (const base::Duration delay :
             {base::Duration{1}, base::Duration{700us}, base::Duration{20ms}, base::Duration{5s}}) {
            lanes_.push_back(calendar_.lane(delay));
        }
    }

    void live_through(int steps) {
        for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
            // Now filling, now draining, so that the calendar is crowded, sparse and empty by
            // turns.
            const bool filling = step / 2000 % 2 == 0;
            const std::uint64_t what = stream_.below(100);
            if (what < (filling ? 55 : 20)) {
                enter();
            } else if (what < (filling ? 65 : 25)) {
                enter_lane();
            } else if (what < 96) {
                pop(limit());
            } else if (what < 98) {
                advance();
            } else {
                make_stale();
            }
        }
        while (!twin_.items.empty() && !::testing::Test::HasFailure()) pop(base::never);
        EXPECT_EQ(calendar_.popped(), popped_);
        EXPECT_EQ(calendar_.next(), base::never);
    }

    std::uint64_t popped() const { return popped_; }

private:
    base::Duration below(base::Duration bound) {
        return base::Duration{
            static_cast<std::int64_t>(stream_.below(static_cast<std::uint64_t>(bound.count())))};
    }

    base::Duration ahead() {
        switch (stream_.below(9)) {
            case 0:
                return 0ns;
            case 1:
                return below(8us);
            case 2:
            case 3:
                return below(1ms);
            case 4:
                return 250us;  // the same instants again and again
            case 5:
                return below(32ms);
            case 6:
                return 32ms + below(4ms);  // about where the near future ends
            case 7:
                return below(10s);
            default:
                return below(5 * 24h);
        }
    }

    void enter() {
        base::Time time = calendar_.now() + ahead();
        if (stream_.below(4) == 0 && last_ >= calendar_.now()) time = last_;
        last_ = time;
        calendar_.enter(time, numbered(next_number()));
        twin_.enter(time, false);
    }

    void enter_lane() {
        const LaneId lane = lanes_[stream_.below(lanes_.size())];
        const std::uint64_t count = 1 + stream_.below(5);
        for (std::uint64_t n = 0; n < count; ++n) {
            calendar_.enter_lane(lane, numbered(next_number()));
            twin_.enter(calendar_.now() + calendar_.delay_of(lane), true);
        }
    }

    base::Time limit() {
        switch (stream_.below(4)) {
            case 0:
                return calendar_.now();
            case 1:
                return calendar_.now() + ahead();
            default:
                return base::never;
        }
    }

    void pop(base::Time limit) {
        twin_.drop_stale_heads();
        Event event;
        const auto stale = [this](const Event& one) { return twin_.stale[one.index]; };
        const bool popped = calendar_.pop(limit, event, stale);
        const auto first = twin_.items.begin();
        const bool expected = first != twin_.items.end() && first->first <= limit;
        ASSERT_EQ(popped, expected);
        if (!popped) return;
        ++popped_;
        ASSERT_EQ(event.index, first->second.number);
        ASSERT_EQ(event.generation, first->second.number + 1);
        ASSERT_EQ(calendar_.now(), first->first);
        twin_.items.erase(first);
    }

    void advance() {
        const base::Time next = calendar_.next();
        if (!twin_.items.empty()) {
            // A lane may still show a stale head, or may have dropped what became stale behind it.
            ASSERT_GE(next, calendar_.now());
            if (!with_stale_) {
                ASSERT_EQ(next, twin_.items.begin()->first);
            }
        }
        if (next == base::never) return;
        const base::Time to = calendar_.now() + below(next - calendar_.now() + 1ns);
        calendar_.advance(to);
        ASSERT_EQ(calendar_.now(), to);
    }

    void make_stale() {
        if (!with_stale_ || twin_.stale.empty()) return;
        const std::size_t known = twin_.stale.size();
        for (std::size_t n = 0; n < 30; ++n) {
            // Mostly what was entered lately, as answers that make their own time-outs stale.
            twin_.stale[known - 1 - stream_.below(std::min<std::size_t>(known, 60))] = true;
        }
    }

    std::uint32_t next_number() const { return static_cast<std::uint32_t>(twin_.stale.size()); }

    base::Stream stream_;
    bool with_stale_;
    Calendar calendar_;
    std::vector<LaneId> lanes_;
    Twin twin_;
    base::Time last_{};
    std::uint64_t popped_ = 0;
};

TEST(Calendar, does_over_random_schedules_what_one_sorted_container_does) {
    std::uint64_t popped = 0;
    for (std::uint64_t seed = 1; seed <= 4 && !HasFailure(); ++seed) {
        Schedule schedule(seed, false);
        schedule.live_through(60'000);
        popped += schedule.popped();
    }
    EXPECT_GT(popped, 100'000u);
}

TEST(Calendar, skips_over_random_schedules_exactly_what_became_stale_in_lanes) {
    std::uint64_t popped = 0;
    for (std::uint64_t seed = 11; seed <= 14 && !HasFailure(); ++seed) {
        Schedule schedule(seed, true);
        schedule.live_through(60'000);
        popped += schedule.popped();
    }
    EXPECT_GT(popped, 100'000u);
}

}  // namespace
}  // namespace triaz::kernel
