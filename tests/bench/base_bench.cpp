// What a draw costs, and what is written down for each request.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/base/distribution.hpp"
#include "sim/base/sequence_set.hpp"
#include "sim/base/stream.hpp"
#include "sim/history/ledger.hpp"
#include "sim/measure/histogram.hpp"

namespace triaz::bench {

namespace {

using namespace std::chrono_literals;

void draw(benchmark::State& state, const base::Distribution& distribution) {
    base::Stream stream(1);
    for ([[maybe_unused]] auto iteration : state) {
        benchmark::DoNotOptimize(distribution.draw(stream));
    }
}
BENCHMARK_CAPTURE(draw, exponential, base::Distribution::exponential(500us))
    ->Name("draw/exponential");
BENCHMARK_CAPTURE(draw, lognormal, base::Distribution::lognormal(1ms, 5ms))->Name("draw/lognormal");
BENCHMARK_CAPTURE(draw, truncated, base::Distribution::lognormal(1ms, 5ms).truncated(0ns, 20ms))
    ->Name("draw/truncated lognormal");

// Numbers that come nearly in order, as replies do.
std::uint64_t nearly_in_order(std::uint64_t n) { return n ^ 21; }

void sequence_set_insert(benchmark::State& state) {
    base::SequenceSet set;
    std::uint64_t n = 0;
    for ([[maybe_unused]] auto iteration : state)
        benchmark::DoNotOptimize(set.insert(nearly_in_order(n++)));
}
BENCHMARK(sequence_set_insert)->Name("sequence_set/insert");

void ledger_write(benchmark::State& state) {
    history::Ledger ledger;
    base::Time now{};
    for ([[maybe_unused]] auto iteration : state) {
        const history::Sequence write = ledger.issue();
        now += 100us;
        ledger.acknowledge(write, now);
        if (write % 4096 == 0) ledger.settle(write);
    }
}
BENCHMARK(ledger_write)->Name("ledger/issue and acknowledge");

void histogram_record(benchmark::State& state) {
    base::Stream stream(1);
    const auto distribution = base::Distribution::exponential(5ms);
    std::vector<base::Duration> values(4093);
    for (base::Duration& value : values) value = distribution.draw(stream);
    measure::Histogram histogram;
    std::size_t at = 0;
    for ([[maybe_unused]] auto iteration : state) histogram.record(values[at++ % values.size()]);
    benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record)->Name("histogram/record");

}  // namespace

}  // namespace triaz::bench
