// What a fault takes away, what its victims' peers see, and what comes back when.
//
// Clients are a millisecond away from every zone, and slices are a millisecond wide, so that each
// test knows to the millisecond which requests a fault costs.
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using fault::Role;
using measure::Outcome;
using support::constant;
using support::WorldBuilder;

// `app` works 100 ms, for anybody at once, on one host of each of `zones` zones; nobody checks its
// health, and clients of zone a try once, for 500 ms.
struct StruckCallers {
    explicit StruckCallers(std::size_t zones) : build({.zones = zones, .client_access = 1ms}) {
        build.at(users).tries.timeout = 500ms;
        build.world.duration = 20s;
        build.world.slice = 1ms;
    }

    WorldBuilder build;
    world::ServiceId app =
        build.service("app", build.hosts_in_every_zone(), {100'000, 0, constant(100ms)});
    world::BalancerId front = build.balancer("front", app);
    world::CohortId users = build.cohort("users", front, 200);
};

void expect_all_ok(const measure::CohortEvidence& cohort, base::Duration from, base::Duration to) {
    const measure::Slice seen = issued_between(cohort, from, to);
    EXPECT_GT(seen.issued, 10u);
    EXPECT_EQ(seen.ok, seen.issued);
}

// The requests issued in [from, to) all came to nothing.
measure::Slice expect_none_ok(const measure::CohortEvidence& cohort, base::Duration from,
                              base::Duration to) {
    const measure::Slice seen = issued_between(cohort, from, to);
    EXPECT_GT(seen.issued, 10u);
    EXPECT_EQ(seen.ok, 0u);
    EXPECT_EQ(seen.finished, seen.issued);
    return seen;
}

TEST(Striking, loses_with_power_what_is_inside_and_answers_nothing_more) {
    StruckCallers callers(1);
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    // What had left the zone at 10 s was issued 101 ms before, and arrives.
    expect_all_ok(users, 0s, 10s - 101ms);
    const measure::Slice lost = expect_none_ok(users, 10s - 101ms, 20s);
    EXPECT_EQ(users.totals.count(Outcome::ambiguous), lost.issued) << "nobody was told anything";
}

TEST(Striking, lets_clients_wait_for_their_time_out_after_a_power_loss) {
    StruckCallers callers(2);
    callers.build.at(callers.users).tries.limit = 3;
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    // One try that is silent, one that succeeds; or two that are silent.
    EXPECT_EQ(users.latency.worst(), 2 * 500ms + 102ms);
    EXPECT_GT(users.totals.failed_attempts, 500u);
    EXPECT_EQ(users.totals.count(Outcome::ok) + users.totals.count(Outcome::ambiguous),
              users.totals.issued);
}

TEST(Striking, resets_at_once_what_a_process_had_open_and_refuses_what_comes) {
    StruckCallers callers(1);
    callers.build.crash("app", callers.build.host(0), 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    expect_all_ok(users, 0s, 10s - 101ms);
    const measure::Slice open = expect_none_ok(users, 10s - 101ms, 10s - 1ms);
    const measure::Slice refused = expect_none_ok(users, 10s - 1ms, 20s);
    EXPECT_EQ(users.totals.count(Outcome::ambiguous), open.issued) << "it may have happened";
    EXPECT_EQ(users.totals.count(Outcome::error), refused.issued) << "it did not happen";
}

TEST(Striking, tells_of_a_crash_one_way_later_and_lets_the_retry_go_elsewhere) {
    StruckCallers callers(2);
    callers.build.at(callers.users).rate = 1000;
    callers.build.at(callers.users).tries.limit = 100;
    callers.build.crash("app", callers.build.host(0), 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_EQ(users.totals.count(Outcome::ok), users.totals.issued);
    // Nearly done at the crash, told of it a millisecond later, then served from the start, but for
    // a few refusals of two milliseconds each.
    EXPECT_GT(users.latency.worst(), 101ms + 102ms);
    EXPECT_LT(users.latency.worst(), 102ms + 102ms + 10 * 2ms);
}

TEST(Striking, brings_back_with_power_what_then_needs_its_start_time) {
    StruckCallers callers(1);
    callers.build.at(callers.app).start_time = 3s;
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s, 2s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    const measure::Slice silent = expect_none_ok(users, 10s - 101ms, 12s - 1ms);
    const measure::Slice refused = expect_none_ok(users, 12s - 1ms, 15s - 1ms);
    expect_all_ok(users, 15s - 1ms, 20s);
    EXPECT_EQ(users.totals.count(Outcome::ambiguous), silent.issued);
    EXPECT_EQ(users.totals.count(Outcome::error), refused.issued);
    const measure::FaultEvidence& fault = evidence.faults.at(0);
    EXPECT_EQ(fault.injected, after(10s));
    EXPECT_EQ(fault.ended, after(12s));
    EXPECT_EQ(fault.processes_restored, after(15s));
    EXPECT_EQ(instants(evidence, history::Mark::instance_started),
              std::vector<base::Duration>{15s});
    EXPECT_TRUE(evidence.whole_at_end);
}

TEST(Striking, starts_a_crashed_process_anew) {
    StruckCallers callers(1);
    callers.build.at(callers.app).start_time = 500ms;
    callers.build.crash("app", callers.build.host(0), 10s, 1s);
    const measure::Evidence evidence = simulate(callers.build.world);
    expect_none_ok(evidence.cohorts[0], 10s - 101ms, 11500ms - 1ms);
    expect_all_ok(evidence.cohorts[0], 11500ms - 1ms, 20s);
}

TEST(Striking, keeps_down_what_another_fault_still_holds) {
    StruckCallers callers(1);
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s, 4s);
    callers.build.power_loss(fault::HostTarget{callers.build.host(0)}, 12s, 4s);
    callers.build.crash("app", callers.build.host(0), 15s, 3s);
    const measure::Evidence evidence = simulate(callers.build.world);
    const measure::CohortEvidence& users = evidence.cohorts[0];
    // Dark until 16 s, then stopped until 18 s.
    const measure::Slice silent = expect_none_ok(users, 10s - 101ms, 16s - 1ms);
    const measure::Slice refused = expect_none_ok(users, 16s - 1ms, 18s - 1ms);
    expect_all_ok(users, 18s - 1ms, 20s);
    EXPECT_EQ(users.totals.count(Outcome::ambiguous), silent.issued);
    EXPECT_EQ(users.totals.count(Outcome::error), refused.issued);
}

// In the midst of its start a process loses what it had done for it.
TEST(Striking, starts_from_the_beginning_when_it_is_struck_while_starting) {
    StruckCallers callers(1);
    callers.build.at(callers.app).start_time = 3s;
    callers.build.power_loss(fault::HostTarget{callers.build.host(0)}, 10s, 1s);
    callers.build.power_loss(fault::HostTarget{callers.build.host(0)}, 13s, 1s);
    const measure::Evidence evidence = simulate(callers.build.world);
    expect_none_ok(evidence.cohorts[0], 10s - 101ms, 17s - 1ms);
    expect_all_ok(evidence.cohorts[0], 17s - 1ms, 20s);
}

// Zone a has two buildings with an instance each, zone b one.
struct TwoBuildings : StruckCallers {
    TwoBuildings() : StruckCallers(2) {
        auto& topology = build.world.topology;
        topology.data_centers.push_back({"a2", build.zone(0)});
        topology.hosts.push_back({"a2-h1", topology::DataCenterId::of(2), "rack"});
        build.at(app).instances.push_back(topology::HostId::of(2));
    }
};

TEST(Striking, takes_one_building_of_a_zone_and_leaves_the_other) {
    TwoBuildings callers;
    callers.build.power_loss(fault::DataCenterTarget{topology::DataCenterId::of(0)}, 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    EXPECT_EQ(evidence.faults.at(0).target, "data centre a1");
    EXPECT_EQ(evidence.faults.at(0).processes_lost, 1u);
    const measure::Slice later = issued_between(evidence.cohorts[0], 11s, 20s);
    EXPECT_NEAR(later.ok, later.issued * 2. / 3, 1);
    EXPECT_NEAR(evidence.zones[0].served.at(15), evidence.zones[1].served.at(15), 1)
        << "one instance is left in each zone";
}

TEST(Striking, takes_both_buildings_with_their_zone) {
    TwoBuildings callers;
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    EXPECT_EQ(evidence.faults.at(0).target, "zone a");
    EXPECT_EQ(evidence.faults.at(0).processes_lost, 2u);
    EXPECT_EQ(evidence.zones[0].served.at(15), 0u);
    EXPECT_GT(evidence.zones[1].served.at(15), 30u);
}

TEST(Striking, takes_all_that_runs_on_a_host_and_nothing_beside_it) {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 2});
    const auto app = build.service("app", build.hosts(0), {1, 0, constant(0ns)});
    build.service("other", build.hosts(0), {1, 0, constant(0ns)});
    build.at(build.balancer("front", app)).nodes = {build.host(0, 0), build.host(0, 1)};
    build.raft("state");
    build.world.duration = 20s;
    build.power_loss(fault::HostTarget{build.host(0)}, 5s, 1s);
    build.crash("app", build.host(0), 10s);
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.faults.at(0).target, "host a1-h1");
    EXPECT_EQ(evidence.faults.at(0).processes_lost, 4u) << "app, other, front, and the replica";
    EXPECT_EQ(evidence.faults.at(1).target, "app on host a1-h1");
    EXPECT_EQ(evidence.faults.at(1).processes_lost, 1u);
    EXPECT_FALSE(evidence.whole_at_end);
}

TEST(Striking, counts_what_its_target_did_just_before) {
    StruckCallers callers(2);
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 10s);
    callers.build.power_loss(fault::ZoneTarget{callers.build.zone(0)}, 15s);
    const measure::Evidence evidence = simulate(callers.build.world);
    // 100 a second, over the last one or two seconds.
    EXPECT_GT(evidence.faults.at(0).requests_served, 70u);
    EXPECT_LT(evidence.faults.at(0).requests_served, 260u);
    EXPECT_TRUE(evidence.faults.at(0).bit());
    EXPECT_FALSE(evidence.faults.at(1).bit()) << "what is dead already is not struck";
}

