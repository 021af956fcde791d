// Zone-aware routing: callers prefer the targets of their own zone, as far as that overloads
// nobody.
//
// When the own zone's share of the targets is at least its share of the callers, all its requests
// stay. Otherwise the part target share / caller share stays, and the rest goes to the zones whose
// share of targets exceeds their share of callers, in proportion to that excess (the residual
// capacity). So every target gets the same load, whatever zone its callers stand in.
//
// In panic (priority.hpp) zones are not regarded: then nobody asks here.
//
// Source: Envoy, load_balancer_impl.cc (regenerateLocalityRoutingStructures). Shares are whole
// hundredths of a percent, as there.
#pragma once

#include <cstdint>
#include <span>

namespace triaz::traffic {

struct ZoneCounts {
    std::uint32_t callers = 0;  // healthy members of the calling cluster
    std::uint32_t targets = 0;  // healthy targets
};

struct ZoneAwareOptions {
    std::uint32_t least_targets = 6;  // with fewer healthy ones, zones are not regarded
    bool always_local = false;        // while the own zone has a target, whatever its load
};

enum class ZoneRouting : std::uint8_t {
    regardless,  // zones play no part: all targets alike
    local,       // all to the own zone
    residual,    // a part to the own zone, the rest by residual capacity
};

// Ten thousand are the whole.
struct ZonePlan {
    ZoneRouting routing = ZoneRouting::regardless;
    std::uint32_t local = 0;         // of 10,000 requests, how many stay in the own zone
    std::uint64_t residual_sum = 0;  // over all zones but the own one
};

// `home` is an index into `zones`. The residual capacity of each zone is written to `residual`.
// Requires: as many residuals as zones, home among them.
ZonePlan plan_zones(const ZoneAwareOptions& options, std::span<const ZoneCounts> zones,
                    std::uint32_t home, std::span<std::uint32_t> residual);

// The same from shares in ten-thousandths that are known already.
struct ZoneShares {
    std::uint32_t callers = 0;
    std::uint32_t targets = 0;
};
ZonePlan plan_zone_shares(const ZoneAwareOptions& options, std::span<const ZoneShares> zones,
                          std::uint32_t home, std::span<std::uint32_t> residual);

struct ZoneDraws {
    std::uint32_t of_ten_thousand = 0;  // uniform in [0, 10,000)
    std::uint64_t bits = 0;             // uniform over all 64 bits
};
// The zone a request goes to. Requires: routing is not `regardless`.
std::uint32_t pick_zone(const ZonePlan& plan, std::uint32_t home,
                        std::span<const std::uint32_t> residual, ZoneDraws draws);

}  // namespace triaz::traffic
