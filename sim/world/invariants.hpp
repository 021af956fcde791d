// What holds of every world that sim/scenario gives out and the engine takes.
//
//   topology   ids lead somewhere; names differ; each pair of zones has one path; a wider path is
//              not faster than a narrower one
//   components names differ over services, balancers and stores; counts, periods and time-outs that
//              must be positive are; calls make no circle
//   stores     every shard has as many members as the protocol's options say, 1 to 8, on different
//              hosts; each shard has a preferred leader, which with a mirror is member 0
//   others     dependencies stand in zones that exist, once each; needs and sessions are of what
//              exists, and of sound amounts
//   around     shared fates, backups and systems that are not simulated are of what exists
//   faults     rising in time, after the warm-up and before the end; their targets exist
//   times      0 <= warm-up < duration; slice > 0
#pragma once

#include <string>
#include <vector>

#include "sim/world/world.hpp"

namespace triaz::world {

// A sentence for each invariant that does not hold; none: all do.
std::vector<std::string> broken_invariants(const World& world);

}  // namespace triaz::world
