// A monotone structure function: what fails when basic events happen. A gate fails when at least so
// many of its children do; AND, OR and k-of-n are thresholds. Shared causes are events with many
// parents, so the "tree" is a graph without circles.
//
// Invariant: a child has a lower number than its parents; an event has no children.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/id.hpp"
#include "sim/structure/event_set.hpp"

namespace triaz::structure {

using NodeId = base::Id<struct NodeTag>;

struct FaultTreeNode {
    EventId event;                // none: a gate
    std::uint32_t threshold = 1;  // of a gate; 0: it has always failed
    std::vector<NodeId> children;
    std::string name;  // of a gate, when it means something to people

    bool is_event() const { return !event.is_none(); }
};

class FaultTree {
public:
    NodeId add_event();
    // Without children, or with fewer than the threshold: it never fails.
    NodeId at_least(std::uint32_t threshold, std::vector<NodeId> children, std::string name = {});
    NodeId any_of(std::vector<NodeId> children, std::string name = {}) {
        return at_least(1, std::move(children), std::move(name));
    }
    NodeId all_of(std::vector<NodeId> children, std::string name = {}) {
        const auto all = static_cast<std::uint32_t>(children.size());
        return at_least(all, std::move(children), std::move(name));
    }

    const FaultTreeNode& operator[](NodeId id) const { return nodes_[id.index()]; }
    std::size_t size() const { return nodes_.size(); }
    std::size_t events() const { return events_.size(); }
    NodeId node_of(EventId event) const { return events_[event.index()]; }

    // Which nodes have failed once these events have happened: failed[node]. `happened` holds one
    // flag an event.
    std::vector<bool> evaluate(const std::vector<bool>& happened) const;
    std::vector<bool> evaluate(EventSet happened) const;

private:
    std::vector<FaultTreeNode> nodes_;
    std::vector<NodeId> events_;
};

}  // namespace triaz::structure
