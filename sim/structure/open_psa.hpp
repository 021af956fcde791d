// A fault tree in the Open-PSA model exchange format (MEF 2.0d), as SCRAM and other tools of
// probabilistic safety assessment read it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/structure/deployment_tree.hpp"
#include "sim/structure/fault_tree.hpp"
#include "sim/world/world.hpp"

namespace triaz::structure {

// What an exporter is told of an event or a top.
struct PsaEvent {
    std::string label;
    double probability = 0;  // that it is down at an instant, 0 to 1
    std::string source;
};
struct PsaTop {
    std::string name;  // an identifier: letters, digits, '_'; it begins with a letter
    std::string label;
    NodeId node;
};

// Gates "g<n>", events "e<n>". Gates of one child are passed over and constants folded, as the
// format wants it; a k-of-n gate that counts a child more than once is written as what it means,
// for tools differ there. A top that can never fail, or always has, is left out with a comment.
std::string open_psa(std::string_view name, const FaultTree& tree,
                     const std::vector<PsaEvent>& events, const std::vector<PsaTop>& tops);

// Of a deployment: a top for each target. An event's probability is its share of time in repair;
// where the model gives no rates they are assumptions, and say so.
std::string open_psa(std::string_view name, const world::World& world,
                     const DeploymentTree& deployment);

}  // namespace triaz::structure
