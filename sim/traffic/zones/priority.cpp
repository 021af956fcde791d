#include "sim/traffic/zones/priority.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

namespace {

// What is left of `load` after each level took its part; `part` gives health and the place to
// write the load.
template <class Part>
std::uint32_t distribute(std::uint32_t load, std::uint32_t normal, std::size_t levels,
                         Part&& part) {
    for (std::size_t level = 0; level < levels; ++level) {
        const auto [health, taken] = part(level);
        *taken = std::min(load, health * 100 / normal);
        load -= *taken;
    }
    return load;
}

void share_by_targets(std::span<const Level> levels, std::span<LevelLoad> loads) {
    std::uint64_t all = 0;
    for (const Level& level : levels) all += level.total;
    std::uint32_t left = 100;
    LevelLoad* first = nullptr;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        LevelLoad& load = loads[level];
        load.degraded = 0;
        load.healthy = static_cast<std::uint32_t>(
            all == 0 ? 0 : std::uint64_t{100} * levels[level].total / all);
        left -= load.healthy;
        if (first == nullptr && levels[level].total > 0) first = &load;
    }
    (first == nullptr ? loads.front() : *first).healthy += left;
}

}  // namespace

std::uint32_t health_percent(std::uint32_t usable, std::uint32_t total,
                             std::uint32_t overprovisioning) {
    if (total == 0) return 0;
    const std::uint64_t percent = std::uint64_t{overprovisioning} * usable / total;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(100, percent));
}

void share_load(const PriorityOptions& options, std::span<const Level> levels,
                std::span<LevelLoad> loads) {
    base::ensure(!levels.empty() && levels.size() == loads.size(), "one load a level");
    const auto healthy = [&](std::size_t level) {
        return health_percent(levels[level].healthy, levels[level].total, options.overprovisioning);
    };
    const auto degraded = [&](std::size_t level) {
        return health_percent(levels[level].degraded, levels[level].total,
                              options.overprovisioning);
    };
    std::uint32_t sum = 0;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        sum += healthy(level) + degraded(level);
        loads[level] = {};
    }
    const std::uint32_t normal = std::min(sum, std::uint32_t{100});

    bool all_in_panic = true;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const Level& seen = levels[level];
        const std::uint64_t usable = std::uint64_t{100} * (seen.healthy + seen.degraded);
        const std::uint64_t least = std::uint64_t{options.panic_threshold} * seen.total;
        // A level without targets counts as having none of them healthy.
        loads[level].panic =
            normal < 100 && options.panic_threshold > 0 && (usable < least || seen.total == 0);
        all_in_panic = all_in_panic && loads[level].panic;
    }
    if (all_in_panic) return share_by_targets(levels, loads);
    if (normal == 0) {
        loads[0].healthy = 100;
        return;
    }
    std::uint32_t left = distribute(100, normal, levels.size(), [&](std::size_t level) {
        return std::pair{healthy(level), &loads[level].healthy};
    });
    left = distribute(left, normal, levels.size(), [&](std::size_t level) {
        return std::pair{degraded(level), &loads[level].degraded};
    });
    for (std::size_t level = 0; level < levels.size(); ++level) {
        if (healthy(level) == 0) continue;
        loads[level].healthy += left;
        return;
    }
    for (std::size_t level = 0; level < levels.size(); ++level) {
        if (degraded(level) == 0) continue;
        loads[level].degraded += left;
        return;
    }
}

LevelChoice pick_level(std::span<const LevelLoad> loads, std::uint32_t draw) {
    std::uint32_t sum = 0;
    for (std::uint32_t level = 0; level < loads.size(); ++level) {
        sum += loads[level].healthy;
        if (draw < sum) return {level, false};
    }
    for (std::uint32_t level = 0; level < loads.size(); ++level) {
        sum += loads[level].degraded;
        if (draw < sum) return {level, true};
    }
    base::ensure(false, "loads sum to 100, and a draw is below");
    return {};
}

}  // namespace triaz::traffic
