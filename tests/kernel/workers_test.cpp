#include "sim/kernel/workers.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

using Log = std::vector<std::string>;

base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

void run(Clock& clock, base::Time limit = base::never) {
    clock.run(limit, [](Event) { FAIL() << "an event of nobody"; });
}

std::string second(const Clock& clock) {
    return std::to_string(
        std::chrono::floor<std::chrono::seconds>(clock.now().time_since_epoch()).count());
}

// Arrives after a while, works, and says when it began and ended.
Process job(Clock& clock, Workers& workers, Log& log, std::string name, base::Duration arrival,
            base::Duration work) {
    co_await clock.sleep(arrival);
    const Lease lease = co_await workers.acquire();
    if (!lease) {
        log.push_back(name + " rejected at " + second(clock));
        co_return;
    }
    log.push_back(name + " begins at " + second(clock));
    co_await clock.sleep(work);
    log.push_back(name + " ends at " + second(clock));
}

// Four ask while the only worker works, a second apart; who begins in which order.
Log begun(const QueueOptions& options, int jobs = 4) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, options);
    Lifeline lifeline;
    clock.start(lifeline, job(clock, workers, log, "first", 0s, 10s));
    for (int n = 0; n < jobs; ++n) {
        clock.start(lifeline, job(clock, workers, log, std::string(1, static_cast<char>('a' + n)),
                                  std::chrono::seconds{n + 1}, 1s));
    }
    run(clock);
    Log names;
    for (const std::string& line : log) {
        if (line.find(" begins") != std::string::npos && line[0] != 'f')
            names.push_back(line.substr(0, 1));
        if (line.find(" rejected") != std::string::npos)
            names.push_back("not " + line.substr(0, 1));
    }
    return names;
}

TEST(Workers, serve_by_the_discipline_of_their_queue) {
    EXPECT_THAT(begun({.limit = 4}), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(begun({.limit = 4, .discipline = Discipline::lifo}),
                ElementsAre("d", "c", "b", "a"));
    EXPECT_THAT(begun({.limit = 4, .discipline = Discipline::adaptive_lifo, .long_from = 3}),
                ElementsAre("d", "c", "a", "b"));
}

TEST(Workers, refuse_the_new_or_drop_the_oldest_when_the_queue_is_full) {
    EXPECT_THAT(begun({.limit = 2}), ElementsAre("not c", "not d", "a", "b"));
    EXPECT_THAT(begun({.limit = 2, .drops_oldest = true}), ElementsAre("not a", "not b", "c", "d"));
    EXPECT_THAT(begun({.limit = 0, .drops_oldest = true}, 1), ElementsAre("not a"))
        << "nobody is there to make room";
}

// RFC 8289: the first drop comes when waiting was too long for an interval, the last one stays.
TEST(Workers, drop_from_a_queue_that_is_long_for_too_long) {
    EXPECT_THAT(begun({.limit = 4, .codel = CodelOptions{1s, 2s}}),
                ElementsAre("a", "b", "not c", "d"));
}

Process impatient(Clock& clock, Workers& workers, Log& log, base::Duration arrival,
                  base::Duration patience) {
    co_await clock.sleep(arrival);
    const Lease lease = co_await workers.acquire_until(clock.now() + patience);
    log.push_back((lease ? "served at " : "left at ") + second(clock));
}

TEST(Workers, are_not_waited_for_longer_than_until_then) {
    for (const base::Duration patience : {2s, 3s, 4s}) {
        Log log;
        Clock clock;
        Workers workers(clock, 1, 10);
        Lifeline lifeline;
        clock.start(lifeline, job(clock, workers, log, "first", 0s, 4s));
        clock.start(lifeline, impatient(clock, workers, log, 1s, patience));
        clock.start(lifeline, job(clock, workers, log, "last", 2s, 1s));
        run(clock);
        const bool served = patience > 3s;
        EXPECT_THAT(log, ::testing::Contains(served           ? "served at 4"
                                             : patience == 3s ? "left at 4"
                                                              : "left at 3"));
        EXPECT_THAT(log, ::testing::Contains("last ends at 5"));
        EXPECT_EQ(workers.waiting(), 0u);
        EXPECT_EQ(workers.busy(), 0u);
    }
}

TEST(Workers, forget_a_waiter_that_was_dropped_and_died_at_once) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, QueueOptions{.limit = 1, .drops_oldest = true});
    Lifeline lifeline;
    Lifeline doomed;
    clock.start(lifeline, job(clock, workers, log, "first", 0s, 5s));
    clock.start(doomed, job(clock, workers, log, "old", 1s, 1s));
    const auto kill = [](Clock& c, Lifeline& whom) -> Process {
        co_await c.sleep(2s);
        whom.cut();
    };
    clock.start(lifeline, job(clock, workers, log, "new", 2s, 1s));
    clock.start(lifeline, kill(clock, doomed));
    run(clock);
    EXPECT_EQ(workers.waiting(), 0u);
    EXPECT_EQ(workers.busy(), 0u);
    EXPECT_THAT(log, ElementsAre("first begins at 0", "first ends at 5", "new begins at 5",
                                 "new ends at 6"));
}

