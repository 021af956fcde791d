// T0 to T7 of one fault, from what clients saw and the timeline. Definitions: README.md of this
// folder. A milestone that did not happen (nothing was felt, or it never recovered) is absent.
#pragma once

#include <array>
#include <optional>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/service_level.hpp"

namespace triaz::measure {

struct Milestones {
    // [0] fault injected .. [7] steady state as before.
    std::array<std::optional<base::Time>, 8> t;
    // Some slice that this fault was felt in was below the minimum service level: there was an
    // outage. When only attempts failed there was none, and T5 = T1.
    bool fell_below = false;

    // From milestone `from` to milestone `to`; nothing unless both happened.
    std::optional<base::Duration> between(std::size_t from, std::size_t to) const;

    // T5 - T1; zero without an outage, nothing when it was not over in time.
    std::optional<base::Duration> outage() const;
    // T5 - T3, as contracts count from the declaration; zero when service was back before anything
    // was decided. Nothing without an outage, which leaves nothing to recover from.
    std::optional<base::Duration> recovery_from_decision() const;
};

// Of fault number `fault` in evidence.faults; its window ends where the next later fault strikes
// (faults that strike at one instant share their window).
// Requires: `fault` is one of them. Ensures: T0 <= T1 <= T5, T0 <= T2 <= T3 <= T4, T0 <= T6 <= T7.
Milestones milestones(const Evidence& evidence, std::size_t fault, const ServiceLevel& level);

}  // namespace triaz::measure
