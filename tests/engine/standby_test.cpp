// Stores with a primary and standbys, or an in-sync set: what a write takes, what happens when a
// copy or the primary is lost_of, and what is told of it.
//
// As in replication_test.cpp zones b and c are 5 and 20 ms from zone a, where the primary, the
// application and its clients are; a disk takes 2 ms to sync; a write takes 3 ms besides.
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using measure::Outcome;
using protocol::standby::Acknowledge;
using protocol::standby::Options;
using protocol::standby::Rule;
using support::constant;
using support::WorldBuilder;

struct StandbyWriters {
    explicit StandbyWriters(const Options& options, double rate = 1)
        : state(build.raft("state")),
          users(build.cohort("users", build.balancer("front", app), rate)) {
        auto& paths = build.world.topology.network.between_zones;  // a-b, a-c, b-c
        paths[1].path.latency = paths[2].path.latency = 20ms;
        world::Store& store = build.at(state);
        store.protocol = options;
        store.disk.sync = constant(2ms);
        store.election_period = 3s;
        store.heartbeat_period = 1s;
        store.patience = 2s;
        build.at(users).writes = base::Ratio{1};
        build.call(app, state).tries.timeout = 1s;
        build.world.warm_up = 1s;
        build.world.duration = 100s;
    }
    void lose(std::size_t zone, Duration at, std::optional<Duration> lasting = {}) {
        if (lasting) {
            build.power_loss(fault::ZoneTarget{build.zone(zone)}, at, *lasting);
        } else {
            build.power_loss(fault::ZoneTarget{build.zone(zone)}, at);
        }
    }
    // The application stands in zone b, and tries again.
    StandbyWriters& from_zone_b() {
        build.at(app).instances = {build.host(1)};
        build.at(app).calls.at(0).tries = {
            .limit = 50, .timeout = 300ms, .backoff = {.base = 20ms, .cap = 1s}};
        return *this;
    }
    measure::Evidence run() { return simulate(build.world); }