TEST(Workers, serve_who_asked_first_first) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 10);
    Lifeline lifeline;
    clock.start(lifeline, job(clock, workers, log, "a", 0s, 3s));
    clock.start(lifeline, job(clock, workers, log, "b", 2s, 1s));
    clock.start(lifeline, job(clock, workers, log, "c", 1s, 1s));
    clock.start(lifeline, job(clock, workers, log, "d", 2s, 1s));
    run(clock);
    EXPECT_THAT(log, ElementsAre("a begins at 0", "a ends at 3", "c begins at 3", "c ends at 4",
                                 "b begins at 4", "b ends at 5", "d begins at 5", "d ends at 6"));
}

// Who asks at the very instant at which a worker comes free does not overtake who waits.
TEST(Workers, let_nobody_overtake_at_the_instant_a_worker_comes_free) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 10);
    Lifeline lifeline;
    clock.start(lifeline, job(clock, workers, log, "a", 0s, 2s));
    clock.start(lifeline, job(clock, workers, log, "waiter", 1s, 1s));
    clock.start(lifeline, job(clock, workers, log, "late", 2s, 1s));
    run(clock);
    EXPECT_THAT(log, ElementsAre("a begins at 0", "a ends at 2", "waiter begins at 2",
                                 "waiter ends at 3", "late begins at 3", "late ends at 4"));
}

TEST(Workers, reject_who_finds_the_queue_full) {
    Log log;
    Clock clock;
    Workers workers(clock, 2, 1);
    Lifeline lifeline;
    for (const char* name : {"a", "b", "c", "d"}) {
        clock.start(lifeline, job(clock, workers, log, name, 1s, 2s));
    }
    run(clock, at(1s));
    EXPECT_THAT(log, ElementsAre("a begins at 1", "b begins at 1", "d rejected at 1"));
    EXPECT_EQ(workers.busy(), 2u);
    EXPECT_EQ(workers.waiting(), 1u);
    log.clear();
    run(clock);
    EXPECT_THAT(log, ElementsAre("a ends at 3", "b ends at 3", "c begins at 3", "c ends at 5"));
    EXPECT_EQ(workers.busy(), 0u);
    EXPECT_EQ(workers.waiting(), 0u);
}

TEST(Workers, without_a_queue_reject_whoever_finds_none_free) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 0);
    Lifeline lifeline;
    clock.start(lifeline, job(clock, workers, log, "a", 0s, 2s));
    clock.start(lifeline, job(clock, workers, log, "b", 1s, 1s));
    clock.start(lifeline, job(clock, workers, log, "c", 3s, 1s));
    run(clock);
    EXPECT_THAT(log, ElementsAre("a begins at 0", "b rejected at 1", "a ends at 2", "c begins at 3",
                                 "c ends at 4"));
}

