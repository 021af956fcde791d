// The deployment as it was run, few enough words to draw: zones, and what stands in each. It goes
// into every result, so that a report needs no other file to show what was tested.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world/world.hpp"

namespace triaz::run {

struct Architecture {
    struct Zone {
        std::string name;
        std::vector<std::string> data_centers;
        std::uint32_t hosts = 0;
    };
    enum class Kind : std::uint8_t { balancer, service, store };
    struct Tier {
        Kind kind = Kind::service;
        std::string name;
        std::string detail;  // "least requests of public-api", "raft, 6 shards of 3 copies"
        // Nodes, instances or copies, in the order of the zones; a balancer inside its callers has
        // none.
        std::vector<std::uint32_t> in_zone;
    };
    struct Clients {
        std::string name;
        std::string home;   // zone
        std::string entry;  // balancer
    };

    std::string region;
    std::string jurisdiction;
    std::vector<Zone> zones;
    // In the order in which a request meets them; what no client reaches comes last.
    std::vector<Tier> tiers;
    std::vector<Clients> clients;
};

std::string_view name_of(Architecture::Kind kind);  // "balancer"

Architecture architecture_of(const world::World& world);

}  // namespace triaz::run
