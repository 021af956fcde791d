// Simulated time: signed 64-bit nanoseconds since the start of a run.
//
// `Duration` is std::chrono::nanoseconds, so `2ms` and `150us` are written with chrono literals.
// `Time` is an instant of the simulated clock; it never reads a real clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace triaz::base {

using Duration = std::chrono::nanoseconds;

struct SimulatedClock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = Duration;
    using time_point = std::chrono::time_point<SimulatedClock>;
    static constexpr bool is_steady = true;
};

using Time = SimulatedClock::time_point;

inline constexpr Time start_of_run{};
inline constexpr Time never = Time::max();

constexpr double to_seconds(Duration duration) {
    return static_cast<double>(duration.count()) * 1e-9;
}
constexpr double to_seconds(Time time) { return to_seconds(time.time_since_epoch()); }

// Nearest nanosecond, halves away from zero. Requires: |seconds| < 9.2e9.
constexpr Duration from_seconds(double seconds) {
    return Duration{static_cast<std::int64_t>(seconds * 1e9 + (seconds < 0 ? -0.5 : 0.5))};
}

}  // namespace triaz::base
