#include "sim/structure/fault_tree.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::structure {

NodeId FaultTree::add_event() {
    base::ensure(events_.size() < EventSet::most_event_ids, "an event fits a lane of a set");
    const auto node = NodeId::of(nodes_.size());
    nodes_.push_back({EventId::of(events_.size()), 1, {}, {}});
    events_.push_back(node);
    return node;
}

NodeId FaultTree::at_least(std::uint32_t threshold, std::vector<NodeId> children,
                           std::string name) {
    const auto node = NodeId::of(nodes_.size());
    base::ensure(std::ranges::all_of(children, [&](NodeId child) { return child < node; }),
                 "children come before their parents");
    nodes_.push_back({EventId{}, threshold, std::move(children), std::move(name)});
    return node;
}

std::vector<bool> FaultTree::evaluate(const std::vector<bool>& happened) const {
    std::vector<bool> failed(nodes_.size());
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
        const FaultTreeNode& node = nodes_[at];
        if (node.is_event()) {
            failed[at] = happened[node.event.index()];
            continue;
        }
        const auto count = std::ranges::count_if(
            node.children, [&](NodeId child) { return failed[child.index()]; });
        failed[at] = static_cast<std::uint64_t>(count) >= node.threshold;
    }
    return failed;
}

std::vector<bool> FaultTree::evaluate(EventSet happened) const {
    std::vector<bool> flags(events_.size());
    for (const EventId event : happened.events()) flags[event.index()] = true;
    return evaluate(flags);
}

}  // namespace triaz::structure
