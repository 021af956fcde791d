// The calendar: what happens when. Knows nothing of what events mean.
//
// Order: by time, then by insertion number; so events of one instant happen in the order they were
// entered, wherever they wait. Three places hold them, and pop takes the first of all:
//   heap    4-ary, for any instant
//   ring    events of the present instant, first in first out
//   lanes   first in first out with one constant delay each, for time-outs that mostly never
//           happen: entering costs an append, and stale entries are skipped in bulk when the lane's
//           head comes up, without passing through the heap
// A lane stands in the heap by its head alone.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/ring.hpp"

namespace triaz::kernel {

// What happens, for whoever dispatches it. `generation` tells a live event from a stale one.
struct Event {
    std::uint8_t kind = 0;
    std::uint32_t index = 0;
    std::uint32_t generation = 0;
};

using LaneId = std::uint32_t;

class Calendar {
public:
    base::Time now() const { return base::Time{base::Duration{now_}}; }
    std::uint64_t popped() const { return popped_; }

    // Requires: at >= now().
    void enter(base::Time at, Event event) {
        const std::int64_t time = at.time_since_epoch().count();
        base::ensure(time >= now_, "no event is entered into the past");
        const Entry entry{time, number_++ << 8 | event.kind, event.index, event.generation};
        if (time == now_) {
            ring_.push(entry);
        } else {
            push(entry);
        }
    }

    // A lane for events that happen `delay` after they are entered. Requires: delay > 0.
    LaneId lane(base::Duration delay);
    base::Duration delay_of(LaneId lane) const { return base::Duration{lanes_[lane].delay}; }

    void enter_lane(LaneId id, Event event) {
        Lane& lane = lanes_[id];
        const Entry entry{now_ + lane.delay, number_++ << 8 | event.kind, event.index,
                          event.generation};
        if (lane.entries.empty()) push(standing_for(id, entry));
        lane.entries.push(entry);
    }

    // The instant of the next event, stale or not; base::never when there is none.
    base::Time next() const {
        if (!ring_.empty()) return now();
        return heap_.empty() ? base::never : base::Time{base::Duration{heap_.front().time}};
    }

    // Advances to the next event at or before `limit` and takes it out; false when there is none.
    // `stale(event)` says of a lane's event that it may be skipped unseen.
    template <class Stale>
    bool pop(base::Time limit, Event& event, Stale&& stale) {
        for (;;) {
            Entry entry;
            if (!take(limit.time_since_epoch().count(), entry)) return false;
            if (entry.index == stands_for_lane) {
                entry = advance_lane(entry.generation, stale);
                if (entry.index == stands_for_lane) continue;
            }
            ++popped_;
            event = entry.event();
            return true;
        }
    }

    // Moves the present forward. Requires: no event is left before `to`.
    void advance(base::Time to) {
        base::ensure(to >= now() && next() >= to, "the clock moves past no event");
        now_ = to.time_since_epoch().count();
    }

private:
    struct Entry {
        std::int64_t time;
        std::uint64_t number_and_kind;
        std::uint32_t index;
        std::uint32_t generation;

        bool before(const Entry& other) const {
            return time != other.time ? time < other.time : number_and_kind < other.number_and_kind;
        }
        Event event() const {
            return Event{static_cast<std::uint8_t>(number_and_kind), index, generation};
        }
    };
    struct Lane {
        std::int64_t delay;
        Ring<Entry> entries;
    };

    // No event has this index: an entry that carries it stands for a lane, its generation.
    static constexpr std::uint32_t stands_for_lane = ~std::uint32_t{0};

    static Entry standing_for(LaneId lane, const Entry& head) {
        return Entry{head.time, head.number_and_kind, stands_for_lane, lane};
    }

    // Ring and heap: at one instant the heap's entries are older than the ring's, which were all
    // entered during the instant itself.
    bool take(std::int64_t limit, Entry& entry) {
        if (!ring_.empty() && (heap_.empty() || heap_.front().time > now_)) {
            if (now_ > limit) return false;
            entry = ring_.pop();
            return true;
        }
        if (heap_.empty() || heap_.front().time > limit) return false;
        entry = heap_.front();
        now_ = entry.time;
        remove_first();
        return true;
    }

    // Takes the lane's head out, drops the stale ones behind it, and lets the lane stand in the heap
    // by its first live entry. The head comes back, or an entry that stands for a lane if it is stale.
    template <class Stale>
    Entry advance_lane(LaneId id, Stale&& stale) {
        Ring<Entry>& entries = lanes_[id].entries;
        Entry head = entries.pop();
        if (stale(head.event())) head.index = stands_for_lane;
        while (!entries.empty() && stale(entries.front().event())) entries.pop();
        if (!entries.empty()) push(standing_for(id, entries.front()));
        return head;
    }

    void push(const Entry& entry) {
        std::size_t hole = heap_.size();
        heap_.push_back(entry);
        while (hole > 0) {
            const std::size_t parent = (hole - 1) / 4;
            if (!entry.before(heap_[parent])) break;
            heap_[hole] = heap_[parent];
            hole = parent;
        }
        heap_[hole] = entry;
    }

    void remove_first() {
        const Entry last = heap_.back();
        heap_.pop_back();
        const std::size_t size = heap_.size();
        if (size == 0) return;
        std::size_t hole = 0;
        for (std::size_t child = 1; child < size; child = hole * 4 + 1) {
            std::size_t first = child;
            const std::size_t end = child + 4 < size ? child + 4 : size;
            for (std::size_t other = child + 1; other < end; ++other) {
                if (heap_[other].before(heap_[first])) first = other;
            }
            if (!heap_[first].before(last)) break;
            heap_[hole] = heap_[first];
            hole = first;
        }
        heap_[hole] = last;
    }

    std::int64_t now_ = 0;
    std::uint64_t number_ = 0;
    std::uint64_t popped_ = 0;
    std::vector<Entry> heap_;
    Ring<Entry> ring_;
    std::vector<Lane> lanes_;
};

inline LaneId Calendar::lane(base::Duration delay) {
    base::ensure(delay.count() > 0, "a lane has a positive delay");
    for (LaneId id = 0; id < lanes_.size(); ++id) {
        if (lanes_[id].delay == delay.count()) return id;
    }
    lanes_.push_back(Lane{delay.count(), {}});
    return static_cast<LaneId>(lanes_.size() - 1);
}

}  // namespace triaz::kernel
