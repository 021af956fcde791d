// What stores take for a write, what they do without a leader, and what they keep.
//
// Zones b and c are 5 and 20 ms from zone a, where the leader, the application and its clients are;
// a disk takes 2 ms to sync, clients are 1 ms away, the application works 1 ms: a write takes 3 ms
// and what replication takes.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/latency.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using history::Mark;
using measure::Outcome;
using protocol::raft::Mutation;
using support::constant;
using support::WorldBuilder;

enum class Kind : std::uint8_t { raft, mirror };

struct Writers {
    explicit Writers(Kind kind = Kind::raft, double rate = 1)
        : state(kind == Kind::raft ? build.raft("state") : build.mirror("state")),
          users(build.cohort("users", build.balancer("front", app), rate)) {
        auto& paths = build.world.topology.network.between_zones;  // a-b, a-c, b-c
        paths[1].path.latency = paths[2].path.latency = 20ms;
        build.at(state).disk.sync = constant(2ms);
        build.at(users).writes = base::Ratio{1};
        build.call(app, state).tries.timeout = 1s;
        build.world.warm_up = 1s;  // by then there is a leader
        build.world.duration = 100s;
    }
    protocol::raft::Options& raft() {
        return std::get<protocol::raft::Options>(build.at(state).protocol);
    }
    protocol::mirror::Options& mirror() {
        return std::get<protocol::mirror::Options>(build.at(state).protocol);
    }

