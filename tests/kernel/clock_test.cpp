#include "sim/kernel/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

using Log = std::vector<std::string>;

void run(Clock& clock, base::Time limit = base::never) {
    clock.run(limit, [](Event) { FAIL() << "an event of nobody"; });
}

Process note_and_sleep(Clock& clock, Log& log, std::string name, base::Duration nap) {
    log.push_back(name + " starts");
    co_await clock.sleep(nap);
    log.push_back(name + " wakes");
}

TEST(Clock, runs_a_process_up_to_its_first_wait_and_wakes_it_when_its_time_has_come) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, note_and_sleep(clock, log, "one", 2ms));
    clock.start(lifeline, note_and_sleep(clock, log, "two", 1ms));
    EXPECT_THAT(log, ElementsAre("one starts", "two starts"));
    EXPECT_EQ(clock.alive(), 2u);
    run(clock, at(1ms));
    EXPECT_THAT(log, ElementsAre("one starts", "two starts", "two wakes"));
    EXPECT_EQ(clock.now(), at(1ms));
    run(clock);
    EXPECT_EQ(log.back(), "one wakes");
    EXPECT_EQ(clock.now(), at(2ms));
    EXPECT_EQ(clock.alive(), 0u);
    EXPECT_TRUE(lifeline.empty());
}

TEST(Clock, wakes_processes_of_one_instant_in_the_order_they_fell_asleep) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    for (int n = 0; n < 5; ++n) {
        clock.start(lifeline, note_and_sleep(clock, log, std::to_string(n), 3ms));
    }
    log.clear();
    run(clock);
    EXPECT_THAT(log, ElementsAre("0 wakes", "1 wakes", "2 wakes", "3 wakes", "4 wakes"));
}

TEST(Clock, lets_a_sleep_of_no_time_end_after_what_is_due_already) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, note_and_sleep(clock, log, "first", 0ms));
    clock.start(lifeline, note_and_sleep(clock, log, "second", 0ms));
    log.clear();
    run(clock, clock.now());
    EXPECT_THAT(log, ElementsAre("first wakes", "second wakes"));
    EXPECT_EQ(clock.now(), at(0ns));
}

// Waits again and again; writes down each signal and when it came.
Process listen(Clock& clock, std::vector<Ticket>& tickets, Log& log, int times) {
    for (int n = 0; n < times; ++n) {
        tickets.push_back(clock.ticket());
        const int signal = co_await clock.wait();
        log.push_back(std::to_string(signal) + " at " +
                      std::to_string(clock.now().time_since_epoch().count()));
    }
}

TEST(Clock, gives_the_signal_of_whoever_used_the_ticket_first) {
    Log log;
    std::vector<Ticket> tickets;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, listen(clock, tickets, log, 2));
    clock.wake_at(at(5ns), tickets[0], 11);
    clock.wake_at(at(5ns), tickets[0], 12);
    clock.wake_at(at(7ns), tickets[0], 13);
    EXPECT_TRUE(clock.waits(tickets[0]));
    run(clock, at(5ns));
    EXPECT_FALSE(clock.waits(tickets[0]));
    ASSERT_EQ(tickets.size(), 2u);
    EXPECT_TRUE(clock.waits(tickets[1]));
    run(clock);
    EXPECT_THAT(log, ElementsAre("11 at 5"));
    clock.wake_now(tickets[0], 14);
    EXPECT_THAT(log, ElementsAre("11 at 5"));
    clock.wake_now(tickets[1], 15);
    EXPECT_THAT(log, ElementsAre("11 at 5", "15 at 7"));
    EXPECT_EQ(clock.alive(), 0u);
}

// The reply makes the time-out stale, so that the next wait of the process is not ended by it.
TEST(Clock, lets_a_reply_beat_its_own_time_out) {
    Log log;
    std::vector<Ticket> tickets;
    Clock clock;
    Lifeline lifeline;
    const LaneId lane = clock.calendar().lane(10ms);
    clock.start(lifeline, listen(clock, tickets, log, 2));
    clock.wake_after(lane, tickets[0], 1);
    clock.wake_at(at(9ms), tickets[0], 2);
    run(clock);
    EXPECT_THAT(log, ElementsAre("2 at 9000000"));
    EXPECT_EQ(clock.calendar().popped(), 1u) << "the stale time-out is skipped unseen";
    EXPECT_EQ(clock.alive(), 1u);
}

