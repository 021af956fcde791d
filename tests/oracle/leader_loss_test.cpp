// How long a store after etcd is without a leader when the leader's host loses power: 200 losses at
// random instants, as a client sees them that writes every 2 ms on average and does not try again.
//
// Two followers draw election time-outs from one to two periods of 1 s since they last heard the
// leader, up to a heartbeat before its loss; the first to run out wins. The least of two uniform
// draws has a median of 2 - 1/sqrt(2) = 1.293 periods. A cluster of etcd itself, whose leader was
// killed 30 times, was without a write for 1.41 s in the median and 1.01 s at the least, seen by a
// probe every 200 ms.
#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/engine/engine.hpp"
#include "sim/protocol/presets.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz {
namespace {

using namespace std::chrono_literals;
using support::constant;
using support::WorldBuilder;

constexpr std::size_t losses = 200;

measure::Evidence leader_lost(std::size_t number) {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 2, .between_zones = 500us});
    build.world.seed = number + 1;
    const auto app = build.service("app", {build.host(0, 1), build.host(1, 1), build.host(2, 1)},
                                   {100'000, 0, constant(0s)});
    const auto store = build.raft("state");
    const protocol::Preset& etcd = *protocol::find_preset("etcd");
    build.at(store).protocol = std::get<protocol::raft::Options>(etcd.protocol);
    build.at(store).election_period = etcd.election_period;
    build.at(store).heartbeat_period = etcd.heartbeat_period;
    build.at(store).disk.sync = support::exponential(1ms);
    build.call(app, store).tries.timeout = 20ms;
    const auto users = build.cohort("users", build.balancer("front", app), 500);
    build.at(users).writes = base::Ratio{1};
    build.world.warm_up = 2s;
    build.world.duration = 10s;
    build.world.slice = 10ms;
    fault::Fault& loss = build.power_loss(fault::RoleTarget{fault::Role::leader_host}, 3s);
    loss.at += base::from_seconds(base::Stream(build.world.seed).stream("instants").uniform());
    return engine::simulate(build.world);
}

double longest_without_success(const measure::Slices& slices) {
    std::size_t longest = 0, run = 0;
    for (const measure::Slice& slice : slices.all()) {
        run = slice.issued > 0 && slice.ok == 0 ? run + 1 : slice.issued > 0 ? 0 : run;
        longest = std::max(longest, run);
    }
    return base::to_seconds(slices.width()) * static_cast<double>(longest);
}

enum Column : std::size_t { without, acknowledged, lost, leaders_struck, columns };

support::Numbers seen(std::size_t number) {
    const measure::Evidence evidence = leader_lost(number);
    const measure::ShardEvidence& shard = evidence.shards.at(0);
    support::Numbers numbers(columns);
    numbers[without] = longest_without_success(evidence.cohorts.at(0).slices);
    numbers[acknowledged] = static_cast<double>(shard.ledger.acknowledged().size());
    numbers[lost] = static_cast<double>(
        shard.ledger.acknowledged().count_missing_from(shard.surviving.applied));
    numbers[leaders_struck] = static_cast<double>(evidence.faults.at(0).leaders);
    return numbers;
}

TEST(LeaderLoss, leaves_a_store_after_etcd_without_writes_as_long_as_etcd_itself) {
    const auto all = support::in_children(losses, seen);
    std::vector<double> gaps;
    for (const support::Numbers& one : all) {
        ASSERT_EQ(one.size(), columns);
        EXPECT_EQ(one[leaders_struck], 1);
        EXPECT_GT(one[acknowledged], 2500);
        EXPECT_EQ(one[lost], 0);
        gaps.push_back(one[without]);
    }
    std::sort(gaps.begin(), gaps.end());
    const double median = (gaps[losses / 2 - 1] + gaps[losses / 2]) / 2;
    RecordProperty("median_ms", static_cast<int>(median * 1000));
    EXPECT_GE(median, 1.2);
    EXPECT_LE(median, 1.6);
    EXPECT_GE(gaps.front(), 0.9);
    EXPECT_LE(gaps.front(), 1.15);
    EXPECT_LE(gaps.back(), 2.3);
}

}  // namespace
}  // namespace triaz
