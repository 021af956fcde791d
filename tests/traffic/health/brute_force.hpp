// The slow twin of sim/traffic/health/detection.hpp: checks are run one by one through `judge`
// while the condition of the target changes at every phase of their cycle.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "sim/traffic/health/check.hpp"
#include "sim/traffic/health/detection.hpp"

namespace triaz::traffic::testing {

struct Change {
    Condition from = Condition::serving;
    Condition to = Condition::serving;
    base::Duration answer_time{};
    bool had_traffic = true;
};

// From the change at `at` until the opinion turns; nothing when a thousand checks do not turn it.
// `draw` gives the jitter's draws.
inline std::optional<base::Duration> turns_after(const HealthCheck& check, const Change& change,
                                                 base::Time at,
                                                 const std::function<double()>& draw) {
    const CheckOutcome before = seen_by(check.depth, change.from);
    const CheckOutcome after = seen_by(check.depth, change.to);
    Opinion opinion{before == CheckOutcome::passed, false, 0};
    base::Time start{};
    for (int checks = 0; checks < 1000;) {
        CheckReport report{before, start, start + time_taken(check, before, change.answer_time),
                           change.had_traffic, draw()};
        if (start >= at) {
            report.outcome = after;
            report.ended = start + time_taken(check, after, change.answer_time);
            ++checks;
        } else if (report.ended > at && change.to != Condition::serving) {
            report.outcome = after;
            report.ended = after == CheckOutcome::refused
                               ? at
                               : start + time_taken(check, after, change.answer_time);
        }
        const Judgement judgement = judge(check, opinion, report);
        if (judgement.turn != Turn::none) return report.ended - at;
        start = judgement.next_start;
    }
    return {};
}

// The least and the most over 1,000 phases of the cycle, all draws being `draw`.
inline std::optional<Span> over_phases(const HealthCheck& check, const Change& change,
                                       double draw) {
    const auto always = [&] { return draw; };
    const base::Duration taken =
        time_taken(check, seen_by(check.depth, change.from), change.answer_time);
    base::Duration interval = change.from == Condition::serving
                                  ? check.interval
                                  : check.unhealthy.value_or(check.interval);
    if (!change.had_traffic) interval = check.no_traffic.value_or(interval);
    interval = with_jitter(check.jitter, interval, draw);
    const base::Duration cycle =
        check.spacing == Spacing::after_end ? interval + taken : std::max(interval, taken);
    std::optional<Span> result;
    for (int phase = 0; phase < 1000; ++phase) {
        const base::Time at{10 * cycle + cycle * phase / 1000 + std::chrono::nanoseconds{1}};
        const auto after = turns_after(check, change, at, always);
        if (!after) return {};
        if (!result) result = Span{*after, *after};
        result->least = std::min(result->least, *after);
        result->most = std::max(result->most, *after);
    }
    return result;
}

}  // namespace triaz::traffic::testing
