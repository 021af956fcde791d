// Peak-sensitive moving average of latency, as Finagle's load balancer has it: a slower answer than
// remembered counts at once, a faster one only as the memory decays. The load of a target is that
// latency times the requests it would then have under way; use it with pick_of_two.
#pragma once

#include <algorithm>

#include "sim/base/portable_math.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

class PeakEwma {
public:
    struct Options {
        base::Duration decay = std::chrono::seconds{10};  // in which 63 % of the memory is gone
    };

    // An answer arrived `latency` after its request.
    void observe(const Options& options, base::Time now, base::Duration latency) {
        const double seconds = base::to_seconds(latency);
        const double kept = seconds > cost_ ? 0 : weight_of_past(options, now);
        cost_ = cost_ * kept + seconds * (1 - kept);
        stamp_ = now;
    }

    // Seconds of expected wait for one request more. A target that has never answered but has
    // requests under way is left alone until it does.
    double load(const Options& options, base::Time now, std::uint32_t active) const {
        const double cost = cost_ * weight_of_past(options, now);
        if (cost == 0 && active != 0) return never_answered + active;
        return cost * (static_cast<double>(active) + 1);
    }

private:
    static constexpr double never_answered = 1e9;

    double weight_of_past(const Options& options, base::Time now) const {
        const double age = base::to_seconds(std::max(now - stamp_, base::Duration{0}));
        return base::portable_exp(-age / base::to_seconds(options.decay));
    }

    double cost_ = 0;  // seconds, as of stamp_
    base::Time stamp_{};
};

}  // namespace triaz::traffic
