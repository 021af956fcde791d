#include "sim/engine/physics.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world_builder.hpp"

// Every test here is a process of its own: it makes one engine.

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using topology::HostId;
using topology::ZoneId;

// What a test wants done when, carried out as the engine carries out its calendar: everything in
// one go while no flow is pending, instant by instant while one is.
class Script {
public:
    explicit Script(const topology::Topology& topology) : physics(make_physics(topology)) {}

    std::unique_ptr<Physics> physics;
    std::vector<std::string> log;

    void at(base::Duration when, std::function<void()> action) {
        actions_.emplace(base::start_of_run + when, std::move(action));
    }
    void note(base::Duration when, std::string text) {
        at(when, [this, text] { say(text); });
    }
    void flow(base::Duration when, HostId from, HostId to, std::int64_t bytes) {
        at(when,
           [=, this] { last_flow = physics->start_flow(now_, from, to, base::Bytes{bytes}); });
    }
    FlowId last_flow = 0;

    // The log: what happened, and at which nanosecond.
    const std::vector<std::string>& run() {
        physics->run({[this](base::Time now) { return turn(now); },
                      [this](FlowId flow, bool finished, base::Time now) {
                          now_ = now;
                          say("flow " + std::to_string(flow) + (finished ? " ends" : " fails"));
                      }});
        return log;
    }

private:
    void say(const std::string& text) {
        log.push_back(text + " at " + std::to_string(now_.time_since_epoch().count()));
    }

    base::Time turn(base::Time now) {
        EXPECT_GE(now, now_);
        now_ = now;
        while (!actions_.empty()) {
            const auto first = actions_.begin();
            if (physics->flows_pending() && first->first > now_) return first->first;
            now_ = std::max(now_, first->first);
            const auto action = std::move(first->second);
            actions_.erase(first);
            action();
        }
        // A process that waits for the end of flows asks for a turn far away.
        return physics->flows_pending() ? base::Time{1h} : base::never;
    }

    std::multimap<base::Time, std::function<void()>> actions_;
    base::Time now_{};
};

// Two zones a millisecond apart, two hosts each; every link carries 1,000 bytes a microsecond.
topology::Topology two_zones() {
    return support::region(
        {.zones = 2, .hosts_per_zone = 2, .between_zones = 1ms, .bandwidth = base::Bandwidth{8e9}});
}
const HostId a1 = HostId::of(0);
const HostId a2 = HostId::of(1);
const HostId b1 = HostId::of(2);
const HostId b2 = HostId::of(3);
const ZoneId zone_a = ZoneId::of(0);
const ZoneId zone_b = ZoneId::of(1);

TEST(Physics, takes_one_millisecond_over_a_link_of_one_millisecond) {
    Script script(two_zones());
    EXPECT_EQ(script.physics->latency(a1, b1), 1ms);
    script.flow(0ms, a1, b1, 1);  // a byte takes a nanosecond
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 1000001"));
}

