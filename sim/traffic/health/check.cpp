#include "sim/traffic/health/check.hpp"

#include <algorithm>

namespace triaz::traffic {

namespace {

bool turns(const HealthCheck& check, const Opinion& opinion, CheckOutcome outcome) {
    const bool passed = outcome == CheckOutcome::passed;
    const FirstResult decides =
        passed ? FirstResult::success_decides : FirstResult::failure_decides;
    if (opinion.first && check.first_result == decides) return true;
    if (outcome == CheckOutcome::unexpected_status && check.unexpected_status_at_once) return true;
    return opinion.streak >= (passed ? check.rise : check.fall);
}

base::Duration interval_after(const HealthCheck& check, const Opinion& opinion, bool had_traffic) {
    if (!had_traffic && check.no_traffic) return *check.no_traffic;
    if (opinion.streak > 0) {
        return (opinion.healthy ? check.turning_down : check.turning_up).value_or(check.interval);
    }
    return opinion.healthy ? check.interval : check.unhealthy.value_or(check.interval);
}

}  // namespace

base::Duration with_jitter(const Jitter& jitter, base::Duration interval, double draw) {
    if (jitter.below == 0 && jitter.above == 0 && jitter.added == base::Duration{0})
        return interval;
    const double factor = 1 - jitter.below + draw * (jitter.below + jitter.above);
    const double added = draw * base::to_seconds(jitter.added);
    return base::from_seconds(base::to_seconds(interval) * factor + added);
}

Judgement judge(const HealthCheck& check, Opinion& opinion, const CheckReport& report) {
    Judgement result;
    const bool passed = report.outcome == CheckOutcome::passed;
    if (passed == opinion.healthy) {
        opinion.streak = 0;
    } else {
        ++opinion.streak;
        if (turns(check, opinion, report.outcome)) {
            opinion.healthy = passed;
            opinion.streak = 0;
            result.turn = passed ? Turn::up : Turn::down;
        }
    }
    opinion.first = false;
    const base::Duration interval =
        with_jitter(check.jitter, interval_after(check, opinion, report.had_traffic), report.draw);
    result.next_start = check.spacing == Spacing::after_end
                            ? report.ended + interval
                            : std::max(report.ended, report.started + interval);
    return result;
}

}  // namespace triaz::traffic
