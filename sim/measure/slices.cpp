#include "sim/measure/slices.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::measure {

namespace {

Slice& operator+=(Slice& sum, const Slice& slice) {
    sum.issued += slice.issued;
    sum.ok += slice.ok;
    sum.finished += slice.finished;
    sum.failed_attempts += slice.failed_attempts;
    sum.slow += slice.slow;
    sum.rejected += slice.rejected;
    sum.latency += slice.latency;
    sum.worst_latency = std::max(sum.worst_latency, slice.worst_latency);
    return sum;
}

}  // namespace

Slices::Slices(base::Time from, base::Time to, base::Duration width)
    : from_(from), to_(to), width_(width) {
    base::ensure(width > base::Duration::zero(), "a slice has a width");
    base::ensure(to > from, "slices cover some time");
    const auto whole = (to - from) / width;
    const auto rest = (to - from) % width;
    slices_.resize(static_cast<std::size_t>(whole) + (rest > base::Duration::zero() ? 1 : 0));
}

void Slices::add(base::Time at, const Slice& counted) {
    Slice* slice = find(at);
    base::ensure(slice != nullptr, "what is added was issued while the slices last");
    *slice += counted;
}

Slices Slices::widened(std::uint32_t factor, std::uint32_t offset) const {
    base::ensure(factor > 0, "a widened slice holds some slices");
    base::ensure(offset < slices_.size(), "some slices are left after the offset");
    Slices wide(start_of(offset), to_, width_ * static_cast<std::int64_t>(factor));
    for (std::size_t i = offset; i < slices_.size(); ++i) {
        wide.slices_[(i - offset) / factor] += slices_[i];
    }
    return wide;
}

}  // namespace triaz::measure
