// Which zones a fault struck, from the words that a result has for its target: "zone a (most
// leaders of state)", "data centre a1", "host b1-h2 (leader of state/0)", several joined by "and".
#pragma once

#include <string>
#include <vector>

#include "sim/run/architecture.hpp"

namespace triaz::publish {

struct Struck {
    bool whole = false;
    std::vector<std::string> data_centers;  // it, or hosts in it, was struck
};

// Requires: zone < architecture.zones.size().
Struck how_struck(const run::Architecture& architecture, std::size_t zone,
                  const std::vector<std::string>& targets);

}  // namespace triaz::publish
