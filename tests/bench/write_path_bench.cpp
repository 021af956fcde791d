// The reference write path: the engine, the hand-written loop it is measured against, and variants
// of both. Each measurement is a child process of its own, because a process can hold one SimGrid
// engine and so that its peak memory is its own; what counts is the processor time of the run
// alone, without reading the model. tests/bench/run makes the table of ratios from these.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/run/child.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/bench/hand_written_loop.hpp"

namespace triaz::bench {

namespace {

constexpr base::Duration usual = std::chrono::seconds{30};
constexpr base::Duration ten_times = 10 * usual;

struct Work {
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    double mean_seconds = 0;
};

struct Measured {
    Work work;
    double processor_seconds = 0;
    double wall_seconds = 0;
    double peak_megabytes = 0;
};

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What a child measures, as text on its way to the parent.
std::string measure_here(const std::function<Work()>& run) {
    const auto wall = std::chrono::steady_clock::now();
    const double processor = processor_seconds();
    const Work work = run();
    const double processor_used = processor_seconds() - processor;
    const std::chrono::duration<double> wall_used = std::chrono::steady_clock::now() - wall;
    return fmt::format("{} {} {} {} {} {}", work.requests, work.events, work.mean_seconds,
                       processor_used, wall_used.count(), peak_megabytes());
}

Measured read(const std::string& text) {
    Measured measured;
    std::istringstream in(text);
    in >> measured.work.requests >> measured.work.events >> measured.work.mean_seconds >>
        measured.processor_seconds >> measured.wall_seconds >> measured.peak_megabytes;
    if (!in) throw std::runtime_error("a child reported: " + text);
    return measured;
}

// Another seed for another round of measurements, so that their means differ as samples do.
std::uint64_t seed() {
    const char* given = std::getenv("TRIAZ_BENCH_SEED");
    return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

// `prepare` makes what is to be run; its time does not count. Both happen in the child.
void measure(benchmark::State& state, const std::function<std::function<Work()>()>& prepare) {
    Measured measured;
    for ([[maybe_unused]] auto iteration : state) {
        const run::ChildResult child = run::in_child([&] { return measure_here(prepare()); });
        if (!child.finished()) {
            state.SkipWithError(child.text.c_str());
            return;
        }
        measured = read(child.text);
        state.SetIterationTime(measured.processor_seconds);
    }
    const auto requests = static_cast<double>(measured.work.requests);
    state.counters["requests"] = requests;
    state.counters["requests/s"] = requests / measured.processor_seconds;
    state.counters["events/request"] = static_cast<double>(measured.work.events) / requests;
    state.counters["mean_ms"] = measured.work.mean_seconds * 1e3;
    state.counters["peak_mb"] = measured.peak_megabytes;
    state.counters["wall_s"] = measured.wall_seconds;
}

world::World reference_world(base::Duration duration) {
    scenario::LoadedModel loaded = scenario::load_model(TRIAZ_SOURCE_DIR "/models/write-path.json");
    if (!loaded.world) throw std::runtime_error("models/write-path.json has errors");
    loaded.world->seed = seed();
    loaded.world->warm_up = {};
    loaded.world->duration = duration;
    return *loaded.world;
}

std::function<Work()> run_of(world::World world) {
    return [world = std::move(world)] {
        const measure::Evidence evidence = engine::simulate(world);
        const measure::CohortEvidence& clients = evidence.cohorts.at(0);
        if (clients.latency.count() != clients.totals.issued) {
            throw std::runtime_error("a request of the write path did not succeed");
        }
        return Work{clients.totals.issued, evidence.events, clients.latency.mean_seconds()};
    };
}

void engine_for(benchmark::State& state, base::Duration duration) {
    measure(state, [duration] { return run_of(reference_world(duration)); });
}

// A majority of three acknowledges, and messages do not overtake: not the same work, for
// information.
void engine_with_raft(benchmark::State& state) {
    measure(state, [] {
        world::World world = reference_world(usual);
        for (world::Store& store : world.stores) store.protocol = protocol::raft::Options{};
        return run_of(std::move(world));
    });
}

// One service behind a balancer with health checks, of 9 instances or of 27,000: what a request
// costs must not grow with the fleet.
void fleet(benchmark::State& state, std::size_t instances) {
    measure(state, [instances] {
        scenario::LoadedModel loaded =
            scenario::load_model(TRIAZ_SOURCE_DIR "/models/stateless.json");
        if (!loaded.world) throw std::runtime_error("models/stateless.json has errors");
        world::World world = std::move(*loaded.world);
        world.seed = seed();
        world.duration = std::chrono::seconds{5};
        const std::size_t hosts = world.topology.hosts.size();
        std::vector<topology::HostId>& all = world.services[0].instances;
        all.clear();
        for (std::size_t n = 0; n < instances; ++n) all.push_back(topology::HostId::of(n % hosts));
        world.services[0].workers.count = 1000;
        world.cohorts[0].rate = 100'000;
        return run_of(std::move(world));
    });
}

template <class Queue>
void loop(benchmark::State& state) {
    measure(state, [] {
        return [] {
            HandWrittenLoop<Queue> simulation(seed());
            const LoopResult result = simulation.run(usual);
            return Work{result.requests, result.events, result.mean_seconds};
        };
    });
}

void once(benchmark::internal::Benchmark* benchmark) {
    benchmark->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(engine_for, usual, usual)->Name("write_path/engine")->Apply(once);
BENCHMARK(loop<PriorityQueue>)->Name("write_path/hand_written_loop")->Apply(once);
BENCHMARK(loop<CalendarQueue>)->Name("write_path/hand_written_loop_on_calendar")->Apply(once);
BENCHMARK(engine_with_raft)->Name("write_path/engine_with_raft")->Apply(once);
BENCHMARK_CAPTURE(fleet, nine, 9)->Name("fleet/9")->Apply(once);
BENCHMARK_CAPTURE(fleet, many, 27'000)->Name("fleet/27000")->Apply(once);
BENCHMARK_CAPTURE(engine_for, ten_times, ten_times)->Name("write_path_long/engine")->Apply(once);

}  // namespace

}  // namespace triaz::bench
