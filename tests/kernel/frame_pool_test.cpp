#include "sim/kernel/frame_pool.hpp"

#include <malloc.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/kernel/workers.hpp"

namespace triaz::kernel {
namespace {

using namespace std::chrono_literals;

std::size_t bytes_in_use() { return mallinfo2().uordblks; }

// Frames of many sizes, taken and given back in any order: none overlaps another that is in use.
TEST(FramePool, gives_out_memory_that_nobody_else_uses) {
    struct Taken {
        unsigned char* frame;
        std::size_t size;
        unsigned char mark;
    };
    base::Stream stream(3);
    std::vector<Taken> taken;
    const auto give_back_one = [&] {
        const std::size_t which = stream.below(taken.size());
        const Taken one = taken[which];
        taken[which] = taken.back();
        taken.pop_back();
        for (std::size_t at = 0; at < one.size; ++at) ASSERT_EQ(one.frame[at], one.mark);
        FramePool::give_back(one.frame, one.size);
    };
    for (int round = 0; round < 20'000 && !HasFatalFailure(); ++round) {
        if (taken.size() < 50 && stream.below(2) == 0) {
            const std::size_t size = 1 + stream.below(stream.below(20) == 0 ? 9000 : 700);
            const auto mark = static_cast<unsigned char>(round);
            taken.push_back({static_cast<unsigned char*>(FramePool::take(size)), size, mark});
            std::memset(taken.back().frame, mark, size);
        } else if (!taken.empty()) {
            give_back_one();
        }
    }
    while (!taken.empty() && !HasFatalFailure()) give_back_one();
}

Process short_life(Clock& clock, Workers& workers, std::uint64_t& done) {
    std::array<char, 100> ballast{};
    const Lease lease = co_await workers.acquire();
    co_await clock.sleep(3ms);
    ballast[done % ballast.size()] = 1;
    done += static_cast<std::uint64_t>(ballast[done % ballast.size()]);
}

// A million processes, about a hundred at a time, some of them killed: nothing grows once warm.
TEST(FramePool, holds_no_more_after_a_million_processes_than_after_ten_thousand) {
    Clock clock;
    Workers workers(clock, 50, 100);
    Lifeline lifeline;
    std::uint64_t done = 0;
    std::uint64_t started = 0;
    const auto live_on = [&](std::uint64_t until) {
        while (started < until) {
            for (int n = 0; n < 20; ++n, ++started) {
                clock.start(lifeline, short_life(clock, workers, done));
            }
            clock.run(clock.now() + 1ms, [](Event) {});
            clock.calendar().advance(clock.now() + 1us);
            if (started % 5000 == 0) lifeline.cut();
        }
    };
    live_on(10'000);
    const std::size_t warm = bytes_in_use();
    live_on(1'000'000);
    EXPECT_LT(bytes_in_use(), warm + 64 * 1024) << "less than a bit for each process";
    EXPECT_GT(done, 900'000u);
}

}  // namespace
}  // namespace triaz::kernel
