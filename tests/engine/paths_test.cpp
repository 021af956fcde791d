// Faults of paths: what is lost, what is late, who notices, and what is as before when it is over.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/engine.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

fault::Fault& strike(WorldBuilder& build, fault::Kind kind, fault::Target target, base::Duration at,
                     std::optional<base::Duration> duration = {}) {
    fault::Fault& made = build.world.faults.emplace_back();
    made.name = "fault " + std::to_string(build.world.faults.size());
    made.kind = kind;
    made.target = std::move(target);
    made.at = base::start_of_run + at;
    made.duration = duration;
    return made;
}

fault::PathTarget path(std::size_t from, std::size_t to, bool one_way = false) {
    return {topology::ZoneId::of(from), topology::ZoneId::of(to), one_way};
}
fault::PathTarget to_clients(std::size_t zone, bool one_way = false) {
    return {topology::ZoneId::of(zone), {}, one_way};
}

// A front in zone a calls a back in zone b, a millisecond away, and waits 50 ms for it.
struct LinkedZones {
    WorldBuilder build{{.zones = 2, .between_zones = 1ms}};
    world::ServiceId front = build.service("front", build.hosts(0), {1000, 1000, constant(1ms)});
    world::ServiceId back = build.service("back", build.hosts(1), {1000, 1000, constant(1ms)});
    LinkedZones() {
        build.call(front, build.balancer("to back", back)).tries = {.limit = 1, .timeout = 50ms};
        build.cohort("users", build.balancer("to front", front), 1000);
        build.world.duration = 10s;
    }
    measure::Evidence run() { return simulate(build.world); }
};

double failed_share(const measure::Evidence& evidence) {
    const measure::RequestTotals& totals = evidence.cohorts[0].totals;
    return 1 - static_cast<double>(totals.count(Outcome::ok)) / static_cast<double>(totals.issued);
}

TEST(Paths, when_cut_lose_every_message_and_nothing_else) {
    LinkedZones two;
    strike(two.build, fault::Kind::partition, path(0, 1), 4s, 2s);
    const measure::Evidence evidence = two.run();
    // Two of ten seconds; what was under way at either edge may go either way (4 ms of traffic).
    EXPECT_NEAR(failed_share(evidence), 0.2, 0.015);
    // Who was cut off waited for the time-out and no longer.
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 4ms);
    EXPECT_EQ(evidence.faults[0].messages_hit,
              evidence.cohorts[0].totals.issued - evidence.cohorts[0].totals.count(Outcome::ok));
    EXPECT_TRUE(evidence.faults[0].bit());
    EXPECT_EQ(evidence.faults[0].target, "the path between zone a and zone b");
}

TEST(Paths, cut_one_way_lose_the_answers_after_the_work_was_done) {
    LinkedZones two;
    strike(two.build, fault::Kind::partition, path(1, 0, true), 4s, 2s);
    const measure::Evidence evidence = two.run();
    EXPECT_NEAR(failed_share(evidence), 0.2, 0.015);
    // The back served them all, but for the last, which came after the end.
    const std::vector<std::uint32_t>& served = evidence.zones[1].served;
    EXPECT_GE(std::accumulate(served.begin(), served.end(), 10u),
              evidence.cohorts[0].totals.issued);
}

TEST(Paths, that_lose_a_share_lose_it_each_way) {
    LinkedZones two;
    strike(two.build, fault::Kind::message_loss, path(0, 1), 2ms).share = base::Ratio{0.1};
    const measure::Evidence evidence = two.run();
    const double requests = static_cast<double>(evidence.cohorts[0].totals.issued);
    // A request fails when either of its two messages is lost: 1 - 0.9^2; four deviations.
    EXPECT_NEAR(failed_share(evidence), 0.19, 4 * std::sqrt(0.19 * 0.81 / requests));
}

TEST(Paths, that_are_slow_delay_a_share_each_way) {
    LinkedZones two;
    fault::Fault& slow = strike(two.build, fault::Kind::added_latency, path(0, 1), 2ms);
    slow.share = base::Ratio{0.25};
    slow.added = constant(8ms);
    const measure::Evidence evidence = two.run();
    EXPECT_EQ(failed_share(evidence), 0);
    // 4 ms as it is, and 8 ms for each of two messages with probability 1/4: deviation 4.9 ms.
    const double requests = static_cast<double>(evidence.cohorts[0].totals.issued);
    EXPECT_NEAR(evidence.cohorts[0].latency.mean_seconds(), 0.008,
                4 * 0.0049 / std::sqrt(requests));
    EXPECT_EQ(evidence.cohorts[0].latency.worst(), 20ms);
}

TEST(Paths, struck_twice_are_whole_when_both_faults_are_over) {
    LinkedZones two;
    strike(two.build, fault::Kind::partition, path(0, 1), 2s, 3s);
    strike(two.build, fault::Kind::partition, fault::ZoneTarget{two.build.zone(1)}, 4s, 3s);
    const measure::Evidence evidence = two.run();
    EXPECT_NEAR(failed_share(evidence), 0.5, 0.02);  // from 2 s to 7 s
    EXPECT_EQ(evidence.cohorts[0].slices.all().back().ok,
              evidence.cohorts[0].slices.all().back().issued);
}

