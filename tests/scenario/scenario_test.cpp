#include "sim/scenario/scenario.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/sha256.hpp"
#include "sim/world/invariants.hpp"
#include "tests/scenario/folder.hpp"

namespace triaz::scenario {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The scenario of data/, which has one of everything; it loads without complaint.
class TheScenario : public testing::Test {
protected:
    TheScenario() {
        folder_.write("base.json", source_text("tests/scenario/data/base.json"));
        folder_.write("scenario.json", source_text("tests/scenario/data/scenario.json"));
    }
    Scenario load(const Options& options = {}) {
        Loaded loaded = load_scenario("scenario.json", options);
        EXPECT_EQ(to_text(loaded.complaints), "");
        return std::move(loaded.scenario).value();
    }
    static std::vector<std::string> names(const world::World& world,
                                          const std::vector<topology::HostId>& hosts) {
        std::vector<std::string> names;
        for (const auto id : hosts) names.push_back(world.topology.hosts[id.index()].name);
        return names;
    }
    Folder folder_;
};

TEST_F(TheScenario, obeys_the_invariants) {
    EXPECT_THAT(world::broken_invariants(load().world), IsEmpty());
}

TEST_F(TheScenario, has_the_topology_of_the_model) {
    const topology::Topology topology = load().world.topology;
    EXPECT_EQ(topology.jurisdiction, "EEA");
    EXPECT_THAT(topology.zones, SizeIs(3));
    EXPECT_THAT(topology.data_centers, SizeIs(4));
    ASSERT_THAT(topology.hosts, SizeIs(9));
    EXPECT_EQ(topology.hosts[0].name, "a1-h1");
    EXPECT_EQ(topology.hosts[0].rack, "a1-r1");
    EXPECT_EQ(topology.hosts[8].name, "c2-old");
    EXPECT_EQ(topology.hosts[8].rack, "r7");
    const topology::ZoneId a{0}, b{1}, c{2};
    EXPECT_EQ(topology.between(a, b).latency, 500us);
    EXPECT_EQ(topology.between(a, c).latency, 900us) << "a pair that differs";
    EXPECT_EQ(topology.between(c, a).bandwidth.bits_per_second, 1e11)
        << "as between zones, where a pair says nothing";
    EXPECT_EQ(topology.network.same_zone.jitter.kind(), base::Distribution::Kind::exponential);
    EXPECT_EQ(topology.network.client_access.jitter.upper_bound(), 50ms);
    EXPECT_EQ(topology.network.host_uplink.bits_per_second, 25e9) << "not given";
}

TEST_F(TheScenario, has_the_services_and_balancers_of_the_model) {
    const world::World world = load().world;
    ASSERT_THAT(world.services, SizeIs(2));
    const world::Service& api = world.services[0];
    EXPECT_THAT(names(world, api.instances),
                ElementsAre("a1-h1", "a1-h2", "b1-h1", "b1-h2", "c1-h1", "c2-old"));
    ASSERT_THAT(api.calls, SizeIs(3));
    EXPECT_EQ(std::get<world::BalancerId>(api.calls[0].to), world::BalancerId{1});
    EXPECT_EQ(api.calls[0].tries.limit, 2u);
    EXPECT_EQ(std::get<world::StoreId>(api.calls[1].to), world::StoreId{0});
    EXPECT_EQ(api.calls[1].when, world::When::on_write);
    EXPECT_EQ(api.calls[2].when, world::When::on_read);
    EXPECT_EQ(world.services[1].start_time, 30s);
    EXPECT_EQ(world.services[1].workers.service_time.upper_bound(), 1ms);
    const world::Balancer& edge = world.balancers[0];
    EXPECT_THAT(edge.nodes, SizeIs(6));
    EXPECT_EQ(edge.names.ttl, 30s);
    EXPECT_EQ(edge.names.health.interval, 10s);
    EXPECT_EQ(edge.health.fall, 3u);
    EXPECT_THAT(world.balancers[1].nodes, IsEmpty());
    EXPECT_TRUE(std::holds_alternative<traffic::policy::LeastRequests>(world.balancers[1].policy));
    EXPECT_EQ(world.balancers[1].health.fall, 2u);
}

TEST_F(TheScenario, has_the_stores_of_the_model) {
    const world::World world = load().world;
    const world::Store& state = world.stores[0];
    EXPECT_EQ(std::get<protocol::raft::Options>(state.protocol).copies, 0u) << "a majority";
    EXPECT_THAT(state.replicas, SizeIs(4));
    EXPECT_THAT(state.preferred_leaders, ElementsAre(0, 1, 2, 0));
    EXPECT_EQ(state.entry_size.count, 1024);
    EXPECT_EQ(state.disk.sync.upper_bound(), 1ms);
    const world::Store& blocks = world.stores[1];
    EXPECT_EQ(std::get<protocol::mirror::Options>(blocks.protocol).copies, 3u);
    EXPECT_THAT(blocks.preferred_leaders, ElementsAre(0, 0, 0));
    for (const auto& shard : blocks.replicas) {
        EXPECT_EQ(world.topology.zone_of(shard[0]), topology::ZoneId{2})
            << "the primary is in zone c";
    }
}

TEST_F(TheScenario, has_the_clients_of_the_model_with_the_overrides) {
    const world::World world = load().world;
    ASSERT_THAT(world.cohorts, SizeIs(2));
    EXPECT_EQ(world.cohorts[0].rate, 600) << "the model says 500";
    EXPECT_EQ(world.cohorts[0].writes.value, 0.25);
    EXPECT_EQ(world.cohorts[0].latency_objective, 1s);
    EXPECT_EQ(world.cohorts[0].tries.limit, 3u);
    EXPECT_EQ(world.cohorts[1].rate, 20.5);
    EXPECT_EQ(world.cohorts[1].writes.value, 1);
    EXPECT_EQ(world.cohorts[1].tries.backoff.jitter, traffic::Jittered::none);
    EXPECT_EQ(world.cohorts[1].deadline, 30s);
}

TEST_F(TheScenario, has_its_faults_in_the_order_of_time_with_names) {
    const world::World world = load().world;
    std::vector<std::string> found;
    for (const auto& fault : world.faults) found.push_back(fault.name);
    EXPECT_THAT(found, ElementsAre("process crash of state on a1-h1", "lights out",
                                   "power loss of data centre c1", "power loss of host c2-old",
                                   "power loss of the zone of most leaders of state",
                                   "process crash of the leader's host of state/3",
                                   "process crash of the leader's host of state/3 (2)"));
    EXPECT_EQ(std::get<fault::ProcessTarget>(world.faults[0].target).component, "state");
    EXPECT_EQ(world.faults[0].duration, std::nullopt);
    EXPECT_EQ(world.faults[1].at, base::start_of_run + 20s);
    EXPECT_EQ(world.faults[1].duration, 15s);
    EXPECT_EQ(std::get<fault::RoleTarget>(world.faults[5].target).shard, 3u);
}

TEST_F(TheScenario, has_its_claims_goals_and_times) {
    const Scenario scenario = load();
    EXPECT_EQ(scenario.world.warm_up, 5s);
    EXPECT_EQ(scenario.world.duration, 60s);
    EXPECT_EQ(scenario.world.slice, 50ms);
    EXPECT_EQ(scenario.world.seed, 7u);
    ASSERT_THAT(scenario.claims, SizeIs(4));
    const auto& time = std::get<check::RecoveryTime>(scenario.claims[0].promise);
    EXPECT_EQ(time.level, check::Level::z1_no_outage);
    EXPECT_EQ(time.at_most, 10s);
    EXPECT_EQ(time.slice, 100ms);
    EXPECT_EQ(time.minimum_service.success.value, 0.995);
    EXPECT_EQ(time.minimum_service.settle, 2s);
    EXPECT_THAT(time.cohorts, ElementsAre("web"));
    const auto& point = std::get<check::RecoveryPoint>(scenario.claims[1].promise);
    EXPECT_THAT(point.stores, ElementsAre("state", "blocks")) << "all, when none is named";
    const auto& objective = std::get<check::RecoveryTime>(scenario.claims[2].promise);
    EXPECT_EQ(objective.slice, 50ms) << "the scenario's slice";
    EXPECT_EQ(objective.minimum_service.within_objective->value, 0.95);
    EXPECT_EQ(scenario.claims[2].expected, check::Verdict::refuted);
    EXPECT_EQ(std::get<check::ActiveZones>(scenario.claims[3].promise).zones, 3u);
    ASSERT_THAT(scenario.sometimes, SizeIs(2));
    EXPECT_EQ(scenario.sometimes[1].mark, history::Mark::target_down);
    EXPECT_EQ(scenario.sometimes[1].at_least, 3u);
}

TEST_F(TheScenario, names_its_sources_and_assumptions) {
    const Scenario scenario = load();
    ASSERT_THAT(scenario.sources, SizeIs(2));
    EXPECT_EQ(scenario.sources[0].path, "scenario.json");
    EXPECT_EQ(scenario.sources[1].path, "base.json");
    EXPECT_EQ(scenario.sources[1].sha256,
              base::sha256_hex(source_text("tests/scenario/data/base.json")));
    ASSERT_THAT(scenario.assumptions, SizeIs(1)) << "what an override removes is not assumed";
    EXPECT_EQ(scenario.assumptions[0].what,
              "network, between zones: latency 0.5ms, bandwidth 100Gbps");
    EXPECT_EQ(scenario.assumptions[0].source, "assumption: half of 1 ms round trip");
    EXPECT_THAT(scenario.not_simulated, IsEmpty());
}

TEST_F(TheScenario, takes_the_seed_it_is_given) {
    EXPECT_EQ(load({.seed = 99, .mutant = {}}).world.seed, 99u);
}

TEST_F(TheScenario, becomes_the_mutant_that_is_asked_for) {
    const Scenario one = load({.seed = {}, .mutant = "acknowledge after one copy"});
    EXPECT_EQ(std::get<protocol::raft::Options>(one.world.stores[0].protocol).copies, 1u);
    EXPECT_EQ(one.world.cohorts[0].rate, 600) << "overrides still hold";
    const Scenario other = load({.seed = {}, .mutant = "longer loss"});
    EXPECT_EQ(other.world.slice, 100ms);
    EXPECT_EQ(other.world.cohorts[0].rate, 5000);
    EXPECT_EQ(one.mutants[0].overrides,
              R"({"model":{"stores":{"state":{"copies_before_acknowledging":1}}}})");
    EXPECT_THAT(one.mutants[0].refutes, ElementsAre("rpo"));
}

TEST_F(TheScenario, says_which_mutants_there_are_when_asked_for_another) {
    const Loaded loaded = load_scenario("scenario.json", {.seed = {}, .mutant = "longer los"});
    EXPECT_FALSE(loaded.scenario);
    ASSERT_THAT(loaded.complaints, SizeIs(1));
    EXPECT_EQ(loaded.complaints[0].nearest, "longer loss");
}

TEST_F(TheScenario, is_the_same_every_time) {
    const Scenario once = load();
    const Scenario again = load();
    for (std::size_t i = 0; i < once.world.services.size(); ++i) {
        EXPECT_EQ(once.world.services[i].instances, again.world.services[i].instances);
    }
    EXPECT_EQ(once.world.stores[0].replicas, again.world.stores[0].replicas);
}

TEST(Model, loads_without_a_question) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    const LoadedModel loaded = load_model("base.json");
    EXPECT_EQ(to_text(loaded.complaints), "");
    ASSERT_TRUE(loaded.world);
    EXPECT_EQ(loaded.world->cohorts[0].rate, 500);
}

