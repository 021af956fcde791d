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

    // From milestone `from` to milestone `to`; nothing unless both happened.
    std::optional<base::Duration> between(std::size_t from, std::size_t to) const;
};

// Of fault number `fault` in evidence.faults; its window ends where the next fault strikes.
// Requires: `fault` is one of them. Ensures: T0 <= T1 <= T5, T0 <= T2 <= T3 <= T4, T0 <= T6 <= T7.
Milestones milestones(const Evidence& evidence, std::size_t fault, const ServiceLevel& level);

}  // namespace triaz::measure
