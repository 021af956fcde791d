// Passive outlier detection: targets whose answers are worse than the others' are ejected for a
// while, as Envoy has it. One detector a calling process and pool.
//
// Three reasons to eject: errors in a row, at once when the last of them arrives; and at each sweep
// a success rate below mean - factor * standard deviation over all targets with enough requests, or
// a failure percentage at or above a threshold. An ejection lasts base * multiplier, at most the
// maximum; the multiplier grows with each ejection and shrinks with each sweep without. It ends at
// a sweep only. No more than a share of all targets is ejected at a time.
//
// Source: Envoy, outlier_detection_impl.cc.
// Order: targets by number. The success rates of a sweep come before its failure percentages.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

struct OutlierOptions {
    struct SuccessRate {
        std::uint32_t least_targets = 5;     // with enough requests in the last interval
        std::uint32_t least_requests = 100;  // that is: so many
        double deviations = 1.9;
    };
    struct FailurePercentage {
        std::uint32_t least_targets = 5;
        std::uint32_t least_requests = 50;
        std::uint32_t threshold = 85;  // percent
    };

    std::uint32_t errors_in_a_row = 5;  // zero: never for that reason
    base::Duration interval = std::chrono::seconds{10};
    base::Duration base_ejection = std::chrono::seconds{30};
    base::Duration longest_ejection = std::chrono::seconds{300};
    base::Duration ejection_jitter{};  // at most so much longer
    std::uint32_t most_ejected = 10;   // percent of all targets
    bool always_one = true;            // one target may be ejected whatever the percentage
    std::optional<SuccessRate> success_rate = SuccessRate{};
    std::optional<FailurePercentage> failure_percentage{};  // detected, but not enforced by default
    bool ended_by_active_check = true;                      // one that passes takes the target back
};

// Mean less `deviations` standard deviations (of the population).
double success_rate_threshold(const double* rates, std::size_t count, double deviations);

class OutlierDetector {
public:
    // Requires: longest_ejection >= base_ejection, interval > 0.
    OutlierDetector(const OutlierOptions& options, std::size_t targets);

    // An answer, or the want of one, arrived. `draw`, uniform in [0, 1), is for the jitter of an
    // ejection. True: it ejected the target.
    bool answered(TargetIndex target, bool error, base::Time now, double draw);

    // To be called every `interval`. Who is ejected and who is back again is seen by `ejected`;
    // true: something has changed.
    // draw() gives a draw for each ejection.
    template <class Draw>
    bool sweep(base::Time now, Draw&& draw) {
        bool changed = begin_sweep(now);
        for (const TargetIndex target : suspects_) changed |= eject(target, now, draw());
        end_sweep(now);
        return changed;
    }

    // An active check passed; Envoy then takes the target back. True: it was ejected.
    bool passed_active_check(TargetIndex target, base::Time now);

    bool ejected(TargetIndex target) const { return targets_[target].ejected; }
    std::uint32_t ejected_count() const { return ejected_; }
    // How long the present or the next ejection of the target would be, without jitter.
    base::Duration ejection_time(TargetIndex target) const;

private:
    struct State {
        bool ejected = false;
        std::uint32_t errors_in_a_row = 0;
        std::uint32_t multiplier = 0;
        std::uint64_t answers = 0;  // since the last sweep
        std::uint64_t successes = 0;
        base::Time ejected_at{};
        base::Duration jitter{};
        std::optional<base::Time> returned_at;
    };

    bool begin_sweep(base::Time now);  // fills suspects_
    void end_sweep(base::Time now);
    bool eject(TargetIndex target, base::Time now, double draw);
    void take_back(State& state, base::Time now);
    void suspect_by_success_rate();
    void suspect_by_failure_percentage();

    OutlierOptions options_;
    std::vector<State> targets_;
    std::uint32_t ejected_ = 0;
    std::vector<TargetIndex> suspects_;
    std::vector<TargetIndex> judged_;  // scratch: targets with enough requests, and their rates
    std::vector<double> rates_;        // percent
};

}  // namespace triaz::traffic
