#include "sim/structure/event_set.hpp"

#include <bit>

namespace triaz::structure {

namespace {

constexpr int lane_bits = 16;
constexpr std::uint64_t lane_mask = 0xffff;

}  // namespace

std::size_t EventSet::size() const {
    return static_cast<std::size_t>((std::bit_width(lanes_) + lane_bits - 1) / lane_bits);
}

// Both are merged from their lowest lanes, where the largest events are.
std::optional<EventSet> EventSet::united(EventSet other, std::size_t most) const {
    EventSet both;
    std::uint64_t a = lanes_;
    std::uint64_t b = other.lanes_;
    for (std::size_t filled = 0; a != 0 || b != 0; ++filled) {
        if (filled == most) return std::nullopt;
        const std::uint64_t of_a = a & lane_mask;
        const std::uint64_t of_b = b & lane_mask;
        both.lanes_ |= (of_a > of_b ? of_a : of_b) << (lane_bits * filled);
        if (of_a >= of_b) a >>= lane_bits;
        if (of_b >= of_a) b >>= lane_bits;
    }
    return both;
}

EventSet::Events::Events(EventSet set) : count_(set.size()) {
    for (std::size_t at = count_; at-- > 0; set.lanes_ >>= lane_bits)
        events_[at] = EventId{static_cast<std::uint32_t>((set.lanes_ & lane_mask) - 1)};
}

EventSet::Subsets::Subsets(EventSet set) : count_(1) {
    for (const EventId event : set.events()) {
        for (std::size_t at = 0, before = count_; at < before; ++at) {
            // Events come rising, so each goes into the lowest lane.
            EventSet& with = subsets_[count_++];
            with.lanes_ = subsets_[at].lanes_ << lane_bits | (std::uint64_t{event.value} + 1);
        }
    }
}

}  // namespace triaz::structure