// Half of the instances do all of the work after the fault.
TEST(Striking, parts_utilisation_at_the_first_fault) {
    StruckCallers callers(2);
    callers.build.at(callers.users).tries.limit = 1000;
    callers.build.at(callers.users).rate = 2000;
    callers.build.at(callers.app).workers.count = 400;
    callers.build.world.warm_up = 5s;
    callers.build.crash("app", callers.build.host(0), 10s);
    const measure::Evidence evidence = simulate(callers.build.world);
    EXPECT_NEAR(evidence.zones[1].busiest_before, 1000 * 0.1 / 400, 0.01);
    EXPECT_NEAR(evidence.zones[1].busiest_after, 2000 * 0.1 / 400, 0.01);
    EXPECT_LT(evidence.zones[0].busiest_after, 0.001);
}

// Five shards led in zones a, b, b, c, b.
WorldBuilder with_leaders() {
    WorldBuilder build;
    const auto state = build.raft("state", 5);
    build.at(state).preferred_leaders = {0, 1, 1, 2, 1};
    build.world.duration = 20s;
    return build;
}

TEST(Striking, finds_the_zone_of_most_leaders_when_it_strikes) {
    WorldBuilder build = with_leaders();
    build.power_loss(fault::RoleTarget{Role::zone_of_most_leaders, 0, 0}, 10s);
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.faults.at(0).target, "zone b (most leaders of state)");
    EXPECT_EQ(evidence.faults.at(0).leaders, 3u);
    EXPECT_EQ(evidence.faults.at(0).processes_lost, 5u);
}

