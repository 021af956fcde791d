// The full engine against the closed forms of queueing theory: one service whose workers are the
// servers, clients at no distance, exponential or constant work. Times are in milliseconds.
//
// Formulas: Kleinrock, "Queueing Systems" I (1975), chapters 3 and 5; the values in numbers are
// those of published tables, so that a slip in a formula here is seen too.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz {
namespace {

using namespace std::chrono_literals;
using measure::Outcome;

base::Duration milliseconds(double count) { return base::from_seconds(count * 1e-3); }

// Arrivals and services per millisecond; how many servers there are and how many may wait.
struct Queue {
    double arrivals = 1;
    double services = 1;
    std::uint32_t servers = 1;
    std::uint32_t waiting = 1'000'000;
    double load() const { return arrivals / (services * servers); }
};

// What clients saw of about `requests` requests.
struct Seen {
    double sojourn = 0;  // mean, of those served
    double blocked = 0;  // share of all
    double p99 = 0;      // of the sojourn
    std::uint64_t served = 0;
};

Seen seen_by(const measure::Evidence& evidence) {
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok) + users.totals.count(Outcome::rejected),
              users.totals.issued);
    return {users.latency.mean_seconds() * 1e3,
            static_cast<double>(users.totals.count(Outcome::rejected)) /
                static_cast<double>(users.totals.issued),
            base::to_seconds(users.latency.quantile(0.99)) * 1e3, users.totals.count(Outcome::ok)};
}

Seen run(const Queue& queue, const base::Distribution& work, double requests) {
    support::WorldBuilder build({.zones = 1});
    const auto servers =
        build.service("servers", build.hosts(0), {queue.servers, queue.waiting, work});
    build.cohort("users", build.balancer("front", servers), queue.arrivals * 1e3);
    build.world.duration = milliseconds(requests / queue.arrivals);
    return seen_by(engine::simulate(build.world));
}

Seen run_exponential(const Queue& queue, double requests) {
    return run(queue, base::Distribution::exponential(milliseconds(1 / queue.services)), requests);
}

// Share of all that is lost by servers without a queue: Erlang's B, by its recursion.
double erlang_b(std::uint32_t servers, double offered) {
    double blocked = 1;
    for (std::uint32_t n = 1; n <= servers; ++n)
        blocked = offered * blocked / (n + offered * blocked);
    return blocked;
}

// Share of all that wait: Erlang's C.
double erlang_c(std::uint32_t servers, double offered) {
    const double blocked = erlang_b(servers, offered);
    return blocked / (1 - offered / servers * (1 - blocked));
}

double mean_wait(const Queue& queue) {
    return erlang_c(queue.servers, queue.arrivals / queue.services) /
           (queue.servers * queue.services - queue.arrivals);
}

struct Finite {
    double blocked = 0;
    double sojourn = 0;  // of those served
};

// M/M/c/K from the probabilities of 0 .. K requests inside.
Finite finite(const Queue& queue) {
    double weight = 1;
    double sum = 1;
    double inside = 0;
    const std::uint32_t places = queue.servers + queue.waiting;
    for (std::uint32_t n = 1; n <= places; ++n) {
        weight *= queue.arrivals / (std::min(n, queue.servers) * queue.services);
        sum += weight;
        inside += n * weight;
    }
    const double blocked = weight / sum;
    return {blocked, inside / sum / (queue.arrivals * (1 - blocked))};
}

constexpr double two_percent = 0.02;

void expect_mean_wait(const Queue& queue, double requests) {
    const double wait = mean_wait(queue);
    const Seen seen = run_exponential(queue, requests);
    EXPECT_NEAR(seen.sojourn - 1 / queue.services, wait, two_percent * wait);
    EXPECT_EQ(seen.blocked, 0);
}

TEST(Queueing, formulas_give_the_published_values) {
    EXPECT_NEAR(erlang_c(3, 2), 4. / 9, 1e-12);
    EXPECT_NEAR(erlang_c(100, 95), 0.506457, 1e-6);
    EXPECT_NEAR(erlang_b(10, 5), 0.018384570, 1e-9);
    EXPECT_NEAR(mean_wait({9, 5, 2}), 0.852632, 1e-6);
    EXPECT_NEAR(mean_wait({9, 5, 4}) + 1. / 5, 0.211685, 1e-6);
    EXPECT_NEAR(finite({40, 30, 3, 4}).sojourn, 0.036517, 1e-6);
    EXPECT_NEAR(finite({50, 10, 4, 2}).blocked, 0.293543, 1e-6);
}

