// The outages of one cohort: runs of slices below the minimum service level.
//
// A slice without judged requests is unseen. For the lower bounds it counts as fine; for the upper
// bounds as down when a slice next to it is down, directly or across other unseen ones.
//
// A claim may ask for slices wider than those collected. All alignments of the wide slices are then
// judged and the worst counts, so that no outage hides by straddling a boundary.
#pragma once

#include <optional>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/service_level.hpp"

namespace triaz::check {

struct Outages {
    struct Bounds {
        base::Duration total{};    // all slices below the level
        base::Duration longest{};  // the longest run of consecutive ones
        base::Duration
            settled{};  // the longest from falling below until back for the settle window
    };
    Bounds lower;
    Bounds upper;
    base::Duration blackout{};               // slices below the level without one success
    base::Duration brownout{};               // with some
    std::optional<measure::Interval> worst;  // the longest until settled, by the lower bound
    measure::Slice onset;                    // what its first slice counted
    std::optional<measure::Interval>
        longest_run;           // of consecutive slices below, by the lower bound
    bool down_at_end = false;  // the last slice that was seen is below
    // Start of the outage that was not over when the run ended: the level was not met again, or not
    // for the settle window.
    std::optional<base::Time> open_since;
    base::Duration unseen{};          // of the slices whose requests were all due
    base::Duration longest_unseen{};  // the longest run of those
    base::Duration seen_or_unseen{};  // all slices whose requests were due
};

// Nothing when `slice` is no multiple of the width in which the evidence was collected.
std::optional<Outages> outages_of(const measure::CohortEvidence& cohort,
                                  const measure::ServiceLevel& level, base::Duration slice,
                                  base::Time end);

// How many of the collected slices make one of `slice`; nothing when they do not.
std::optional<std::uint32_t> widening(const measure::Slices& slices, base::Duration slice);

}  // namespace triaz::check