    WorldBuilder build{{.zones = 3, .between_zones = 5ms, .client_access = 1ms}};
    world::ServiceId app = build.service("app", build.hosts(0), {100'000, 0, constant(1ms)});
    world::StoreId state;
    world::CohortId users;
};

TEST(Replication, raft_takes_the_way_to_the_nearest_follower_its_disk_and_the_way_back) {
    expect_latency(simulate(Writers().build.world), 3ms + 5ms + 2ms + 5ms);
}

TEST(Replication, raft_waits_for_the_farthest_when_all_must_have_it) {
    Writers writers;
    writers.raft().copies = 3;
    expect_latency(simulate(writers.build.world), 3ms + 20ms + 2ms + 20ms);
}

TEST(Replication, raft_waits_for_its_own_disk_alone_when_one_copy_will_do) {
    Writers writers;
    writers.raft().copies = 1;
    const measure::Evidence evidence = simulate(writers.build.world);
    expect_latency(evidence, 3ms + 2ms);
    EXPECT_EQ(evidence.stores.at(0).by_zones.at(1).writes,
              evidence.shards.at(0).ledger.acknowledged().size());
}

TEST(Replication, adds_the_way_to_a_leader_in_another_zone) {
    Writers writers;
    writers.build.at(writers.state).preferred_leaders = {1};
    expect_latency(simulate(writers.build.world), 3ms + 5ms + (5ms + 2ms + 5ms) + 5ms);
}

TEST(Replication, mirrors_to_every_member) {
    expect_latency(simulate(Writers(Kind::mirror).build.world), 3ms + 20ms + 2ms + 20ms);
}

TEST(Replication, mirrors_to_as_many_members_as_it_must) {
    Writers writers(Kind::mirror);
    writers.mirror().copies = 2;
    const measure::Evidence evidence = simulate(writers.build.world);
    expect_latency(evidence, 3ms + 5ms + 2ms + 5ms);
    EXPECT_EQ(evidence.stores.at(0).by_zones.at(2).writes,
              evidence.shards.at(0).ledger.acknowledged().size());
}

TEST(Replication, reads_ask_a_follower_whether_the_leader_still_leads) {
    Writers writers;
    writers.build.at(writers.users).writes = base::Ratio{0};
    expect_latency(simulate(writers.build.world), 3ms + 5ms + 5ms);
}

TEST(Replication, reads_ask_nobody_when_they_need_not_be_linearizable) {
    Writers writers;
    writers.build.at(writers.users).writes = base::Ratio{0};
    writers.build.at(writers.state).linearizable_reads = false;
    expect_latency(simulate(writers.build.world), 3ms);
}

TEST(Replication, reads_ask_nobody_while_a_lease_holds) {
    Writers writers;
    writers.build.at(writers.users).writes = base::Ratio{0};
    writers.raft().reads = protocol::raft::Reads::by_lease;
    expect_latency(simulate(writers.build.world), 3ms);
}

// Alone since 10 s: the last heartbeat that was answered went out in the period before, so a lease
// of nine periods is over 0.8 to 0.9 s later, by a clock that is slow by a fifth 1 to 1.125 s.
Duration last_read_of_a_lonely_leader(double clock_loses) {
    Writers writers(Kind::raft, 1000);
    writers.build.world.slice = 10ms;
    writers.build.world.duration = 14s;
    writers.build.at(writers.users).writes = base::Ratio{0};
    writers.build.at(writers.users).deadline = 50ms;
    writers.raft().reads = protocol::raft::Reads::by_lease;
    for (const std::size_t zone : {1u, 2u})
        writers.build.power_loss(fault::ZoneTarget{writers.build.zone(zone)}, 10s);
    if (clock_loses > 0) {
        fault::Fault slow;
        slow.name = "slow";
        slow.kind = fault::Kind::slow_clock;
        slow.target = fault::HostTarget{writers.build.host(0)};
        slow.at = after(5s);
        slow.share = base::Ratio{clock_loses};
        writers.build.world.faults.insert(writers.build.world.faults.begin(), slow);
    }
    const measure::Evidence evidence = simulate(writers.build.world);
    EXPECT_TRUE(std::ranges::all_of(evidence.faults, &measure::FaultEvidence::bit));
    for (Duration at = 13990ms; at > 10s; at -= 10ms)
        if (issued_between(evidence.cohorts[0], at, at + 10ms).ok > 0) return at - 10s;
    return {};
}

TEST(Replication, a_lease_ends_when_nobody_has_answered_for_so_long) {
    const Duration last = last_read_of_a_lonely_leader(0);
    EXPECT_GE(last, 770ms);
    EXPECT_LE(last, 900ms);
}

TEST(Replication, a_lease_lasts_longer_by_a_slow_clock) {
    const Duration last = last_read_of_a_lonely_leader(0.2);
    EXPECT_GE(last, 970ms);
    EXPECT_LE(last, 1130ms);
}

// A disk that takes 10 ms for a sync would do 100 writes a second one by one. A thousand come: they
// wait for half a sync on average, then for the one that covers them.
TEST(Replication, one_sync_covers_all_that_came_during_the_last) {
    Writers writers(Kind::raft, 1000);
    writers.build.at(writers.state).disk.sync = constant(10ms);
    writers.build.world.duration = 20s;
    const measure::CohortEvidence users = simulate(writers.build.world).cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    const Duration least = 3ms + 5ms + 10ms + 5ms;
    EXPECT_NEAR(users.latency.mean_seconds(), base::to_seconds(least + 5ms), 0.001);
    EXPECT_LE(users.latency.worst(), least + 10ms);
    EXPECT_GT(users.latency.worst(), least + 9900us);
}

TEST(Replication, begins_with_the_leaders_it_prefers) {
    WorldBuilder build;
    const auto state = build.raft("state", 6);
    build.at(state).preferred_leaders = {2, 2, 0, 1, 1, 1};
    build.world.duration = 20s;
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.timeline.count(Mark::leader_elected), 6u);
    EXPECT_EQ(evidence.timeline.count(Mark::leader_lost), 0u);
    std::string leaders;
    for (const measure::ShardEvidence& shard : evidence.shards) {
        leaders += shard.surviving.authority.at(std::string("leader on host ").size());
    }
    EXPECT_EQ(leaders, "ccabbb");
}

// How long a shard whose leader died is without one, in runs of different seeds.
std::vector<double> times_without_leader(std::size_t runs) {
    std::vector<double> times;
    const auto all = support::in_children(runs, [](std::size_t number) {
        Writers writers;
        writers.build.world.topology.network.between_zones[2].path.latency = 5ms;  // b-c
        writers.build.world.seed = 1000 + number;
        writers.build.power_loss(fault::ZoneTarget{writers.build.zone(0)}, 10s + number * 1ms);
        writers.build.world.duration = 20s;
        const measure::Evidence evidence = simulate(writers.build.world);
        const auto lost = instants(evidence, Mark::leader_lost);
        const auto elected = instants(evidence, Mark::leader_elected);
        EXPECT_EQ(lost.size(), 1u);
        EXPECT_EQ(elected.size(), 2u);
        EXPECT_EQ(evidence.shards.at(0).longest_without_leader, elected.back() - lost.front());
        EXPECT_TRUE(evidence.shards.at(0).without_quorum.empty());
        return support::Numbers{base::to_seconds(elected.back() - lost.front())};
    });
    for (const support::Numbers& took : all) times.push_back(took.at(0));
    return times;
}

// Followers wait between one and two election periods since the last heartbeat; the first of the
// two stands, and two rounds of votes later it leads. When both stand within a way of 5 ms and a
// sync of 2 ms, each votes for itself, and they wait once more: 3 to 4 of 100 times.
TEST(Replication, elects_a_leader_within_the_election_time_out) {
    constexpr double rounds = 2 * 2 * 0.005 + 0.002;
    std::size_t split = 0;
    double sum = 0;
    double shortest = 10;
    const std::vector<double> times = times_without_leader(200);
    ASSERT_EQ(times.size(), 200u);
    for (const double took : times) {
        EXPECT_GE(took, 1 - 0.1) << "not before an election period without a heartbeat";
        EXPECT_LE(took, 2 * (2 + rounds) + 0.1);
        if (took > 2 + rounds) {
            ++split;
            continue;
        }
        sum += took;
        shortest = std::min(shortest, took);
    }
    EXPECT_LE(split, 15u);
    // The less of two draws between 1 and 2 s is 4/3 s on average, with a deviation of 0.236 s. The
    // last heartbeat came 50 ms before, on average, less its way of 20 or 5 ms.
    const auto together = static_cast<double>(times.size() - split);
    EXPECT_NEAR(sum / together, 1.333 - 0.050 + 0.012 + rounds, 4 * 0.236 / std::sqrt(together));
    EXPECT_LT(shortest, 1.05);
}

// Zone b, 5 ms away, is evacuated. Its leader refuses a write that comes in the round trip in which
// it waits for the next leader's copy, and the next one leads a hop, a vote and a sync later:
// nothing waits for an election time-out, which is a second.
TEST(Replication, hands_over_when_its_zone_is_evacuated) {
    Writers writers(Kind::raft, 1000);
    writers.build.at(writers.state).preferred_leaders = {1};
    writers.build.at(writers.users).deadline = 1s;
    writers.build.at(writers.app).calls[0].tries.limit = 5;
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(1)}, 5s).kind =
        fault::Kind::evacuation;
    writers.build.world.duration = 12s;
    const measure::Evidence evidence = simulate(writers.build.world);
    EXPECT_TRUE(evidence.faults[0].bit());
    EXPECT_EQ(evidence.timeline.count(Mark::leader_elected), 2u);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    const Duration usual = 3ms + 5ms + (5ms + 2ms + 5ms) + 5ms;
    const Duration round_trip = 10ms;
    const Duration election = 5ms + 2ms + (5ms + 2ms + 5ms);
    // One that began a train of five tries just before waits for its end and a pause of its client.
    const Duration train = 5 * round_trip + 25ms;
    EXPECT_LE(users.latency.worst(), usual + round_trip + election + train);
    const auto elected = instants(evidence, Mark::leader_elected);
    EXPECT_LE(elected.at(1) - 5s, round_trip + 7ms + election);
}

