#include "sim/world/invariants.hpp"

#include <functional>
#include <initializer_list>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::world {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

World sound() {
    World world;
    const base::Bandwidth bandwidth{1e9};
    const topology::Path path{1ms, {}, bandwidth};
    world.topology.zones = {{"a"}, {"b"}};
    world.topology.data_centers = {{"a1", ZoneId{0}}, {"b1", ZoneId{1}}};
    world.topology.hosts = {{"h1", DataCenterId{0}, "r"}, {"h2", DataCenterId{1}, "r"}};
    world.topology.network = {path, path, path, {{ZoneId{0}, ZoneId{1}, path}}, bandwidth};
    world.topology.shared_fates = {{"feed", {DataCenterId{0}}, {HostId{1}}}};
    world.services.resize(2);
    world.services[0].name = "api";
    world.services[0].instances = {HostId{0}};
    world.services[0].calls.push_back({BalancerId{1}, When::always, {}});
    world.services[0].calls.push_back({StoreId{0}, When::always, {}});
    world.services[1].name = "directory";
    world.services[1].instances = {HostId{1}};
    world.balancers.resize(2);
    world.balancers[0].name = "edge";
    world.balancers[0].target = ServiceId{0};
    world.balancers[0].nodes = {HostId{0}};
    world.balancers[1].name = "inner";
    world.balancers[1].target = ServiceId{1};
    Store& store = world.stores.emplace_back();
    store.name = "state";
    store.protocol = protocol::raft::Options{.members = 2};
    store.replicas = {{HostId{0}, HostId{1}}};
    store.preferred_leaders = {1};
    Cohort& cohort = world.cohorts.emplace_back();
    cohort.name = "web";
    cohort.home = ZoneId{0};
    cohort.rate = 1;
    cohort.entry = BalancerId{0};
    world.warm_up = 1s;
    world.duration = 10s;
    world.faults.push_back({"dark", fault::Kind::power_loss, fault::ZoneTarget{ZoneId{0}},
                            base::start_of_run + 2s, 3s});
    world.faults.push_back({"crash",
                            fault::Kind::process_crash,
                            fault::ProcessTarget{"state", HostId{1}},
                            base::start_of_run + 4s,
                            {}});
    return world;
}

TEST(Invariants, of_a_sound_world_all_hold) { EXPECT_THAT(broken_invariants(sound()), IsEmpty()); }

// One way to break a sound world, and what is to be said of it.
struct Break {
    const char* invariant;
    std::function<void(World&)> make;
};

void expect_each_is_missed(std::initializer_list<Break> breaks) {
    for (const Break& broken : breaks) {
        World world = sound();
        broken.make(world);
        EXPECT_THAT(broken_invariants(world), Contains(HasSubstr(broken.invariant)))
            << broken.invariant;
    }
}

TEST(Invariants, each_of_the_topology_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"names of zones differ", [](World& w) { w.topology.zones[1].name = "a"; }},
        {"names of data centres differ", [](World& w) { w.topology.data_centers[1].name = "a1"; }},
        {"names of hosts differ", [](World& w) { w.topology.hosts[1].name = "h1"; }},
        {"a data centre stands in a zone",
         [](World& w) { w.topology.data_centers[1].zone = ZoneId{2}; }},
        {"every zone has a data centre",
         [](World& w) { w.topology.data_centers[1].zone = ZoneId{0}; }},
        {"a host stands in a data centre", [](World& w) { w.topology.hosts[1].data_center = {}; }},
        {"a shared fate is of what exists",
         [](World& w) { w.topology.shared_fates[0].hosts = {HostId{7}}; }},
        {"a shared fate is of what exists",
         [](World& w) {
             w.topology.shared_fates[0].paths = {{ZoneId{1}, ZoneId{0}}};
         }},
        {"a shared fate is of what exists",
         [](World& w) { w.topology.shared_fates[0].components = {"nobody"}; }},
        {"a backup stands in what exists",
         [](World& w) { w.stores[0].backup.emplace().data_centers = {DataCenterId{2}}; }},
        {"a system stands in what exists",
         [](World& w) { w.unsimulated.emplace_back().data_centers = {DataCenterId{2}}; }},
        {"a system stands somewhere or outside",
         [](World& w) { w.unsimulated.emplace_back().external = false; }},
        {"a system is needed by what exists",
         [](World& w) {
             w.unsimulated.emplace_back().external = true;
             w.unsimulated.back().needed_by = {"nobody"};
         }},
        {"no latency is negative",
         [](World& w) { w.topology.network.client_access.latency = -1ns; }},
        {"every path has a bandwidth",
         [](World& w) { w.topology.network.same_zone.bandwidth = {}; }},
        {"hosts have an uplink", [](World& w) { w.topology.network.host_uplink = {}; }},
        {"a zone is not faster than a data centre",
         [](World& w) { w.topology.network.same_data_center.latency = 2ms; }},
        {"a pair of zones is not faster than a zone",
         [](World& w) { w.topology.network.same_zone.latency = 2ms; }},
        {"a pair of zones has one path",
         [](World& w) { w.topology.network.between_zones[0].b = ZoneId{0}; }},
        {"every pair of zones has a path",
         [](World& w) { w.topology.network.between_zones.clear(); }},
    });
}

