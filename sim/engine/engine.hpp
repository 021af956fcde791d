// A typed world is run once: clients, balancers, instances, stores and faults, from time zero to
// the end, in this process. A process can do this once; a second call fails loudly.
#pragma once

#include "sim/measure/evidence.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

measure::Evidence simulate(const world::World& world);

}  // namespace triaz::engine
