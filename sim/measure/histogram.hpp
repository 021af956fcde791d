// A histogram of durations with bounded memory and bounded error: buckets are linear inside each
// power of two (128 of them), so any quantile is within 0.8 % of an exact one. 1 ns to 292 years.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"

namespace triaz::measure {

class Histogram {
public:
    Histogram();

    void record(base::Duration value) {
        ++counts_[bucket_of(value)];
        ++count_;
        sum_ += value.count();
        if (value > worst_) worst_ = value;
    }

    std::uint64_t count() const { return count_; }
    double mean_seconds() const;
    base::Duration worst() const { return worst_; }
    // The smallest bucket bound with at least `share` of all values at or below it; zero when
    // empty.
    base::Duration quantile(double share) const;
    // How many values are at or below it, to the bucket.
    std::uint64_t count_up_to(base::Duration value) const;
    void merge(const Histogram& other);

private:
    static std::size_t bucket_of(base::Duration value) {
        const auto v = static_cast<std::uint64_t>(value.count() < 0 ? 0 : value.count());
        if (v < 256) return static_cast<std::size_t>(v);
        const int shift = 56 - std::countl_zero(v);  // keeps the 8 leading bits
        return static_cast<std::size_t>(shift) * 128 + static_cast<std::size_t>(v >> shift);
    }

    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    __extension__ __int128 sum_ = 0;  // of nanoseconds: a billion waits exceed 64 bits
    base::Duration worst_{};
};

}  // namespace triaz::measure
