// The minimum service level (the MBCO of business continuity plans), and how each slice stands to
// it.
//
// A slice stands `met` or `below` only when no unfinished request could still change that; with no
// request, or with its answers still out when the run ended, it is `unseen` and says nothing. A
// request that is unfinished although its deadline has passed has failed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/measure/slices.hpp"

namespace triaz::measure {

// What a slice must keep: per cohort and slice.
struct ServiceLevel {
    base::Ratio success{0.99};
    std::optional<base::Ratio> within_objective;      // share of ok requests that are not slow
    base::Duration settle = std::chrono::seconds{5};  // T5 needs this long at or above the level
};

enum class Standing : std::uint8_t { met, below, unseen };

// `due`: every request of the slice has had its whole deadline when the run ended.
Standing standing_of(const Slice& slice, const ServiceLevel& level, bool due);

// True when all requests of slice number `slice` were due at `end`.
bool is_due(const Slices& slices, std::size_t slice, base::Duration deadline, base::Time end);

// One a slice, in order.
std::vector<Standing> standings(const Slices& slices, const ServiceLevel& level,
                                base::Duration deadline, base::Time end);

}  // namespace triaz::measure