// A leader that is alone, or two followers that are dead: nothing is acknowledged without a
// majority, and what was is kept.
measure::Evidence without_majority(Kind kind, bool linearizable_reads, double writes) {
    Writers writers(kind, 100);
    writers.build.world.slice = 10ms;
    writers.build.world.duration = 30s;
    writers.build.at(writers.state).linearizable_reads = linearizable_reads;
    writers.build.at(writers.users).writes = base::Ratio{writes};
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(1)}, 10s);
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(2)}, 10s);
    return simulate(writers.build.world);
}

TEST(Replication, a_minority_acknowledges_no_write) {
    const measure::Evidence evidence = without_majority(Kind::raft, true, 1);
    const measure::Slice before = issued_between(evidence.cohorts[0], 1s, 9900ms);
    EXPECT_EQ(before.ok, before.issued);
    const measure::Slice later = issued_between(evidence.cohorts[0], 10s, 30s);
    EXPECT_GT(later.issued, 1000u);
    EXPECT_EQ(later.ok, 0u);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    ASSERT_EQ(shard.without_quorum.size(), 1u);
    EXPECT_EQ(shard.without_quorum[0].from, after(10s));
    EXPECT_EQ(shard.without_quorum[0].to, after(30s));
    EXPECT_FALSE(shard.surviving.reachable);
    EXPECT_EQ(shard.ledger.acknowledged().count_missing_from(shard.surviving.durable_somewhere),
              0u);
}

