#include "sim/traffic/zones/zone_aware.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

namespace {

constexpr std::uint32_t whole = 10'000;

std::uint32_t share_of(std::uint64_t part, std::uint64_t sum) {
    return sum == 0 ? 0 : static_cast<std::uint32_t>(part * whole / sum);
}

template <class Shares>
ZonePlan plan(const ZoneAwareOptions& options, std::size_t zones, std::uint32_t home,
              std::span<std::uint32_t> residual, Shares&& shares) {
    const ZoneShares own = shares(home);
    const bool enough = own.targets > 0 && own.targets >= own.callers;
    if (enough || (options.always_local && own.targets > 0)) {
        return {ZoneRouting::local, whole, 0};
    }
    ZonePlan result{ZoneRouting::residual, 0, 0};
    if (own.callers > 0) result.local = own.targets * whole / own.callers;
    for (std::uint32_t zone = 0; zone < zones; ++zone) {
        const ZoneShares seen = shares(zone);
        const bool room = zone != home && seen.targets > seen.callers;
        residual[zone] = room ? seen.targets - seen.callers : 0;
        result.residual_sum += residual[zone];
    }
    return result;
}

}  // namespace

ZonePlan plan_zones(const ZoneAwareOptions& options, std::span<const ZoneCounts> zones,
                    std::uint32_t home, std::span<std::uint32_t> residual) {
    base::ensure(zones.size() == residual.size() && home < zones.size(), "home is a zone");
    std::uint64_t callers = 0;
    std::uint64_t targets = 0;
    std::uint32_t zones_of_callers = 0;
    std::uint32_t zones_of_targets = 0;
    for (std::uint32_t zone = 0; zone < zones.size(); ++zone) {
        residual[zone] = 0;
        callers += zones[zone].callers;
        targets += zones[zone].targets;
        zones_of_callers += zones[zone].callers > 0;
        zones_of_targets += zones[zone].targets > 0;
    }
    const bool alone = zones_of_targets < 2 || (zones_of_callers < 2 && !options.always_local);
    if (alone || zones[home].callers == 0 || targets < options.least_targets) return {};
    return plan(options, zones.size(), home, residual, [&](std::uint32_t zone) {
        return ZoneShares{share_of(zones[zone].callers, callers),
                          share_of(zones[zone].targets, targets)};
    });
}

ZonePlan plan_zone_shares(const ZoneAwareOptions& options, std::span<const ZoneShares> zones,
                          std::uint32_t home, std::span<std::uint32_t> residual) {
    base::ensure(zones.size() == residual.size() && home < zones.size(), "home is a zone");
    return plan(options, zones.size(), home, residual,
                [&](std::uint32_t zone) { return zones[zone]; });
}

std::uint32_t pick_zone(const ZonePlan& plan, std::uint32_t home,
                        std::span<const std::uint32_t> residual, ZoneDraws draws) {
    base::ensure(plan.routing != ZoneRouting::regardless, "zones are regarded");
    if (plan.routing == ZoneRouting::local || draws.of_ten_thousand < plan.local) return home;
    // Rounding may leave no residual capacity at all: then any zone, as in Envoy.
    if (plan.residual_sum == 0) return static_cast<std::uint32_t>(draws.bits % residual.size());
    std::uint64_t place = draws.bits % plan.residual_sum;
    std::uint32_t zone = 0;
    while (place >= residual[zone]) place -= residual[zone++];
    return zone;
}

}  // namespace triaz::traffic
