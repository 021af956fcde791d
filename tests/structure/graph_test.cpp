#include "sim/structure/graph.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::structure {
namespace {

Graph random_graph(base::Stream& stream) {
    Graph graph{3 + stream.below(5), {}};
    for (std::size_t a = 0; a < graph.vertices; ++a) {
        for (std::size_t b = a + 1; b < graph.vertices; ++b) {
            if (stream.below(5) < 2) graph.edges.push_back({a, b});
        }
    }
    return graph;
}

// The parts of a graph without some of its edges and vertices: the part of each vertex.
std::vector<std::size_t> parts(const Graph& graph, std::uint32_t no_edges,
                               std::uint32_t no_vertices) {
    std::vector<std::size_t> part(graph.vertices);
    std::iota(part.begin(), part.end(), std::size_t{0});
    for (bool any = true; any;) {
        any = false;
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            const auto [a, b] = graph.edges[e];
            if ((no_edges >> e & 1) != 0 || ((no_vertices >> a | no_vertices >> b) & 1) != 0)
                continue;
            const std::size_t least = std::min(part[a], part[b]);
            any = any || part[a] != part[b];
            part[a] = part[b] = least;
        }
    }
    return part;
}

std::size_t count_parts(const Graph& graph, std::uint32_t no_vertices) {
    const auto part = parts(graph, 0, no_vertices);
    std::size_t count = 0;
    for (std::size_t v = 0; v < graph.vertices; ++v)
        count += (no_vertices >> v & 1) == 0 && part[v] == v ? 1 : 0;
    return count;
}

TEST(Graph, has_the_articulation_points_whose_removal_parts_it) {
    base::Stream stream{1};
    std::size_t seen = 0;
    for (int round = 0; round < 400; ++round) {
        const Graph graph = random_graph(stream);
        std::vector<std::size_t> expected;
        for (std::size_t v = 0; v < graph.vertices; ++v) {
            const bool alone = std::ranges::none_of(
                graph.edges, [&](const Edge& edge) { return edge.a == v || edge.b == v; });
            if (!alone && count_parts(graph, std::uint32_t{1} << v) > count_parts(graph, 0))
                expected.push_back(v);
        }
        EXPECT_EQ(articulation_points(graph), expected);
        seen += expected.size();
    }
    EXPECT_GT(seen, 100U);
}

// Menger: as many disjoint paths as edges, or vertices, must go.
TEST(Graph, has_as_many_disjoint_paths_as_must_be_cut) {
    base::Stream stream{2};
    for (int round = 0; round < 60; ++round) {
        const Graph graph = random_graph(stream);
        const std::size_t from = 0, to = graph.vertices - 1;
        std::size_t edges = graph.edges.size();
        for (std::uint32_t mask = 0; mask < std::uint32_t{1} << graph.edges.size(); ++mask) {
            const auto part = parts(graph, mask, 0);
            if (part[from] != part[to])
                edges = std::min<std::size_t>(edges, static_cast<std::size_t>(std::popcount(mask)));
        }
        EXPECT_EQ(disjoint_paths(graph, from, to, Disjoint::edges), edges);
        const bool next = std::ranges::any_of(
            graph.edges, [&](const Edge& edge) { return edge.a == from && edge.b == to; });
        if (next) continue;
        std::size_t vertices = graph.vertices;
        for (std::uint32_t mask = 0; mask < std::uint32_t{1} << graph.vertices; ++mask) {
            if ((mask >> from & 1) != 0 || (mask >> to & 1) != 0) continue;
            const auto part = parts(graph, 0, mask);
            if (part[from] != part[to])
                vertices =
                    std::min<std::size_t>(vertices, static_cast<std::size_t>(std::popcount(mask)));
        }
        EXPECT_EQ(disjoint_paths(graph, from, to, Disjoint::vertices), vertices);
    }
}

TEST(Graph, counts_an_edge_between_two_vertices_as_a_path) {
    const Graph mesh{3, {{0, 1}, {1, 2}, {0, 2}}};
    EXPECT_EQ(disjoint_paths(mesh, 0, 1, Disjoint::vertices), 2U);
    EXPECT_EQ(disjoint_paths(mesh, 0, 1, Disjoint::edges), 2U);
}

// The least cut by trying all: flow is worth as much.
TEST(Graph, carries_what_its_least_cut_carries) {
    base::Stream stream{3};
    for (int round = 0; round < 300; ++round) {
        const std::size_t vertices = 3 + stream.below(5);
        std::vector<Pipe> pipes;
        for (std::size_t i = 0; i < 3 * vertices; ++i) {
            pipes.push_back({stream.below(vertices), stream.below(vertices),
                             static_cast<std::int64_t>(stream.below(20))});
        }
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (std::uint32_t side = 0; side < std::uint32_t{1} << vertices; ++side) {
            if ((side & 1) == 0 || (side >> (vertices - 1) & 1) != 0) continue;
            std::int64_t cut = 0;
            for (const Pipe& pipe : pipes) {
                if ((side >> pipe.from & 1) != 0 && (side >> pipe.to & 1) == 0)
                    cut += pipe.capacity;
            }
            least = std::min(least, cut);
        }
        EXPECT_EQ(max_flow(vertices, pipes, 0, vertices - 1), least);
    }
}

}  // namespace
}  // namespace triaz::structure
