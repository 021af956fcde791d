// Long-lived sessions against Erlang's loss formula, hand-worked instants and conservation.
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "sim/world/invariants.hpp"
#include "tests/engine/looking.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using measure::SessionEvidence;
using support::constant;
using support::exponential;
using support::WorldBuilder;

// One media instance in each of three zones, and a carrier with a part in each. A sessions cohort
// of zone a that tries three times, a second apart, and notices a drop after two.
struct Calls {
    Calls() {
        build.world.dependencies.push_back(
            {"carriers", "carrier", constant(0ns), {build.zone(0), build.zone(1), build.zone(2)}});
        build.at(front).cross_zone = false;
        world::SessionCohort& made = build.world.sessions.emplace_back();
        made.name = "calls";
        made.home = build.zone(0);
        made.rate = 0.001;
        made.at_start = 100;
        made.holding_time = constant(1h);
        made.through = front;
        made.carrier = world::DependencyId{0};
        build.world.duration = 60s;
    }
    world::SessionCohort& calls() { return build.world.sessions[0]; }
    fault::Fault& lose_carrier(std::size_t zone, base::Duration at, base::Duration lasts) {
        fault::Fault& made = build.world.faults.emplace_back();
        made.name = "fault " + std::to_string(build.world.faults.size());
        made.kind = fault::Kind::dependency_loss;
        made.target = fault::DependencyTarget{"carriers", build.zone(zone)};
        made.at = base::start_of_run + at;
        made.duration = lasts;
        return made;
    }
    measure::Evidence evidence() {
        const auto broken = world::broken_invariants(build.world);
        EXPECT_TRUE(broken.empty()) << broken.front();
        return simulate(build.world);
    }
    SessionEvidence run() { return evidence().sessions.at(0); }
    WorldBuilder build{{.zones = 3}};
    world::ServiceId media =
        build.service("media", build.hosts_in_every_zone(), {1000, 0, constant(0ns)});
    world::BalancerId front = build.balancer("media-lb", media);
};

void expect_adds_up(const SessionEvidence& seen) {
    EXPECT_EQ(seen.carried_in + seen.begun,
              seen.blocked + seen.completed + seen.lost + seen.unfinished);
    EXPECT_GE(seen.dropped(), seen.reestablished() + seen.waiting.count());
}

// Erlang B, from its recursion: B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)).
double erlang_b(double load, std::uint32_t servers) {
    double blocking = 1;
    for (std::uint32_t n = 1; n <= servers; ++n) blocking = load * blocking / (n + load * blocking);
    return blocking;
}

TEST(Sessions, are_blocked_as_often_as_erlang_says) {
    struct Case {
        std::uint32_t servers;
        double load;
        double published;  // Erlang's B, from tables
    };
    const Case cases[] = {{3, 2, .210526}, {10, 5, .018384570}, {15, 12, .085729}};
    const auto seen = support::in_children(std::size(cases), [&](std::size_t number) {
        const Case& each = cases[number];
        Calls world;
        world.calls().at_start = 0;
        world.calls().attempts = 1;
        world.calls().rate = each.load;
        world.calls().holding_time = exponential(1s);
        world.build.at(world.media).workers.count = each.servers;
        world.build.world.warm_up = 60s;
        world.build.world.duration =
            base::from_seconds(60 + (number == 1 ? 700'000 : 200'000) / each.load);
        world.build.world.slice = 60s;
        const SessionEvidence calls = world.run();
        expect_adds_up(calls);
        EXPECT_EQ(calls.no_room, calls.blocked);
        return support::Numbers{static_cast<double>(calls.blocked),
                                static_cast<double>(calls.begun)};
    });
    for (std::size_t number = 0; number < std::size(cases); ++number) {
        const Case& each = cases[number];
        const double exact = erlang_b(each.load, each.servers);
        ASSERT_NEAR(exact, each.published, 1e-6);
        EXPECT_NEAR(seen[number].at(0) / seen[number].at(1), exact, 0.02 * exact) << number;
    }
}

