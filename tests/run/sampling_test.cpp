// What is noted of clients' operations on a few keys, and whether the judge of histories agrees
// with what was done to the store on purpose.
#include <gtest/gtest.h>

#include "sim/consistency/judge.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::run {
namespace {

using namespace std::chrono_literals;
using consistency::Verdict;
using support::WorldBuilder;

// Clients in zone a; a store over three zones; zone a is cut off from the others for a while, and
// its application with it.
struct CutOff {
    WorldBuilder build{{.zones = 3, .between_zones = 500us}};
    world::ServiceId app =
        build.service("app", build.hosts_in_every_zone(), {100'000, 0, support::constant(100us)});
    world::StoreId state = build.raft("state");
    CutOff() {
        const auto front = build.balancer("front", app);
        build.at(front).cross_zone = false;
        for (const std::size_t zone : {0u, 1u}) {
            const auto users = build.cohort(zone == 0 ? "near" : "far", front, 2000);
            build.at(users).home = build.zone(zone);
            build.at(users).writes = base::Ratio{0.3};
        }
        build.call(app, state).tries = world::Tries{.limit = 20, .timeout = 100ms, .backoff = 10ms};
        build.at(state).disk.sync = support::constant(500us);
        build.world.warm_up = 1s;
        build.world.duration = 12s;
        build.world.sampled_keys = 4;
        fault::Fault& cut = build.world.faults.emplace_back();
        cut.name = "zone a is cut off";
        cut.kind = fault::Kind::partition;
        cut.target = fault::PathTarget{build.zone(0), build.zone(1)};
        cut.at = base::start_of_run + 3s;
        cut.duration = 4s;
        build.world.faults.push_back(cut);
        build.world.faults.back().name = "zone a is cut off from c";
        build.world.faults.back().target = fault::PathTarget{build.zone(0), build.zone(2)};
    }
    protocol::raft::Options& raft() {
        return std::get<protocol::raft::Options>(build.at(state).protocol);
    }
};

enum Column : std::size_t { verdict, operations, keys, final_reads, issued, events, columns };

support::Numbers seen(const world::World& world) {
    const measure::Evidence evidence = engine::simulate(world);
    const auto history = history::operations_of(evidence.samples.all(),
                                                [](std::uint32_t) { return std::string{"state"}; });
    consistency::Budget budget;
    const consistency::Report report = consistency::judge(history, {}, budget);
    support::Numbers numbers(columns);
    numbers[verdict] = static_cast<double>(report.verdict);
    numbers[operations] = static_cast<double>(history.size());
    numbers[keys] = static_cast<double>(report.keys);
    for (const history::Sample& sample : evidence.samples.all())
        numbers[final_reads] += sample.called_at == evidence.end && sample.ok ? 1 : 0;
    for (const auto& cohort : evidence.cohorts)
        numbers[issued] += static_cast<double>(cohort.totals.issued);
    numbers[events] = static_cast<double>(evidence.events);
    return numbers;
}

support::Numbers run(const world::World& world) {
    return support::in_children(1, [&](std::size_t) { return seen(world); }).at(0);
}

TEST(Sampling, of_a_sound_store_that_is_cut_in_two_shows_nothing_wrong) {
    CutOff cut;
    const auto numbers = run(cut.build.world);
    ASSERT_EQ(numbers.size(), columns);
    EXPECT_EQ(numbers[verdict], static_cast<double>(Verdict::upheld));
    EXPECT_EQ(numbers[keys], 4);
    EXPECT_EQ(numbers[final_reads], 4) << "one of each key when all is over";
    // Four of 64 keys; what is issued before the warm-up is over is noted too.
    EXPECT_NEAR(numbers[operations], numbers[issued] * 12 / 11 * 4 / 64, numbers[issued] / 100);
}

TEST(Sampling, finds_the_stale_reads_of_a_leader_that_does_not_ask_whether_it_still_leads) {
    CutOff cut;
    cut.build.at(cut.state).linearizable_reads = false;
    cut.raft().check_quorum = false;
    const auto numbers = run(cut.build.world);
    ASSERT_EQ(numbers.size(), columns);
    EXPECT_EQ(numbers[verdict], static_cast<double>(Verdict::refuted));
}

TEST(Sampling, finds_acknowledged_writes_that_a_new_leader_does_not_have) {
    CutOff cut;
    cut.raft().copies = 1;
    cut.raft().check_quorum = false;
    const auto numbers = run(cut.build.world);
    ASSERT_EQ(numbers.size(), columns);
    EXPECT_EQ(numbers[verdict], static_cast<double>(Verdict::refuted));
}

TEST(Sampling, does_not_change_what_happens) {
    CutOff cut;
    const auto with = run(cut.build.world);
    cut.build.world.sampled_keys = 0;
    const auto without = run(cut.build.world);
    ASSERT_EQ(with.size(), columns);
    ASSERT_EQ(without.size(), columns);
    EXPECT_EQ(with[events], without[events]);
    EXPECT_EQ(without[operations], 0);
}

}  // namespace
}  // namespace triaz::run
