#include "sim/structure/graph.hpp"

#include <algorithm>
#include <iterator>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>

#include "sim/base/ensure.hpp"

namespace triaz::structure {

namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Network = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<
        boost::edge_capacity_t, std::int64_t,
        boost::property<boost::edge_residual_capacity_t, std::int64_t,
                        boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;

void add_pipe(Network& network, const Pipe& pipe) {
    auto capacity = boost::get(boost::edge_capacity, network);
    auto reverse = boost::get(boost::edge_reverse, network);
    const auto there = boost::add_edge(pipe.from, pipe.to, network).first;
    const auto back = boost::add_edge(pipe.to, pipe.from, network).first;
    capacity[there] = pipe.capacity;
    capacity[back] = 0;
    reverse[there] = back;
    reverse[back] = there;
}

}  // namespace

std::vector<std::size_t> articulation_points(const Graph& graph) {
    using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
    Undirected made(graph.vertices);
    for (const Edge& edge : graph.edges) boost::add_edge(edge.a, edge.b, made);
    std::vector<std::size_t> points;
    boost::articulation_points(made, std::back_inserter(points));
    std::ranges::sort(points);
    return points;
}

std::int64_t max_flow(std::size_t vertices, const std::vector<Pipe>& pipes, std::size_t from,
                      std::size_t to) {
    base::ensure(from != to && from < vertices && to < vertices, "a flow has two ends");
    Network network(vertices);
    for (const Pipe& pipe : pipes) {
        base::ensure(pipe.capacity >= 0, "no pipe has less than no capacity");
        if (pipe.from != pipe.to) add_pipe(network, pipe);
    }
    return boost::push_relabel_max_flow(network, from, to);
}

std::size_t disjoint_paths(const Graph& graph, std::size_t from, std::size_t to, Disjoint by) {
    std::vector<Pipe> pipes;
    if (by == Disjoint::edges) {
        for (const Edge& edge : graph.edges) {
            pipes.push_back({edge.a, edge.b, 1});
            pipes.push_back({edge.b, edge.a, 1});
        }
        return static_cast<std::size_t>(max_flow(graph.vertices, pipes, from, to));
    }
    // Each vertex v in between is split: what comes in at v leaves at v + vertices.
    const auto most = static_cast<std::int64_t>(graph.edges.size() + 1);
    for (std::size_t v = 0; v < graph.vertices; ++v)
        pipes.push_back({v, v + graph.vertices, v == from || v == to ? most : 1});
    for (const Edge& edge : graph.edges) {
        pipes.push_back({edge.a + graph.vertices, edge.b, 1});
        pipes.push_back({edge.b + graph.vertices, edge.a, 1});
    }
    return static_cast<std::size_t>(max_flow(2 * graph.vertices, pipes, from, to + graph.vertices));
}

}  // namespace triaz::structure
