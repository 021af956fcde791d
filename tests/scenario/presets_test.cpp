// Stores after a named system: the preset says what the file does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/scenario.hpp"
#include "tests/scenario/folder.hpp"

namespace triaz::scenario {
namespace {

using namespace std::chrono_literals;
using protocol::standby::Rule;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

Scenario with_state(const std::string& store) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    folder.write("scenario.json",
                 R"({"triaz": "scenario/1.0", "question": "Well?", "model": "base.json",
                     "duration": "60s", "mutants": {"none": "a test"},
                     "overrides": {"stores": {"state": )" +
                     store + R"(}},
                     "claims": [{"id": "rto", "kind": "recovery-time", "level": "Z2"}]})");
    auto [scenario, complaints] = load_scenario("scenario.json");
    EXPECT_TRUE(scenario.has_value()) << to_text(complaints);
    return std::move(scenario).value();
}

std::vector<std::string> zones_of(const world::World& world) {
    std::vector<std::string> zones;
    for (const topology::HostId host : world.stores[0].replicas[0])
        zones.push_back(world.topology.zones[world.topology.zone_of(host).index()].name);
    return zones;
}

TEST(Preset, decides_what_the_file_does_not_say) {
    const world::World world = with_state(R"({"protocol": null, "preset": "etcd"})").world;
    const world::Store& store = world.stores[0];
    const auto& raft = std::get<protocol::raft::Options>(store.protocol);
    EXPECT_TRUE(raft.pre_vote);
    EXPECT_TRUE(raft.check_quorum);
    EXPECT_EQ(store.election_period, 1s);
    EXPECT_EQ(store.heartbeat_period, 100ms);
    EXPECT_EQ(store.disk.sync.upper_bound(), 1ms) << "the model's";
}

TEST(Preset, leaves_the_last_word_to_the_file) {
    const world::World world = with_state(
                                   R"({"protocol": null, "preset": "raft-paper", "pre_vote": true,
                "election_period": "2s"})")
                                   .world;
    const world::Store& store = world.stores[0];
    const auto& raft = std::get<protocol::raft::Options>(store.protocol);
    EXPECT_TRUE(raft.pre_vote) << "the file's";
    EXPECT_FALSE(raft.check_quorum) << "the preset's, though the language's fallback is true";
    EXPECT_EQ(store.election_period, 2s);
    EXPECT_EQ(store.heartbeat_period, 50ms);
}

TEST(Preset, places_as_many_members_as_the_system_has) {
    const world::World aurora =
        with_state(R"({"protocol": null, "preset": "aurora-4-of-6"})").world;
    EXPECT_THAT(zones_of(aurora), ElementsAre("a", "a", "b", "b", "c", "c"));
    const auto& four = std::get<protocol::standby::Options>(aurora.stores[0].protocol);
    EXPECT_EQ(four.durable_copies(), 4);

    const world::World rds = with_state(R"({"protocol": null, "preset": "rds-multi-az"})").world;
    EXPECT_THAT(zones_of(rds), ElementsAre("a", "b", "c"));
    const auto& two = std::get<protocol::standby::Options>(rds.stores[0].protocol);
    EXPECT_EQ(two.data_members(), 2) << "the third only votes";
    EXPECT_EQ(rds.stores[0].election_period, 90s);
}

TEST(Preset, falls_back_as_the_system_does) {
    const world::World world =
        with_state(R"({"protocol": null, "preset": "mysql-semi-sync"})").world;
    const world::Store& store = world.stores[0];
    const auto& options = std::get<protocol::standby::Options>(store.protocol);
    EXPECT_EQ(options.rule, Rule::any);
    EXPECT_EQ(options.synchronous, 1);
    EXPECT_TRUE(options.fallback);
    EXPECT_EQ(store.patience, 10s);
}

TEST(Preset, of_a_primary_fences_it_unless_the_file_says_not) {
    const auto mutation = [](const std::string& failover) {
        const world::World world = with_state(R"({"protocol": null, "preset": "postgresql-patroni",
                                                  "failover": )" +
                                              failover + "}")
                                       .world;
        return std::get<protocol::standby::Options>(world.stores[0].protocol).mutation;
    };
    using protocol::standby::Mutation;
    EXPECT_EQ(mutation(R"({"lease": "9s", "renewed_every": "1s"})"), Mutation::none);
    EXPECT_EQ(mutation(R"({"fencing": true})"), Mutation::none);
    EXPECT_EQ(mutation(R"({"fencing": false})"), Mutation::no_fencing);
}

TEST(Preset, of_a_log_with_an_in_sync_set_keeps_its_limits) {
    const world::World world =
        with_state(R"({"protocol": null, "preset": "kafka-isr", "in_sync": {"minimum": 2}})").world;
    const auto& options = std::get<protocol::standby::Options>(world.stores[0].protocol);
    EXPECT_EQ(options.rule, Rule::in_sync);
    EXPECT_EQ(options.acknowledge_on, protocol::standby::Acknowledge::receive);
    EXPECT_EQ(options.in_sync.minimum, 2) << "the file's";
    EXPECT_EQ(options.in_sync.lag_heartbeats, 15u) << "the preset's";
}

TEST(Preset, names_its_source_and_its_assumptions) {
    const Scenario scenario = with_state(R"({"protocol": null, "preset": "kafka-isr"})");
    EXPECT_THAT(scenario.assumptions,
                Contains(AllOf(Field(&Assumption::what, "store state: preset kafka-isr"),
                               Field(&Assumption::source, HasSubstr("Kafka documentation")),
                               Field(&Assumption::source, HasSubstr("assumption: ")))));
}

}  // namespace
}  // namespace triaz::scenario
