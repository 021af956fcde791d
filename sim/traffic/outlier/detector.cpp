#include "sim/traffic/outlier/detector.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

double success_rate_threshold(const double* rates, std::size_t count, double deviations) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += rates[i];
    const double mean = sum / static_cast<double>(count);
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) squares += (rates[i] - mean) * (rates[i] - mean);
    return mean - deviations * std::sqrt(squares / static_cast<double>(count));
}

OutlierDetector::OutlierDetector(const OutlierOptions& options, std::size_t targets)
    : options_(options), targets_(targets) {
    base::ensure(options.longest_ejection >= options.base_ejection, "ejections grow");
    base::ensure(options.interval > base::Duration{0}, "sweeps have an interval");
    suspects_.reserve(2 * targets);
    judged_.reserve(targets);
    rates_.reserve(targets);
}

bool OutlierDetector::answered(TargetIndex target, bool error, base::Time now, double draw) {
    State& state = targets_[target];
    ++state.answers;
    if (!error) {
        ++state.successes;
        state.errors_in_a_row = 0;
        return false;
    }
    // Only the very last of the row counts: what follows for an ejected target does not.
    if (++state.errors_in_a_row != options_.errors_in_a_row || state.ejected) return false;
    state.errors_in_a_row = 0;
    return eject(target, now, draw);
}

bool OutlierDetector::eject(TargetIndex target, base::Time now, double draw) {
    State& state = targets_[target];
    if (state.ejected) return false;  // a sweep may have two reasons
    const bool within = std::uint64_t{100} * (ejected_ + 1) <=
                        std::uint64_t{options_.most_ejected} * targets_.size();
    if (!within && !(options_.always_one && ejected_ == 0)) return false;
    ++ejected_;
    state.ejected = true;
    state.ejected_at = now;
    state.jitter = base::from_seconds(base::to_seconds(options_.ejection_jitter) * draw);
    if (options_.base_ejection * state.multiplier <
        options_.longest_ejection + options_.base_ejection) {
        ++state.multiplier;
    }
    return true;
}

base::Duration OutlierDetector::ejection_time(TargetIndex target) const {
    const State& state = targets_[target];
    const std::uint32_t times = state.ejected ? state.multiplier : state.multiplier + 1;
    return std::min(options_.base_ejection * times, options_.longest_ejection);
}

void OutlierDetector::take_back(State& state, base::Time now) {
    --ejected_;
    state.ejected = false;
    state.errors_in_a_row = 0;
    state.returned_at = now;
}

bool OutlierDetector::passed_active_check(TargetIndex target, base::Time now) {
    State& state = targets_[target];
    if (!state.ejected) return false;
    take_back(state, now);
    return true;
}

bool OutlierDetector::begin_sweep(base::Time now) {
    bool changed = false;
    for (TargetIndex target = 0; target < targets_.size(); ++target) {
        State& state = targets_[target];
        if (!state.ejected) continue;
        if (now - state.ejected_at < ejection_time(target) + state.jitter) continue;
        take_back(state, now);
        changed = true;
    }
    suspects_.clear();
    if (options_.success_rate) suspect_by_success_rate();
    if (options_.failure_percentage) suspect_by_failure_percentage();
    for (State& state : targets_) state.answers = state.successes = 0;
    return changed;
}

void OutlierDetector::suspect_by_success_rate() {
    const auto& rule = *options_.success_rate;
    judged_.clear();
    rates_.clear();
    for (TargetIndex target = 0; target < targets_.size(); ++target) {
        const State& state = targets_[target];
        if (state.ejected || state.answers == 0 || state.answers < rule.least_requests) continue;
        judged_.push_back(target);
        rates_.push_back(static_cast<double>(state.successes) * 100.0 /
                         static_cast<double>(state.answers));
    }
    if (judged_.empty() || judged_.size() < rule.least_targets) return;
    const double threshold = success_rate_threshold(rates_.data(), rates_.size(), rule.deviations);
    for (std::size_t i = 0; i < judged_.size(); ++i) {
        if (rates_[i] < threshold) suspects_.push_back(judged_[i]);
    }
}

void OutlierDetector::suspect_by_failure_percentage() {
    const auto& rule = *options_.failure_percentage;
    judged_.clear();
    std::uint32_t enough = 0;
    for (TargetIndex target = 0; target < targets_.size(); ++target) {
        const State& state = targets_[target];
        if (state.ejected || state.answers == 0 || state.answers < rule.least_requests) continue;
        ++enough;
        const std::uint64_t failures = state.answers - state.successes;
        if (failures * 100 >= rule.threshold * state.answers) judged_.push_back(target);
    }
    if (enough < rule.least_targets) return;
    suspects_.insert(suspects_.end(), judged_.begin(), judged_.end());
}

void OutlierDetector::end_sweep(base::Time now) {
    for (State& state : targets_) {
        const bool rested =
            !state.ejected && state.returned_at && now - *state.returned_at >= options_.interval;
        if (rested && state.multiplier > 0) --state.multiplier;
    }
}

}  // namespace triaz::traffic
