// What an instance takes in, in which order it works on it, and what its calls mean for the answer.
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

// One server of 10 ms asked 150 times a second, by clients that wait half a second.
struct Overloaded {
    Overloaded() {
        build.at(users).tries = {.limit = 1, .timeout = 500ms};
        build.at(users).deadline = 500ms;
        build.world.duration = 60s;
    }
    // Successes a second, of at most 100, once the queue is what it comes to be.
    double goodput() {
        const measure::Evidence evidence = simulate(build.world);
        return issued_between(evidence.cohorts[0], 20s, 58s).ok / 38.;
    }
    WorldBuilder build{{.zones = 1}};
    world::ServiceId app = build.service("app", build.hosts(0), {1, 1000, constant(10ms)});
    world::CohortId users = build.cohort("users", build.balancer("front", app), 150);
};

TEST(Admission, first_come_first_served_works_for_those_who_have_left) {
    Overloaded world;
    EXPECT_EQ(world.goodput(), 0);
}

TEST(Admission, last_come_first_served_works_for_those_who_are_there) {
    Overloaded world;
    world.build.at(world.app).workers.discipline = kernel::Discipline::lifo;
    EXPECT_GT(world.goodput(), 90);
}

TEST(Admission, codel_keeps_the_queue_short) {
    Overloaded world;
    world.build.at(world.app).workers.codel = kernel::CodelOptions{50ms, 100ms};
    EXPECT_GT(world.goodput(), 90);
}

TEST(Admission, of_a_short_queue_turns_the_rest_away) {
    Overloaded world;
    world.build.at(world.app).workers.queue_limit = 20;
    EXPECT_NEAR(world.goodput(), 100, 1);
}

// First come, first served still, and yet half of what is served is of use: whoever has left is
// passed over without work.
TEST(Admission, that_knows_deadlines_works_for_nobody_who_has_left) {
    Overloaded world;
    world.build.at(world.app).deadline_aware = true;
    EXPECT_GT(world.goodput(), 35);
}

// Who calls waits 100 ms, what it calls takes a second: how many workers of the one in between wait
// with it.
TEST(Admission, hands_deadlines_down) {
    const auto busy = support::in_children(2, [](std::size_t aware) {
        WorldBuilder build({.zones = 2});
        const auto app = build.service("app", build.hosts(0), {1000, 0, {}});
        const auto backend = build.service("backend", build.hosts(1), {1000, 1000, constant(1s)});
        build.call(app, build.balancer("inner", backend)).tries.timeout = 10s;
        build.at(app).worker_held_during_calls = true;
        build.at(app).deadline_aware = aware == 1;
        const auto users = build.cohort("users", build.balancer("front", app), 100);
        build.at(users).tries = {.limit = 1, .timeout = 100ms};
        build.world.warm_up = 5s;
        build.world.duration = 60s;
        return support::Numbers{simulate(build.world).zones[0].busiest_before * 1000};
    });
    EXPECT_NEAR(busy[0].at(0), 100, 3);
    EXPECT_NEAR(busy[1].at(0), 10, 0.5);
}

TEST(Admission, sheds_what_matters_less_first) {
    WorldBuilder build({.zones = 1});
    const auto app = build.service("app", build.hosts(0), {1, 100, constant(10ms)});
    build.at(app).shedding = {1, 0.5};
    const auto front = build.balancer("front", app);
    build.cohort("more", front, 70);
    build.at(build.cohort("less", front, 70)).priority = 1;
    build.world.duration = 100s;
    const measure::Evidence evidence = simulate(build.world);
    const measure::RequestTotals& more = evidence.cohorts[0].totals;
    EXPECT_EQ(more.count(Outcome::ok), more.issued);
    EXPECT_NEAR(static_cast<double>(evidence.cohorts[1].totals.count(Outcome::ok)) / 100, 30, 2);
}

