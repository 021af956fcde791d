// Weighted round robin by earliest deadline first, as Envoy and gRPC have it: who is picked comes
// again 1 / weight later. O(log targets) a pick, and the weight is asked anew at each pick, so
// that it may follow the requests under way or a slow start.
//
// Order: of equal deadlines, who was entered first.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/traffic/target.hpp"

namespace triaz::traffic {

class EarliestDeadline {
public:
    explicit EarliestDeadline(std::size_t targets) { entries_.reserve(targets + 1); }

    // Starts afresh with these targets. To be called when who is eligible has changed.
    // weight(target) must be above zero. Does not allocate.
    template <class Weight>
    void rebuild(const Candidates& candidates, Weight&& weight) {
        entries_.clear();
        now_ = 0;
        entered_ = 0;
        for (const TargetIndex target : candidates.eligible) enter(target, weight(target));
    }

    template <class Weight>
    Choice pick(Weight&& weight) {
        if (entries_.empty()) return {};
        std::pop_heap(entries_.begin(), entries_.end(), later);
        const Entry due = entries_.back();
        entries_.pop_back();
        now_ = due.deadline;
        enter(due.target, weight(due.target));
        return due.target;
    }

private:
    struct Entry {
        double deadline;
        std::uint64_t number;
        TargetIndex target;
    };
    static bool later(const Entry& one, const Entry& other) {
        return one.deadline != other.deadline ? one.deadline > other.deadline
                                              : one.number > other.number;
    }
    void enter(TargetIndex target, double weight) {
        entries_.push_back({now_ + 1 / weight, entered_++, target});
        std::push_heap(entries_.begin(), entries_.end(), later);
    }

    std::vector<Entry> entries_;  // a heap, the earliest first
    double now_ = 0;
    std::uint64_t entered_ = 0;
};

}  // namespace triaz::traffic