// Insensitive to the distribution of holding times: the same with constant ones.
TEST(Sessions, are_blocked_as_often_whatever_the_spread_of_their_length) {
    Calls world;
    world.calls().at_start = 0;
    world.calls().attempts = 1;
    world.calls().rate = 2;
    world.calls().holding_time = constant(1s);
    world.build.at(world.media).workers.count = 3;
    world.build.world.warm_up = 60s;
    world.build.world.duration = 80'000s;
    world.build.world.slice = 60s;
    const SessionEvidence calls = world.run();
    EXPECT_NEAR(static_cast<double>(calls.blocked) / static_cast<double>(calls.begun),
                erlang_b(2, 3), 0.02 * erlang_b(2, 3));
}

TEST(Sessions, that_nothing_happens_to_come_to_their_end) {
    Calls world;
    world.calls().holding_time = constant(20s);
    world.build.world.warm_up = 10s;
    const SessionEvidence seen = world.run();
    expect_adds_up(seen);
    EXPECT_EQ(seen.carried_in, 100u);
    EXPECT_EQ(seen.under_way, 100u);
    EXPECT_GE(seen.completed, 100u);
    EXPECT_EQ(seen.dropped(), 0u);
}

// Two seconds until it is noticed, one more after the home carrier has failed again.
TEST(Sessions, of_a_lost_carrier_come_back_through_another_zone) {
    Calls world;
    world.lose_carrier(0, 20s, 20s);
    const measure::Evidence evidence = world.evidence();
    const SessionEvidence& seen = evidence.sessions.at(0);
    expect_adds_up(seen);
    EXPECT_EQ(seen.under_way, 100u);
    EXPECT_EQ(seen.dropped_with_carrier, 100u);
    EXPECT_EQ(seen.no_carrier, 100u);
    EXPECT_EQ(seen.reestablished(), 100u);
    EXPECT_EQ(seen.to_reestablish.worst(), 3s);
    EXPECT_EQ(seen.to_reestablish.quantile(0), 3s);
    EXPECT_EQ(evidence.faults.at(0).sessions_dropped, 100u);
    EXPECT_EQ(instants(evidence, history::Mark::sessions_dropped, "calls").size(), 1u);
}

TEST(Sessions, on_a_crashed_instance_come_back_when_another_one_is_found) {
    Calls world;
    world.build.at(world.front).cross_zone = true;  // round robin: 34, 33, 33
    world.build.crash("media", world.build.host(0), 20s);
    const SessionEvidence seen = world.run();
    expect_adds_up(seen);
    EXPECT_NEAR(static_cast<double>(seen.dropped_with_instance), 33.5, 0.6);
    EXPECT_EQ(seen.reestablished() + seen.lost, seen.dropped());
    EXPECT_GE(seen.to_reestablish.worst(), 3s) << "some try the dead one first";
    EXPECT_NEAR(base::to_seconds(seen.to_reestablish.quantile(0)), 2, 0.02);
    EXPECT_LE(seen.lost, 5u) << "it was their turn to try it three times";
}

TEST(Sessions, of_a_zone_without_power_come_back_elsewhere) {
    Calls world;
    world.build.power_loss(fault::ZoneTarget{world.build.zone(0)}, 20s);
    const SessionEvidence seen = world.run();
    expect_adds_up(seen);
    EXPECT_EQ(seen.dropped_with_instance, 100u);
    EXPECT_EQ(seen.reestablished(), 100u);
    EXPECT_EQ(seen.to_reestablish.worst(), 3s);
}

// Without a carrier they come from outside; a partition between zone a and clients cuts them off
// for good, as there is no other way in.
TEST(Sessions, on_a_path_that_is_cut_are_dropped_and_given_up) {
    Calls world;
    world.calls().carrier.reset();
    fault::Fault& cut = world.lose_carrier(0, 20s, 30s);
    cut.kind = fault::Kind::partition;
    cut.target = fault::PathTarget{world.build.zone(0), {}, false};
    const measure::Evidence evidence = world.evidence();
    const SessionEvidence& seen = evidence.sessions.at(0);
    expect_adds_up(seen);
    EXPECT_EQ(seen.dropped_with_path, 100u);
    EXPECT_EQ(seen.lost, 100u);
    EXPECT_EQ(seen.reestablished(), 0u);
    EXPECT_TRUE(evidence.faults.at(0).bit());
}

