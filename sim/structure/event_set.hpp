// A set of at most four basic events in one word, so that millions of them are cheap to keep.
//
// The events stand in lanes of 16 bits, the largest in the lowest one, each plus 1. Order: by size,
// then by the events from the smallest on; that is the order of the words.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/base/id.hpp"

namespace triaz::structure {

using EventId = base::Id<struct EventTag>;

class EventSet {
public:
    static constexpr std::size_t most_events = 4;          // in a set
    static constexpr std::size_t most_event_ids = 0xffff;  // in a tree

    constexpr EventSet() = default;  // the empty set
    // Requires: event.index() < most_event_ids.
    explicit constexpr EventSet(EventId event) : lanes_(std::uint64_t{event.value} + 1) {}

    constexpr bool empty() const { return lanes_ == 0; }
    std::size_t size() const;

    // Nothing when the union has more than `most` events. Requires: most <= most_events.
    std::optional<EventSet> united(EventSet other, std::size_t most) const;

    class Events;
    Events events() const;  // rising
    class Subsets;
    Subsets subsets() const;  // the empty one and the set itself included; at most 16

    constexpr auto operator<=>(const EventSet&) const = default;

private:
    std::uint64_t lanes_ = 0;
};

class EventSet::Events {
public:
    explicit Events(EventSet set);
    const EventId* begin() const { return events_.data(); }
    const EventId* end() const { return events_.data() + count_; }
    std::size_t size() const { return count_; }
    EventId operator[](std::size_t at) const { return events_[at]; }

private:
    std::array<EventId, most_events> events_;
    std::size_t count_ = 0;
};

class EventSet::Subsets {
public:
    explicit Subsets(EventSet set);
    const EventSet* begin() const { return subsets_.data(); }
    const EventSet* end() const { return subsets_.data() + count_; }

private:
    std::array<EventSet, std::size_t{1} << most_events> subsets_;
    std::size_t count_ = 0;
};

inline EventSet::Events EventSet::events() const { return Events{*this}; }
inline EventSet::Subsets EventSet::subsets() const { return Subsets{*this}; }

}  // namespace triaz::structure
