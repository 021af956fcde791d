// Stores without leaders: how long writes and reads take, and what every read is certain to find.
//
// Zones b and c are 5 and 20 ms from zone a, where the application and its clients are; a disk
// takes 2 ms to sync, clients are 1 ms away, the application works 1 ms.
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/latency.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using support::constant;
using support::WorldBuilder;

struct Leaderless {
    explicit Leaderless(double writes, double rate = 1)
        : state(build.quorum("state")),
          users(build.cohort("users", build.balancer("front", app), rate)) {
        auto& paths = build.world.topology.network.between_zones;  // a-b, a-c, b-c
        paths[1].path.latency = paths[2].path.latency = 20ms;
        build.at(state).disk.sync = constant(2ms);
        build.at(users).writes = base::Ratio{writes};
        build.call(app, state).tries.timeout = 1s;
        build.world.warm_up = 1s;
        build.world.duration = 100s;
    }
    protocol::quorum::Options& options() {
        return std::get<protocol::quorum::Options>(build.at(state).protocol);
    }
    void lose_zone(std::size_t zone, Duration at, std::optional<Duration> lasts = {}) {
        build.power_loss(fault::ZoneTarget{build.zone(zone)}, at, lasts);
    }

    WorldBuilder build{{.zones = 3, .between_zones = 5ms, .client_access = 1ms}};
    world::ServiceId app = build.service("app", {build.host(0)}, {100'000, 0, constant(1ms)});
    world::StoreId state;
    world::CohortId users;
};

// Nine of ten requests meet no other one and take exactly so long; histograms tell to 0.8 %.
std::uint64_t lost(const measure::ShardEvidence& shard) {
    return shard.ledger.acknowledged().count_missing_from(shard.surviving.applied);
}

TEST(Quorum, writes_wait_for_so_many_disks) {
    expect_latency(simulate(Leaderless(1).build.world), 3ms + 5ms + 2ms + 5ms);
}

TEST(Quorum, writes_to_all_wait_for_the_farthest) {
    Leaderless world(1);
    world.options().writes = 3;
    const measure::Evidence evidence = simulate(world.build.world);
    expect_latency(evidence, 3ms + 20ms + 2ms + 20ms);
    EXPECT_EQ(evidence.stores.at(0).by_zones.at(3).writes,
              evidence.shards.at(0).ledger.acknowledged().size());
}

TEST(Quorum, reads_ask_so_many_members_and_no_disk) {
    expect_latency(simulate(Leaderless(0).build.world), 3ms + 5ms + 5ms);
}

TEST(Quorum, reads_of_one_member_are_answered_where_they_come_in) {
    Leaderless world(0);
    world.options().reads = 1;
    expect_latency(simulate(world.build.world), 3ms);
}

TEST(Quorum, keeps_what_so_many_hold_though_a_zone_is_lost_for_good) {
    Leaderless world(1, 1000);
    world.build.world.duration = 30s;
    world.lose_zone(2, 20s);
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_GT(shard.ledger.acknowledged().size(), 25'000u);
    EXPECT_TRUE(shard.surviving.reachable);
    EXPECT_TRUE(shard.without_quorum.empty());
    EXPECT_EQ(lost(shard), 0u);
}

// The application asks the member of its own zone, which waits for nobody else: what its disk had
// alone, the writes of the last 5 ms, is gone with it.
TEST(Quorum, loses_what_one_member_acknowledged_alone) {
    Leaderless world(1, 1000);
    world.options().writes = 1;
    world.build.world.duration = 30s;
    world.lose_zone(0, 20s);
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_TRUE(shard.surviving.reachable);
    EXPECT_GE(lost(shard), 1u);
    EXPECT_LE(lost(shard), 30u);
}

// With R + W = N a read may ask the two members that do not have it, as long as the third is there.
TEST(Quorum, holds_for_lost_what_a_read_may_miss) {
    Leaderless world(1, 1000);
    world.options().writes = 1;
    world.options().hinted_handoff = false;
    world.build.world.duration = 30s;
    world.lose_zone(1, 10s, 5s);
    world.lose_zone(2, 10s, 5s);
    const measure::Evidence evidence = simulate(world.build.world);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_NEAR(static_cast<double>(lost(shard)), 5'000, 500) << "of five seconds, and a start";
    EXPECT_EQ(shard.ledger.acknowledged().count_missing_from(shard.surviving.durable_somewhere),
              0u);
    EXPECT_EQ(evidence.timeline.count(Mark::redundancy_restored), 0u) << "nothing brings it back";
}

TEST(Quorum, brings_back_what_a_member_missed) {
    Leaderless world(1, 1000);
    world.options().writes = 1;
    world.build.world.duration = 30s;
    world.lose_zone(1, 10s, 5s);
    world.lose_zone(2, 10s, 5s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(lost(evidence.shards.at(0)), 0u);
    EXPECT_EQ(evidence.timeline.count(Mark::redundancy_restored), 1u);
}

TEST(Quorum, stops_when_fewer_are_left_than_a_write_needs) {
    Leaderless world(1, 100);
    world.build.world.duration = 30s;
    world.build.world.slice = 10ms;
    world.lose_zone(1, 10s);
    world.lose_zone(2, 10s);
    const measure::Evidence evidence = simulate(world.build.world);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 29s).ok, 0u);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    ASSERT_EQ(shard.without_quorum.size(), 1u);
    EXPECT_EQ(shard.without_quorum[0].from, after(10s));
    EXPECT_FALSE(shard.surviving.reachable);
}

}  // namespace
}  // namespace triaz::engine