TEST(Invariants, each_of_what_others_run_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"a dependency has one part in each of its zones",
         [](World& w) {
             w.dependencies.emplace_back().zones = {ZoneId{0}, ZoneId{0}};
         }},
        {"what is needed exists",
         [](World& w) { w.services[0].needs.emplace_back().dependency = DependencyId{0}; }},
        {"sessions go through a balancer",
         [](World& w) {
             w.sessions.emplace_back().rate = 1;
             w.sessions.back().home = ZoneId{0};
         }},
        {"sessions begin",
         [](World& w) {
             w.sessions.emplace_back().through = BalancerId{0};
             w.sessions.back().home = ZoneId{0};
         }},
    });
}

TEST(Invariants, each_of_calls_and_services_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"a call is tried, with time", [](World& w) { w.services[0].calls[0].tries.limit = 0; }},
        {"a call is tried, with time", [](World& w) { w.cohorts[0].tries.timeout = 0s; }},
        {"waits between tries never shrink",
         [](World& w) { w.cohorts[0].tries.backoff.factor = 0.5; }},
        {"a breaker's window can be full",
         [](World& w) { w.cohorts[0].tries.breaker = {.window = 5, .least = 6}; }},
        {"who matters less is shed first",
         [](World& w) {
             w.services[0].shedding = {0.5, 0.8};
         }},
        {"there is a place for whatever may be launched",
         [](World& w) {
             w.services[0].scaling.emplace();
             w.services[0].scaling->bounds = {1, 1000};
         }},
        {"scaling takes its time",
         [](World& w) {
             w.services[0].scaling.emplace();
             w.services[0].scaling->bounds = {1, 1};
             w.services[0].scaling->period = 0s;
         }},
        {"there is a worker", [](World& w) { w.services[0].workers.count = 0; }},
        {"instances stand on hosts", [](World& w) { w.services[0].instances.clear(); }},
        {"instances stand on hosts", [](World& w) { w.services[0].instances = {HostId{2}}; }},
        {"a start takes time", [](World& w) { w.services[0].start_time = -1s; }},
        {"a balancer called exists", [](World& w) { w.services[0].calls[0].to = BalancerId{2}; }},
        {"a store called exists", [](World& w) { w.services[0].calls[1].to = StoreId{1}; }},
    });
}

TEST(Invariants, each_of_balancers_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"a health check takes time", [](World& w) { w.balancers[0].health.fall = 0; }},
        {"weights are above zero",
         [](World& w) {
             w.balancers[0].zone_weights = {0, 1};
         }},
        {"outliers are looked for in time",
         [](World& w) {
             w.balancers[0].outliers.emplace();
             w.balancers[0].outliers->interval = 0s;
         }},
        {"a health check takes time", [](World& w) { w.balancers[0].names.health.interval = 0s; }},
        {"a balancer's target exists", [](World& w) { w.balancers[0].target = {}; }},
        {"nodes stand on hosts", [](World& w) { w.balancers[0].nodes = {HostId{2}}; }},
        {"a balancer's times are positive", [](World& w) { w.balancers[0].names.ttl = 0s; }},
    });
}