TEST(Clock, lets_a_reply_and_a_time_out_of_one_instant_come_in_the_order_they_were_entered) {
    Log log;
    std::vector<Ticket> tickets;
    Clock clock;
    Lifeline lifeline;
    const LaneId lane = clock.calendar().lane(10ms);
    clock.start(lifeline, listen(clock, tickets, log, 1));
    clock.start(lifeline, listen(clock, tickets, log, 1));
    clock.wake_after(lane, tickets[0], 1);
    clock.wake_at(at(10ms), tickets[0], 2);
    clock.wake_at(at(10ms), tickets[1], 3);
    clock.wake_after(lane, tickets[1], 4);
    run(clock);
    EXPECT_THAT(log, ElementsAre("1 at 10000000", "3 at 10000000"));
}

Process sleep_once(Clock& clock, std::vector<Ticket>& tickets, std::vector<base::Duration>& ends) {
    tickets.push_back(clock.ticket());
    co_await clock.sleep(80us);
    ends.push_back(clock.now().time_since_epoch());
}

// A thousand processes wait on tickets that many wakers hold; each wait is ended once, by the
// earliest of its wakers.
TEST(Clock, ends_every_wait_once_and_by_the_earliest_of_many_wakers) {
    Clock clock;
    Lifeline lifeline;
    base::Stream stream(5);
    std::vector<base::Duration> earliest;
    std::vector<base::Duration> ends;
    const LaneId lane = clock.calendar().lane(80us);
    for (int n = 0; n < 1000; ++n) {
        std::vector<Ticket> tickets;
        clock.start(lifeline, sleep_once(clock, tickets, ends));
        base::Duration first = 80us;
        for (int wakers = 0; wakers < 3; ++wakers) {
            const base::Duration when{static_cast<std::int64_t>(stream.below(100'000))};
            clock.wake_at(at(when), tickets[0], 1);
            first = std::min(first, when);
        }
        clock.wake_after(lane, tickets[0], 2);
        earliest.push_back(first);
    }
    run(clock);
    std::sort(earliest.begin(), earliest.end());
    EXPECT_EQ(ends, earliest);
}

TEST(Clock, knows_a_stale_ticket_also_when_its_place_was_given_to_another_process) {
    Log log;
    std::vector<Ticket> tickets;
    Clock clock;
    Lifeline first_life;
    Lifeline second_life;
    clock.start(first_life, listen(clock, tickets, log, 1));
    first_life.cut();
    EXPECT_FALSE(clock.waits(tickets[0]));
    clock.start(second_life, listen(clock, tickets, log, 1));
    EXPECT_EQ(tickets[1].slot, tickets[0].slot) << "or this test shows nothing";
    clock.wake_now(tickets[0], 1);
    clock.wake_at(at(1ns), tickets[0], 2);
    clock.wake_at(at(2ns), tickets[1], 3);
    run(clock);
    EXPECT_THAT(log, ElementsAre("3 at 2"));
}

TEST(Clock, knows_no_ticket_that_was_never_given) {
    Clock clock;
    EXPECT_FALSE(clock.waits(Ticket{}));
    EXPECT_FALSE(clock.waits(Ticket{17, 0}));
    clock.wake_now(Ticket{17, 0}, 1);
    EXPECT_EQ(clock.calendar().next(), base::never);
}

// A service may answer while it is asked, before the asker has begun to wait.
TEST(Clock, wakes_a_process_that_is_answered_before_it_waits) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    const auto asker = [](Clock& its_clock, Log& its_log) -> Process {
        its_clock.wake_now(its_clock.ticket(), 9);
        its_log.push_back("asked");
        const int signal = co_await its_clock.wait();
        its_log.push_back("answered " + std::to_string(signal));
    };
    clock.start(lifeline, asker(clock, log));
    EXPECT_THAT(log, ElementsAre("asked"));
    run(clock, at(0ns));
    EXPECT_THAT(log, ElementsAre("asked", "answered 9"));
}

TEST(Clock, runs_a_process_woken_by_another_before_the_other_goes_on) {
    Log log;
    std::vector<Ticket> tickets;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, listen(clock, tickets, log, 1));
    const auto waker = [](Clock& its_clock, Ticket ticket, Log& its_log) -> Process {
        co_await its_clock.sleep(1ns);
        its_log.push_back("before");
        its_clock.wake_now(ticket, 4);
        its_log.push_back("after");
        co_await its_clock.sleep(1ns);
        its_log.push_back("later");
    };
    clock.start(lifeline, waker(clock, tickets[0], log));
    run(clock);
    EXPECT_THAT(log, ElementsAre("before", "4 at 1", "after", "later"));
}

// The process asks, a second one that it starts answers at once: the first is still running below
// it.
TEST(Clock, wakes_a_process_that_is_answered_by_one_it_starts) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    const auto answerer = [](Clock& its_clock, Ticket ticket) -> Process {
        its_clock.wake_now(ticket, 3);
        co_return;
    };
    const auto asker = [](Clock& its_clock, Lifeline& line, Log& its_log, auto answer) -> Process {
        its_clock.start(line, answer(its_clock, its_clock.ticket()));
        its_log.push_back("asked");
        const int signal = co_await its_clock.wait();
        its_log.push_back("answered " + std::to_string(signal));
    };
    clock.start(lifeline, asker(clock, lifeline, log, answerer));
    run(clock);
    EXPECT_THAT(log, ElementsAre("asked", "answered 3"));
    EXPECT_EQ(clock.alive(), 0u);
}

