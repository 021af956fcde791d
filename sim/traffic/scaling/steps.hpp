// Step scaling: by how far a metric is beyond a threshold, so many instances more or fewer; and
// scheduled scaling, by the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/base/time.hpp"
#include "sim/traffic/scaling/fleet.hpp"

namespace triaz::traffic {

enum class Adjustment : std::uint8_t { count, percent, exact };

struct ScalingStep {
    double from = 0;    // metric less threshold, for scaling in: threshold less metric
    double change = 0;  // by `Adjustment`; for scaling in, how many fewer
};

struct StepOptions {
    double threshold = 0.8;
    bool out = true;  // beyond means above the threshold, and instances are added; else the reverse
    Adjustment adjustment = Adjustment::count;
    std::uint32_t samples = 1;  // beyond the threshold in a row
    base::Duration cooldown{};  // after a change
    FleetBounds bounds{};
};

// Requires: steps rise in `from`, the first at 0 or above.
// Out: the change counts from the ready instances, so that what is warming is not ordered again.
// In: nothing while anything is warming.
class StepScaling {
public:
    StepScaling(const StepOptions& options, std::span<const ScalingStep> steps);

    std::uint32_t decide(const MetricSample& sample, const Fleet& fleet, base::Time now);

private:
    std::uint32_t wanted(double beyond, const Fleet& fleet) const;

    StepOptions options_;
    std::span<const ScalingStep> steps_;
    std::uint32_t beyond_ = 0;
    std::optional<base::Time> changed_;
};

// Something set at an instant, and perhaps again every so often.
struct ScheduledScaling {
    base::Time first{};
    base::Duration every{};  // zero: once
    std::optional<std::uint32_t> least{};
    std::optional<std::uint32_t> most{};
    std::optional<std::uint32_t> desired{};
};

struct ScheduledState {
    FleetBounds bounds;
    std::uint32_t desired = 1;
};

// What is due after `since` and up to `now` is applied, in order of time and then of the list; the
// desired number ends within the bounds. An action that is due several times counts once, at its
// last time.
ScheduledState apply_schedule(std::span<const ScheduledScaling> actions, base::Time since,
                              base::Time now, ScheduledState state);

// The next instant after `now` at which anything is due; `never` when nothing is.
base::Time next_scheduled(std::span<const ScheduledScaling> actions, base::Time now);

}  // namespace triaz::traffic
