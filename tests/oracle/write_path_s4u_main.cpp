// The reference write path as a plain SimGrid program: one actor a request, semaphores for workers,
// sleeps for everything that takes time. It shares nothing with sim/, so that both can be compared.
//
//     client -> one of 9 instances in turn (8 workers, exponential 2 ms)
//            -> one of 3 shard leaders at random (16 workers, exponential 0.5 ms)
//            -> two followers and back, both of which must acknowledge
//            -> instance -> client
//
// Every hop is exponential with a mean of 0.5 ms; requests come as a Poisson stream, 10,000 a
// second. A process switch is dear: the way to a follower and back is drawn as two hops and slept
// as one.
//
//     triaz_write_path_s4u REQUESTS SEED
//
// prints, times in milliseconds of simulated time but for `seconds`, which are real:
//     {"requests": 20000, "mean_ms": 5.87, "deviation_ms": 2.6, "p50_ms": 5.4, "p90_ms": 9.3,
//      "p99_ms": 13.6, "p999_ms": 18.3, "seconds": 1.1}
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include <simgrid/s4u.hpp>

namespace {

namespace s4u = simgrid::s4u;

constexpr double millisecond = 1e-3;
constexpr double rate = 10'000;
constexpr std::size_t instances = 9;
constexpr std::size_t shards = 3;

struct WritePath {
    std::mt19937_64 random;
    std::vector<s4u::SemaphorePtr> instance_workers;
    std::vector<s4u::SemaphorePtr> leader_workers;
    std::size_t next_instance = 0;
    std::vector<double> latencies;

    WritePath(std::uint64_t seed, std::size_t requests) : random(seed) {
        for (std::size_t n = 0; n < instances; ++n) {
            instance_workers.push_back(s4u::Semaphore::create(8));
        }
        for (std::size_t n = 0; n < shards; ++n) {
            leader_workers.push_back(s4u::Semaphore::create(16));
        }
        latencies.reserve(requests);
    }

    double exponential(double mean) {
        return std::exponential_distribution<double>(1 / mean)(random);
    }
    double hop() { return exponential(0.5 * millisecond); }
    // SimGrid does not tell instants apart that are nearer than a nanosecond, and says so.
    static void take(double seconds) { s4u::this_actor::sleep_for(std::max(seconds, 2e-9)); }

    void work(const s4u::SemaphorePtr& workers, double mean) {
        workers->acquire();
        take(exponential(mean));
        workers->release();
    }

    // An instance goes on when the leader has both copies: as long as the slower of the two takes.
    void request() {
        const double issued = s4u::Engine::get_clock();
        const std::size_t instance = next_instance++ % instances;
        const std::size_t shard = std::uniform_int_distribution<std::size_t>(0, shards - 1)(random);
        take(hop());
        work(instance_workers[instance], 2 * millisecond);
        take(hop());
        work(leader_workers[shard], 0.5 * millisecond);
        const double first = hop() + hop();
        const double second = hop() + hop();
        take(std::max(first, second));
        take(hop());
        take(hop());
        latencies.push_back((s4u::Engine::get_clock() - issued) / millisecond);
    }
};

void report(std::vector<double> latencies, double seconds) {
    const auto count = static_cast<double>(latencies.size());
    double sum = 0;
    double squares = 0;
    for (const double latency : latencies) {
        sum += latency;
        squares += latency * latency;
    }
    const double mean = sum / count;
    std::sort(latencies.begin(), latencies.end());
    const auto share = [&](double part) {
        return latencies[static_cast<std::size_t>(part * (count - 1))];
    };
    std::printf(
        "{\"requests\": %zu, \"mean_ms\": %.6f, \"deviation_ms\": %.6f, \"p50_ms\": %.6f, "
        "\"p90_ms\": %.6f, \"p99_ms\": %.6f, \"p999_ms\": %.6f, \"seconds\": %.3f}\n",
        latencies.size(), mean, std::sqrt(squares / count - mean * mean), share(0.5), share(0.9),
        share(0.99), share(0.999), seconds);
}

}  // namespace

int main(int argument_count, char** arguments) {
    s4u::Engine engine(&argument_count, arguments);
    if (argument_count != 3) {
        std::fprintf(stderr, "usage: %s REQUESTS SEED\n", arguments[0]);
        return 2;
    }
    const auto requests = static_cast<std::size_t>(std::strtoull(arguments[1], nullptr, 10));
    WritePath path(std::strtoull(arguments[2], nullptr, 10), requests);
    auto* zone = s4u::create_full_zone("everywhere");
    auto* host = zone->create_host("host", 1e9);
    zone->seal();

    s4u::Actor::create("clients", host, [&] {
        for (std::size_t n = 0; n < requests; ++n) {
            WritePath::take(path.exponential(1 / rate));
            s4u::Actor::create("request", host, [&path] { path.request(); });
        }
    });
    const auto began = std::chrono::steady_clock::now();
    engine.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    report(std::move(path.latencies), took.count());
}
