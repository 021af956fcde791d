#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/kernel/clock.hpp"
#include "sim/kernel/workers.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

using Log = std::vector<std::string>;

base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

void run(Clock& clock, base::Time limit = base::never) {
    clock.run(limit, [](Event) { FAIL() << "an event of nobody"; });
}

// Says that it is gone.
struct Witness {
    Log& log;
    std::string name;
    ~Witness() { log.push_back(name); }
};

Process live(Clock& clock, Log& log, std::string name, base::Duration nap) {
    const Witness outer{log, name + " outer"};
    const Witness inner{log, name + " inner"};
    co_await clock.sleep(nap);
    log.push_back(name + " lived on");
}

TEST(Lifeline, ends_every_process_bound_to_it_the_one_started_first_first) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    Lifeline other;
    clock.start(lifeline, live(clock, log, "one", 3ms));
    clock.start(other, live(clock, log, "bystander", 5ms));
    clock.start(lifeline, live(clock, log, "two", 2ms));
    clock.start(lifeline, live(clock, log, "three", 4ms));
    lifeline.cut();
    EXPECT_THAT(log, ElementsAre("one inner", "one outer", "two inner", "two outer", "three inner",
                                 "three outer"));
    EXPECT_TRUE(lifeline.empty());
    EXPECT_FALSE(other.empty());
    EXPECT_EQ(clock.alive(), 1u);
    log.clear();
    run(clock);
    EXPECT_THAT(log, ElementsAre("bystander lived on", "bystander inner", "bystander outer"));
}

TEST(Lifeline, forgets_processes_that_ended_by_themselves_wherever_they_stood_in_line) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, live(clock, log, "first", 1ms));
    clock.start(lifeline, live(clock, log, "second", 9ms));
    clock.start(lifeline, live(clock, log, "third", 1ms));
    clock.start(lifeline, live(clock, log, "fourth", 9ms));
    clock.start(lifeline, live(clock, log, "fifth", 1ms));
    run(clock, at(2ms));
    log.clear();
    lifeline.cut();
    EXPECT_THAT(log, ElementsAre("second inner", "second outer", "fourth inner", "fourth outer"));
    clock.start(lifeline, live(clock, log, "sixth", 1ms));
    EXPECT_FALSE(lifeline.empty());
}

TEST(Lifeline, is_cut_when_it_goes_out_of_scope) {
    Log log;
    Clock clock;
    {
        Lifeline lifeline;
        clock.start(lifeline, live(clock, log, "one", 1ms));
    }
    EXPECT_THAT(log, ElementsAre("one inner", "one outer"));
    run(clock);
    EXPECT_EQ(log.size(), 2u) << "what waited in the calendar for it is stale";
}

TEST(Lifeline, may_be_cut_again_and_again_and_used_in_between) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    for (int life = 0; life < 3; ++life) {
        lifeline.cut();
        clock.start(lifeline, live(clock, log, std::to_string(life), 1ms));
    }
    lifeline.cut();
    lifeline.cut();
    EXPECT_THAT(log, ElementsAre("0 inner", "0 outer", "1 inner", "1 outer", "2 inner", "2 outer"));
}

// When it dies it starts heirs on the same lifeline, as an answer that is sent from a destructor
// may.
struct Testator {
    Clock& clock;
    Lifeline& lifeline;
    Log& log;
    int heirs;
    ~Testator();
};

Process bequeath(Clock& clock, Lifeline& lifeline, Log& log, int heirs) {
    const Testator testator{clock, lifeline, log, heirs};
    co_await clock.wait();
    log.push_back("never");
}

Testator::~Testator() {
    log.push_back("dies with " + std::to_string(heirs));
    if (heirs > 0) clock.start(lifeline, bequeath(clock, lifeline, log, heirs - 1));
}

TEST(Lifeline, ends_also_what_dying_processes_start_on_it) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    clock.start(lifeline, bequeath(clock, lifeline, log, 2));
    clock.start(lifeline, bequeath(clock, lifeline, log, 1));
    lifeline.cut();
    EXPECT_THAT(log, ElementsAre("dies with 2", "dies with 1", "dies with 1", "dies with 0",
                                 "dies with 0"));
    EXPECT_TRUE(lifeline.empty());
    EXPECT_EQ(clock.alive(), 0u);
}

// What a dying process starts elsewhere lives.
TEST(Lifeline, leaves_alone_what_dying_processes_start_on_another) {
    Log log;
    Clock clock;
    Lifeline lifeline;
    Lifeline elsewhere;
    const auto start_heir = [](Clock& its_clock, Lifeline& line, Log& its_log) -> Process {
        const Testator testator{its_clock, line, its_log, 1};
        co_await its_clock.wait();
    };
    clock.start(lifeline, start_heir(clock, elsewhere, log));
    lifeline.cut();
    EXPECT_THAT(log, ElementsAre("dies with 1"));
    EXPECT_EQ(clock.alive(), 1u);
    EXPECT_FALSE(elsewhere.empty());
}

// A process may end others, not itself.
TEST(Lifeline, may_be_cut_by_a_process_bound_to_another) {
    Log log;
    Clock clock;
    Lifeline mine;
    Lifeline theirs;
    const auto killer = [](Clock& its_clock, Lifeline& victim, Log& its_log) -> Process {
        co_await its_clock.sleep(1ms);
        victim.cut();
        its_log.push_back("done");
    };
    clock.start(theirs, live(clock, log, "victim", 5ms));
    clock.start(mine, killer(clock, theirs, log));
    run(clock);
    EXPECT_THAT(log, ElementsAre("victim inner", "victim outer", "done"));
}

// Nor one that was woken by a process which runs on it.
TEST(Lifeline, refuses_to_be_cut_while_a_process_bound_to_it_waits_for_the_one_it_woke) {
    Clock clock;
    Lifeline lifeline;
    Lifeline elsewhere;
    const auto killer = [](Lifeline& victim) -> Process {
        victim.cut();
        co_return;
    };
    const auto starter = [](Clock& its_clock, Lifeline& line, Lifeline& own, auto kill) -> Process {
        its_clock.start(line, kill(own));
        co_await its_clock.wait();
    };
    EXPECT_THROW(clock.start(lifeline, starter(clock, elsewhere, lifeline, killer)), base::Bug);
}

TEST(Lifeline, refuses_to_be_cut_by_a_process_bound_to_it) {
    Clock clock;
    Lifeline lifeline;
    const auto suicide = [](Clock& its_clock, Lifeline& own) -> Process {
        co_await its_clock.sleep(1ms);
        own.cut();
    };
    clock.start(lifeline, suicide(clock, lifeline));
    EXPECT_THROW(run(clock), base::Bug);
}

}  // namespace
}  // namespace triaz::kernel