TEST(Paths, to_clients_of_a_zone_that_has_none_are_missed_by_nobody) {
    LinkedZones two;
    strike(two.build, fault::Kind::partition, to_clients(1), 4s, 2s);
    EXPECT_EQ(failed_share(two.run()), 0);
}

TEST(Paths, to_clients_when_cut_keep_them_out) {
    LinkedZones two;
    strike(two.build, fault::Kind::partition, to_clients(0), 4s, 2s);
    EXPECT_NEAR(failed_share(two.run()), 0.2, 0.015);
}

TEST(Paths, that_carry_nothing_show_that_the_fault_did_not_bite) {
    WorldBuilder build({.zones = 2});
    const auto app = build.service("app", build.hosts(0), {8, 100, constant(1ms)});
    build.cohort("users", build.balancer("front", app), 100);
    build.world.duration = 5s;
    strike(build, fault::Kind::partition, path(0, 1), 2s);
    EXPECT_FALSE(simulate(build.world).faults[0].bit());
}

// Health checks take the same way as everybody else's messages: how often the target was taken out.
std::uint64_t taken_out_by(fault::Kind kind, base::Duration added) {
    LinkedZones two;
    world::HealthCheck& health = two.build.world.balancers[0].health;
    health.enabled = true;
    health.interval = 100ms;
    health.connect_timeout = 50ms;
    health.response_timeout = 50ms;
    strike(two.build, kind, path(0, 1), 4s, 3s).added = constant(added);
    const measure::Evidence evidence = two.run();
    EXPECT_EQ(evidence.timeline.count(history::Mark::target_down),
              evidence.timeline.count(history::Mark::target_up));
    return evidence.timeline.count(history::Mark::target_down);
}

TEST(Paths, make_checks_fail_when_they_are_cut) {
    EXPECT_EQ(taken_out_by(fault::Kind::partition, 0ms), 1u);
}
TEST(Paths, make_checks_fail_when_they_take_longer_than_the_checks_wait) {
    EXPECT_EQ(taken_out_by(fault::Kind::added_latency, 25ms), 1u);
}
TEST(Paths, leave_checks_alone_when_they_take_no_longer) {
    EXPECT_EQ(taken_out_by(fault::Kind::added_latency, 23ms), 0u);
}

// A store of three shards, one led from each zone, and clients of zone c.
struct ThreeZones {
    WorldBuilder build{{.zones = 3, .between_zones = 1ms}};
    ThreeZones() {
        const auto app = build.service("app", build.hosts(2), {1000, 1000, constant(1ms)});
        const auto state = build.raft("state", 3);
        build.call(app, state).tries = {
            .limit = 20, .timeout = 200ms, .backoff = {.base = 10ms, .cap = 1s}};
        const auto users = build.cohort("users", build.balancer("front", app), 300);
        build.at(users).writes = base::Ratio{1};
        build.world.duration = 30s;
    }
};

TEST(Paths, that_cut_off_a_minority_make_others_lead_and_lose_nothing) {
    ThreeZones three;
    strike(three.build, fault::Kind::partition, fault::ZoneTarget{three.build.zone(0)}, 10s, 10s);
    const measure::Evidence evidence = simulate(three.build.world);
    EXPECT_EQ(failed_share(evidence), 0);
    EXPECT_EQ(evidence.timeline.count(history::Mark::redundancy_reduced), 3u);
    EXPECT_EQ(evidence.timeline.count(history::Mark::redundancy_restored), 3u);
    EXPECT_TRUE(evidence.whole_at_end);
    for (const measure::ShardEvidence& shard : evidence.shards) {
        EXPECT_TRUE(shard.without_quorum.empty());
        EXPECT_EQ(shard.ledger.acknowledged().count_missing_from(shard.surviving.applied), 0u);
    }
}

TEST(Paths, that_are_all_cut_leave_no_quorum_and_acknowledge_nothing) {
    ThreeZones three;
    for (std::size_t zone = 0; zone < 2; ++zone) {
        strike(three.build, fault::Kind::partition, fault::ZoneTarget{three.build.zone(zone)}, 10s,
               10s);
    }
    const measure::Evidence evidence = simulate(three.build.world);
    for (const measure::ShardEvidence& shard : evidence.shards) {
        ASSERT_EQ(shard.without_quorum.size(), 1u);
        EXPECT_EQ(shard.without_quorum[0].from, base::start_of_run + 10s);
        EXPECT_EQ(shard.without_quorum[0].to, base::start_of_run + 20s);
        EXPECT_EQ(shard.ledger.acknowledged().count_missing_from(shard.surviving.applied), 0u);
    }
    for (std::size_t at = 0; at < evidence.cohorts[0].slices.all().size(); ++at) {
        const base::Time from = evidence.cohorts[0].slices.start_of(at);
        if (from < base::start_of_run + 11s || from >= base::start_of_run + 15s) continue;
        EXPECT_EQ(evidence.cohorts[0].slices.all()[at].ok, 0u) << at;
    }
}

}  // namespace
}  // namespace triaz::engine
