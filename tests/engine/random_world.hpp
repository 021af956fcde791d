// Small worlds of every kind, by number: the same number gives the same world everywhere.
#pragma once

#include <cstddef>

#include "sim/world/world.hpp"

namespace triaz::engine {

// Three zones, one or two services behind a balancer with or without nodes, a store or none, one or
// two cohorts, none to three faults.
world::World random_world(std::size_t number);

}  // namespace triaz::engine
