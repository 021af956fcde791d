// What services ask of external dependencies, against closed forms and hand-worked instants.
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "sim/world/invariants.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using measure::NeedEvidence;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

// One instance in zone a that asks a key service outside, 2 ms away, which answers in 6 ms.
struct Asking {
    Asking() {
        build.world.dependencies.push_back({"keys", "key service", constant(6ms), {}});
        need().tries = {.limit = 1, .timeout = 100ms};
        build.world.duration = 30s;
    }
    world::Requirement& need() {
        auto& needs = build.at(app).needs;
        if (needs.empty()) needs.emplace_back().dependency = world::DependencyId{0};
        return needs.front();
    }
    fault::Fault& fault(fault::Kind kind, base::Duration at,
                        std::optional<base::Duration> lasts = {}) {
        fault::Fault& made = build.world.faults.emplace_back();
        made.name = "fault " + std::to_string(build.world.faults.size());
        made.kind = kind;
        made.target = fault::DependencyTarget{"keys", {}};
        made.at = base::start_of_run + at;
        made.duration = lasts;
        return made;
    }
    measure::Evidence run() {
        const auto broken = world::broken_invariants(build.world);
        EXPECT_TRUE(broken.empty()) << broken.front();
        return simulate(build.world);
    }
    WorldBuilder build{{.zones = 2, .client_access = 2ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {1000, 100'000, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 100);
};

void expect_adds_up(const NeedEvidence& need) {
    EXPECT_EQ(need.asked, need.hits + need.met + need.stale + need.failed + need.went_without);
}

// 2 + 1 + 2 + 6 + 2 + 2 ms.
TEST(Needs, take_the_way_there_and_back_and_the_time_of_the_answer) {
    Asking world;
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 15ms);
    EXPECT_EQ(evidence.cohorts[0].latency.quantile(0), 15ms);
    ASSERT_EQ(evidence.needs.size(), 1u);
    EXPECT_EQ(evidence.needs[0].met, evidence.cohorts[0].totals.issued);
    EXPECT_EQ(evidence.needs[0].calls, evidence.needs[0].asked);
}

// A renewal process: an answer, then hits for as long as it is fresh; of each cycle lambda T + 1
// requests, lambda T are hits.
TEST(Needs, hit_the_cache_as_a_poisson_stream_with_a_time_to_live_does) {
    for (const auto& [rate, keys, ttl] : {std::tuple{100.0, 1u, 50ms}, {100.0, 10u, 200ms}}) {
        const auto share = support::in_child([&, rate = rate, keys = keys, ttl = ttl] {
            Asking world;
            world.build.world.duration = 600s;
            world.build.world.dependencies[0].answer_time = constant(0ns);
            world.build.world.topology.network.client_access.latency = 0ns;
            world.build.at(world.users).rate = rate;
            world.need().cache = world::AnswerCache{ttl, keys, {}};
            const NeedEvidence seen = world.run().needs[0];
            expect_adds_up(seen);
            return std::to_string(static_cast<double>(seen.hits) / static_cast<double>(seen.asked));
        });
        const double each = rate / keys * base::to_seconds(ttl);
        EXPECT_NEAR(std::stod(share), each / (each + 1), 0.01) << rate << " " << keys;
    }
}

TEST(Needs, arise_for_a_share_of_the_requests_that_they_are_for) {
    Asking world;
    world.build.world.duration = 200s;
    world.build.at(world.users).writes = base::Ratio{0.5};
    world.need().when = world::When::on_write;
    world.need().share = base::Ratio{0.2};
    const measure::Evidence evidence = world.run();
    EXPECT_NEAR(static_cast<double>(evidence.needs[0].asked) /
                    static_cast<double>(evidence.cohorts[0].totals.issued),
                0.1, 0.01);
}

TEST(Needs, that_are_hard_fail_the_request_and_soft_ones_let_it_go_on) {
    for (const bool soft : {false, true}) {
        const auto text = support::in_child([&] {
            Asking world;
            if (soft) world.need().kind = world::CallKind::soft;
            world.fault(fault::Kind::dependency_loss, 10s, 10s);
            const measure::Evidence evidence = world.run();
            const NeedEvidence& seen = evidence.needs[0];
            expect_adds_up(seen);
            const auto during = issued_between(evidence.cohorts[0], 11s, 19s);
            const auto later = issued_between(evidence.cohorts[0], 21s, 30s);
            EXPECT_EQ(during.ok, soft ? during.issued : 0u);
            EXPECT_EQ(later.ok, later.issued);
            EXPECT_EQ(seen.timeouts, soft ? seen.went_without : seen.failed);
            EXPECT_GT(seen.timeouts, 900u);
            EXPECT_EQ(soft ? seen.failed : seen.went_without, 0u);
            EXPECT_EQ(seen.fails_open, soft);
            const auto answered = instants(evidence, history::Mark::dependency_answered, "keys");
            EXPECT_FALSE(answered.empty());
            EXPECT_GT(answered.at(0), 20s);
            EXPECT_EQ(instants(evidence, history::Mark::dependency_unanswered, "keys").at(0) / 1s,
                      10);
            EXPECT_TRUE(evidence.faults[0].bit());
            EXPECT_EQ(evidence.faults[0].dependency, "keys");
            return std::string{"done"};
        });
        EXPECT_EQ(text, "done");
    }
}

TEST(Needs, asked_after_the_answer_keep_nobody_waiting) {
    Asking world;
    world.need().kind = world::CallKind::async;
    world.fault(fault::Kind::error_answers, 10s, 10s);
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 5ms);
    EXPECT_EQ(evidence.cohorts[0].totals.count(Outcome::ok), evidence.cohorts[0].totals.issued);
    EXPECT_GT(evidence.needs[0].failed, 900u);
    expect_adds_up(evidence.needs[0]);
}

// The last answer came before 10 s; it is fresh for one second and usable for five more.
TEST(Needs, are_met_by_old_answers_for_as_long_as_these_may_be_used) {
    Asking world;
    world.need().cache = world::AnswerCache{1s, 1, 5s};
    world.fault(fault::Kind::dependency_loss, 10s, 15s);
    const measure::Evidence evidence = world.run();
    const auto held = issued_between(evidence.cohorts[0], 10s, 14s);
    const auto over = issued_between(evidence.cohorts[0], 17s, 24s);
    EXPECT_EQ(held.ok, held.issued);
    EXPECT_EQ(over.ok, 0u);
    EXPECT_GT(evidence.needs[0].stale, 300u);
    expect_adds_up(evidence.needs[0]);
}

TEST(Needs, find_nothing_kept_by_an_instance_that_has_restarted) {
    Asking world;
    world.need().cache = world::AnswerCache{1h, 1, 1h};
    world.build.at(world.app).start_time = 1s;
    world.build.crash("app", world.build.host(0), 10s, 1s);
    world.fault(fault::Kind::dependency_loss, 11s);
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 14s, 29s).ok, 0u);
    const auto before = issued_between(evidence.cohorts[0], 1s, 9s);
    EXPECT_EQ(before.ok, before.issued);
}