TEST(Clock, returns_after_the_event_that_interrupts_it) {
    Clock clock;
    std::vector<std::uint32_t> seen;
    for (std::uint32_t n = 0; n < 5; ++n) {
        clock.calendar().enter(at(1ms * n), Event{first_event_kind, n, 0});
    }
    const auto handle = [&](Event event) {
        seen.push_back(event.index);
        if (event.index == 1) clock.interrupt();
    };
    clock.run(base::never, handle);
    EXPECT_THAT(seen, ElementsAre(0, 1));
    EXPECT_EQ(clock.now(), at(1ms));
    clock.run(at(3ms), handle);
    EXPECT_THAT(seen, ElementsAre(0, 1, 2, 3));
}

TEST(Clock, never_takes_an_event_of_the_engine_for_a_stale_ticket) {
    Clock clock;
    std::vector<std::uint32_t> seen;
    const LaneId lane = clock.calendar().lane(1ms);
    clock.calendar().enter_lane(lane, Event{first_event_kind, 3, 77});
    clock.calendar().enter_lane(lane, Event{255, 4, 77});
    clock.run(base::never, [&](Event event) { seen.push_back(event.kind); });
    EXPECT_THAT(seen, ElementsAre(128, 255));
}

// What a process that throws held is given back, the error arrives at the caller, and the others go
// on.
TEST(Clock, lets_an_error_of_a_process_through_to_the_caller) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    const auto thrower = [](Clock& its_clock, std::shared_ptr<int>, bool at_once) -> Process {
        if (at_once) throw std::runtime_error("at once");
        co_await its_clock.sleep(1ms);
        throw std::runtime_error("later");
    };
    const auto held = std::make_shared<int>(1);
    clock.start(lifeline, note_and_sleep(clock, log, "other", 2ms));
    EXPECT_THROW(clock.start(lifeline, thrower(clock, held, true)), std::runtime_error);
    clock.start(lifeline, thrower(clock, held, false));
    EXPECT_THROW(run(clock), std::runtime_error);
    EXPECT_EQ(clock.now(), at(1ms));
    run(clock);
    EXPECT_EQ(log.back(), "other wakes");
    lifeline.cut();
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(clock.alive(), 0u);
}

TEST(Process, gives_back_what_it_was_given_when_it_is_never_started) {
    Clock clock;
    const auto held = std::make_shared<int>(1);
    const auto keeper = [](Clock& its_clock, std::shared_ptr<int>) -> Process {
        co_await its_clock.wait();
    };
    {
        Process process = keeper(clock, held);
        EXPECT_EQ(held.use_count(), 2);
        const Process moved = std::move(process);
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(clock.alive(), 0u);
}

}  // namespace
}  // namespace triaz::kernel
