#include "sim/run/child.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "sim/base/ensure.hpp"

namespace triaz::run {
namespace {

using End = ChildResult::End;
using namespace std::chrono_literals;

// No child of this process is left, dead or alive.
bool has_no_children() { return waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

TEST(Child, gives_back_what_the_work_returned) {
    const ChildResult result = in_child([] { return std::string{"text\0with nul", 13}; });
    EXPECT_TRUE(result.finished());
    EXPECT_EQ(result.text, (std::string{"text\0with nul", 13}));
    EXPECT_TRUE(has_no_children());
}

TEST(Child, works_in_another_process) {
    int here = 1;
    const ChildResult result = in_child([&] {
        here = 2;
        return std::to_string(getpid());
    });
    EXPECT_NE(result.text, std::to_string(getpid()));
    EXPECT_EQ(here, 1);
}

TEST(Child, can_return_an_empty_text) {
    const ChildResult result = in_child([] { return std::string{}; });
    EXPECT_TRUE(result.finished());
    EXPECT_EQ(result.text, "");
}

TEST(Child, returns_large_texts_whole) {
    std::string large(30'000'000, 'x');
    for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>('a' + i % 26);
    const std::vector<ChildResult> results =
        in_children({[&] { return large; }, [&] { return large; }}, 2);
    for (const ChildResult& result : results) {
        EXPECT_TRUE(result.finished());
        EXPECT_TRUE(result.text == large);
    }
}

TEST(Child, reports_an_exception_by_its_message) {
    const ChildResult result =
        in_child([]() -> std::string { throw std::runtime_error("no such zone"); });
    EXPECT_EQ(result.end, End::failed);
    EXPECT_EQ(result.text, "no such zone");
}

TEST(Child, reports_the_signal_that_killed_it_by_name) {
    const ChildResult result = in_child([]() -> std::string {
        raise(SIGKILL);
        return "never";
    });
    EXPECT_EQ(result.end, End::failed);
    EXPECT_EQ(result.text, "killed by SIGKILL (Killed)");
    EXPECT_TRUE(has_no_children());
}

TEST(Child, reports_leaving_early_whatever_the_status) {
    for (const int status : {0, 7}) {
        const ChildResult result = in_child([&]() -> std::string { _exit(status); });
        EXPECT_EQ(result.end, End::failed);
        EXPECT_EQ(result.text,
                  "exited with status " + std::to_string(status) + " before giving a result");
    }
}

TEST(Child, a_crash_takes_no_other_with_it) {
    const std::vector<ChildResult> results = in_children({[] { return std::string{"first"}; },
                                                          []() -> std::string {
                                                              raise(SIGKILL);
                                                              return {};
                                                          },
                                                          [] { return std::string{"third"}; }},
                                                         3);
    EXPECT_EQ(results[0].text, "first");
    EXPECT_EQ(results[1].end, End::failed);
    EXPECT_EQ(results[2].text, "third");
}

TEST(Children, give_results_in_the_order_of_the_works) {
    std::vector<std::function<std::string()>> works;
    for (int i = 0; i < 200; ++i)
        works.push_back([i] {
            if (i % 10 == 0) std::this_thread::sleep_for(5ms);
            return std::to_string(i);
        });
    std::vector<std::size_t> told;
    const auto results = in_children(works, 8, [&](std::size_t ended) { told.push_back(ended); });
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(results[static_cast<std::size_t>(i)].text, std::to_string(i));
    std::vector<std::size_t> each(200);
    std::iota(each.begin(), each.end(), 1);
    EXPECT_EQ(told, each);
    EXPECT_TRUE(has_no_children());
}

// Counted in memory that all children share; the first ones wait for each other.
TEST(Children, never_run_more_than_so_many_at_once) {
    struct Counts {
        std::atomic<int> now{0};
        std::atomic<int> most{0};
    };
    void* const shared =
        mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(shared, MAP_FAILED);
    Counts& counts = *new (shared) Counts;
    std::vector<std::function<std::string()>> works(20, [&] {
        const int running = ++counts.now;
        for (int most = counts.most; most < running;)
            counts.most.compare_exchange_weak(most, running);
        for (int waits = 0; counts.most < 3 && waits < 10'000; ++waits)
            std::this_thread::sleep_for(1ms);
        std::this_thread::sleep_for(5ms);  // room for one too many
        --counts.now;
        return std::string{};
    });
    in_children(works, 3);
    EXPECT_EQ(counts.most, 3);
    munmap(shared, sizeof(Counts));
}

TEST(Children, need_room_for_one) {
    EXPECT_THROW(in_children({[] { return std::string{}; }}, 0), base::Bug);
    EXPECT_TRUE(in_children({}, 1).empty());
}

// What the whole does when the process is told to stop while two of five children run.
std::vector<ChildResult> interrupted_by(int signal) {
    const pid_t self = getpid();
    const auto wait_long = [] {
        std::this_thread::sleep_for(60s);
        return std::string{"never"};
    };
    const auto tell_parent = [=] {
        std::this_thread::sleep_for(50ms);
        kill(self, signal);
        std::this_thread::sleep_for(60s);
        return std::string{"never"};
    };
    const auto at_once = [] { return std::string{"done"}; };
    return in_children({at_once, wait_long, tell_parent, wait_long, wait_long}, 2);
}

TEST(Children, are_ended_when_the_parent_is_told_to_stop) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const auto results = interrupted_by(signal);
        EXPECT_EQ(results[0].text, "done");
        for (std::size_t i = 1; i < results.size(); ++i) {
            EXPECT_EQ(results[i].end, End::interrupted);
            EXPECT_EQ(results[i].signal, signal);
            EXPECT_EQ(results[i].text, "ended by " + name_of_signal(signal));
        }
        EXPECT_TRUE(has_no_children());
    }
}

std::atomic<int> handled = 0;

TEST(Children, leave_signal_handlers_and_mask_as_they_were) {
    struct sigaction mine {};
    mine.sa_handler = [](int) { ++handled; };
    struct sigaction before {};
    sigaction(SIGTERM, &mine, &before);
    in_child([] { return std::string{}; });
    raise(SIGTERM);
    EXPECT_EQ(handled, 1);
    sigaction(SIGTERM, &before, nullptr);
}

TEST(Children, keep_on_when_a_signal_was_ignored_before) {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    struct sigaction before {};
    sigaction(SIGHUP, &ignore, &before);
    const pid_t self = getpid();
    const ChildResult result = in_child([=] {
        kill(self, SIGHUP);
        std::this_thread::sleep_for(50ms);
        return std::string{"done"};
    });
    EXPECT_EQ(result.text, "done");
    sigaction(SIGHUP, &before, nullptr);
}

// The parent dies without a chance to say so; its child must not run on.
TEST(Children, die_with_their_parent) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t parent = fork();
    if (parent == 0) {
        close(ends[0]);
        in_child([&]() -> std::string {
            const std::string self = std::to_string(getpid());
            (void)!write(ends[1], self.data(), self.size());
            std::this_thread::sleep_for(60s);
            return {};
        });
        _exit(0);
    }
    close(ends[1]);
    char note[32] = {};
    ASSERT_GT(read(ends[0], note, sizeof note - 1), 0);
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    EXPECT_EQ(read(ends[0], note, sizeof note), 0) << "the end of the pipe: nobody holds it open";
    close(ends[0]);
}

TEST(Signals, have_names) {
    EXPECT_EQ(name_of_signal(SIGSEGV), "SIGSEGV");
    EXPECT_EQ(name_of_signal(200), "signal 200");
}

TEST(ForkHere, gives_the_first_what_the_second_returned) {
    const ChildResult result = in_child([]() -> std::string {
        std::string text = "trunk";
        for (const char* const name : {"one", "two"}) {
            const auto branch = fork_here();
            if (!branch) return name;  // the new process leaves the loop, and returns
            EXPECT_TRUE(branch->finished());
            text += " " + branch->text;
        }
        return text;
    });
    EXPECT_EQ(result.text, "trunk one two");
    EXPECT_TRUE(has_no_children());
}

TEST(ForkHere, a_branch_may_fork_again) {
    const ChildResult result = in_child([]() -> std::string {
        const auto outer = fork_here();
        if (outer) return "(" + outer->text + ")";
        const auto inner = fork_here();
        return inner ? "[" + inner->text + "]" : "x";
    });
    EXPECT_EQ(result.text, "([x])");
}

TEST(ForkHere, a_branch_that_crashes_or_throws_is_a_failure) {
    const ChildResult result = in_child([]() -> std::string {
        const auto crashed = fork_here();
        if (!crashed) raise(SIGKILL);
        const auto thrown = fork_here();
        if (!thrown) throw std::runtime_error("as told");
        return std::to_string(crashed->finished()) + crashed->text + "; " + thrown->text;
    });
    EXPECT_EQ(result.text, "0killed by SIGKILL (Killed); as told");
}

TEST(EachInChildren, tells_of_each_once_with_its_number) {
    std::vector<std::string> texts(5);
    const int signal = each_in_children(
        std::vector<std::function<std::string()>>(5, [] { return std::string{"x"}; }), 2,
        [&](std::size_t work, const ChildResult& result) {
            texts[work] += result.text;
            return true;
        });
    EXPECT_EQ(signal, 0);
    EXPECT_EQ(texts, std::vector<std::string>(5, "x"));
    EXPECT_TRUE(has_no_children());
}

TEST(EachInChildren, starts_no_more_when_told_to_stop) {
    std::size_t told = 0;
    each_in_children(std::vector<std::function<std::string()>>(20, [] { return std::string{"x"}; }),
                     2, [&](std::size_t, const ChildResult&) { return ++told < 3; });
    EXPECT_GE(told, 3U);
    EXPECT_LE(told, 5U) << "those under way are told of";
    EXPECT_TRUE(has_no_children());
}

TEST(EachInChildren, tells_nothing_of_what_a_signal_left_undone) {
    std::size_t told = 0;
    const int signal = each_in_children(
        std::vector<std::function<std::string()>>(20, [] { return std::string{"x"}; }), 1,
        [&](std::size_t, const ChildResult&) {
            if (++told == 2) raise(SIGTERM);
            return true;
        });
    EXPECT_EQ(signal, SIGTERM);
    EXPECT_LE(told, 3U);
}

TEST(EachInChildren, hears_a_signal_though_there_is_always_a_result_to_take) {
    std::size_t told = 0;
    const int signal = each_in_children(
        std::vector<std::function<std::string()>>(20, [] { return std::string{"x"}; }), 2,
        [&](std::size_t, const ChildResult&) {
            if (++told == 2) raise(SIGTERM);
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
            return true;
        });
    EXPECT_EQ(signal, SIGTERM);
    EXPECT_LE(told, 4U);
}

}  // namespace
}  // namespace triaz::run
