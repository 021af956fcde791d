// What services carry before and after a loss, as requests are routed and at best.
//
// Loads are means: arrival rates of cohorts, the share of writes, mean service times. Retries,
// launches and queues are not in them: with a utilisation below 1 a queue stays finite, at 1 and
// above it does not. A worker that is held during calls is busy for their latency too, of which the
// fixed part is counted: a lower bound.
//
// As routed: a cohort goes to its home zone while that has a balancer node and an instance behind
// it, else to the other such zones in equal parts; a balancer gives every instance that is left in
// its view the same.
//
// At best: the largest part of all requests that any routing could carry within the views of the
// balancers, by maximum flow along each chain of services.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/world.hpp"

namespace triaz::structure {

struct ServiceLoad {
    world::ServiceId service;
    topology::ZoneId zone;
    std::uint32_t instances = 0;  // that are left
    double demand = 0;            // requests a second
    double capacity = 0;          // requests a second
    // Requires: instances, or no demand.
    double utilisation() const { return capacity > 0 ? demand / capacity : 0; }
};

struct StoreLoad {
    world::StoreId store;
    double demand = 0;    // operations a second on each shard's leader
    double capacity = 0;  // of one member
    double utilisation() const { return capacity > 0 ? demand / capacity : 0; }
};

// The chain of services of which the least can be carried.
struct BestRouting {
    double share = 1;  // of the requests of those who enter there
    std::string entry;
    std::string service;  // the last of the chain
};

struct CapacityState {
    std::vector<ServiceLoad> services;  // by service, then by zone; only zones with instances left
    std::vector<StoreLoad> stores;
    double unserved = 0;  // requests a second for which no instance is in view
    BestRouting best;
};

// lost[host]: it is gone.
CapacityState capacity_state(const world::World& world, const std::vector<bool>& lost);

}  // namespace triaz::structure