TEST(Model, extends_another_that_extends_a_third) {
    const Folder folder;
    folder.write("models/base.json", source_text("tests/scenario/data/base.json"));
    folder.write("middle.json",
                 R"({"triaz": "model/1.0", "extends": "models/base.json",
            "clients": {"batch": null, "web": {"rate": 1, "tries": 5}}})");
    folder.write(
        "top.json",
        R"({"triaz": "model/1.0", "extends": "./middle.json", "clients": {"web": {"rate": 2}}})");
    const LoadedModel loaded = load_model("top.json");
    EXPECT_EQ(to_text(loaded.complaints), "");
    ASSERT_THAT(loaded.world->cohorts, SizeIs(1));
    EXPECT_EQ(loaded.world->cohorts[0].rate, 2);
    EXPECT_EQ(loaded.world->cohorts[0].tries.limit, 5u);
}

TEST(Complaint, tells_machines_all_that_it_tells_people) {
    const Folder folder;
    folder.write("m.json", R"({"triaz": "modle/1.0"})");
    const auto complaints = load_model("m.json").complaints;
    ASSERT_THAT(complaints, SizeIs(1));
    const Complaint& complaint = complaints.front();
    EXPECT_EQ(complaint.severity, Complaint::Severity::error);
    EXPECT_FALSE(complaint.unreadable);
    EXPECT_EQ(complaint.code, "wrong-kind");
    EXPECT_EQ(complaint.file, "m.json");
    EXPECT_EQ(complaint.line, 1u);
    EXPECT_EQ(complaint.column, 11u);
    EXPECT_EQ(complaint.caret, 11u);
    EXPECT_EQ(complaint.path, "/triaz");
    EXPECT_EQ(complaint.line_text, R"({"triaz": "modle/1.0"})");
    EXPECT_EQ(complaint.expected, R"("triaz": "model/1.0")");
}