    WorldBuilder build{{.zones = 3, .between_zones = 5ms, .client_access = 1ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {100'000, 0, constant(1ms)});
    world::StoreId state;
    world::CohortId users;
};

std::size_t lost_of(const measure::ShardEvidence& shard) {
    return shard.ledger.acknowledged().count_missing_from(shard.surviving.applied);
}

void expect_latency(const Options& options, Duration expected) {
    const measure::Evidence evidence = StandbyWriters(options).run();
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    for (const double share : {0.01, 0.5, 0.9}) {
        EXPECT_GE(users.latency.quantile(share), expected);
        EXPECT_LE(users.latency.quantile(share), expected + expected / 100);
    }
    EXPECT_TRUE(evidence.shards.at(0).not_guaranteed.empty());
    EXPECT_TRUE(evidence.whole_at_end);
}

// The primary streams what it has synced.
TEST(Standby, a_write_takes_the_primarys_disk_the_way_the_nearest_standbys_disk_and_the_way_back) {
    expect_latency({.synchronous = 1}, 3ms + 2ms + 5ms + 2ms + 5ms);
}
TEST(Standby, a_write_waits_for_all_when_all_must_have_it) {
    expect_latency({.synchronous = 2}, 3ms + 2ms + 20ms + 2ms + 20ms);
}
TEST(Standby, a_write_waits_for_no_disk_of_a_standby_that_need_only_receive_it) {
    expect_latency({.synchronous = 1, .acknowledge_on = Acknowledge::receive},
                   3ms + 2ms + 5ms + 5ms);
}
TEST(Standby, a_write_waits_for_nobody_when_it_is_asynchronous) {
    expect_latency({.synchronous = 0}, 3ms + 2ms);
}
TEST(Standby, a_write_waits_for_every_member_of_the_in_sync_set_and_is_streamed_at_once) {
    expect_latency({.rule = Rule::in_sync}, 3ms + 20ms + 2ms + 20ms);
}

// Two members with data and a witness; the standby is in zone b.
Options pair(bool fallback) {
    return {.members = 3, .witnesses = 1, .synchronous = 1, .fallback = fallback};
}

TEST(Standby, waits_for_ever_when_it_may_not_fall_back) {
    StandbyWriters writers(pair(false), 100);
    writers.build.world.slice = 10ms;
    writers.lose(1, 10s, 10s);
    writers.build.world.duration = 40s;
    const measure::Evidence evidence = writers.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 15s).ok, 0u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 30s, 39s);
    EXPECT_EQ(later.ok, later.issued);
    EXPECT_TRUE(evidence.shards.at(0).not_guaranteed.empty());
    EXPECT_EQ(evidence.timeline.count(Mark::guarantee_reduced), 0u);
    EXPECT_EQ(evidence.stores.at(0).by_zones.at(1).writes, 0u);
    EXPECT_EQ(lost_of(evidence.shards.at(0)), 0u);
}

TEST(Standby, falls_back_after_its_patience_and_tells_from_when_to_when) {
    StandbyWriters writers(pair(true), 100);
    writers.build.world.slice = 10ms;
    writers.lose(1, 10s, 10s);
    writers.build.world.duration = 40s;
    const measure::Evidence evidence = writers.run();
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    ASSERT_EQ(shard.not_guaranteed.size(), 1u);
    const measure::Interval alone = shard.not_guaranteed[0];
    // The oldest write that waits is of the last 14 ms before the loss, or the first after it.
    EXPECT_GT(alone.from, after(12s - 20ms));
    EXPECT_LT(alone.from, after(12s + 100ms));
    EXPECT_GT(alone.to, after(20s)) << "the standby is back";
    EXPECT_LT(alone.to, after(22s)) << "and holds all within two heartbeats";
    EXPECT_GT(issued_between(evidence.cohorts[0], 13s, 20s).ok, 600u);
    EXPECT_GT(evidence.stores.at(0).by_zones.at(1).writes, 700u);
    EXPECT_GE(evidence.stores.at(0).by_zones.at(1).first, alone.from);
    EXPECT_EQ(instants(evidence, Mark::guarantee_reduced).size(), 1u);
    EXPECT_EQ(instants(evidence, Mark::guarantee_restored).size(), 1u);
    EXPECT_EQ(lost_of(shard), 0u) << "luck, not a promise";
}

// Zone b is dark from 10 to 20 s; zone a is lost_of at 15 s and back at 30 s, when b leads.
TEST(Standby, loses_what_it_acknowledged_alone_and_nothing_else) {
    StandbyWriters writers = StandbyWriters(pair(true), 100);
    writers.lose(1, 10s, 10s);
    writers.lose(0, 15s, 15s);
    writers.build.world.duration = 60s;
    const measure::Evidence evidence = writers.run();
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    ASSERT_FALSE(shard.not_guaranteed.empty());
    const measure::Interval alone = shard.not_guaranteed[0];
    EXPECT_EQ(alone.to, after(15s)) << "the death of the primary ends it";
    EXPECT_GT(lost_of(shard), 200u);
    for (history::Sequence write = 0; write < shard.ledger.issued(); ++write) {
        if (!shard.ledger.acknowledged().contains(write)) continue;
        if (shard.surviving.applied.contains(write)) continue;
        const auto when = shard.ledger.acknowledged_at(write);
        ASSERT_TRUE(when) << write;
        EXPECT_GE(*when, alone.from);
        EXPECT_LE(*when, alone.to + 10ms) << "the answers on their way";
    }
    EXPECT_EQ(shard.surviving.applied_twice, 0u);
    EXPECT_TRUE(evidence.whole_at_end);
}

TEST(Standby, the_same_loses_nothing_when_it_may_not_fall_back) {
    StandbyWriters writers(pair(false), 100);
    writers.lose(1, 10s, 10s);
    writers.lose(0, 15s, 15s);
    writers.build.world.duration = 60s;
    const measure::Evidence evidence = writers.run();
    EXPECT_EQ(lost_of(evidence.shards.at(0)), 0u);
    EXPECT_TRUE(evidence.shards.at(0).not_guaranteed.empty());
    EXPECT_GT(evidence.timeline.count(Mark::leader_elected), 1u);
}

// At 50 instants; retries meet the write already applied and not yet committed.
TEST(Standby, promotes_another_when_the_lease_has_run_out_and_loses_nothing) {
    const auto all = support::in_children(50, [](std::size_t number) {
        StandbyWriters writers(Options{.synchronous = 1}, 300);
        writers.from_zone_b();
        writers.build.world.seed = 100 + number;
        writers.lose(0, 5s + number * 37ms, 6s);
        writers.build.world.duration = 20s;
        const measure::Evidence evidence = writers.run();
        const measure::ShardEvidence& shard = evidence.shards.at(0);
        EXPECT_EQ(shard.surviving.applied_twice, 0u);
        EXPECT_TRUE(shard.not_guaranteed.empty());
        return support::Numbers{base::to_seconds(shard.longest_without_leader),
                                static_cast<double>(lost_of(shard)),
                                static_cast<double>(shard.ledger.acknowledged().size())};
    });
    for (const support::Numbers& each : all) {
        // The lease is as old as the last heartbeat when the primary dies.
        EXPECT_GT(each.at(0), 2.0);
        EXPECT_LT(each.at(0), 3.3);
        EXPECT_EQ(each.at(1), 0);
        EXPECT_GT(each.at(2), 2500);
    }
}

TEST(Standby, loses_writes_when_it_is_asynchronous) {
    const auto all = support::in_children(20, [](std::size_t number) {
        StandbyWriters writers(Options{.synchronous = 0}, 1000);
        writers.lose(0, 5s + number * 37ms, 6s);
        writers.build.world.duration = 20s;
        return support::Numbers{static_cast<double>(lost_of(writers.run().shards.at(0)))};
    });
    // What was synced in the last 5 ms was on its way to the nearest standby.
    double sum = 0;
    for (const support::Numbers& each : all) sum += each.at(0);
    EXPECT_GT(sum / 20, 1);
    EXPECT_LT(sum / 20, 20);
}

TEST(InSyncSet, goes_on_without_a_lost_member_after_a_lease) {
    StandbyWriters writers(Options{.rule = Rule::in_sync}, 100);
    writers.build.world.slice = 10ms;
    writers.lose(2, 10s, 15s);
    writers.build.world.duration = 40s;
    const measure::Evidence evidence = writers.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 11s).ok, 0u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 15s, 24s);
    EXPECT_EQ(later.ok, later.issued);
    EXPECT_TRUE(evidence.shards.at(0).not_guaranteed.empty()) << "two of three are a majority";
    EXPECT_EQ(lost_of(evidence.shards.at(0)), 0u);
    EXPECT_TRUE(evidence.whole_at_end);
}

