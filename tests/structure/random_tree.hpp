// Random fault trees, and their minimal cut sets by trying all subsets.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/structure/fault_tree.hpp"

namespace triaz::structure {

struct RandomTree {
    FaultTree tree;
    std::vector<NodeId> tops;
};

struct RandomTreeOptions {
    std::size_t events = 8;
    std::size_t gates = 8;
    std::size_t most_children = 5;
    bool constants = false;  // gates without children, or with a threshold out of reach
    bool twins = false;      // a child may be counted twice
};

// The top is the last gate. Gates draw their children from all nodes before, with a liking for the
// last ones, so that parts are shared.
RandomTree random_tree(base::Stream& stream, const RandomTreeOptions& options);

// Rising, as minimal_cut_sets gives them. Requires: at most 16 events.
std::vector<EventSet> cut_sets_by_trying(const FaultTree& tree, NodeId top, std::size_t order);

}  // namespace triaz::structure