// 15 ms as ever; half of the answers 20 ms later; those later than the time-out are not waited for.
TEST(Needs, wait_for_slow_answers_up_to_their_time_out) {
    Asking world;
    fault::Fault& slow = world.fault(fault::Kind::added_latency, 10s, 10s);
    slow.share = base::Ratio{0.5};
    slow.added = constant(20ms);
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 35ms);
    EXPECT_EQ(evidence.needs[0].timeouts, 0u);
    EXPECT_NEAR(static_cast<double>(evidence.faults[0].acts), 500, 60);
}

TEST(Needs, are_tried_again) {
    Asking world;
    world.build.world.duration = 60s;
    world.need().tries = {.limit = 3, .timeout = 100ms};
    world.fault(fault::Kind::error_answers, 1s, 59s).share = base::Ratio{0.5};
    const measure::Evidence evidence = world.run();
    const NeedEvidence& seen = evidence.needs[0];
    expect_adds_up(seen);
    // Geometric: 1 + 1/2 + 1/4 calls; an eighth fail.
    EXPECT_NEAR(static_cast<double>(seen.calls) / static_cast<double>(seen.asked), 1.75, 0.05);
    EXPECT_NEAR(static_cast<double>(seen.failed) / static_cast<double>(seen.asked), 0.125, 0.02);
}

TEST(Needs, take_old_answers_for_good_ones) {
    Asking world;
    world.fault(fault::Kind::stale_answers, 10s, 10s).share = base::Ratio{0.3};
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(evidence.cohorts[0].totals.count(Outcome::ok), evidence.cohorts[0].totals.issued);
    EXPECT_NEAR(static_cast<double>(evidence.needs[0].outdated), 300, 60);
}

// A part in each zone: zone a's is lost with its power, zone b goes on with its own.
TEST(Needs, ask_the_part_of_their_own_zone) {
    Asking world;
    world.build.world.dependencies[0].zones = {world.build.zone(0), world.build.zone(1)};
    const auto other =
        world.build.service("other", world.build.hosts(1), {1000, 100'000, constant(1ms)});
    world.build.at(other).needs = world.build.at(world.app).needs;
    world.build.cohort("others", world.build.balancer("back", other), 100);
    std::get<fault::DependencyTarget>(world.fault(fault::Kind::dependency_loss, 10s).target).zone =
        world.build.zone(0);
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 11s, 30s).ok, 0u);
    EXPECT_EQ(evidence.cohorts[1].totals.count(Outcome::ok), evidence.cohorts[1].totals.issued);
    EXPECT_EQ(evidence.cohorts[1].latency.worst(), 11ms) << "nothing leaves the building";
}

TEST(Needs, of_a_part_without_power_are_met_with_silence) {
    Asking world;
    world.build.world.dependencies[0].zones = {world.build.zone(1)};
    world.build.power_loss(fault::ZoneTarget{world.build.zone(1)}, 10s, 5s);
    const measure::Evidence evidence = world.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 11s, 14s).ok, 0u);
    const auto later = issued_between(evidence.cohorts[0], 16s, 30s);
    EXPECT_EQ(later.ok, later.issued);
}

}  // namespace
}  // namespace triaz::engine
