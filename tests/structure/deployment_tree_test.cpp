#include "sim/structure/deployment_tree.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/structure/cut_sets.hpp"
#include "sim/structure/graph.hpp"
#include "tests/structure/random_deployment.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::structure {
namespace {

using namespace std::chrono_literals;
using support::WorldBuilder;
using testing::UnorderedElementsAre;

const Target& target_of(const DeploymentTree& deployment, const std::string& name) {
    return *std::ranges::find(deployment.targets, name, &Target::name);
}

std::set<std::string> cut_sets(const world::World& world, const std::string& target,
                               std::size_t order) {
    const DeploymentTree deployment = deployment_tree(world);
    const NodeId tops[] = {target_of(deployment, target).top};
    std::set<std::string> names;
    const auto families = minimal_cut_sets(deployment.tree, tops, {.order = order});
    for (const EventSet set : families.front().sets) names.insert(names_of(deployment, set));
    return names;
}

// The fault tree against what is left of the deployment, looked at without one.
TEST(DeploymentTree, fails_exactly_when_nothing_is_left_that_serves) {
    base::Stream stream{41};
    std::size_t failed = 0, asked = 0;
    std::set<Target::Kind> kinds;
    for (int round = 0; round < 300; ++round) {
        const world::World world = random_deployment(stream);
        const DeploymentTree deployment = deployment_tree(world);
        for (int losses = 0; losses < 12; ++losses) {
            std::vector<bool> lost(deployment.losses.size());
            for (std::size_t many = stream.below(5); many > 0; --many)
                lost[stream.below(lost.size())] = true;
            const auto fails = deployment.tree.evaluate(lost);
            const Survivors survivors{world, deployment.losses, lost};
            for (const Target& target : deployment.targets) {
                ++asked;
                failed += fails[target.top.index()] ? 1 : 0;
                kinds.insert(target.kind);
                ASSERT_EQ(fails[target.top.index()], !survivors.serves(target))
                    << target.name << " in round " << round;
            }
        }
    }
    EXPECT_EQ(kinds.size(), 5U);
    EXPECT_GT(failed, asked / 10);
    EXPECT_LT(failed, asked * 9 / 10);
}

WorldBuilder three_zones() {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 2});
    const auto app = build.service("app", build.hosts_in_every_zone(2), {1, 10, {}});
    const auto edge = build.balancer("edge", app);
    build.at(edge).nodes = build.hosts_in_every_zone(2);
    build.cohort("users", edge, 100);
    return build;
}

TEST(DeploymentTree, of_a_majority_store_is_cut_by_any_two_zones) {
    WorldBuilder build = three_zones();
    build.raft("state");
    const auto cuts = cut_sets(build.world, "writes to state", 2);
    for (const char* two : {"zone a and zone b", "zone a and zone c", "zone b and zone c",
                            "zone a and host b1-h1", "host a1-h1 and host c1-h1"})
        EXPECT_TRUE(cuts.contains(two)) << two;
    EXPECT_FALSE(cuts.contains("zone a and host b1-h2"));
    // Zone, data centre or first host in two zones; or in one, with the path between the others.
    EXPECT_EQ(cuts.size(), 3U * 9U + 3U * 3U);
}

// All three paths lost leave every member alone.
TEST(DeploymentTree, of_a_majority_store_is_cut_by_all_paths) {
    WorldBuilder build = three_zones();
    build.raft("state");
    const auto cuts = cut_sets(build.world, "writes to state", 3);
    EXPECT_TRUE(
        cuts.contains("the path between zones a and b, the path between zones a and c and "
                      "the path between zones b and c"));
}

TEST(DeploymentTree, of_a_mirror_is_cut_by_the_primary_alone) {
    WorldBuilder build = three_zones();
    build.at(build.mirror("blocks")).protocol =
        protocol::mirror::Options{.members = 3, .copies = 2};
    EXPECT_THAT(cut_sets(build.world, "writes to blocks", 1),
                UnorderedElementsAre("zone a", "data centre a1", "host a1-h1"));
    EXPECT_TRUE(cut_sets(build.world, "data of blocks", 1).empty());
    EXPECT_TRUE(cut_sets(build.world, "data of blocks", 2).contains("host a1-h1 and zone b") ||
                cut_sets(build.world, "data of blocks", 2).contains("zone b and host a1-h1"));
}

TEST(DeploymentTree, of_soft_needs_is_not_cut_by_them) {
    WorldBuilder build = three_zones();
    world::Unsimulated& system = build.world.unsimulated.emplace_back();
    system.name = "key service";
    system.external = true;
    system.needed_by = {"app"};
    EXPECT_THAT(cut_sets(build.world, "service app", 1), UnorderedElementsAre("key service"));
    system.need = world::Need::soft;
    EXPECT_TRUE(cut_sets(build.world, "service app", 1).empty());
    system.need = world::Need::async;
    EXPECT_TRUE(cut_sets(build.world, "service app", 1).empty());
}

TEST(DeploymentTree, knows_racks_where_a_data_centre_has_several) {
    WorldBuilder build({.zones = 1, .hosts_per_zone = 4});
    for (std::size_t h = 0; h < 4; ++h) build.world.topology.hosts[h].rack = h < 2 ? "r1" : "r2";
    build.service("app", {build.host(0, 0), build.host(0, 1)}, {1, 10, {}});
    EXPECT_THAT(cut_sets(build.world, "service app", 1),
                UnorderedElementsAre("zone a", "data centre a1", "rack r1 of a1"));
}

// Where every request goes a way of its own, hosts that cut are the articulation points of the
// graph of ways: found by Boost.Graph without any tree.
TEST(DeploymentTree, has_single_cuts_where_the_graph_of_ways_has_articulation_points) {
    base::Stream stream{43};
    std::size_t points = 0;
    for (int round = 0; round < 200; ++round) {
        WorldBuilder build({.zones = 1, .hosts_per_zone = 8});
        // A chain of services, each on hosts of its own: one or two.
        std::size_t host = 0;
        std::vector<std::vector<topology::HostId>> chain;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t count = 1 + stream.below(2);
            chain.emplace_back();
            for (std::size_t n = 0; n < count; ++n) chain.back().push_back(build.host(0, host++));
        }
        for (std::size_t i = chain.size(); i-- > 0;) {
            const auto id = build.service("s" + std::to_string(i), chain[i], {1, 10, {}});
            const auto balancer = build.balancer("b" + std::to_string(i), id);
            if (i + 1 < chain.size()) build.call(id, world::BalancerId{balancer.value - 1});
        }
        // Clients, hosts, and behind the last service its work, which is done at either instance.
        Graph graph{host + 2, {}};
        std::vector<std::size_t> before{host};
        for (const auto& hosts : chain) {
            std::vector<std::size_t> here;
            for (const topology::HostId at : hosts) here.push_back(at.index());
            for (const std::size_t a : before) {
                for (const std::size_t b : here) graph.edges.push_back({a, b});
            }
            before = here;
        }
        for (const std::size_t a : before) graph.edges.push_back({a, host + 1});
        std::set<std::string> expected;
        for (const std::size_t vertex : articulation_points(graph)) {
            if (vertex < host) expected.insert("host " + build.world.topology.hosts[vertex].name);
        }
        std::set<std::string> hosts;
        for (const std::string& name : cut_sets(build.world, "service s0", 1)) {
            if (name.starts_with("host ")) hosts.insert(name);
        }
        EXPECT_EQ(hosts, expected);
        points += expected.size();
    }
    EXPECT_GT(points, 100U);
}

}  // namespace
}  // namespace triaz::structure
