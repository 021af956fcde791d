#include "sim/traffic/scaling/target_tracking.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

TrackingOptions cloud_tracking(double target, FleetBounds bounds) {
    TrackingOptions options;
    options.target = target;
    options.bounds = bounds;
    return options;
}

TrackingOptions kubernetes_tracking(double target, FleetBounds bounds) {
    TrackingOptions options;
    options.target = target;
    options.tolerance_above = 0.1;
    options.samples_above = 1;
    options.samples_below = 1;
    options.stable_in = std::chrono::seconds{300};
    options.growth_percent = 100;
    options.growth_count = 4;
    options.bounds = bounds;
    return options;
}

TargetTracking::TargetTracking(const TrackingOptions& options) : options_(options) {
    base::ensure(options.target > 0, "a target is above zero");
    base::ensure(options.bounds.least <= options.bounds.most, "bounds are in order");
    recent_.reserve(std::size_t{options.bounds.most} - options.bounds.least + 2);
}

std::uint32_t TargetTracking::decide(const MetricSample& sample, const Fleet& fleet,
                                     base::Time now) {
    const double ratio = sample.value / options_.target;
    above_ = ratio > 1 + options_.tolerance_above ? above_ + 1 : 0;
    below_ = ratio < 1 - options_.tolerance_below ? below_ + 1 : 0;
    // Less a little, so that rounding does not ask for one more than is needed.
    const double needed = std::ceil(fleet.ready * ratio - 1e-9);
    const double most = options_.bounds.most;
    const auto wanted = options_.bounds.clamp(static_cast<std::uint32_t>(std::min(needed, most)));
    const bool steady = above_ == 0 && below_ == 0;
    const std::uint32_t stable = most_recommended(steady ? fleet.desired : wanted, now);

    if (above_ >= options_.samples_above && wanted > fleet.desired) {
        if (added_ && now - *added_ < options_.cooldown_out) return fleet.desired;
        added_ = changed_ = now;
        return limited_growth(wanted, fleet);
    }
    if (below_ >= options_.samples_below && stable < fleet.desired && fleet.warming == 0) {
        if (changed_ && now - *changed_ < options_.cooldown_in) return fleet.desired;
        changed_ = now;
        return stable;
    }
    return fleet.desired;
}

std::uint32_t TargetTracking::limited_growth(std::uint32_t wanted, const Fleet& fleet) const {
    if (options_.growth_percent == 0 && options_.growth_count == 0) return wanted;
    const double by_percent = std::ceil(fleet.desired * options_.growth_percent / 100);
    const double growth = std::max(by_percent, static_cast<double>(options_.growth_count));
    return std::min(wanted, fleet.desired + static_cast<std::uint32_t>(growth));
}

std::uint32_t TargetTracking::most_recommended(std::uint32_t now_wanted, base::Time now) {
    if (options_.stable_in == base::Duration{0}) return now_wanted;
    while (!recent_.empty() && recent_.back().wanted <= now_wanted) recent_.pop_back();
    recent_.push_back({now, now_wanted});
    const auto old = std::ranges::find_if(recent_, [&](const Recommendation& recommendation) {
        return now - recommendation.at <= options_.stable_in;
    });
    recent_.erase(recent_.begin(), old);
    return recent_.front().wanted;
}

}  // namespace triaz::traffic
