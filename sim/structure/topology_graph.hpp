// A deployment as a graph for other tools to draw: what contains what, what stands where, who
// calls whom, which paths join the zones.
#pragma once

#include <string>
#include <string_view>

#include "sim/world/world.hpp"

namespace triaz::structure {

// Graphviz: zones and data centres as nested boxes, hosts with what runs on them, calls between
// components.
std::string to_dot(std::string_view name, const world::World& world);

// GraphML: one vertex for every part, with its kind; one edge for every relation, with its kind.
std::string to_graphml(std::string_view name, const world::World& world);

}  // namespace triaz::structure
