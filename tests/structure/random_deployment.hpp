// Random deployments, and whether they still serve after losses, worked out without a fault tree.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/structure/deployment_tree.hpp"
#include "sim/world/world.hpp"

namespace triaz::structure {

world::World random_deployment(base::Stream& stream);

// What is left of a world after some losses, asked in the positive: who reaches whom, who serves.
class Survivors {
public:
    Survivors(const world::World& world, const std::vector<Loss>& losses,
              const std::vector<bool>& lost);

    bool serves(const Target& target) const;

private:
    bool up(topology::HostId host) const { return up_[host.index()]; }
    bool reaches(topology::ZoneId a, topology::ZoneId b) const;
    bool has_needs(const std::string& component) const;
    bool calls_succeed(world::ServiceId service, topology::ZoneId zone, bool write) const;
    bool balancer_serves(world::BalancerId balancer, topology::ZoneId zone, bool write) const;
    bool store_serves(const world::Store& store, const topology::ZoneId* caller, bool write) const;
    bool shard_serves(const world::Store& store, std::size_t shard, const topology::ZoneId* caller,
                      bool write) const;
    bool cohort_served(const world::Cohort& cohort, bool write) const;
    bool data_kept(const world::Store& store) const;

    const world::World& world_;
    std::set<std::string> lost_;  // names of losses
    std::vector<bool> up_;
};

}  // namespace triaz::structure
