// Minimal cut sets of a fault tree, up to an order: the smallest sets of basic events that make a
// node fail, none of which contains another.
//
// Method: from the events upwards every node gets the family of its minimal cut sets, cut off at
// the order. A gate that fails with one child unites their families and drops what contains
// another set. A gate that needs m of n starts from the empty set and grows it: whatever the cut,
// among any n-m+1 children that still work one fails, so each cut set of those is added in turn;
// sets are taken by rising size, so the first that suffice are minimal. (The idea is that of
// hitting sets: Reiter, "A theory of diagnosis from first principles", 1987.) Cutting off is exact:
// no set within the order has a part beyond it.
//
// Cost: the sets that exist within the order, not the number of combinations.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/structure/event_set.hpp"
#include "sim/structure/fault_tree.hpp"

namespace triaz::structure {

struct CutSetLimits {
    std::size_t order = 2;  // 1 .. EventSet::most_events
    // Sets kept or under consideration for one node; beyond, the family is cut short.
    std::size_t most_sets = 4'000'000;
};

struct CutSets {
    std::vector<EventSet> sets;  // rising; { {} } when the node has failed from the start
    bool whole = true;           // false: there may be more
};

// Of each top, in their order.
std::vector<CutSets> minimal_cut_sets(const FaultTree& tree, std::span<const NodeId> tops,
                                      const CutSetLimits& limits);

}  // namespace triaz::structure