TEST(Workers, pass_over_a_waiter_that_died_in_the_queue) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 2);
    Lifeline lifeline;
    Lifeline doomed;
    clock.start(lifeline, job(clock, workers, log, "a", 0s, 3s));
    clock.start(doomed, job(clock, workers, log, "doomed", 1s, 1s));
    clock.start(lifeline, job(clock, workers, log, "c", 1s, 1s));
    run(clock, at(2s));
    EXPECT_EQ(workers.waiting(), 2u);
    doomed.cut();
    EXPECT_EQ(workers.waiting(), 1u) << "its place in the queue is free";
    clock.start(lifeline, job(clock, workers, log, "d", 0s, 1s));
    run(clock);
    EXPECT_THAT(log, ElementsAre("a begins at 0", "a ends at 3", "c begins at 3", "c ends at 4",
                                 "d begins at 4", "d ends at 5"));
}

// At 3 s the worker is handed to the doomed waiter, which dies at that instant before it runs
// again.
TEST(Workers, take_back_a_worker_handed_to_a_waiter_that_dies_before_it_runs) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 5);
    Lifeline lifeline;
    Lifeline doomed;
    const auto holder = [](Clock& its_clock, Workers& pool, Lifeline& victim,
                           Log& its_log) -> Process {
        Lease lease = co_await pool.acquire();
        co_await its_clock.sleep(3s);
        lease.give_back();
        EXPECT_EQ(pool.busy(), 1u) << "handed over";
        victim.cut();
        its_log.push_back("killed");
    };
    clock.start(lifeline, holder(clock, workers, doomed, log));
    clock.start(doomed, job(clock, workers, log, "doomed", 1s, 1s));
    clock.start(doomed, job(clock, workers, log, "doomed too", 1s, 1s));
    clock.start(lifeline, job(clock, workers, log, "heir", 2s, 1s));
    run(clock);
    EXPECT_THAT(log, ElementsAre("killed", "heir begins at 3", "heir ends at 4"));
    EXPECT_EQ(workers.busy(), 0u);
    EXPECT_EQ(workers.waiting(), 0u);
    EXPECT_DOUBLE_EQ(workers.busy_seconds(), 4);
    EXPECT_DOUBLE_EQ(workers.queue_seconds(), 2 + 2 + 1);
}

TEST(Workers, get_the_worker_of_a_holder_that_dies) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 5);
    Lifeline lifeline;
    Lifeline doomed;
    clock.start(doomed, job(clock, workers, log, "doomed", 0s, 100s));
    clock.start(lifeline, job(clock, workers, log, "heir", 1s, 1s));
    run(clock, at(5s));
    doomed.cut();
    run(clock);
    EXPECT_THAT(log, ElementsAre("doomed begins at 0", "heir begins at 1", "heir ends at 2"));
    EXPECT_EQ(workers.busy(), 0u);
}

// All die together, holders and waiters: every worker is free afterwards, none is lost or doubled.
TEST(Workers, are_all_free_when_everybody_died_at_once) {
    Log log;
    Clock clock;
    Workers workers(clock, 3, 100);
    for (int life = 0; life < 3; ++life) {
        Lifeline lifeline;
        for (int n = 0; n < 20; ++n) clock.start(lifeline, job(clock, workers, log, "x", 0s, 7s));
        run(clock, clock.now() + 10s);
        EXPECT_EQ(workers.busy(), 3u);
        EXPECT_GT(workers.waiting(), 0u);
        lifeline.cut();
        EXPECT_EQ(workers.busy(), 0u);
        EXPECT_EQ(workers.waiting(), 0u);
    }
}

TEST(Lease, is_given_back_once_however_it_is_moved) {
    Clock clock;
    Workers workers(clock, 2, 0);
    Lifeline lifeline;
    const auto mover = [](Clock& its_clock, Workers& pool) -> Process {
        Lease first = co_await pool.acquire();
        EXPECT_TRUE(first);
        Lease second = std::move(first);
        EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what a moved lease is, is promised
        EXPECT_TRUE(second);
        EXPECT_EQ(pool.busy(), 1u);
        Lease third = co_await pool.acquire();
        EXPECT_EQ(pool.busy(), 2u);
        third = std::move(second);
        EXPECT_EQ(pool.busy(), 1u) << "what it held before is given back";
        third = Lease{};
        EXPECT_EQ(pool.busy(), 0u);
        third.give_back();
        EXPECT_EQ(pool.busy(), 0u);
        co_await its_clock.sleep(1s);
        Lease last = co_await pool.acquire();
        EXPECT_EQ(pool.busy(), 1u);
        last.give_back();
        last.give_back();
        EXPECT_EQ(pool.busy(), 0u);
    };
    clock.start(lifeline, mover(clock, workers));
    run(clock);
    EXPECT_EQ(clock.alive(), 0u);
    EXPECT_EQ(workers.busy(), 0u);
    EXPECT_FALSE(Lease{});
}

