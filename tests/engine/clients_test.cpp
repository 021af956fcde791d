// How clients come, what they ask for, how often they try, and what they call the outcome.
#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

// One instance a millisecond away that works a millisecond for anybody at once: 3 ms a request.
struct Callers {
    Callers() {
        build.world.duration = 20s;
        build.world.slice = 1ms;
    }

    WorldBuilder build{{.zones = 3, .client_access = 1ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {100'000, 0, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 1000);
};

TEST(Clients, come_as_a_poisson_stream) {
    Callers callers;
    callers.build.world.duration = 100s;
    callers.build.world.slice = 10ms;
    const measure::Evidence evidence = simulate(callers.build.world);
    const auto& slices = evidence.cohorts[0].slices.all();
    EXPECT_NEAR(static_cast<double>(evidence.cohorts[0].totals.issued), 1e5, 4 * std::sqrt(1e5));
    // Counts of equal times are as spread as large; 10,000 of them with a mean of 10.
    ASSERT_EQ(slices.size(), 10'000u);
    double squares = 0;
    double together = 0;
    for (std::size_t at = 0; at < slices.size(); ++at) {
        squares += std::pow(slices[at].issued - 10., 2);
        if (at > 0) together += (slices[at].issued - 10.) * (slices[at - 1].issued - 10.);
    }
    EXPECT_NEAR(squares / 1e4 / 10, 1, 4 * std::sqrt(2.1 / 1e4));
    EXPECT_NEAR(together / 1e4 / 10, 0, 4 / std::sqrt(1e4)) << "and independent of each other";
}

TEST(Clients, of_two_cohorts_come_apart) {
    Callers callers;
    callers.build.cohort("others", callers.front, 1000);
    const measure::Evidence evidence = simulate(callers.build.world);
    double together = 0;
    std::size_t alike = 0;
    for (std::size_t at = 0; at < 20'000; ++at) {
        const double one = evidence.cohorts[0].slices.all()[at].issued;
        const double other = evidence.cohorts[1].slices.all()[at].issued;
        together += (one - 1) * (other - 1);
        alike += one == other;
    }
    EXPECT_NEAR(together / 20'000, 0, 4 / std::sqrt(20'000));
    EXPECT_LT(alike, 10'000u);
}

TEST(Clients, write_as_often_as_their_mix_says) {
    Callers callers;
    const auto reader =
        callers.build.service("reader", callers.build.hosts(1), {100'000, 0, constant(0ns)});
    const auto writer =
        callers.build.service("writer", callers.build.hosts(2), {100'000, 0, constant(0ns)});
    callers.build.call(callers.app, callers.build.balancer("to reader", reader)).when =
        world::When::on_read;
    callers.build.call(callers.app, callers.build.balancer("to writer", writer)).when =
        world::When::on_write;
    callers.build.at(callers.users).writes = base::Ratio{0.3};
    const measure::Evidence evidence = simulate(callers.build.world);
    const auto issued = static_cast<double>(evidence.cohorts[0].totals.issued);
    const auto reads = static_cast<double>(evidence.zones[1].served_before_first_fault);
    const auto writes = static_cast<double>(evidence.zones[2].served_before_first_fault);
    EXPECT_EQ(reads + writes, issued);
    EXPECT_NEAR(writes, 0.3 * issued, 4 * std::sqrt(issued * 0.3 * 0.7));
}

TEST(Clients, are_not_counted_before_the_warm_up_is_over) {
    Callers callers;
    callers.build.world.warm_up = 10s;
    const measure::Evidence evidence = simulate(callers.build.world);
    EXPECT_NEAR(static_cast<double>(evidence.cohorts[0].totals.issued), 1e4, 400);
    EXPECT_EQ(evidence.cohorts[0].totals.count(Outcome::ok), evidence.cohorts[0].totals.issued);
    EXPECT_EQ(evidence.cohorts[0].latency.count(), evidence.cohorts[0].totals.issued);
    EXPECT_EQ(evidence.cohorts[0].slices.start_of(0), after(10s));
}

TEST(Clients, call_a_success_after_the_deadline_late) {
    Callers callers;
    callers.build.at(callers.users).deadline = 3ms - 1ns;
    const measure::RequestTotals totals = simulate(callers.build.world).cohorts[0].totals;
    EXPECT_GT(totals.issued, 19'000u);
    EXPECT_EQ(totals.count(Outcome::late), totals.issued);
    EXPECT_EQ(totals.failed_attempts, 0u);
}

TEST(Clients, call_a_success_at_the_deadline_in_time) {
    Callers callers;
    callers.build.at(callers.users).deadline = 3ms;
    callers.build.at(callers.users).latency_objective = 3ms;
    const measure::CohortEvidence users = simulate(callers.build.world).cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    for (const measure::Slice& slice : users.slices.all()) EXPECT_EQ(slice.slow, 0u);
}

TEST(Clients, call_slow_what_takes_longer_than_their_objective) {
    Callers callers;
    callers.build.at(callers.users).latency_objective = 3ms - 1ns;
    const measure::CohortEvidence users = simulate(callers.build.world).cohorts[0];
    for (const measure::Slice& slice : users.slices.all()) EXPECT_EQ(slice.slow, slice.ok);
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
}

// Twice as long each time, without a draw.
traffic::Backoff waits(Duration first) {
    return {.base = first, .cap = 1s, .jitter = traffic::Jittered::none};
}

// The only process refuses until 10 s. Refusals come after 2 ms, so that tries are made at fixed
// times after the first: one that is to arrive at 10 s or later succeeds.
struct Refused : Callers {
    explicit Refused(const world::Tries& tries) {
        build.at(users).tries = tries;
        build.crash("app", build.host(0), 1ms, 10s - 1ms);
    }
    // When the first of those was issued that succeed, whichever try it is that does.
    Duration first_success(const measure::Evidence& evidence) const {
        const auto& slices = evidence.cohorts[0].slices;
        for (std::size_t at = 0;; ++at) {
            if (slices.start_of(at) > after(100ms) && slices.all().at(at).ok > 0)
                return slices.start_of(at) - base::start_of_run;
        }
    }
};

TEST(Clients, try_as_often_as_they_may_and_wait_longer_each_time) {
    Refused callers({.limit = 4, .timeout = 1s, .backoff = waits(10ms)});
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    // Tries at 0, 12, 34 and 76 ms, a millisecond from the instance.
    EXPECT_EQ(users.latency.worst(), 76ms + 3ms);
    EXPECT_NEAR(base::to_seconds(callers.first_success(evidence)), 9.923, 0.010001);
    const measure::Slice in_vain = issued_between(users, 100ms, 9923ms);
    EXPECT_EQ(in_vain.ok, 0u);
    EXPECT_EQ(in_vain.failed_attempts, 4 * in_vain.issued);
    EXPECT_EQ(users.totals.count(Outcome::error) + users.totals.count(Outcome::ok),
              users.totals.issued);
    EXPECT_EQ(users.totals.attempts - users.totals.failed_attempts,
              users.totals.count(Outcome::ok));
}

TEST(Clients, wait_no_longer_than_the_cap) {
    traffic::Backoff backoff = waits(10ms);
    backoff.factor = 3;
    backoff.cap = 15ms;
    Refused callers({.limit = 4, .timeout = 1s, .backoff = backoff});
    // Tries at 0, 12, 29 and 46 ms.
    EXPECT_EQ(simulate(callers.build.world).cohorts[0].latency.worst(), 46ms + 3ms);
}

TEST(Clients, make_no_try_that_would_begin_after_the_deadline) {
    Refused callers({.limit = 100, .timeout = 1s, .backoff = waits(10ms)});
    callers.build.at(callers.users).deadline = 70ms;
    const measure::CohortEvidence users = simulate(callers.build.world).cohorts[0];
    const measure::Slice in_vain = issued_between(users, 100ms, 9800ms);
    EXPECT_EQ(in_vain.failed_attempts, 3 * in_vain.issued) << "at 0, 12 and 34, not at 76 ms";
}

// A dead instance and a live one in turn: a client comes once a second, is refused, waits, and is
// served.
TEST(Clients, wait_anything_up_to_the_backoff_with_full_jitter) {
    WorldBuilder build({.zones = 2, .client_access = 1ms});
    const auto app = build.service("app", build.hosts_in_every_zone(), {9, 0, constant(1ms)});
    const auto users = build.cohort("users", build.balancer("front", app), 1);
    build.at(users).tries = {.limit = 2, .timeout = 1s, .backoff = {.base = 20ms, .cap = 1s}};
    build.crash("app", build.host(0), 1ms);
    build.world.duration = 8000s;
    const measure::CohortEvidence seen = simulate(build.world).cohorts[0];
    EXPECT_LE(seen.latency.worst(), 2ms + 20ms + 3ms);
    EXPECT_GT(seen.latency.worst(), 2ms + 19900us + 3ms);
    // Latencies are 3 ms, or 5 ms and what is waited, the mean of which is 10 ms.
    const auto waited = static_cast<double>(seen.totals.attempts - seen.totals.issued);
    const auto ok = static_cast<double>(seen.totals.count(Outcome::ok));
    const auto retried = waited - (static_cast<double>(seen.totals.issued) - ok);
    ASSERT_GT(retried, 3000);
    const double mean_wait =
        (seen.latency.mean_seconds() * ok - ok * 0.003 - retried * 0.002) / retried;
    EXPECT_NEAR(mean_wait, 0.010, 4 * 0.020 / std::sqrt(12 * retried));
}

TEST(Clients, give_up_a_try_at_its_time_out) {
    Callers callers;
    callers.build.at(callers.users).tries = {.limit = 3, .timeout = 3ms - 1ns};
    const measure::RequestTotals totals = simulate(callers.build.world).cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ambiguous), totals.issued);
    EXPECT_EQ(totals.attempts, 3 * totals.issued);
}

// Writes wait 10 ms for the disk and clients 9 ms for writes. A retry 5 ms later finds the write
// done, if the store knows it again.
struct ImpatientWriters {
    explicit ImpatientWriters(bool deduplicate) {
        build.at(state).disk.sync = constant(10ms);
        build.at(state).deduplicate = deduplicate;
        build.call(app, state).tries.timeout = 1s;
        build.at(users).writes = base::Ratio{1};
        build.at(users).tries = {
            .limit = 2,
            .timeout = 9ms,
            .backoff = {.base = 5ms, .cap = 1s, .jitter = traffic::Jittered::none}};
        build.world.duration = 4000s;  // so few of them that none waits for another one's sync
    }

    WorldBuilder build;
    world::StoreId state = build.raft("state");
    world::ServiceId app = build.service("app", build.hosts(0), {100, 0, constant(0ns)});
    world::CohortId users = build.cohort("users", build.balancer("front", app), 0.05);
};

TEST(Clients, retry_a_write_that_then_takes_effect_once) {
    ImpatientWriters writers(true);
    const measure::Evidence evidence = simulate(writers.build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_GT(totals.issued, 100u);
    EXPECT_EQ(totals.attempts, 2 * totals.issued);
    EXPECT_EQ(totals.count(Outcome::ok), totals.issued);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_EQ(shard.ledger.acknowledged().size(), totals.issued);
    EXPECT_EQ(shard.surviving.applied.size(), totals.issued);
    EXPECT_EQ(shard.surviving.applied_twice, 0u);
    EXPECT_EQ(evidence.stores.at(0).duplicates_suppressed, totals.issued);
}

TEST(Clients, retry_a_write_that_takes_effect_twice_where_nobody_knows_it_again) {
    ImpatientWriters writers(false);
    const measure::Evidence evidence = simulate(writers.build.world);
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ambiguous), totals.issued);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_EQ(shard.surviving.applied.size(), totals.issued);
    EXPECT_EQ(shard.surviving.applied_twice, totals.issued);
    EXPECT_EQ(evidence.stores.at(0).duplicates_suppressed, 0u);
}

}  // namespace
}  // namespace triaz::engine
