// Target tracking: as many instances as keep a metric per instance at its target,
//
//   needed = ceil(ready * metric / target).
//
// Instances that are warming are part of what was asked for, but not of the metric, so that a
// scaling out under way is not ordered twice. The defaults of two products are in
// `cloud_tracking` and `kubernetes_tracking`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/traffic/scaling/fleet.hpp"

namespace triaz::traffic {

struct TrackingOptions {
    double target = 0.5;
    double tolerance_above = 0;        // as a share of the target: up to there nothing is added
    double tolerance_below = 0.1;      // down to there nothing is taken away
    std::uint32_t samples_above = 3;   // in a row, before anything is added
    std::uint32_t samples_below = 15;  // in a row, before anything is taken away
    base::Duration cooldown_out{};     // after adding, until more is added
    base::Duration cooldown_in{};      // after any change, until something is taken away
    base::Duration stable_in{};        // take away no more than every decision in this time would
    double growth_percent = 0;         // at most so many more of what is desired at a time ...
    std::uint32_t growth_count = 0;    // ... or this many, whichever is more; both zero: no limit
    FleetBounds bounds{};
};

// Amazon EC2 Auto Scaling: alarms of 3 and 15 minutes, the latter at 90 % of the target.
TrackingOptions cloud_tracking(double target, FleetBounds bounds);
// Kubernetes horizontal pod autoscaler, every 15 s: tolerance 10 % either way, stabilisation of
// 300 s downwards, at most twice as many or 4 more at a time.
TrackingOptions kubernetes_tracking(double target, FleetBounds bounds);

class TargetTracking {
public:
    explicit TargetTracking(const TrackingOptions& options);

    // One sample is seen. How many instances are wanted from now on; `fleet.desired` when nothing
    // changes. Requires: `now` never goes back.
    std::uint32_t decide(const MetricSample& sample, const Fleet& fleet, base::Time now);

private:
    std::uint32_t limited_growth(std::uint32_t wanted, const Fleet& fleet) const;
    std::uint32_t most_recommended(std::uint32_t now_wanted, base::Time now);

    struct Recommendation {
        base::Time at;
        std::uint32_t wanted;
    };

    TrackingOptions options_;
    std::uint32_t above_ = 0;
    std::uint32_t below_ = 0;
    std::optional<base::Time> added_;
    std::optional<base::Time> changed_;
    // Only those that may still be the largest of their time: later ones are smaller.
    std::vector<Recommendation> recent_;
};

}  // namespace triaz::traffic