// One worker: a works 0-2, b (from 1) 2-5, c (from 1.5) 5-6; d comes at 8 and works to 10.
TEST(Workers, account_exactly_for_busy_and_waiting_time) {
    Log log;
    Clock clock;
    Workers workers(clock, 1, 10);
    Lifeline lifeline;
    clock.start(lifeline, job(clock, workers, log, "a", 0s, 2s));
    clock.start(lifeline, job(clock, workers, log, "b", 1s, 3s));
    clock.start(lifeline, job(clock, workers, log, "c", 1500ms, 1s));
    clock.start(lifeline, job(clock, workers, log, "d", 8s, 2s));
    const auto look = [&](base::Duration when, double busy, double waited) {
        run(clock, at(when));
        clock.calendar().advance(at(when));
        EXPECT_DOUBLE_EQ(workers.busy_seconds(), busy) << log.back();
        EXPECT_DOUBLE_EQ(workers.queue_seconds(), waited) << log.back();
    };
    look(1s, 1, 0);
    look(1750ms, 1.75, 0.75 + 0.25);
    look(2s, 2, 1 + 0.5);
    look(4s, 4, 1 + 2.5);
    look(5s, 5, 1 + 3.5);
    look(7s, 6, 4.5);
    look(9s, 7, 4.5);
    look(20s, 8, 4.5);
}

// What Workers must do, done in the plainest way: who is served when, in a world without deaths.
std::vector<double> waits_by_hand(const std::vector<std::pair<double, double>>& jobs,
                                  std::size_t count) {
    std::vector<double> free_at(count);
    std::vector<double> waits;
    for (const auto& [arrival, work] : jobs) {
        auto first = std::min_element(free_at.begin(), free_at.end());
        const double begins = std::max(arrival, *first);
        waits.push_back(begins - arrival);
        *first = begins + work;
    }
    return waits;
}

Process timed_job(Clock& clock, Workers& workers, std::vector<double>& waits, std::size_t number,
                  base::Duration arrival, base::Duration work) {
    co_await clock.sleep(arrival);
    const base::Time asked = clock.now();
    const Lease lease = co_await workers.acquire();
    waits[number] = base::to_seconds(clock.now() - asked);
    co_await clock.sleep(work);
}

TEST(Workers, make_everybody_wait_as_long_as_a_queue_worked_out_by_hand) {
    for (std::uint32_t count = 1; count <= 5; ++count) {
        base::Stream stream(count);
        Clock clock;
        Lifeline lifeline;
        Workers workers(clock, count, 1'000'000);
        std::vector<std::pair<double, double>> jobs;
        std::vector<double> waits(2000);
        base::Duration arrival{};
        double work_sum = 0;
        for (std::size_t n = 0; n < waits.size(); ++n) {
            arrival += base::Duration{static_cast<std::int64_t>(stream.below(1'000'000))};
            const base::Duration work{static_cast<std::int64_t>(stream.below(1'000'000) * count)};
            jobs.emplace_back(base::to_seconds(arrival), base::to_seconds(work));
            work_sum += base::to_seconds(work);
            clock.start(lifeline, timed_job(clock, workers, waits, n, arrival, work));
        }
        run(clock);
        const std::vector<double> expected = waits_by_hand(jobs, count);
        double wait_sum = 0;
        for (std::size_t n = 0; n < waits.size(); ++n) {
            ASSERT_NEAR(waits[n], expected[n], 1e-9) << n;
            wait_sum += expected[n];
        }
        EXPECT_NEAR(workers.busy_seconds(), work_sum, 1e-6);
        EXPECT_NEAR(workers.queue_seconds(), wait_sum, 1e-6);
        EXPECT_GT(wait_sum, 0.001) << "or the queue was never used";
    }
}

}  // namespace
}  // namespace triaz::kernel
