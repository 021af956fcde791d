// Shedding by priority: the less important requests are refused first.
//
// `PriorityThresholds` knows a load and a threshold for each priority. `AdmissionLevel` finds the
// level itself, as WeChat's DAGOR does (Zhou et al., SoCC 2018): after each window it admits 5 %
// fewer requests than it did when requests waited too long, else 1 % more, and lets through the
// most important of them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

using Priority = std::uint8_t;  // 0 is the most important

// thresholds[p] is the load, as a share of capacity, from which on priority p is refused.
// Requires: thresholds never rise; a priority without one is refused like the last.
class PriorityThresholds {
public:
    explicit PriorityThresholds(std::span<const double> thresholds) : thresholds_(thresholds) {
        base::ensure(!thresholds.empty(), "there is a priority");
        for (std::size_t p = 1; p < thresholds.size(); ++p)
            base::ensure(thresholds[p] <= thresholds[p - 1], "who matters less is shed first");
    }
    bool admits(Priority priority, double load) const {
        const std::size_t at = priority < thresholds_.size() ? priority : thresholds_.size() - 1;
        return load < thresholds_[at];
    }

private:
    std::span<const double> thresholds_;
};

struct AdmissionOptions {
    base::Duration long_wait = std::chrono::milliseconds{20};  // in the mean of a window
    double fewer = 0.05;
    double more = 0.01;
};

class AdmissionLevel {
public:
    static constexpr std::size_t priorities = 128;

    explicit AdmissionLevel(const AdmissionOptions& options) : options_(options) {}

    // A request arrived.
    bool admits(Priority priority) {
        base::ensure(priority < priorities, "a priority is in range");
        ++arrived_[priority];
        const bool admitted = priority <= level_;
        admitted_ += admitted;
        return admitted;
    }
    // The window is over (a second, or 2,000 requests); `waited` is the mean wait in the queue.
    void end_window(base::Duration waited) {
        const double now = static_cast<double>(admitted_);
        const double wanted =
            waited > options_.long_wait ? now * (1 - options_.fewer) : now * (1 + options_.more);
        const bool overloaded = waited > options_.long_wait;
        if (overloaded) {
            double sum = now;
            while (level_ > 0 && sum > wanted) sum -= static_cast<double>(arrived_[level_--]);
        } else {
            double sum = now;
            while (level_ + 1 < priorities && sum < wanted) {
                sum += static_cast<double>(arrived_[++level_]);
            }
        }
        arrived_.fill(0);
        admitted_ = 0;
    }
    // Priorities up to this one are let through.
    Priority level() const { return static_cast<Priority>(level_); }

private:
    AdmissionOptions options_;
    std::array<std::uint64_t, priorities> arrived_{};  // in this window, by priority
    std::uint64_t admitted_ = 0;
    std::size_t level_ = priorities - 1;
};

}  // namespace triaz::traffic