TEST(Invariants, each_of_stores_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"there is a worker", [](World& w) { w.stores[0].workers.count = 0; }},
        {"a shard has 1 to 8 members",
         [](World& w) { w.stores[0].protocol = protocol::raft::Options{.members = 9}; }},
        {"copies are of members",
         [](World& w) {
             w.stores[0].protocol = protocol::raft::Options{.members = 2, .copies = 3};
         }},
        {"copies are of members",
         [](World& w) {
             w.stores[0].protocol = protocol::mirror::Options{.members = 2, .copies = 0};
         }},
        {"a store has a shard", [](World& w) { w.stores[0].replicas.clear(); }},
        {"each shard prefers a leader", [](World& w) { w.stores[0].preferred_leaders.clear(); }},
        {"stand on different hosts", [](World& w) { w.stores[0].replicas[0][1] = HostId{0}; }},
        {"a preferred leader is a member", [](World& w) { w.stores[0].preferred_leaders[0] = 2; }},
        {"a preferred leader is a member",
         [](World& w) {
             w.stores[0].protocol = protocol::mirror::Options{.members = 2, .copies = 2};
         }},
        {"heartbeats come before elections", [](World& w) { w.stores[0].heartbeat_period = 1s; }},
        {"a store's amounts are positive", [](World& w) { w.stores[0].entry_size = {}; }},
    });
}

// Two members with data; member 1 is preferred.
World with_standby(const protocol::standby::Options& options) {
    World world = sound();
    world.stores[0].protocol = options;
    return world;
}

TEST(Invariants, each_of_standbys_is_missed_when_it_is_broken) {
    using protocol::standby::Options;
    EXPECT_THAT(broken_invariants(with_standby({.members = 2})), ::testing::IsEmpty());
    const auto set = [](const Options& options) {
        return [options](World& w) { w.stores[0].protocol = options; };
    };
    expect_each_is_missed({
        {"synchronous standbys are among those with data", set({.members = 2, .synchronous = 2})},
        {"an in-sync set has 1 to all members", set({.members = 2, .in_sync = {.minimum = 3}})},
        {"a member that lags is given time", set({.members = 2, .in_sync = {.lag_heartbeats = 0}})},
        {"a lease is renewed before it runs out",
         [&](World& w) {
             set({.members = 2})(w);
             w.stores[0].heartbeat_period = w.stores[0].election_period / 2 + 1ns;
         }},
        {"a store that falls back waits before", set({.members = 2, .fallback = true})},
        {"a witness does not lead", set({.members = 2, .witnesses = 1, .synchronous = 0})},
    });
}

TEST(Invariants, each_of_cohorts_and_names_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"a cohort has a home", [](World& w) { w.cohorts[0].home = {}; }},
        {"a cohort has an entry", [](World& w) { w.cohorts[0].entry = {}; }},
        {"a cohort issues requests", [](World& w) { w.cohorts[0].rate = 0; }},
        {"the writes are a share", [](World& w) { w.cohorts[0].writes = {1.1}; }},
        {"a cohort gives time", [](World& w) { w.cohorts[0].deadline = 0s; }},
        {"a cohort resolves names", [](World& w) { w.cohorts[0].resolvers = 0; }},
        {"names of components differ", [](World& w) { w.stores[0].name = "edge"; }},
        {"names of cohorts differ", [](World& w) { w.cohorts.push_back(w.cohorts[0]); }},
        {"calls make no circle",
         [](World& w) {
             w.services[1].calls.push_back({BalancerId{0}, When::always, {}});
         }},
    });
}

TEST(Invariants, each_of_faults_and_times_is_missed_when_it_is_broken) {
    expect_each_is_missed({
        {"names of faults differ", [](World& w) { w.faults[1].name = "dark"; }},
        {"a fault strikes after the warm-up",
         [](World& w) { w.faults[0].at = base::start_of_run + 1s; }},
        {"a fault strikes after the warm-up",
         [](World& w) { w.faults[1].at = base::start_of_run + 10s; }},
        {"a fault that ends does so in the run", [](World& w) { w.faults[0].duration = 9s; }},
        {"a fault's target exists",
         [](World& w) { w.faults[0].target = fault::ZoneTarget{ZoneId{2}}; }},
        {"a fault's target exists",
         [](World& w) { w.faults[0].target = fault::HostTarget{HostId{2}}; }},
        {"a fault's target exists",
         [](World& w) { w.faults[0].target = fault::DataCenterTarget{}; }},
        {"a fault's target exists",
         [](World& w) { w.faults[0].target = fault::RoleTarget{.store = 0, .shard = 1}; }},
        {"a fault's target exists",
         [](World& w) {
             w.faults[1].target = fault::ProcessTarget{"none", HostId{0}};
         }},
        {"processes crash", [](World& w) { w.faults[1].kind = fault::Kind::power_loss; }},
        {"faults rise in time", [](World& w) { std::swap(w.faults[0], w.faults[1]); }},
        {"the run goes on after its warm-up", [](World& w) { w.warm_up = 10s; }},
        {"a slice takes time", [](World& w) { w.slice = 0s; }},
    });
}

}  // namespace
}  // namespace triaz::world
