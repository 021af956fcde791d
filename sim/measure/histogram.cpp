#include "sim/measure/histogram.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::measure {

namespace {

constexpr std::size_t exact_values = 256;  // buckets below this hold one value each
constexpr std::size_t buckets_per_doubling = 128;
constexpr std::size_t widest_shift = 55;  // of the largest int64: 63 bits keep the leading 8
constexpr std::size_t bucket_count = (widest_shift + 2) * buckets_per_doubling;

// The largest value of a bucket.
base::Duration bound_of(std::size_t bucket) {
    if (bucket < exact_values) return base::Duration{static_cast<std::int64_t>(bucket)};
    const auto shift = bucket / buckets_per_doubling - 1;
    const auto leading = static_cast<std::uint64_t>(bucket - shift * buckets_per_doubling);
    const std::uint64_t last = ((leading + 1) << shift) - 1;
    return base::Duration{static_cast<std::int64_t>(last)};
}

}  // namespace

Histogram::Histogram() : counts_(bucket_count) {}

double Histogram::mean_seconds() const {
    if (count_ == 0) return 0;
    return static_cast<double>(sum_) / static_cast<double>(count_) / 1e9;
}

base::Duration Histogram::quantile(double share) const {
    base::ensure(share >= 0 && share <= 1, "a quantile's share is between 0 and 1");
    if (count_ == 0) return base::Duration::zero();
    const double wanted = share * static_cast<double>(count_);
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        below += counts_[bucket];
        if (below > 0 && static_cast<double>(below) >= wanted) {
            return std::min(bound_of(bucket), worst_);
        }
    }
    return worst_;
}

std::uint64_t Histogram::count_up_to(base::Duration value) const {
    if (value >= worst_) return count_;
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket <= bucket_of(value); ++bucket) below += counts_[bucket];
    return below;
}

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    worst_ = std::max(worst_, other.worst_);
}

}  // namespace triaz::measure