TEST(Admission, gives_each_tenant_its_quota) {
    WorldBuilder build({.zones = 1});
    const auto app = build.service("app", build.hosts(0), {10, 100, constant(1ms)});
    build.at(app).quota = traffic::Quota{.refill = 10ms, .burst = 10};
    const auto front = build.balancer("front", app);
    build.cohort("modest", front, 30);
    build.at(build.cohort("flood", front, 1000)).tenant = 1;
    build.at(build.cohort("second flood", front, 1000)).tenant = 1;
    build.world.duration = 30s;
    const measure::Evidence evidence = simulate(build.world);
    const auto ok = [&](std::size_t cohort) {
        return static_cast<double>(evidence.cohorts[cohort].totals.count(Outcome::ok));
    };
    EXPECT_EQ(ok(0), static_cast<double>(evidence.cohorts[0].totals.issued));
    EXPECT_NEAR((ok(1) + ok(2)) / 30, 100, 2);
}

TEST(Admission, lets_no_more_in_than_the_limit_on_what_is_under_way) {
    WorldBuilder build({.zones = 2});
    const auto app = build.service("app", build.hosts(0), {1000, 1000, constant(0ns)});
    const auto backend = build.service("backend", build.hosts(1), {1000, 0, constant(100ms)});
    build.call(app, build.balancer("inner", backend));
    build.at(app).concurrency = traffic::FixedLimit{5};
    build.cohort("users", build.balancer("front", app), 200);
    build.world.duration = 60s;
    const measure::RequestTotals totals = simulate(build.world).cohorts[0].totals;
    EXPECT_EQ(totals.count(Outcome::ok) + totals.count(Outcome::rejected), totals.issued);
    // Erlang's loss system of five servers offered 20.
    EXPECT_NEAR(
        static_cast<double>(totals.count(Outcome::rejected)) / static_cast<double>(totals.issued),
        0.7593, 0.01);
}

// Two calls of 10 and 30 ms, and no work of its own.
measure::Evidence two_calls(bool parallel, world::CallKind second, bool second_fails) {
    WorldBuilder build({.zones = 3});
    const auto app = build.service("app", build.hosts(0), {1000, 0, {}});
    const auto quick = build.service("quick", build.hosts(1), {1000, 0, constant(10ms)});
    const auto slow = build.service("slow", build.hosts(2), {1000, 0, constant(30ms)});
    build.call(app, build.balancer("to quick", quick));
    build.call(app, build.balancer("to slow", slow)).kind = second;
    build.at(app).calls_in_parallel = parallel;
    build.cohort("users", build.balancer("front", app), 100);
    if (second_fails) build.crash("slow", build.host(2), 1ms);
    build.world.duration = 20s;
    return simulate(build.world);
}

TEST(Admission, calls_one_after_the_other) {
    EXPECT_EQ(two_calls(false, world::CallKind::hard, false).cohorts[0].latency.worst(), 40ms);
}
TEST(Admission, calls_at_the_same_time_and_waits_for_the_last) {
    EXPECT_EQ(two_calls(true, world::CallKind::hard, false).cohorts[0].latency.worst(), 30ms);
}
TEST(Admission, fails_with_a_hard_dependency) {
    for (const bool parallel : {false, true}) {
        const auto failed = support::in_children(1, [&](std::size_t) {
            const auto totals = two_calls(parallel, world::CallKind::hard, true).cohorts[0].totals;
            return support::Numbers{static_cast<double>(totals.count(Outcome::error)),
                                    static_cast<double>(totals.issued)};
        })[0];
        EXPECT_NEAR(failed.at(0), failed.at(1), 1);
    }
}
TEST(Admission, answers_without_a_soft_dependency) {
    for (const bool parallel : {false, true}) {
        const auto seen = support::in_children(1, [&](std::size_t) {
            const measure::Evidence evidence = two_calls(parallel, world::CallKind::soft, true);
            const auto& totals = evidence.cohorts[0].totals;
            return support::Numbers{static_cast<double>(totals.count(Outcome::ok)),
                                    static_cast<double>(totals.issued),
                                    static_cast<double>(evidence.components[0].soft_failures)};
        })[0];
        EXPECT_EQ(seen.at(0), seen.at(1));
        EXPECT_NEAR(seen.at(2), seen.at(1), 1);
    }
}
TEST(Admission, answers_before_an_asynchronous_call_and_makes_it_all_the_same) {
    const measure::Evidence evidence = two_calls(false, world::CallKind::async, false);
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 10ms);
    EXPECT_NEAR(static_cast<double>(evidence.components[0].async_done),
                static_cast<double>(evidence.cohorts[0].totals.issued), 5);
    EXPECT_EQ(evidence.components[0].async_failed, 0u);
}
TEST(Admission, counts_asynchronous_work_that_came_to_nothing) {
    const measure::Evidence evidence = two_calls(false, world::CallKind::async, true);
    EXPECT_EQ(evidence.cohorts[0].totals.count(Outcome::ok), evidence.cohorts[0].totals.issued);
    EXPECT_NEAR(static_cast<double>(evidence.components[0].async_failed),
                static_cast<double>(evidence.cohorts[0].totals.issued), 5);
}

