// Priority levels: traffic stays in the first level while its health holds, and spills over to the
// next ones in proportion to health, as Envoy has it.
//
//   health of a level = min(100, floor(over-provisioning * healthy / total))       [percent]
//   load of a level   = min(what remains, floor(health * 100 / min(100, sum of health)))
//   what rounding leaves goes to the first level with health.
//
// A level is in panic when all levels together have health below 100 and less than the threshold of
// its own targets are healthy; then it uses all its targets, healthy or not (fail open). When every
// level is in panic, load goes by the number of targets alone.
//
// Source: Envoy, load_balancer_impl.cc (distributeLoad, recalculatePerPriorityState,
// recalculatePerPriorityPanic). Percentages are whole, as there.
#pragma once

#include <cstdint>
#include <span>

namespace triaz::traffic {

struct Level {
    std::uint32_t total = 0;
    std::uint32_t healthy = 0;
    std::uint32_t degraded = 0;  // answering, but to be used only when the healthy do not suffice
};

struct PriorityOptions {
    std::uint32_t overprovisioning = 140;  // percent
    std::uint32_t panic_threshold = 50;    // percent; zero: never in panic
};

struct LevelLoad {
    std::uint32_t healthy = 0;   // percent of all traffic, for its healthy targets
    std::uint32_t degraded = 0;  // percent, for its degraded targets
    bool panic = false;
    bool operator==(const LevelLoad&) const = default;
};

// 0 to 100; of no targets 0.
std::uint32_t health_percent(std::uint32_t usable, std::uint32_t total,
                             std::uint32_t overprovisioning);

// One load a level. Requires: as many loads as levels, at least one.
// Ensures: all loads sum to 100. When nobody is healthy and there is no panic, the first level has
// all of it, and nobody to serve it.
void share_load(const PriorityOptions& options, std::span<const Level> levels,
                std::span<LevelLoad> loads);

struct LevelChoice {
    std::uint32_t level = 0;
    bool degraded = false;
};
// Which level a request goes to; `draw` uniform in [0, 100).
LevelChoice pick_level(std::span<const LevelLoad> loads, std::uint32_t draw);

// Whether a pool of targets without levels fails open: with a threshold of zero only when nobody is
// healthy (cloud balancers), else below that percentage (Envoy's panic).
constexpr bool fails_open(std::uint32_t healthy, std::uint32_t total, std::uint32_t threshold) {
    return healthy == 0 || std::uint64_t{healthy} * 100 < std::uint64_t{threshold} * total;
}

}  // namespace triaz::traffic
