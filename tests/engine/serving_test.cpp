// What an instance does for a request: its own work, its queue, its calls; and what that costs.
#include <cstdint>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

// One instance a millisecond away from its clients, that works a millisecond.
struct OneInstance {
    WorldBuilder build{{.zones = 1, .client_access = 1ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {1, 1000, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
};

TEST(Serving, takes_the_way_there_the_work_and_the_way_back) {
    OneInstance one;
    one.build.cohort("users", one.front, 1);
    one.build.world.duration = 100s;
    const measure::Evidence evidence = simulate(one.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_GT(users.totals.issued, 50u);
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    EXPECT_EQ(users.totals.attempts, users.totals.issued);
    EXPECT_EQ(users.latency.worst(), 3ms);
    EXPECT_NEAR(users.latency.mean_seconds(), 0.003, 1e-12);
    EXPECT_EQ(evidence.zones[0].served_before_first_fault, users.totals.issued);
}

TEST(Serving, adds_the_jitter_of_each_way) {
    OneInstance one;
    one.build.world.topology.network.client_access.jitter = support::exponential(2ms);
    one.build.cohort("users", one.front, 100);
    one.build.at(one.app).workers.count = 1000;
    one.build.world.duration = 400s;
    const measure::Evidence evidence = simulate(one.build.world);
    // 40,000 requests, each with two draws: the deviation of the mean is 2 ms * sqrt(2) / 200.
    EXPECT_NEAR(evidence.cohorts[0].latency.mean_seconds(), 0.007, 4 * 0.002 * 1.42 / 200);
}

// One worker and a queue of two: nobody who is served waits for more than two others, who finds the
// queue full is told so on the spot, and the worker is never idle.
TEST(Serving, rejects_who_finds_the_queue_full) {
    OneInstance one;
    one.build.at(one.app).workers.queue_limit = 2;
    one.build.cohort("users", one.front, 3000);
    one.build.world.duration = 10s;
    const measure::Evidence evidence = simulate(one.build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ok) + totals.count(Outcome::rejected), totals.issued);
    EXPECT_LE(evidence.cohorts[0].latency.worst(), 2ms + 3 * 1ms);
    EXPECT_GT(evidence.cohorts[0].latency.worst(), 2ms + 2 * 1ms);
    // At three times its capacity: idle only when all three it can hold have gone.
    EXPECT_GT(totals.count(Outcome::ok), 9'500u);
    EXPECT_LE(totals.count(Outcome::ok), 10'001u);
    std::uint64_t rejected = 0;
    for (const measure::Slice& slice : evidence.cohorts[0].slices.all()) rejected += slice.rejected;
    EXPECT_EQ(rejected, totals.count(Outcome::rejected));
}

// `app` in zone a works 1 ms and calls `backend` in zone b, which works 10 ms, at no distance.
measure::Evidence with_backend(bool worker_held) {
    WorldBuilder build({.zones = 2});
    const auto app = build.service("app", build.hosts(0), {64, 1000, constant(1ms)});
    const auto backend = build.service("backend", build.hosts(1), {64, 1000, constant(10ms)});
    build.at(app).worker_held_during_calls = worker_held;
    build.call(app, build.balancer("inner", backend));
    build.cohort("users", build.balancer("front", app), 1000);
    build.world.duration = 20s;
    return simulate(build.world);
}

void expect_utilisation(const measure::Evidence& evidence, double app_work) {
    const double issued = static_cast<double>(evidence.cohorts[0].totals.issued);
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 11ms);
    EXPECT_EQ(evidence.zones[0].busiest_service, "app");
    EXPECT_EQ(evidence.zones[1].busiest_service, "backend");
    // Utilisation law: requests * work / (workers * seconds). Without a fault it is measured from
    // the end of the warm-up, here the start, to the end of the run: not until the last requests,
    // and the time-outs that nobody waits for, have gone.
    const double seconds = 20;
    const double around = 1e-4;  // what was under way at the end
    EXPECT_NEAR(evidence.zones[0].busiest_before, issued * app_work / (64 * seconds), around);
    EXPECT_NEAR(evidence.zones[1].busiest_before, issued * 0.010 / (64 * seconds), around);
}

TEST(Serving, keeps_its_worker_during_calls_when_it_is_declared_so) {
    expect_utilisation(with_backend(true), 0.011);
}

TEST(Serving, frees_its_worker_before_calls_when_it_is_declared_so) {
    expect_utilisation(with_backend(false), 0.001);
}

// Work of 2 s fills the workers in the first 2 s of the run, which are not judged.
TEST(Serving, leaves_the_warm_up_out_of_its_utilisation) {
    WorldBuilder build({.zones = 1});
    const auto app = build.service("app", build.hosts(0), {4000, 0, constant(2s)});
    build.cohort("users", build.balancer("front", app), 1000);
    build.world.warm_up = 2s;
    build.world.duration = 4s;
    EXPECT_NEAR(simulate(build.world).zones[0].busiest_before, 1000 * 2 / 4000., 0.02);
}

TEST(Serving, makes_its_calls_one_after_the_other_and_only_those_the_operation_takes) {
    WorldBuilder build({.zones = 3, .between_zones = 2ms, .client_access = 1ms});
    const auto app = build.service("app", build.hosts(0), {64, 1000, constant(1ms)});
    const auto first = build.service("first", build.hosts(1), {64, 1000, constant(10ms)});
    const auto second = build.service("second", build.hosts(2), {64, 1000, constant(100ms)});
    build.call(app, build.balancer("to first", first)).when = world::When::on_read;
    build.call(app, build.balancer("to second", second));
    const auto front = build.balancer("front", app);
    build.cohort("readers", front, 10);
    build.at(build.cohort("writers", front, 10)).writes = base::Ratio{1};
    build.world.duration = 20s;
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 1ms + 1ms + (4ms + 10ms) + (4ms + 100ms) + 1ms);
    EXPECT_EQ(evidence.cohorts[1].latency.worst(), 1ms + 1ms + (4ms + 100ms) + 1ms);
}

// The backend answers after 10 ms, the caller waits 4 ms, tries three times, and pauses 5 and 10
// ms.
TEST(Serving, gives_up_on_a_call_after_its_last_try) {
    WorldBuilder build({.zones = 2});
    const auto app = build.service("app", build.hosts(0), {64, 1000, constant(0ms)});
    const auto backend = build.service("backend", build.hosts(1), {64, 1000, constant(10ms)});
    build.call(app, build.balancer("inner", backend)).tries = {
        .limit = 3,
        .timeout = 4ms,
        .backoff = {.base = 5ms, .cap = 1s, .jitter = traffic::Jittered::none}};
    const auto users = build.cohort("users", build.balancer("front", app), 10);
    build.at(users).tries = {.limit = 2, .timeout = 1s, .backoff = {.base = 0ms, .cap = 1s}};
    build.world.duration = 10s;
    const measure::Evidence evidence = simulate(build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::error), totals.issued) << "a read that failed did not happen";
    EXPECT_EQ(totals.attempts, 2 * totals.issued);
    EXPECT_EQ(totals.failed_attempts, 2 * totals.issued);
    // Each of the client's two tries makes three calls, each of which the backend serves to its
    // end.
    EXPECT_EQ(evidence.zones[1].served_before_first_fault, 6 * totals.issued);
}

TEST(Serving, calls_a_write_ambiguous_when_a_call_of_it_was_not_answered) {
    WorldBuilder build({.zones = 2});
    const auto app = build.service("app", build.hosts(0), {64, 1000, constant(0ms)});
    const auto backend = build.service("backend", build.hosts(1), {64, 1000, constant(10ms)});
    build.call(app, build.balancer("inner", backend)).tries.timeout = 4ms;
    const auto users = build.cohort("users", build.balancer("front", app), 10);
    build.at(users).writes = base::Ratio{1};
    build.world.duration = 10s;
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.cohorts[0].totals.count(Outcome::ambiguous),
              evidence.cohorts[0].totals.issued);
}

}  // namespace
}  // namespace triaz::engine
