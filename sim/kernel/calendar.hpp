// The calendar: what happens when. Knows nothing of what events mean.
//
// Order: by time, then by insertion number; so events of one instant happen in the order they were
// entered, wherever they wait. Where they wait:
//   ring    events of the present instant, first in first out
//   wheel   the near future, unsorted buckets; the bucket that is opened goes into `soon`, a heap
//   far     a heap of what lies beyond the wheel
//   lanes   first in first out with one constant delay each, for time-outs that mostly never
//           happen: entering costs an append, and stale entries are skipped in bulk when the lane's
//           head comes up. A lane stands in wheel or heap by its head alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/entry.hpp"
#include "sim/kernel/heap.hpp"
#include "sim/kernel/ring.hpp"
#include "sim/kernel/wheel.hpp"

namespace triaz::kernel {

using LaneId = std::uint32_t;

class Calendar {
public:
    base::Time now() const { return base::Time{base::Duration{now_}}; }
    std::uint64_t popped() const { return popped_; }

    // Requires: at >= now().
    void enter(base::Time at, Event event) {
        const std::int64_t time = at.time_since_epoch().count();
        base::ensure(time >= now_, "no event is entered into the past");
        const Entry entry = Entry::make(time, number_++, event);
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
        const Entry entry = Entry::make(now_ + lane.delay, number_++, event);
        if (lane.entries.empty()) push(standing_for(id, entry));
        lane.entries.push(entry);
    }

    // The instant of the next event, stale or not; base::never when there is none.
    base::Time next() {
        if (!ring_.empty()) return now();
        open_next();
        const Heap& first = soon_.front().key < far_.front().key ? soon_ : far_;
        return first.empty() ? base::never : base::Time{base::Duration{first.front().time()}};
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
    struct Lane {
        std::int64_t delay;
        Ring<Entry> entries;
    };

    // No event has this index: an entry that carries it stands for a lane, its generation.
    static constexpr std::uint32_t stands_for_lane = ~std::uint32_t{0};

    static Entry standing_for(LaneId lane, const Entry& head) {
        return Entry{head.key, stands_for_lane, lane};
    }

    // At one instant what waits elsewhere is older than what waits in the ring, which was all
    // entered during the instant itself.
    bool take(std::int64_t limit, Entry& entry) {
        open_next();
        Heap& first = soon_.front().key < far_.front().key ? soon_ : far_;
        if (!ring_.empty() && (first.empty() || first.front().time() > now_)) {
            if (now_ > limit) return false;
            entry = ring_.pop();
            return true;
        }
        if (first.empty() || first.front().time() > limit) return false;
        entry = first.front();
        now_ = entry.time();
        first.pop();
        return true;
    }

    // Makes sure that the first event of all, if it waits in the wheel, stands in `soon_`.
    void open_next() {
        if (!soon_.empty() || wheel_.empty()) return;
        const std::uint64_t bucket = wheel_.next_after(opened_);
        if (!far_.empty() && far_.front().time() < Wheel::start_of(bucket)) return;
        opened_ = bucket;
        wheel_.open(bucket, [this](const Entry& entry) { soon_.push(entry); });
    }

    // Takes the lane's head out, drops the stale ones behind it, and lets the lane stand in the
    // heap by its first live entry. The head comes back, or an entry that stands for a lane if it
    // is stale.
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
        if (wheel_.empty()) opened_ = std::max(opened_, Wheel::bucket_of(now_));
        const std::uint64_t bucket = Wheel::bucket_of(entry.time());
        if (bucket <= opened_) {
            soon_.push(entry);
        } else if (bucket - opened_ < Wheel::buckets) {
            wheel_.push(bucket, entry);
        } else {
            far_.push(entry);
        }
    }

    std::int64_t now_ = 0;
    std::uint64_t number_ = 0;
    std::uint64_t popped_ = 0;
    Heap soon_;
    Heap far_;
    Wheel wheel_;
    std::uint64_t opened_ = 0;  // every bucket of the wheel up to this one is empty: it was opened
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
