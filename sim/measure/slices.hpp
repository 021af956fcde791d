// Availability over time: one row per slice of equal width, requests counted at the instant they
// were issued.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/measure/totals.hpp"

namespace triaz::measure {

struct Slice {
    std::uint32_t issued = 0;
    std::uint32_t ok = 0;
    std::uint32_t finished = 0;         // any outcome; < issued only at the end of a run
    std::uint32_t failed_attempts = 0;  // by the issue instant of their request
    std::uint32_t slow = 0;             // ok, but over the cohort's latency objective
    std::uint32_t rejected = 0;         // ended as Outcome::rejected
    base::Duration latency{};           // of those that ended ok, together
    base::Duration worst_latency{};     // of those that ended ok
};

class Slices {
public:
    // Slices of `width` over [from, to). Requires: width > 0, to > from.
    Slices(base::Time from, base::Time to, base::Duration width);

    void issued(base::Time at) {
        if (Slice* slice = find(at)) ++slice->issued;
    }
    void finished(base::Time issued_at, Outcome outcome, std::uint32_t failed_attempts, bool slow,
                  base::Duration latency = {}) {
        Slice* slice = find(issued_at);
        if (slice == nullptr) return;
        ++slice->finished;
        slice->failed_attempts += failed_attempts;
        if (outcome == Outcome::ok) {
            ++slice->ok;
            slice->latency += latency;
            slice->worst_latency = std::max(slice->worst_latency, latency);
        }
        if (outcome == Outcome::ok && slow) ++slice->slow;
        if (outcome == Outcome::rejected) ++slice->rejected;
    }

    // What was counted elsewhere, of requests issued in the slice that `at` is in.
    void add(base::Time at, const Slice& counted);

    base::Time start_of(std::size_t slice) const {
        return from_ + width_ * static_cast<std::int64_t>(slice);
    }
    // The last slice ends where the slices do, which may be early.
    base::Time end_of(std::size_t slice) const { return std::min(start_of(slice + 1), to_); }
    base::Duration width() const { return width_; }
    const std::vector<Slice>& all() const { return slices_; }
    base::Time from() const { return from_; }
    base::Time to() const { return to_; }
    // The same counts in slices `factor` times as wide, of which the first begins with slice number
    // `offset` of these (what is before it is left out). Requires: factor > 0, offset <
    // all().size().
    Slices widened(std::uint32_t factor, std::uint32_t offset = 0) const;

private:
    Slice* find(base::Time at) {
        if (at < from_ || at >= to_) return nullptr;
        return &slices_[static_cast<std::size_t>((at - from_) / width_)];
    }

    base::Time from_;
    base::Time to_;
    base::Duration width_;
    std::vector<Slice> slices_;
};

}  // namespace triaz::measure
