// What a calling process remembers: budgets, breakers, connections. And when clients come.
#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

// One instance that refuses from 10 s to 20 s, after 2 ms; clients of one process that may try four
// times, at once.
struct Refusing {
    Refusing() {
        build.at(users).tries = {.limit = 4, .timeout = 1s};
        build.at(users).resolvers = 1;
        build.crash("app", build.host(0), 10s, 10s);
        build.world.duration = 40s;
    }
    measure::Slice during(const measure::Evidence& evidence) const {
        return issued_between(evidence.cohorts[0], 12s, 19s);
    }
    WorldBuilder build{{.zones = 1, .client_access = 1ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {100'000, 0, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 1000);
};

TEST(Retrying, without_a_budget_multiplies_the_load_of_a_failure) {
    Refusing world;
    const measure::Slice during = world.during(simulate(world.build.world));
    EXPECT_EQ(during.failed_attempts, 4 * during.issued);
}

// gRPC: the bucket is empty after ten failures, and nobody succeeds to fill it.
TEST(Retrying, within_a_token_budget_stops_when_failures_have_emptied_it) {
    Refusing world;
    world.build.at(world.users).tries.budget = traffic::RetryTokens::Options{};
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::Slice during = world.during(evidence);
    EXPECT_EQ(during.failed_attempts, during.issued);
    const measure::Slice later = issued_between(evidence.cohorts[0], 21s, 40s);
    EXPECT_EQ(later.ok, later.issued);
}

// Envoy: 100 under way (1,000 a second, 100 ms each); a fifth of them may be tried again.
TEST(Retrying, within_a_share_keeps_to_it) {
    const auto runs = support::in_children(2, [](std::size_t limited) {
        WorldBuilder build({.zones = 1, .client_access = 50ms});
        const auto app = build.service("app", build.hosts(0), {100'000, 0, constant(0ns)});
        const auto users = build.cohort("users", build.balancer("front", app), 1000);
        build.at(users).tries = {.limit = 2, .timeout = 1s};
        build.at(users).resolvers = 1;
        if (limited == 1) build.at(users).tries.budget = traffic::RetryShare{20, 0};
        fault::Fault& errors = build.crash("app", build.host(0), 2s, 20s);
        errors.kind = fault::Kind::error_answers;
        build.world.duration = 30s;
        const measure::Evidence evidence = simulate(build.world);
        const measure::Slice during = issued_between(evidence.cohorts[0], 5s, 20s);
        return support::Numbers{static_cast<double>(during.failed_attempts) / during.issued};
    });
    EXPECT_EQ(runs[0].at(0), 2);
    // x of n under way are retries: each call is tried again with probability p and then takes
    // twice as long, so p / (1 + p) = 1/5: p = 1/4.
    EXPECT_NEAR(runs[1].at(0), 1.25, 0.03);
}

// Open after 10 failures in a row, for five seconds; then two may try.
TEST(Retrying, is_cut_short_by_a_circuit_breaker) {
    Refusing world;
    world.build.at(world.users).tries = {.limit = 1, .timeout = 1s};
    world.build.at(world.users).tries.breaker =
        traffic::BreakerOptions{.in_a_row = 10, .open_time = 4s, .trials = 2};
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::Slice during = issued_between(evidence.cohorts[0], 11s, 20s);
    EXPECT_GT(during.rejected, during.issued * 95 / 100);
    const measure::Slice later = issued_between(evidence.cohorts[0], 26s, 40s);
    EXPECT_EQ(later.ok, later.issued);
    const auto& totals = evidence.cohorts[0].totals;
    EXPECT_LT(totals.count(Outcome::error), 40u) << "what reached the instance while it refused";
    EXPECT_GT(totals.count(Outcome::error), 10u);
}

// Two connections, 3 ms a request: 667 a second at most, and a queue of five before them.
TEST(Retrying, goes_no_faster_than_its_connections) {
    Refusing world;
    world.build.world.faults.clear();
    world.build.at(world.users).tries = {.limit = 1, .timeout = 1s};
    world.build.at(world.users).tries.connections = 2;
    world.build.at(world.users).tries.may_wait = 5;
    const measure::RequestTotals totals = simulate(world.build.world).cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ok) + totals.count(Outcome::rejected), totals.issued);
    EXPECT_NEAR(static_cast<double>(totals.count(Outcome::ok)) / 40, 2 / 0.003, 15);
}

TEST(Retrying, does_not_wait_for_a_connection_beyond_the_deadline) {
    Refusing world;
    world.build.world.faults.clear();
    world.build.at(world.users).rate = 100;
    world.build.at(world.app).workers.service_time = constant(1s);
    world.build.at(world.users).deadline = 2500ms;
    world.build.at(world.users).tries = {.limit = 1, .timeout = 2s};
    world.build.at(world.users).tries.connections = 1;
    world.build.at(world.users).tries.may_wait = 1000;
    const measure::CohortEvidence users = simulate(world.build.world).cohorts[0];
    EXPECT_EQ(users.totals.unfinished, 0u);
    EXPECT_GT(users.totals.count(Outcome::rejected), users.totals.issued / 2);
    EXPECT_LE(users.latency.worst(), 2500ms + 2s);
}

TEST(Retrying, of_a_write_that_may_have_happened_can_be_forbidden) {
    const auto runs = support::in_children(2, [](std::size_t allowed) {
        WorldBuilder build({.zones = 1});
        const auto app = build.service("app", build.hosts(0), {100'000, 0, constant(100ms)});
        const auto users = build.cohort("users", build.balancer("front", app), 100);
        build.at(users).writes = base::Ratio{0.5};
        build.at(users).tries = {.limit = 3, .timeout = 50ms};
        build.at(users).tries.retry_writes = allowed == 1;
        build.world.duration = 20s;
        const auto totals = simulate(build.world).cohorts[0].totals;
        return support::Numbers{static_cast<double>(totals.attempts) /
                                static_cast<double>(totals.issued)};
    });
    EXPECT_NEAR(runs[0].at(0), (3 + 1) / 2., 0.1) << "reads thrice, writes once";
    EXPECT_EQ(runs[1].at(0), 3);
}

// How many came in each second.
support::Numbers issued_by_second(world::World world) {
    world.slice = 1s;
    const measure::Evidence evidence = simulate(world);
    support::Numbers all;
    for (const measure::Slice& slice : evidence.cohorts[0].slices.all())
        all.push_back(slice.issued);
    return all;
}

TEST(Arriving, along_a_curve_follows_it) {
    Refusing world;
    world.build.world.faults.clear();
    world.build.at(world.users).arrivals = traffic::RateCurve::of(
        {{0s, 100}, {10s, 100}, {20s, 2100}, {21s, 0}}, traffic::RateCurve::Between::linear);
    const auto seen = issued_by_second(world.build.world);
    for (int second = 0; second < 20; ++second) {
        const double rate = second < 10 ? 100 : 100 + (second + 0.5 - 10) * 200;
        EXPECT_NEAR(seen[static_cast<std::size_t>(second)], rate, 5 * std::sqrt(rate)) << second;
    }
    EXPECT_EQ(seen[25], 0);
}

// Rates 100 and 1,000, each for a second in the mean: the number in a second is spread far more
// widely than a Poisson process of the same mean would have it.
TEST(Arriving, in_bursts_is_uneven) {
    Refusing world;
    world.build.world.faults.clear();
    world.build.world.duration = 400s;
    world.build.at(world.app).workers.service_time = constant(0ns);
    world.build.at(world.users).arrivals = traffic::BurstyArrivals::Options{100, 1000, 1s, 1s};
    const auto seen = issued_by_second(world.build.world);
    double mean = 0;
    for (const double count : seen) mean += count / 400;
    double variance = 0;
    for (const double count : seen) variance += std::pow(count - mean, 2) / 400;
    EXPECT_NEAR(mean, 550, 75);
    EXPECT_GT(variance / mean, 20);
}

// Little: callers = throughput * (think time + response time): 50 / (0.4 + 0.1).
TEST(Arriving, in_a_closed_loop_is_as_fast_as_thinking_and_waiting_let_it) {
    Refusing world;
    world.build.world.faults.clear();
    world.build.at(world.app).workers.service_time = constant(98ms);
    world.build.at(world.users).arrivals = traffic::ClosedLoop{50, support::exponential(400ms)};
    const measure::RequestTotals totals = simulate(world.build.world).cohorts[0].totals;
    EXPECT_NEAR(static_cast<double>(totals.issued) / 40, 100, 3);
}

}  // namespace
}  // namespace triaz::engine
