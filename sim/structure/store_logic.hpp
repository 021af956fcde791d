// Private to sim/structure: the k-of-n rules of replicated stores, as gates.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "sim/structure/fault_tree.hpp"
#include "sim/world/world.hpp"

namespace triaz::structure {

// What the rules of a protocol come to.
struct QuorumRule {
    std::size_t members = 0;
    std::size_t data_members = 0;    // the first so many; the others only vote
    std::size_t leader_quorum = 0;   // members that a leader must reach, itself included
    std::size_t write_data = 0;      // data members that a write waits for, the leader included
    std::size_t read_data = 1;       // data members that a read asks, the one asked included
    std::size_t promotion_data = 0;  // whose logs a new leader must see, its own included
    std::size_t durable_copies = 0;  // disks that hold a write when it is acknowledged
    bool fixed_leader = false;       // only the preferred member ever leads

    bool may_lead(std::size_t member, std::size_t preferred) const {
        return member < data_members && (!fixed_leader || member == preferred);
    }
};
QuorumRule quorum_rule(const world::Store& store);

// The gates of one shard, over what its members and the paths between them are in the tree.
struct ShardLogic {
    FaultTree& tree;
    const world::World& world;
    QuorumRule rule;
    std::function<NodeId(topology::HostId)> host_down;
    // Requires: zones that differ.
    std::function<NodeId(topology::ZoneId, topology::ZoneId)> path_down;

    // No member leads and, for writes, gets its copies.
    NodeId fails(std::span<const topology::HostId> members, std::size_t preferred, bool write,
                 const topology::ZoneId* caller);
    // At least so many data members are down that an acknowledged write may have been on no other.
    NodeId data_gone(std::span<const topology::HostId> members, std::size_t preferred);

private:
    NodeId too_few(std::span<const topology::HostId> members, std::size_t leader, std::size_t among,
                   std::size_t enough);
    NodeId unreachable(topology::HostId from, topology::HostId to);
};

}  // namespace triaz::structure