TEST(Physics, has_latencies_as_the_topology_says_for_every_pair_of_hosts) {
    topology::Topology topology = support::region({.zones = 3,
                                                   .hosts_per_zone = 2,
                                                   .same_data_center = 50us,
                                                   .same_zone = 210us,
                                                   .client_access = 3'700us});
    topology.data_centers.push_back({"a2", ZoneId::of(0)});
    topology.hosts.push_back({"a2-h1", topology::DataCenterId::of(3), "rack"});
    topology.hosts.push_back({"a2-h2", topology::DataCenterId::of(3), "rack"});
    topology.network.between_zones[0].path.latency = 640us;      // a - b
    topology.network.between_zones[1].path.latency = 1'234us;    // a - c
    topology.network.between_zones[2].path.latency = 777'777ns;  // b - c
    const auto physics = make_physics(topology);
    for (std::size_t from = 0; from < topology.hosts.size(); ++from) {
        EXPECT_EQ(physics->latency_from_clients(HostId::of(from)), 3'700us);
        for (std::size_t to = 0; to < topology.hosts.size(); ++to) {
            if (from == to) continue;
            const topology::Host& here = topology.hosts[from];
            const topology::Host& there = topology.hosts[to];
            const ZoneId zone = topology.zone_of(HostId::of(from));
            const ZoneId other = topology.zone_of(HostId::of(to));
            base::Duration expected = 50us;
            if (here.data_center != there.data_center) expected = 210us;
            if (zone != other) expected = topology.between(zone, other).latency;
            EXPECT_EQ(physics->latency(HostId::of(from), HostId::of(to)), expected)
                << here.name << " to " << there.name;
        }
    }
}

TEST(Physics, lets_a_flow_take_its_latency_and_its_bytes) {
    Script script(two_zones());
    script.flow(5ms, a1, b1, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 7000000"));
}

TEST(Physics, shares_a_link_equally_between_two_flows) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 1'000'000);
    script.flow(0ms, a2, b2, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 3000000", "flow 2 ends at 3000000"));
}

// The first is alone from 1 to 2 ms, both share from 2 to 4 ms, the second is alone to 5 ms.
TEST(Physics, gives_a_flow_the_whole_link_before_another_comes_and_after_it_went) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 2'000'000);
    script.flow(1ms, a2, b2, 2'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 4000000", "flow 2 ends at 5000000"));
}

TEST(Physics, lets_flows_in_opposite_directions_pass_each_other) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 1'000'000);
    script.flow(0ms, b2, a2, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 2000000", "flow 2 ends at 2000000"));
}

// The flow ends at 2 ms; what else is due then comes after it, although it was entered long before.
TEST(Physics, ends_a_flow_before_everything_else_of_its_instant) {
    Script script(two_zones());
    script.note(2ms - 1ns, "just before");
    script.note(2ms, "the same instant");
    script.note(2ms + 1ns, "just after");
    script.flow(0ms, a1, b1, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("just before at 1999999", "flow 1 ends at 2000000",
                                          "the same instant at 2000000", "just after at 2000001"));
}

TEST(Physics, ends_flows_of_one_instant_in_the_order_they_started) {
    Script script(two_zones());
    for (int n = 0; n < 5; ++n) {
        script.flow(0ms, n % 2 == 0 ? a1 : a2, n % 2 == 0 ? b1 : b2, 100'000);
    }
    script.note(1500us, "all are seen");
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 1500000", "flow 2 ends at 1500000",
                                          "flow 3 ends at 1500000", "flow 4 ends at 1500000",
                                          "flow 5 ends at 1500000", "all are seen at 1500000"));
}

// SimGrid's clock stands at zero while a free run has come to 7 s: the flow starts at 7 s all the
// same.
TEST(Physics, starts_a_flow_from_the_middle_of_a_free_run_at_the_right_instant) {
    Script script(two_zones());
    for (int n = 0; n < 5; ++n) script.note(1s * n, "free");
    script.flow(7s, a1, b1, 1'000'000);
    script.note(8s, "free again");
    script.flow(9s + 3ns, a1, b1, 1'000'000);
    EXPECT_THAT(script.run(),
                ElementsAre("free at 0", "free at 1000000000", "free at 2000000000",
                            "free at 3000000000", "free at 4000000000", "flow 1 ends at 7002000000",
                            "free again at 8000000000", "flow 2 ends at 9002000003"));
}

TEST(Physics, keeps_nanoseconds_apart_after_a_day) {
    Script script(two_zones());
    const base::Duration late = 24h - 1s;
    script.note(late, "a day");
    script.flow(late + 1ns, a1, b1, 1'000'000);
    script.note(late + 2ms, "a nanosecond before");
    script.note(late + 2ms + 1ns, "the same instant");
    EXPECT_THAT(script.run(),
                ElementsAre("a day at 86399000000000", "a nanosecond before at 86399002000000",
                            "flow 1 ends at 86399002000001", "the same instant at 86399002000001"));
}

