// Who must come before whom, with edges of several kinds, and the cycles in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/consistency/budget.hpp"

namespace triaz::consistency {

using Kinds = std::uint8_t;  // a set of kinds, one bit each

struct Edge {
    std::uint32_t to = 0;
    Kinds kind = 0;          // one bit
    std::uint32_t note = 0;  // for whoever made it
};

class Graph {
public:
    explicit Graph(std::size_t nodes) : out_(nodes) {}

    // Of several edges of one kind between two nodes, the first is enough.
    void add(std::uint32_t from, std::uint32_t to, Kinds kind, std::uint32_t note);
    std::size_t nodes() const { return out_.size(); }
    const std::vector<Edge>& from(std::uint32_t node) const { return out_[node]; }

private:
    std::vector<std::vector<Edge>> out_;
};

// The nodes of each strongly connected component of more than one node, along edges of these kinds
// (Tarjan 1972): there is a cycle exactly when there is one. In the order of their first nodes.
std::vector<std::vector<std::uint32_t>> components(const Graph& graph, Kinds kinds);

// What a cycle must be like.
struct CycleForm {
    Kinds first = 0;              // the kind of the edge it is told from
    Kinds rest = 0;               // of its other edges
    Kinds needed = 0;             // one of these must be among the others, unless empty
    bool apart = false;           // edges of the kind `first` never follow each other
    bool together = false;        // somewhere two edges of the kind `first` do follow each other
    bool several_firsts = false;  // more than one edge of the kind `first`
};

struct CycleEdge {
    std::uint32_t from;
    Edge edge;
};
using Cycle = std::vector<CycleEdge>;

// The cycles without a node visited twice that a closed way is made of. When no two edges of some
// kind follow each other in the whole, the same is true of at least one part.
std::vector<Cycle> simple_parts(const Cycle& way);

// A short closed way of this form in a component; nothing when there is none. It may visit a node
// twice. `cut_short` is set when the search ended before it could know.
std::optional<Cycle> find_cycle(const Graph& graph, const std::vector<std::uint32_t>& component,
                                const CycleForm& form, Budget& budget, bool& cut_short);

}  // namespace triaz::consistency
