#include "sim/structure/cut_sets.hpp"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "tests/structure/random_tree.hpp"

namespace triaz::structure {
namespace {

CutSets found(const FaultTree& tree, NodeId top, std::size_t order,
              std::size_t most_sets = 1'000'000) {
    const std::array tops{top};
    return minimal_cut_sets(tree, tops, {.order = order, .most_sets = most_sets}).front();
}

void expect_as_by_trying(std::uint64_t seed, const RandomTreeOptions& options, int rounds) {
    base::Stream stream{seed};
    std::size_t sets = 0;
    for (int round = 0; round < rounds; ++round) {
        const RandomTree random = random_tree(stream, options);
        for (std::size_t order = 1; order <= EventSet::most_events; ++order) {
            const CutSets cut_sets = found(random.tree, random.tops[0], order);
            EXPECT_TRUE(cut_sets.whole);
            ASSERT_EQ(cut_sets.sets, cut_sets_by_trying(random.tree, random.tops[0], order))
                << "round " << round << ", order " << order;
            sets += cut_sets.sets.size();
        }
    }
    EXPECT_GT(sets, static_cast<std::size_t>(rounds));
}

TEST(CutSets, are_those_found_by_trying_all_subsets) {
    expect_as_by_trying(1, {.events = 8, .gates = 6}, 300);
    expect_as_by_trying(2, {.events = 6, .gates = 12, .most_children = 6}, 300);
}

TEST(CutSets, are_so_with_gates_that_never_or_always_fail) {
    expect_as_by_trying(3, {.events = 7, .gates = 9, .constants = true}, 300);
}

TEST(CutSets, are_so_when_a_child_counts_twice) {
    expect_as_by_trying(4, {.events = 7, .gates = 7, .most_children = 6, .twins = true}, 300);
}

// The number of m-of-n cut sets is a binomial coefficient.
TEST(CutSets, of_a_threshold_are_all_combinations) {
    FaultTree tree;
    std::vector<NodeId> parts;
    for (int i = 0; i < 20; ++i) parts.push_back(tree.add_event());
    EXPECT_EQ(found(tree, tree.at_least(3, parts), 4).sets.size(), 1140U);
    EXPECT_EQ(found(tree, tree.at_least(4, parts), 4).sets.size(), 4845U);
    EXPECT_TRUE(found(tree, tree.at_least(4, parts), 3).sets.empty());
}

// Three members, each in a zone; one cause takes two zones.
TEST(CutSets, of_a_majority_know_shared_causes) {
    FaultTree tree;
    const NodeId feed = tree.add_event();
    std::vector<NodeId> members;
    for (int zone = 0; zone < 3; ++zone) {
        std::vector<NodeId> causes{tree.add_event(), tree.add_event()};  // zone, host
        if (zone < 2) causes.push_back(feed);
        members.push_back(tree.any_of(causes));
    }
    const CutSets cut_sets = found(tree, tree.at_least(2, members), 2);
    ASSERT_EQ(cut_sets.sets.size(), 1U + 3U * 4U);
    EXPECT_EQ(cut_sets.sets.front(), EventSet{EventId{0}});
}

TEST(CutSets, of_several_tops_are_those_of_each) {
    base::Stream stream{5};
    const RandomTree random = random_tree(stream, {.events = 8, .gates = 8});
    std::vector<NodeId> tops;
    for (std::size_t node = 0; node < random.tree.size(); ++node) tops.push_back(NodeId::of(node));
    const auto all = minimal_cut_sets(random.tree, tops, {.order = 3});
    for (std::size_t i = 0; i < tops.size(); ++i)
        EXPECT_EQ(all[i].sets, found(random.tree, tops[i], 3).sets);
}

TEST(CutSets, say_when_there_may_be_more) {
    FaultTree tree;
    std::vector<NodeId> parts;
    for (int i = 0; i < 60; ++i) parts.push_back(tree.add_event());
    const NodeId top = tree.at_least(3, parts);
    const CutSets some = found(tree, top, 3, 500);
    EXPECT_FALSE(some.whole);
    for (const EventSet set : some.sets) EXPECT_EQ(set.size(), 3U);
    const NodeId above = tree.any_of({top, parts[0]});
    EXPECT_FALSE(found(tree, above, 3, 500).whole);
}

}  // namespace
}  // namespace triaz::structure
