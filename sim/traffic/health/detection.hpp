// How long a failure stays unseen by active checks, and how long a recovery: in closed form, from
// the configuration alone. The failure may strike at any moment between two checks or during one.
//
// For a crash (connections are refused at once) with checks that take no time it is the well-known
// (fall - 1) * interval to fall * interval; for a target that hangs, with the interval counted
// after the end of a check, (fall - 1) * (interval + timeout) + timeout + [0, interval].
#pragma once

#include <optional>

#include "sim/base/time.hpp"
#include "sim/traffic/health/check.hpp"

namespace triaz::traffic {

// Invariant: least <= most. Both can be reached, as limits.
struct Span {
    base::Duration least{};
    base::Duration most{};
    bool operator==(const Span&) const = default;
};

struct Surroundings {
    base::Duration answer_time{};  // of a check that passes
    bool had_traffic = true;
};

// From the failure to the turn of one checker's opinion, after a long time in health. Nothing: the
// check cannot see it.
// A check under way at the failure meets it: refused at once, or timed out from its own start.
// Requires: answer_time is within the time-outs.
std::optional<Span> time_to_detect(const HealthCheck& check, Condition condition,
                                   const Surroundings& around);

// From the recovery to the turn, after a long time in `condition`. A check under way then still
// fails. Nothing: the check had never seen the failure.
std::optional<Span> time_to_restore(const HealthCheck& check, Condition condition,
                                    const Surroundings& around);

// The mean time until `turned` of `checkers` have turned, each uniform in the span and independent:
// the mean of an order statistic.
base::Duration mean_until_turned(const Span& span, std::uint32_t turned, std::uint32_t checkers);

}  // namespace triaz::traffic