TEST(Complaint, paths_are_json_pointers) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    folder.write("m.json",
                 R"({"triaz": "model/1.0", "extends": "base.json",
            "services": {"a/b~c": {}}, "zones": [{"name": 1}]})");
    std::vector<std::string> paths;
    for (const Complaint& complaint : load_model("m.json").complaints)
        paths.push_back(complaint.path);
    EXPECT_THAT(paths, testing::IsSupersetOf({"/services/a~1b~0c", "/zones/0/name", "/zones/0"}));
}

TEST(Complaint, a_thousand_are_cut_short_and_counted) {
    const Folder folder;
    std::string text = R"({"triaz": "model/1.0")";
    for (int i = 0; i < 1'000; ++i) text += ", \"unknown" + std::to_string(i) + "\": 0";
    folder.write("m.json", text + "}");
    const auto complaints = load_model("m.json").complaints;
    ASSERT_THAT(complaints, SizeIs(101));
    EXPECT_EQ(complaints.back().code, "more");
    EXPECT_THAT(complaints.back().expected, testing::HasSubstr("904 further"))
        << "four keys are missing too";
}

TEST(Complaint, warnings_do_not_stop_a_load) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    folder.write(
        "m.json",
        R"({"triaz": "model/1.0", "extends": "base.json", "clients": {"web": {"timeout": "9s"}}})");
    const LoadedModel loaded = load_model("m.json");
    ASSERT_THAT(loaded.complaints, SizeIs(1));
    EXPECT_EQ(loaded.complaints[0].severity, Complaint::Severity::warning);
    EXPECT_TRUE(loaded.world);
}

}  // namespace
}  // namespace triaz::scenario
