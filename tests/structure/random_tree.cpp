#include "tests/structure/random_tree.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace triaz::structure {

RandomTree random_tree(base::Stream& stream, const RandomTreeOptions& options) {
    RandomTree made;
    std::vector<NodeId> nodes;
    for (std::size_t i = 0; i < options.events; ++i) nodes.push_back(made.tree.add_event());
    for (std::size_t i = 0; i < options.gates; ++i) {
        const std::size_t count = 2 + stream.below(options.most_children - 1);
        std::vector<NodeId> children;
        while (children.size() < std::min(count, nodes.size())) {
            const std::size_t recent = std::min<std::size_t>(nodes.size(), 6);
            const NodeId child = stream.below(3) == 0
                                     ? nodes[nodes.size() - 1 - stream.below(recent)]
                                     : nodes[stream.below(nodes.size())];
            if (options.twins || std::ranges::find(children, child) == children.end())
                children.push_back(child);
        }
        auto threshold = static_cast<std::uint32_t>(1 + stream.below(children.size()));
        if (options.constants && stream.below(6) == 0)
            threshold = stream.below(2) == 0 ? 0 : static_cast<std::uint32_t>(children.size() + 1);
        nodes.push_back(made.tree.at_least(threshold, std::move(children)));
    }
    made.tops.push_back(nodes.back());
    return made;
}

std::vector<EventSet> cut_sets_by_trying(const FaultTree& tree, NodeId top, std::size_t order) {
    const std::size_t events = tree.events();
    std::vector<bool> cuts(std::size_t{1} << events);
    std::vector<EventSet> minimal;
    for (std::uint32_t mask = 0; mask < cuts.size(); ++mask) {
        if (static_cast<std::size_t>(std::popcount(mask)) > order) continue;
        std::vector<bool> happened(events);
        EventSet set;
        bool smaller = false;
        for (std::uint32_t event = 0; event < events; ++event) {
            if ((mask >> event & 1) == 0) continue;
            happened[event] = true;
            set = *set.united(EventSet{EventId{event}}, EventSet::most_events);
            smaller = smaller || cuts[mask & ~(std::uint32_t{1} << event)];
        }
        cuts[mask] = smaller || tree.evaluate(happened)[top.index()];
        if (cuts[mask] && !smaller) minimal.push_back(set);
    }
    std::ranges::sort(minimal);
    return minimal;
}

}  // namespace triaz::structure
