// Slow start: a target that has just become eligible gets a rising part of its weight.
//
// Envoy: weight * max(minimum, (time / window)^(1 / aggression)) while time < window; HAProxy's
// slowstart is the linear case (aggression 1, minimum 0), and not applied when the process starts.
#pragma once

#include <algorithm>

#include "sim/base/portable_math.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

struct SlowStart {
    base::Duration window{};  // zero: none
    double aggression = 1;    // above zero; 1 is linear, more starts faster
    double minimum = 0.1;     // share of the weight given at least
};

// The factor of the weight `since` the target became eligible: from above 0 to 1. Never zero,
// which no weight may be: a nanosecond is taken to have passed.
inline double slow_start_factor(const SlowStart& options, base::Duration since) {
    if (since >= options.window) return 1;
    const auto passed = static_cast<double>(std::max(since, base::Duration{1}).count());
    const double part = passed / static_cast<double>(options.window.count());
    const double risen = options.aggression == 1
                             ? part
                             : base::portable_exp(base::portable_log(part) / options.aggression);
    return std::max(options.minimum, risen);
}

}  // namespace triaz::traffic
