#include "sim/search/symmetry.hpp"

#include <gtest/gtest.h>

#include "sim/scenario/fault_words.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::search {
namespace {

using namespace std::chrono_literals;
using support::constant;
using support::WorldBuilder;

// Three zones built alike, each with clients, an instance and the leader of one shard.
struct Alike {
    explicit Alike(std::size_t hosts_per_zone = 1)
        : build({.zones = 3, .hosts_per_zone = hosts_per_zone}) {
        for (std::size_t zone = 0; zone < 3; ++zone) {
            const auto users = build.cohort("users-" + std::to_string(zone), front, 10);
            build.at(users).home = build.zone(zone);
        }
    }

    std::vector<Renaming> symmetries(const std::vector<check::Claim>& claims = {}) const {
        return symmetries_of(build.world, claims);
    }

    WorldBuilder build;
    world::ServiceId app =
        build.service("app", build.hosts_in_every_zone(), {1, 10, constant(1ms)});
    world::BalancerId front = build.balancer("front", app);
    world::StoreId state = build.raft("state", 3);
};

TEST(Symmetry, three_zones_built_alike_may_be_renamed_in_six_ways) {
    const Alike alike;
    EXPECT_EQ(alike.symmetries().size(), 6U);
}

TEST(Symmetry, the_first_changes_nothing) {
    const Alike alike;
    const Renaming first = alike.symmetries().front();
    EXPECT_EQ(first.zones, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(first.shards.at(0), (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(Symmetry, shards_follow_their_leaders) {
    const Alike alike;
    for (const Renaming& by : alike.symmetries()) EXPECT_EQ(by.shards.at(0), by.zones);
}

TEST(Symmetry, a_shard_with_no_counterpart_leaves_what_keeps_its_leader) {
    Alike alike;
    alike.build.raft("configuration", 1);  // led in zone a
    EXPECT_EQ(alike.symmetries().size(), 2U);
    for (const Renaming& by : alike.symmetries()) EXPECT_EQ(by.zones.at(0), 0U);
}

TEST(Symmetry, another_latency_of_one_path_leaves_the_exchange_of_its_ends) {
    Alike alike;
    alike.build.world.topology.network.between_zones.at(0).path.latency = 3ms;  // a to b
    const auto found = alike.symmetries();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(1).zones, (std::vector<std::uint32_t>{1, 0, 2}));
}

TEST(Symmetry, other_clients_of_one_zone_leave_the_exchange_of_the_others) {
    Alike alike;
    alike.build.world.cohorts.at(2).rate = 11;
    EXPECT_EQ(alike.symmetries().size(), 2U);
}

TEST(Symmetry, tenants_may_be_renamed_but_not_parted) {
    Alike alike;
    for (std::uint32_t c = 0; c < 3; ++c) alike.build.world.cohorts.at(c).tenant = c;
    EXPECT_EQ(alike.symmetries().size(), 6U);
    alike.build.world.cohorts.at(1).tenant = 0;
    EXPECT_EQ(alike.symmetries().size(), 2U);
}

TEST(Symmetry, an_instance_more_in_one_zone_leaves_the_exchange_of_the_others) {
    Alike alike;
    alike.build.at(alike.app).instances.push_back(alike.build.host(1));
    EXPECT_EQ(alike.symmetries().size(), 2U);
}

TEST(Symmetry, a_claim_about_some_clients_is_kept) {
    const Alike alike;
    check::RecoveryTime promise;
    promise.cohorts = {"users-1"};
    const auto found = alike.symmetries({{"rto", {}, check::Verdict::upheld, promise}});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(1).zones, (std::vector<std::uint32_t>{2, 1, 0}));
}

TEST(Symmetry, a_shared_fate_of_one_zone_leaves_the_exchange_of_the_others) {
    Alike alike;
    alike.build.world.topology.shared_fates.push_back(
        {.name = "feed", .data_centers = {topology::DataCenterId::of(0)}, .hosts = {}});
    EXPECT_EQ(alike.symmetries().size(), 2U);
}

TEST(Symmetry, empty_hosts_may_be_exchanged_in_all_zones_together) {
    const Alike alike{3};  // the first host of each zone is in use, two are empty
    EXPECT_EQ(alike.symmetries().size(), 12U);
}

TEST(Symmetry, a_choice_is_renamed_with_what_it_strikes) {
    const Alike alike;
    const world::World& world = alike.build.world;
    const Renaming by = alike.symmetries().at(1);  // exchanges two zones
    const auto words = [&](const fault::Target& target) {
        return scenario::to_words(renamed({fault::Kind::partition, target}, by).target, world);
    };
    const auto name = [&](std::size_t zone) {
        return world.topology.zones.at(by.zones.at(zone)).name;
    };
    EXPECT_EQ(words(fault::ZoneTarget{alike.build.zone(2)}), "zone/" + name(2));
    const std::string a = std::min(name(1), name(2));
    const std::string b = std::max(name(1), name(2));
    EXPECT_EQ(words(fault::PathTarget{alike.build.zone(1), alike.build.zone(2)}),
              "path/" + a + "/" + b)
        << "both ways: the lesser zone stays first";
}

}  // namespace
}  // namespace triaz::search