// Two brokers and a controller's witness: the set shrinks to one.
TEST(InSyncSet, tells_when_it_is_less_than_a_majority) {
    StandbyWriters writers(Options{.members = 3, .witnesses = 1, .rule = Rule::in_sync}, 100);
    writers.lose(1, 10s, 15s);
    writers.build.world.duration = 40s;
    const measure::Evidence evidence = writers.run();
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    ASSERT_EQ(shard.not_guaranteed.size(), 1u);
    EXPECT_GT(shard.not_guaranteed[0].from, after(12s));
    EXPECT_LT(shard.not_guaranteed[0].from, after(15s));
    EXPECT_GT(shard.not_guaranteed[0].to, after(25s));
    EXPECT_LT(shard.not_guaranteed[0].to, after(27s));
}

TEST(InSyncSet, refuses_writes_below_its_minimum) {
    StandbyWriters writers(
        Options{.members = 3, .witnesses = 1, .rule = Rule::in_sync, .in_sync = {.minimum = 2}},
        100);
    writers.build.world.slice = 10ms;
    writers.lose(1, 10s, 15s);
    writers.build.world.duration = 40s;
    const measure::Evidence evidence = writers.run();
    EXPECT_EQ(issued_between(evidence.cohorts[0], 16s, 20s).ok, 0u);
    EXPECT_TRUE(evidence.shards.at(0).not_guaranteed.empty());
    EXPECT_EQ(evidence.stores.at(0).by_zones.at(1).writes, 0u);
}

}  // namespace
}  // namespace triaz::engine
