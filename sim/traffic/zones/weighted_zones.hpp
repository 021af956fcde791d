// Shares of traffic by zone: by weight and health (Envoy's locality-weighted balancing), and what
// name resolution makes of it when each zone has its own balancer node.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

struct WeightedZone {
    double weight = 1;
    std::uint32_t available = 0;
    std::uint32_t total = 0;
};

// weight * min(1, 1.4 * available / total): a zone keeps its share until the over-provisioning is
// used up. The shares are these, divided by their sum.
inline double effective_weight(const WeightedZone& zone, double overprovisioning = 1.4) {
    if (zone.total == 0) return 0;
    return zone.weight * std::min(1.0, overprovisioning * static_cast<double>(zone.available) /
                                           static_cast<double>(zone.total));
}

// All zero when no zone has anything available. Requires: as many shares as zones.
inline void share_by_weight(std::span<const WeightedZone> zones, std::span<double> shares,
                            double overprovisioning = 1.4) {
    base::ensure(zones.size() == shares.size(), "one share a zone");
    double sum = 0;
    for (const WeightedZone& zone : zones) sum += effective_weight(zone, overprovisioning);
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
        shares[zone] = sum == 0 ? 0 : effective_weight(zones[zone], overprovisioning) / sum;
    }
}

struct NamedZone {
    std::uint32_t targets = 0;  // that are used: the healthy ones, or all when failing open
    bool in_answer = true;      // the name service gives out this zone's node
};

// The share of all traffic that one target of each zone gets when callers spread evenly over the
// nodes in the answer, and a node over the targets of its own zone, or of all zones. A node with
// nobody to send to keeps its share, and nobody gets it. Requires: as many shares as zones.
inline void share_by_name(std::span<const NamedZone> zones, bool cross_zone,
                          std::span<double> shares) {
    base::ensure(zones.size() == shares.size(), "one share a zone");
    std::uint32_t nodes = 0;
    std::uint32_t targets = 0;
    for (const NamedZone& zone : zones) {
        nodes += zone.in_answer;
        targets += zone.targets;
    }
    for (std::size_t at = 0; at < zones.size(); ++at) {
        const NamedZone& zone = zones[at];
        shares[at] = 0;
        if (zone.targets == 0 || nodes == 0) continue;
        if (cross_zone) {
            shares[at] = 1.0 / targets;
        } else if (zone.in_answer) {
            shares[at] = 1.0 / nodes / zone.targets;
        }
    }
}

}  // namespace triaz::traffic