TEST(Physics, fails_a_flow_at_the_instant_its_link_goes_down) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 1'000'000'000);
    script.flow(0ms, a1, a2, 1'000'000'000);
    script.at(333'333us, [&] { script.physics->turn_link(zone_b, zone_a, false); });
    script.note(333'334us, "later");
    const auto& log = script.run();
    EXPECT_THAT(log, ElementsAre("flow 1 fails at 333333000", "later at 333334000",
                                 ::testing::StartsWith("flow 2 ends at 1")));
}

TEST(Physics, fails_flows_from_and_to_a_host_at_the_instant_it_goes_off) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 1'000'000'000);
    script.flow(0ms, b1, a2, 1'000'000'000);
    script.flow(0ms, a2, b2, 1'000'000);
    script.at(100ms, [&] { script.physics->turn_host(b1, false); });
    EXPECT_THAT(script.run(), ElementsAre("flow 3 ends at 3000000", "flow 1 fails at 100000000",
                                          "flow 2 fails at 100000000"));
}

TEST(Physics, fails_a_flow_to_a_host_that_is_off) {
    Script script(two_zones());
    script.at(1ms, [&] { script.physics->turn_host(b1, false); });
    script.flow(2ms, a1, b1, 1'000'000);
    script.flow(2ms, b1, a1, 1'000'000);
    script.at(10ms, [&] { script.physics->turn_host(b1, true); });
    script.flow(20ms, a1, b1, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 fails at 2000000", "flow 2 fails at 2000000",
                                          "flow 3 ends at 22000000"));
}

TEST(Physics, fails_a_flow_over_a_link_that_is_down) {
    Script script(two_zones());
    script.at(1ms, [&] { script.physics->turn_link(zone_a, zone_b, false); });
    script.flow(2ms, a1, b1, 1'000'000);
    script.at(10ms, [&] { script.physics->turn_link(zone_a, zone_b, true); });
    script.flow(20ms, a1, b1, 1'000'000);
    EXPECT_THAT(script.run(), ElementsAre("flow 1 fails at 2000000", "flow 2 ends at 22000000"));
}

// A flow that ended at t is not undone by a fault at t.
TEST(Physics, lets_a_flow_end_before_the_fault_of_its_instant) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 1'000'000);
    script.at(2ms, [&] {
        script.log.push_back("fault");
        script.physics->turn_host(b1, false);
    });
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 2000000", "fault"));
}

TEST(Physics, says_nothing_of_a_cancelled_flow_and_gives_its_share_to_the_others) {
    Script script(two_zones());
    script.flow(0ms, a1, b1, 2'000'000);
    script.flow(0ms, a2, b2, 10'000'000);
    script.at(3ms,
              [&] { script.physics->cancel_flow(2); });  // by then each has half of what it needs
    script.at(3ms, [&] { script.physics->cancel_flow(99); });
    EXPECT_THAT(script.run(), ElementsAre("flow 1 ends at 4000000"));
}

TEST(Physics, cancels_a_flow_that_has_not_begun) {
    Script script(two_zones());
    script.flow(1s, a1, b1, 1'000'000);
    script.at(1s, [&] { script.physics->cancel_flow(1); });
    script.at(1s, [&] { EXPECT_FALSE(script.physics->flows_pending()); });
    script.note(2s, "free");
    EXPECT_THAT(script.run(), ElementsAre("free at 2000000000"));
}

TEST(Physics, is_refused_a_second_time_in_a_process) {
    const auto first = make_physics(two_zones());
    try {
        const auto second = make_physics(two_zones());
        FAIL() << "two engines in one process";
    } catch (const base::Bug& bug) {
        EXPECT_THAT(bug.what(), HasSubstr("one SimGrid engine a process"));
    }
}

TEST(Physics, lets_an_error_from_a_turn_through) {
    const auto physics = make_physics(two_zones());
    EXPECT_THROW(physics->run({[](base::Time) -> base::Time { throw base::Bug("ours"); },
                               [](FlowId, bool, base::Time) {}}),
                 base::Bug);
}

TEST(Physics, holds_three_hundred_hosts) {
    topology::Topology topology = support::region({.zones = 3,
                                                   .hosts_per_zone = 100,
                                                   .same_data_center = 100us,
                                                   .same_zone = 300us,
                                                   .between_zones = 900us,
                                                   .client_access = 2ms});
    Script script(topology);
    for (std::size_t host = 1; host < 300; ++host) {
        const base::Duration expected = host < 100 ? 100us : 900us;
        ASSERT_EQ(script.physics->latency(HostId::of(0), HostId::of(host)), expected) << host;
        ASSERT_EQ(script.physics->latency_from_clients(HostId::of(host)), 2ms);
    }
    // A ring of flows, each on links of its own but for those between zones.
    for (std::size_t host = 0; host < 300; ++host) {
        script.flow(0ms, HostId::of(host), HostId::of((host + 1) % 300), 1'000);
    }
    EXPECT_EQ(script.run().size(), 300u);
}

}  // namespace
}  // namespace triaz::engine
