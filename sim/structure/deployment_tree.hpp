// What a deployment fails of: a fault tree made of a world, with what its events and tops mean.
//
// An event takes a part at one instant: a zone, data centre, rack, host, a shared fate, the path
// between two zones, the access of clients to a zone, the corporate network, a system outside. A
// process dies alone no worse than with its host, so there are no events for processes.
//
// A top says that no way is left, once everybody has noticed and nothing is repaired: clients try
// other zones, any member that may lead does. How long that takes, and how often, is not said here.
// Messages between two zones take the path between these two: the network goes no detours. Calls
// that are hard cut; needs that are soft or asynchronous do not. One instance that is left is
// enough here; whether it can carry the load is a matter of capacity (capacity.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/structure/fault_tree.hpp"
#include "sim/world/world.hpp"

namespace triaz::structure {

// What an event takes.
struct Loss {
    enum class Kind : std::uint8_t {
        zone,
        data_center,
        rack,
        host,
        shared_fate,
        path,
        client_access,
        corporate,
        dependency,
    };
    Kind kind = Kind::zone;
    std::string name;                     // "zone a"
    std::string pointer;                  // of the model
    std::vector<topology::HostId> hosts;  // that go with it, rising
};
inline constexpr std::size_t loss_kinds = 9;
// "zone", "zones".
std::string_view name_of(Loss::Kind kind, bool many);

// What may fail.
struct Target {
    enum class Kind : std::uint8_t {
        clients,       // a cohort's requests
        service,       // no instance anywhere serves
        store_writes,  // some shard takes no writes
        store_reads,   // some shard answers no reads; only where that is not the same
        store_data,    // every disk may be gone that held an acknowledged write
    };
    Kind kind = Kind::clients;
    std::uint32_t index = 0;  // of the cohort, service or store
    std::string name;         // "writes to state"
    std::string pointer;
    NodeId top;
};

// One zone of a balancer that clients enter by: when its address is withdrawn, and when it fails
// requests. It may do the latter without the former.
struct EntryZone {
    world::BalancerId balancer;
    topology::ZoneId zone;
    NodeId withdrawn;
    NodeId failing;  // shards may be led wherever they have a member
    NodeId all_failing;
};

struct DeploymentTree {
    FaultTree tree;
    std::vector<Loss> losses;  // by event
    std::vector<Target> targets;
    std::vector<EntryZone> entry_zones;
    std::vector<NodeId> isolated;     // by zone: no path to any other zone is left
    std::vector<NodeId> backup_gone;  // by store: its backup is destroyed; none: no event does
    std::vector<NodeId> data_gone;    // by store
};

DeploymentTree deployment_tree(const world::World& world);

// "zone a", "zone a and host b1-h2".
std::string names_of(const DeploymentTree& deployment, EventSet set);

}  // namespace triaz::structure
