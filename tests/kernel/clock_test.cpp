#include "sim/kernel/clock.hpp"

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
    Clock clock;
    Lifeline lifeline;
    Log log;
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
    Clock clock;
    Lifeline lifeline;
    Log log;
    for (int n = 0; n < 5; ++n) {
        clock.start(lifeline, note_and_sleep(clock, log, std::to_string(n), 3ms));
    }
    log.clear();
    run(clock);
    EXPECT_THAT(log, ElementsAre("0 wakes", "1 wakes", "2 wakes", "3 wakes", "4 wakes"));
}

TEST(Clock, lets_a_sleep_of_no_time_end_after_what_is_due_already) {
    Clock clock;
    Lifeline lifeline;
    Log log;
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
    Clock clock;
    Lifeline lifeline;
    std::vector<Ticket> tickets;
    Log log;
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

TEST(Clock, lets_a_reply_beat_its_own_time_out) {
    Clock clock;
    Lifeline lifeline;
    std::vector<Ticket> tickets;
    Log log;
    const LaneId lane = clock.calendar().lane(10ms);
    clock.start(lifeline, listen(clock, tickets, log, 2));
    clock.wake_after(lane, tickets[0], 1);
    clock.wake_at(at(10ms), tickets[0], 2);
    clock.advance_past_replies_for_test = false;
    run(clock);
    EXPECT_THAT(log, ElementsAre("1 at 10000000"));
}

}  // namespace
}  // namespace triaz::kernel