// A store that is written after the answer, or as well as may be, is not what the client was
// promised.
TEST(Admission, promises_no_write_that_a_success_does_not_need) {
    for (const world::CallKind kind : {world::CallKind::soft, world::CallKind::async}) {
        const auto seen = support::in_children(1, [&](std::size_t) {
            WorldBuilder build({.zones = 3});
            const auto app = build.service("app", build.hosts(0), {1000, 0, {}});
            world::Call& call = build.call(app, build.raft("log"));
            call.kind = kind;
            call.tries.timeout = 100ms;
            const auto users = build.cohort("users", build.balancer("front", app), 100);
            build.at(users).writes = base::Ratio{1};
            build.world.duration = 10s;
            build.power_loss(fault::ZoneTarget{build.zone(1)}, 5s);
            build.power_loss(fault::ZoneTarget{build.zone(2)}, 5s);
            const measure::Evidence evidence = simulate(build.world);
            const auto& totals = evidence.cohorts[0].totals;
            return support::Numbers{
                static_cast<double>(totals.count(Outcome::ok)), static_cast<double>(totals.issued),
                static_cast<double>(evidence.shards[0].ledger.acknowledged().size())};
        })[0];
        EXPECT_EQ(seen.at(0), seen.at(1));
        EXPECT_EQ(seen.at(2), 0);
    }
}

// Five times as long at its start, three times half way, as ever at the end.
TEST(Admission, warms_up_after_a_start) {
    WorldBuilder build({.zones = 1});
    const auto app = build.service("app", build.hosts(0), {1000, 0, constant(10ms)});
    build.at(app).warm_up = {10s, 5};
    const auto users = build.cohort("users", build.balancer("front", app), 100);
    build.at(users).latency_objective = 30ms;
    build.crash("app", build.host(0), 5s, 1s);
    build.world.duration = 30s;
    const measure::Evidence evidence = simulate(build.world);
    const auto slow = [&](Duration from, Duration to) {
        measure::Slice sum;
        const measure::Slices& slices = evidence.cohorts[0].slices;
        for (std::size_t at = 0; at < slices.all().size(); ++at) {
            if (slices.start_of(at) < after(from) || slices.start_of(at) >= after(to)) continue;
            sum.slow += slices.all()[at].slow;
            sum.ok += slices.all()[at].ok;
        }
        return sum;
    };
    EXPECT_EQ(slow(0s, 4s).slow, 0u);
    EXPECT_EQ(slow(6100ms, 10900ms).slow, slow(6100ms, 10900ms).ok);
    EXPECT_EQ(slow(11100ms, 30s).slow, 0u);
    EXPECT_EQ(evidence.cohorts[0].latency.worst() / 1ms, 49) << "just after the start";
}

}  // namespace
}  // namespace triaz::engine