TEST(Striking, takes_the_first_of_two_zones_with_as_many_leaders) {
    WorldBuilder build = with_leaders();
    build.at(world::StoreId::of(0)).preferred_leaders = {2, 1, 0, 2, 1};
    build.power_loss(fault::RoleTarget{Role::zone_of_most_leaders, 0, 0}, 10s);
    EXPECT_EQ(simulate(build.world).faults.at(0).target, "zone b (most leaders of state)");
}

TEST(Striking, finds_the_leader_of_a_shard_where_it_is_by_then) {
    WorldBuilder build = with_leaders();
    build.power_loss(fault::RoleTarget{Role::leader_host, 0, 3}, 5s, 5s);
    build.power_loss(fault::RoleTarget{Role::leader_host, 0, 3}, 15s);
    const measure::Evidence evidence = simulate(build.world);
    EXPECT_EQ(evidence.faults.at(0).target, "host c1-h1 (leader of state/3)");
    EXPECT_EQ(evidence.faults.at(0).leaders, 1u);
    EXPECT_NE(evidence.faults.at(1).target, evidence.faults.at(0).target) << "it has moved";
    EXPECT_GE(evidence.faults.at(1).leaders, 1u);
}

// At one instant what ends ends first: a host whose power returns and goes in one instant has died
// once more, and the end of the first fault is not the end of the second.
TEST(Striking, ends_one_fault_before_it_begins_the_next_of_the_same_instant) {
    StruckCallers callers(1);
    callers.build.power_loss(fault::HostTarget{callers.build.host(0)}, 10s, 2s);
    callers.build.power_loss(fault::HostTarget{callers.build.host(0)}, 12s, 2s);
    const measure::Evidence evidence = simulate(callers.build.world);
    expect_none_ok(evidence.cohorts[0], 10s - 101ms, 14s - 1ms);
    expect_all_ok(evidence.cohorts[0], 14s - 1ms, 20s);
    using history::Mark;
    std::vector<Mark> marks;
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (entry.time == after(12s)) marks.push_back(entry.mark);
    }
    ASSERT_GE(marks.size(), 2u);
    EXPECT_EQ(marks[0], Mark::fault_ended);
    EXPECT_EQ(marks[1], Mark::fault_injected);
}

}  // namespace
}  // namespace triaz::engine