TEST(Replication, a_minority_grants_no_read_that_must_be_linearizable) {
    const measure::Evidence evidence = without_majority(Kind::raft, true, 0);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 30s).ok, 0u);
}

TEST(Replication, a_lonely_leader_steps_down_and_then_answers_no_read_at_all) {
    const measure::Evidence evidence = without_majority(Kind::raft, false, 0);
    const auto lost = instants(evidence, Mark::leader_lost);
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_GT(lost[0], 10s + 500ms);
    EXPECT_LE(lost[0], 10s + 2 * 1s) << "after an election period in which nobody answered";
    const Duration then = std::chrono::ceil<std::chrono::milliseconds>(lost[0]) / 10ms * 10ms;
    EXPECT_GT(issued_between(evidence.cohorts[0], 10s, then - 20ms).ok, 40u);
    EXPECT_EQ(issued_between(evidence.cohorts[0], then + 10ms, 30s).ok, 0u);
}

TEST(Replication, a_mirror_without_its_copies_acknowledges_no_write) {
    const measure::Evidence evidence = without_majority(Kind::mirror, true, 1);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 30s).ok, 0u);
}

TEST(Replication, a_mirror_waits_for_its_primary_and_elects_nobody) {
    Writers writers(Kind::mirror, 100);
    writers.build.world.slice = 10ms;
    writers.build.world.duration = 30s;
    // The application stands elsewhere.
    writers.build.at(writers.app).instances = {writers.build.host(1)};
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(0)}, 10s, 5s);
    const measure::Evidence evidence = simulate(writers.build.world);
    EXPECT_EQ(issued_between(evidence.cohorts[0], 10s, 13s).ok, 0u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 16s, 30s);
    EXPECT_EQ(later.ok, later.issued);
    EXPECT_EQ(evidence.timeline.count(Mark::election_started), 0u);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    EXPECT_GT(shard.ledger.acknowledged().size(), 2000u);
    EXPECT_EQ(shard.ledger.acknowledged().count_missing_from(shard.surviving.applied), 0u);
}

// A retry that reaches a copy which has the write already is not told that it is committed: when
// the primary died with the others not all synced, it may never be.
TEST(Replication, a_mirrored_copy_answers_no_retry_in_its_primarys_stead) {
    Writers writers(Kind::mirror, 200);
    writers.build.at(writers.app).instances = {writers.build.host(1)};
    writers.build.at(writers.app).calls.at(0).tries = {
        .limit = 10, .timeout = 100ms, .backoff = {.base = 10ms, .cap = 1s}};
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(0)}, 10s);
    writers.build.world.duration = 20s;
    const measure::Evidence evidence = simulate(writers.build.world);
    const history::Ledger& ledger = evidence.shards.at(0).ledger;
    EXPECT_GT(ledger.acknowledged().size(), 1500u);
    base::Time last{};
    for (history::Sequence write = 0; write < ledger.issued(); ++write) {
        last = std::max(last, ledger.acknowledged_at(write).value_or(base::Time{}));
    }
    EXPECT_GT(last, after(9900ms));
    EXPECT_LE(last, after(10s + 5ms + 1ms)) << "the last answer of the primary, on its way";
}

