// The target with the fewest requests under way for its weight, by a look at every one.
//
// Order: of equals, the one round robin would take next.
#pragma once

#include "sim/traffic/policy/round_robin.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

// What one more request would make of a target: (active + 1) / weight.
inline double load_with_one_more(const Target& target) {
    return (static_cast<double>(target.active) + 1) / target.weight;
}

class LeastRequests {
public:
    Choice pick(const Candidates& candidates) {
        if (candidates.empty()) return {};
        const std::size_t first = turn_.next(candidates);
        std::size_t best = first;
        double least = load_with_one_more(candidates.at(first));
        for (std::size_t offset = 1; offset < candidates.size(); ++offset) {
            std::size_t place = first + offset;
            if (place >= candidates.size()) place -= candidates.size();
            const double load = load_with_one_more(candidates.at(place));
            if (load < least) {
                least = load;
                best = place;
            }
        }
        turn_.took(candidates, best);
        return candidates.eligible[best];
    }

private:
    RoundRobin turn_;
};

}  // namespace triaz::traffic
