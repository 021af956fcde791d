// Graphs and flows; the door to Boost.Graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace triaz::structure {

struct Edge {
    std::size_t a = 0;
    std::size_t b = 0;
};

// Undirected. Invariant: edges join vertices below `vertices`, and no vertex with itself.
struct Graph {
    std::size_t vertices = 0;
    std::vector<Edge> edges;
};

// The vertices without which some part of the graph hangs on nothing: rising.
std::vector<std::size_t> articulation_points(const Graph& graph);

// How many paths between two vertices share no edge, or no vertex in between: by Menger's theorem
// as many edges (vertices) must go before the two are apart. Two vertices next to each other cannot
// be parted by vertices: the edge between them counts as one path.
enum class Disjoint : std::uint8_t { edges, vertices };
std::size_t disjoint_paths(const Graph& graph, std::size_t from, std::size_t to, Disjoint by);

struct Pipe {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t capacity = 0;
};

// The most that flows from one vertex to another through directed pipes. Requires: they differ, and
// no capacity is negative.
std::int64_t max_flow(std::size_t vertices, const std::vector<Pipe>& pipes, std::size_t from,
                      std::size_t to);

}  // namespace triaz::structure