// What had left the dying zone is lost with its connection, as sim/engine/README.md has it: of the
// last 20 ms both copies are on their way, and those of the last 15 ms are on no disk at all.
TEST(Replication, loses_the_messages_of_who_dies_while_they_are_on_their_way) {
    Writers writers(Kind::mirror, 4000);
    writers.build.world.topology.network.between_zones[0].path.latency = 20ms;  // a-b
    writers.build.at(writers.state).disk.sync = constant(15ms);
    writers.build.world.warm_up = 0s;
    writers.build.world.slice = 1ms;
    writers.build.world.duration = 5s;
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(0)}, 2s);
    const measure::Evidence evidence = simulate(writers.build.world);
    // They reach the primary 2 ms after they are issued.
    const double proposed = issued_between(evidence.cohorts[0], 0s, 2s - 2ms).issued;
    const auto held = static_cast<double>(evidence.shards.at(0).surviving.durable_somewhere.size());
    EXPECT_GT(proposed - held, 4000 * 0.015 * 0.6);
    EXPECT_LT(proposed - held, 4000 * 0.020 * 1.4);
}

// Zone c is dark for 20 s, in which 10,000 writes of 4 KiB come: 41 MB, which take 3.3 s at
// 100 Mbit/s. They are flows through the links, so that is what it takes to be whole again.
TEST(Replication, catches_up_as_fast_as_the_links_allow) {
    Writers writers(Kind::raft, 500);
    auto& network = writers.build.world.topology.network;
    for (topology::ZonePath& pair : network.between_zones) {
        pair.path.bandwidth = base::Bandwidth{100e6};
    }
    writers.build.at(writers.state).entry_size = base::Bytes{4096};
    writers.build.power_loss(fault::ZoneTarget{writers.build.zone(2)}, 10s, 20s);
    writers.build.world.duration = 60s;
    const measure::Evidence evidence = simulate(writers.build.world);
    const auto started = instants(evidence, Mark::replica_started);
    const auto restored = instants(evidence, Mark::redundancy_restored);
    ASSERT_EQ(started, std::vector<Duration>{30s});
    ASSERT_EQ(restored.size(), 1u);
    const double backlog = 500 * 20 * 4096 * 8 / 100e6;
    EXPECT_GT(base::to_seconds(restored[0] - 30s), backlog * 0.95);
    // More comes meanwhile, and the leader learns of the return with the next heartbeat.
    EXPECT_LT(base::to_seconds(restored[0] - 30s), backlog * 1.3 + 0.5);
    EXPECT_TRUE(evidence.whole_at_end);
}

// Every zone loses power at once and gets it back: acknowledged writes are on a majority of disks,
// unless followers told of what was not on their disks yet.
std::vector<support::Numbers> lost_by_blackout(Mutation mutation) {
    return support::in_children(20, [mutation](std::size_t number) {
        Writers writers(Kind::raft, 2000);
        for (topology::ZonePath& pair : writers.build.world.topology.network.between_zones) {
            pair.path.latency = 1ms;
        }
        writers.raft().mutation = mutation;
        writers.build.at(writers.state).disk.sync = support::exponential(20ms);
        writers.build.world.seed = number;
        for (std::size_t zone = 0; zone < 3; ++zone) {
            writers.build.power_loss(fault::ZoneTarget{writers.build.zone(zone)},
                                     2s + number * 1700us, 1s);
        }
        writers.build.world.duration = 10s;
        const measure::Evidence evidence = simulate(writers.build.world);
        const measure::ShardEvidence& shard = evidence.shards.at(0);
        if (mutation == Mutation::none) {
            EXPECT_TRUE(shard.surviving.reachable);
            EXPECT_GT(shard.ledger.acknowledged().size(), 10'000u);
        }
        return support::Numbers{static_cast<double>(
            shard.ledger.acknowledged().count_missing_from(shard.surviving.applied))};
    });
}

TEST(Replication, keeps_what_was_acknowledged_through_a_blackout_of_all_zones) {
    for (const support::Numbers& lost : lost_by_blackout(Mutation::none)) {
        EXPECT_EQ(lost.at(0), 0);
    }
}

TEST(Replication, loses_writes_in_a_blackout_when_followers_answer_before_the_sync) {
    double lost = 0;
    for (const support::Numbers& one : lost_by_blackout(Mutation::answer_before_sync)) {
        lost += one.at(0);
    }
    EXPECT_GT(lost, 0);
}

}  // namespace
}  // namespace triaz::engine