TEST(Queueing, one_server_at_half_load_waits_as_long_as_it_works) {
    expect_mean_wait({0.5, 1, 1}, 1e6);
}

TEST(Queueing, one_server_at_four_fifths_of_its_load_waits_four_times_its_work) {
    expect_mean_wait({0.8, 1, 1}, 4e6);
}

// The sojourn is exponential in a queue served in order of arrival; last come, first served has the
// same mean and a longer tail.
TEST(Queueing, serves_in_order_of_arrival) {
    const Queue queue{0.7, 1, 1};
    const Seen seen = run_exponential(queue, 2e6);
    const double expected = std::log(100) / (queue.services - queue.arrivals);
    EXPECT_NEAR(seen.p99, expected, 0.03 * expected);
}

TEST(Queueing, two_servers_share_one_queue) { expect_mean_wait({8, 5, 2}, 2e6); }

TEST(Queueing, four_servers_with_room_to_spare_hardly_let_wait) {
    const Queue queue{9, 5, 4};
    const Seen seen = run_exponential(queue, 1e6);
    EXPECT_NEAR(seen.sojourn, 0.211685, two_percent / 10 * 0.211685);
}

// Pollaczek and Khinchine: constant work halves the wait.
TEST(Queueing, constant_work_waits_half_as_long_as_exponential) {
    const Queue queue{0.8, 1, 1};
    const Seen seen = run(queue, base::Distribution::constant(1ms), 2e6);
    EXPECT_NEAR(seen.sojourn - 1, 2, two_percent * 2);
}

// Of the spread of the work only its second moment counts: 9 of 10 take 0.5 ms, one takes 5.5 ms:
// mean 1 ms, second moment 3.25 ms^2.
TEST(Queueing, uneven_work_waits_for_its_second_moment) {
    const Queue queue{0.6, 1, 1};
    const auto work =
        base::Distribution::empirical({{0, 500us}, {0.9, 500us}, {0.9000001, 5500us}, {1, 5500us}});
    const double wait = queue.arrivals * 3.25 / (2 * (1 - queue.arrivals));
    EXPECT_NEAR(run(queue, work, 2e6).sojourn - 1, wait, two_percent * wait);
}

void expect_finite(const Queue& queue, double requests, double blocked_within) {
    const Finite expected = finite(queue);
    const Seen seen = run_exponential(queue, requests);
    EXPECT_NEAR(seen.blocked, expected.blocked, blocked_within * expected.blocked);
    EXPECT_NEAR(seen.sojourn, expected.sojourn, 0.005 * expected.sojourn);
}

TEST(Queueing, four_servers_and_two_places_turn_away_the_share_they_should) {
    expect_finite({50, 10, 4, 2}, 1e6, 0.005);
}

// One in 250 is turned away, and those come in bunches.
TEST(Queueing, three_servers_and_four_places_turn_away_the_share_they_should) {
    expect_finite({40, 30, 3, 4}, 5e6, 0.02);
}

// Erlang's loss system: a queue of nobody.
TEST(Queueing, servers_without_a_queue_lose_what_erlang_says) {
    expect_finite({5, 1, 10, 0}, 3e6, 0.02);
}

// Little: the mean number inside is the rate times the mean time inside. The number inside is
// measured apart from the times: it is the number of workers that a gate before the queue holds
// while it waits for the answer.
TEST(Queueing, number_inside_is_rate_times_time_inside) {
    constexpr std::uint32_t many = 100'000;
    support::WorldBuilder build({.zones = 2});
    const auto gate = build.service("gate", build.hosts(0), {many, 0, {}});
    const auto servers =
        build.service("servers", build.hosts(1), {2, 1'000'000, support::exponential(1ms)});
    build.at(gate).worker_held_during_calls = true;
    build.call(gate, build.balancer("queue", servers)).tries.timeout = 5s;
    build.cohort("users", build.balancer("front", gate), 1600);
    build.world.duration = 600s;
    const measure::Evidence evidence = engine::simulate(build.world);
    const Seen seen = seen_by(evidence);
    const double rate = static_cast<double>(seen.served) / 600e3;
    EXPECT_NEAR(rate, 1.6, 0.016);
    EXPECT_NEAR(evidence.zones[0].busiest_before * many, rate * seen.sojourn,
                1e-4 * rate * seen.sojourn);
    // And of the servers alone: the mean number that works is the rate times the mean work.
    EXPECT_NEAR(evidence.zones[1].busiest_before * 2, rate, 0.005 * rate);
}

}  // namespace
}  // namespace triaz
