// What autoscaling decides about, and the delay with which it sees it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"

namespace triaz::traffic {

struct Fleet {
    std::uint32_t desired = 1;  // asked for, whether there yet or not
    std::uint32_t ready = 1;    // serving, and in the metric
    // Started, but not warm yet: they neither serve fully nor count in the metric, and nothing is
    // taken away while there are any.
    std::uint32_t warming = 0;
};

struct FleetBounds {
    std::uint32_t least = 1;
    std::uint32_t most = 1000;
    std::uint32_t clamp(std::uint32_t wanted) const { return std::clamp(wanted, least, most); }
};

// A mean per ready instance: utilisation, requests a second, ...
struct MetricSample {
    base::Time measured{};
    double value = 0;
};

// A metric on its way: what is measured now is seen `delay` later, in order.
class DelayedMetric {
public:
    // `most` samples can be under way at a time.
    DelayedMetric(base::Duration delay, std::size_t most) : delay_(delay), samples_(most) {}

    // Requires: never earlier than the sample before. When too many are under way the oldest is
    // lost.
    void add(MetricSample sample) {
        if (size_ == samples_.size()) drop_oldest();
        samples_[(first_ + size_++) % samples_.size()] = sample;
    }
    // The next one to be seen by `now`, each once.
    std::optional<MetricSample> take(base::Time now) {
        if (size_ == 0 || samples_[first_].measured + delay_ > now) return {};
        const MetricSample sample = samples_[first_];
        drop_oldest();
        return sample;
    }

private:
    void drop_oldest() {
        first_ = (first_ + 1) % samples_.size();
        --size_;
    }

    base::Duration delay_;
    std::vector<MetricSample> samples_;  // a ring
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace triaz::traffic
