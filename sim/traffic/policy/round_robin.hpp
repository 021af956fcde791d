// Round robin: the eligible targets in the order of their numbers, then from the first again.
//
// Its place is a target's number, not a place in a list, so that a target that comes or goes moves
// nobody else's turn.
#pragma once

#include <algorithm>

#include "sim/traffic/target.hpp"

namespace triaz::traffic {

class RoundRobin {
public:
    Choice pick(const Candidates& candidates) {
        if (candidates.empty()) return {};
        const std::size_t place = next(candidates);
        last_ = candidates.eligible[place];
        place_ = place;
        return last_;
    }

    // Where in `eligible` the next pick will be. Requires: not empty.
    std::size_t next(const Candidates& candidates) const {
        const auto eligible = candidates.eligible;
        if (last_ == nobody) return 0;
        if (place_ < eligible.size() && eligible[place_] == last_) {  // the list is as it was
            return place_ + 1 == eligible.size() ? 0 : place_ + 1;
        }
        const auto after = std::upper_bound(eligible.begin(), eligible.end(), last_);
        return after == eligible.end() ? 0 : static_cast<std::size_t>(after - eligible.begin());
    }

    // As if the target at this place had been picked here.
    void took(const Candidates& candidates, std::size_t place) {
        last_ = candidates.eligible[place];
        place_ = place;
    }

private:
    static constexpr TargetIndex nobody = ~TargetIndex{0};

    TargetIndex last_ = nobody;
    std::size_t place_ = 0;
};

}  // namespace triaz::traffic
