// The loss of a zone at any instant, on the reference deployment with less load: 50 random
// instants, each with a zone in turn, judged as scenarios are. Ways between zones are congested, as
// in scenarios/data-safety, so that there is always something under way that could be lost.
#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/check/judge.hpp"
#include "sim/engine/engine.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/forked.hpp"

namespace triaz {
namespace {

using namespace std::chrono_literals;
using check::Verdict;

constexpr std::size_t instants = 50;
constexpr base::Duration warm_up = 2s;
constexpr base::Duration first_instant = 3s;
constexpr base::Duration after_the_loss = 10s;

// `copies` on disk before a write is acknowledged; 0: a majority.
world::World struck_world(std::size_t number, std::uint8_t copies) {
    const auto loaded = scenario::load_scenario(
        TRIAZ_SOURCE_DIR "/scenarios/data-safety/acknowledge-after-one-copy.json");
    world::World world = loaded.scenario.value().world;
    world.warm_up = warm_up;
    world.seed = 100 + number;
    for (world::Store& store : world.stores) {
        std::get<protocol::raft::Options>(store.protocol).copies = copies;
        // Leaders in every zone again, so that the loss of each of them costs some.
        for (std::size_t shard = 0; shard < store.preferred_leaders.size(); ++shard) {
            store.preferred_leaders[shard] = static_cast<protocol::Member>(shard % 3);
        }
    }
    for (world::Cohort& cohort : world.cohorts) {
        cohort.rate = std::min(cohort.rate, 200.);
        cohort.writes = base::Ratio{1};
    }
    base::Stream random = base::Stream(world.seed).stream("instants");
    fault::Fault loss;
    loss.name = "power loss of a zone";
    loss.target = fault::ZoneTarget{topology::ZoneId::of(number % 3)};
    loss.at = base::start_of_run + first_instant + base::from_seconds(random.uniform());
    world.faults = {loss};
    world.duration = loss.at - base::start_of_run + after_the_loss;
    return world;
}

enum Column : std::size_t { lost, point, copies_held, acknowledged, columns };

support::Numbers judged(std::size_t number, std::uint8_t copies) {
    const measure::Evidence evidence = engine::simulate(struck_world(number, copies));
    const auto findings =
        check::judge({{"point", {}, Verdict::upheld, check::RecoveryPoint{}},
                      {"copies", {}, Verdict::upheld, check::SynchronousCopies{}}},
                     {}, evidence);
    support::Numbers numbers(columns);
    for (const measure::ShardEvidence& shard : evidence.shards) {
        numbers[lost] += static_cast<double>(
            shard.ledger.acknowledged().count_missing_from(shard.surviving.applied));
        numbers[acknowledged] += static_cast<double>(shard.ledger.acknowledged().size());
    }
    numbers[point] = static_cast<double>(findings.at(0).verdict);
    numbers[copies_held] = static_cast<double>(findings.at(1).verdict);
    return numbers;
}

bool is(double number, Verdict verdict) { return number == static_cast<double>(verdict); }

TEST(ZoneLoss, at_any_instant_loses_no_write_that_a_majority_holds) {
    const auto all = support::in_children(instants, [](std::size_t n) { return judged(n, 0); });
    for (const support::Numbers& one : all) {
        ASSERT_EQ(one.size(), columns);
        EXPECT_GT(one[acknowledged], 3000);
        EXPECT_EQ(one[lost], 0);
        EXPECT_TRUE(is(one[point], Verdict::upheld));
        EXPECT_TRUE(is(one[copies_held], Verdict::upheld));
    }
}

TEST(ZoneLoss, at_any_instant_refutes_a_store_that_acknowledges_after_one_copy) {
    const auto all = support::in_children(instants, [](std::size_t n) { return judged(n, 1); });
    std::size_t losses = 0;
    for (const support::Numbers& one : all) {
        ASSERT_EQ(one.size(), columns);
        EXPECT_GT(one[acknowledged], 3000);
        EXPECT_TRUE(is(one[copies_held], Verdict::refuted)) << "also when nothing was lost";
        EXPECT_EQ(is(one[point], Verdict::refuted), one[lost] > 0);
        losses += one[lost] > 0;
    }
    EXPECT_GT(losses, instants / 2);
}

}  // namespace
}  // namespace triaz
