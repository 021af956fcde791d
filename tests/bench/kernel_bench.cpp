// What the kernel's parts cost, one by one.
#include <cstdint>
#include <queue>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/kernel/workers.hpp"

namespace triaz::bench {

namespace {

using namespace std::chrono_literals;

constexpr base::Duration mean_delay = 500us;

// Delays drawn beforehand, so that drawing them is not measured.
class Delays {
public:
    Delays() {
        base::Stream stream(1);
        const auto distribution = base::Distribution::exponential(mean_delay);
        for (base::Duration& delay : delays_) delay = distribution.draw(stream);
    }
    base::Duration next() { return delays_[at_++ % delays_.size()]; }

private:
    std::vector<base::Duration> delays_ = std::vector<base::Duration>(4093);
    std::size_t at_ = 0;
};

// The hold model: with so many events pending, take the first and enter another.
void calendar_hold(benchmark::State& state) {
    Delays delays;
    kernel::Calendar calendar;
    for (std::int64_t n = 0; n < state.range(0); ++n)
        calendar.enter(calendar.now() + delays.next(), {});
    kernel::Event event;
    const auto never_stale = [](const kernel::Event&) { return false; };
    for ([[maybe_unused]] auto iteration : state) {
        calendar.pop(base::never, event, never_stale);
        calendar.enter(calendar.now() + delays.next(), event);
    }
}
BENCHMARK(calendar_hold)->Name("calendar/hold")->Arg(60)->Arg(10'000)->Arg(1'000'000);

// The same with the standard library's heap, for comparison.
void priority_queue_hold(benchmark::State& state) {
    struct Entry {
        std::int64_t time;
        std::uint64_t number;
        kernel::Event event;
        bool operator<(const Entry& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };
    Delays delays;
    std::priority_queue<Entry> queue;
    std::uint64_t number = 0;
    for (std::int64_t n = 0; n < state.range(0); ++n)
        queue.push({delays.next().count(), number++, {}});
    for ([[maybe_unused]] auto iteration : state) {
        const Entry first = queue.top();
        queue.pop();
        queue.push({first.time + delays.next().count(), number++, first.event});
    }
}
BENCHMARK(priority_queue_hold)
    ->Name("std::priority_queue/hold")
    ->Arg(60)
    ->Arg(10'000)
    ->Arg(1'000'000);

// A time-out that never happens: it is entered, is stale soon, and is dropped with others in bulk.
void calendar_stale_timeout(benchmark::State& state) {
    kernel::Calendar calendar;
    const kernel::LaneId lane = calendar.lane(5s);
    kernel::Event event;
    const auto always_stale = [](const kernel::Event& other) { return other.kind == 1; };
    for ([[maybe_unused]] auto iteration : state) {
        calendar.enter_lane(lane, {1, 0, 0});
        calendar.enter(calendar.now() + 100us, {});
        calendar.pop(base::never, event, always_stale);
    }
}
BENCHMARK(calendar_stale_timeout)->Name("calendar/stale time-out and one event");

kernel::Process nap(kernel::Clock& clock, base::Duration duration) {
    co_await clock.sleep(duration);
}

void process_start_sleep_end(benchmark::State& state) {
    kernel::Clock clock;
    kernel::Lifeline lifeline;
    Delays delays;
    constexpr int at_once = 60;
    for ([[maybe_unused]] auto iteration : state) {
        for (int n = 0; n < at_once; ++n) clock.start(lifeline, nap(clock, delays.next()));
        clock.run(base::never, [](kernel::Event) {});
    }
    state.SetItemsProcessed(state.iterations() * at_once);
}
BENCHMARK(process_start_sleep_end)->Name("process/60 start, sleep, end");

kernel::Process customer(kernel::Clock& clock, kernel::Workers& workers, Delays& delays,
                         std::uint64_t& served) {
    for (;;) {
        const kernel::Lease worker = co_await workers.acquire();
        co_await clock.sleep(delays.next());
        ++served;
    }
}

// Customers that come back at once: with as many workers nobody waits, with fewer everybody does.
void workers_acquire_and_give_back(benchmark::State& state) {
    kernel::Clock clock;
    kernel::Workers workers(clock, 8, 1000);
    kernel::Lifeline lifeline;
    Delays delays;
    std::uint64_t served = 0;
    for (std::int64_t n = 0; n < state.range(0); ++n) {
        clock.start(lifeline, customer(clock, workers, delays, served));
    }
    for ([[maybe_unused]] auto iteration : state) {
        clock.run(clock.now() + 10ms, [](kernel::Event) {});
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(served));
}
BENCHMARK(workers_acquire_and_give_back)
    ->Name("workers/acquire, sleep, give back")
    ->Arg(8)
    ->Arg(64);

}  // namespace

}  // namespace triaz::bench
