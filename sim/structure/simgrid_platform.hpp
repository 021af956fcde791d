// The hosts and the network of a deployment as a SimGrid platform (DTD 4.1), for studies with other
// SimGrid programs.
#pragma once

#include <string>
#include <string_view>

#include "sim/topology/topology.hpp"

namespace triaz::structure {

// Two hosts are as far apart as the model says, without jitter: half of what a level adds lies on
// the way up, half on the way down. Clients are one host, "clients". Ids: hosts as in the model;
// "zone-a", "dc-a1"; links "up-a1-h1", "up-dc-a1", "a-b", "access-a".
std::string to_simgrid_platform(std::string_view name, const topology::Topology& topology);

}  // namespace triaz::structure
