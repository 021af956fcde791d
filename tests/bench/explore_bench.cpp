// How fast the explorer goes: states, and steps between them, each second.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "sim/base/ensure.hpp"
#include "sim/explore/explore.hpp"

namespace triaz::bench {

namespace {

void explored(benchmark::State& state, const explore::Question& question) {
    std::uint64_t states = 0;
    std::uint64_t steps = 0;
    for ([[maybe_unused]] auto iteration : state) {
        const explore::Answer answer = explore::explore(question);
        base::ensure(answer.verdict == explore::Verdict::upheld, "what is whole is upheld");
        states += answer.explored.states;
        steps += answer.explored.transitions;
    }
    using Counter = benchmark::Counter;
    state.counters["states"] = Counter(static_cast<double>(states), Counter::kAvgIterations);
    state.counters["states/s"] = Counter(static_cast<double>(states), Counter::kIsRate);
    state.counters["steps/s"] = Counter(static_cast<double>(steps), Counter::kIsRate);
}

explore::Question raft(const explore::Bounds& bounds, bool savings) {
    return {.protocol = protocol::raft::Options{},
            .bounds = bounds,
            .symmetry = savings,
            .reduction = savings,
            .merging = savings};
}

BENCHMARK_CAPTURE(explored, raft, raft({.writes = 1, .elections = 2}, true))
    ->Name("explore/raft, 1 write, 2 elections")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explored, raft_in_full, raft({.writes = 1, .crashes = 1, .drops = 1}, false))
    ->Name("explore/raft, 1 write, 1 crash, 1 drop, nothing left out")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explored, mirror,
                  explore::Question{.protocol = protocol::mirror::Options{},
                                    .bounds = {.writes = 2, .power_losses = 1, .drops = 1}})
    ->Name("explore/mirror, 2 writes, 1 power loss, 1 drop")
    ->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace triaz::bench