TEST(Sessions, that_still_try_when_the_run_ends_are_unfinished) {
    Calls world;
    world.calls().attempts = 1000;
    world.calls().carrier.reset();
    fault::Fault& cut = world.lose_carrier(0, 50s, 10s);
    cut.kind = fault::Kind::partition;
    cut.target = fault::PathTarget{world.build.zone(0), {}, false};
    const SessionEvidence seen = world.run();
    expect_adds_up(seen);
    EXPECT_EQ(seen.waiting.count(), 100u);
    EXPECT_EQ(seen.waiting.worst(), 10s);
    EXPECT_EQ(seen.lost, 0u);
}

// What was left of the holding time is kept: 60 s in all, of which 17 are left after the drop.
TEST(Sessions, go_on_for_the_rest_of_their_time) {
    Calls world;
    world.calls().holding_time = constant(20s);
    world.calls().rate = 0.0001;
    world.lose_carrier(0, 12s, 1s);
    world.build.world.duration = 24s;
    const SessionEvidence early = world.run();
    EXPECT_EQ(early.reestablished(), 100u);
    EXPECT_EQ(early.completed, 100u) << "dropped at 12 s, back at 14 s, over at 22 s";
}

// With room for 60 in a zone, 60 calls are in zone a and 40 in b, which has room for 20 of those
// that come over; the others find it in c, a second later. With room for 45 there are 10 in c
// already, and 10 of those from a are given up.
TEST(Sessions, that_find_no_room_go_on_to_the_next_zone) {
    const auto lost_with = [](std::uint32_t room) {
        return support::in_child([room] {
            Calls world;
            world.build.world.warm_up = 10s;
            world.build.at(world.media).workers.count = room;
            world.lose_carrier(0, 20s, 20s);
            const SessionEvidence seen = world.run();
            expect_adds_up(seen);
            EXPECT_EQ(seen.to_reestablish.worst(), 4s);
            return fmt::format("{} {} {}", seen.dropped(), seen.no_room, seen.lost);
        });
    };
    EXPECT_EQ(lost_with(60), "60 40 0");
    EXPECT_EQ(lost_with(45), "45 55 10");
}

std::string all_of(const SessionEvidence& seen) {
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {}", seen.carried_in, seen.begun,
                       seen.established, seen.blocked, seen.completed, seen.lost, seen.unfinished,
                       seen.dropped(), seen.reestablished(), seen.to_reestablish.worst().count(),
                       seen.no_room);
}

// Faults of every kind that drops sessions, in worlds with little room.
std::string busy_run(std::size_t number) {
    Calls world;
    world.build.at(world.media).workers.count = 40;
    world.calls().at_start = 30;
    world.calls().rate = 2;
    world.calls().holding_time = exponential(15s);
    world.calls().attempts = 1 + static_cast<std::uint32_t>(number % 3);
    world.calls().pause = number % 2 == 0 ? 0s : 1s;
    world.calls().detection = number % 3 == 0 ? 0s : 2s;
    world.build.at(world.media).start_time = 3s;
    world.build.world.warm_up = 5s;
    world.build.world.seed = number;
    world.build.crash("media", world.build.host(0), 12s, 4s);
    world.lose_carrier(1, 15s, 10s);
    world.build.power_loss(fault::ZoneTarget{world.build.zone(number % 3)}, 20s, 10s);
    world.lose_carrier(0, 22s, 10s);
    fault::Fault& cut = world.lose_carrier(0, 40s, 5s);
    cut.kind = fault::Kind::partition;
    cut.target = fault::ZoneTarget{world.build.zone(2)};
    const SessionEvidence seen = world.run();
    expect_adds_up(seen);
    EXPECT_GT(seen.dropped(), 20u);
    return all_of(seen);
}

TEST(Sessions, each_end_in_exactly_one_way_whatever_strikes) {
    std::string last;
    for (std::size_t number = 0; number < 12; ++number) {
        const std::string once = support::in_child([&] { return busy_run(number); });
        const std::string again = support::in_child([&] { return busy_run(number); });
        ASSERT_FALSE(once.empty()) << number;
        EXPECT_EQ(once, again) << number;
        EXPECT_NE(once, last) << number;
        last = once;
    }
}

}  // namespace
}  // namespace triaz::engine
