// Random choice, even or by weight. The draw is an argument.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

// `draw` uniform in [0, candidates.size()).
inline Choice pick_random(const Candidates& candidates, std::uint64_t draw) {
    if (candidates.empty()) return {};
    return candidates.eligible[draw];
}

// By weight in O(log targets): the sums are kept, and taken anew by `rebuild` when who is eligible
// or a weight has changed (which does not allocate).
class WeightedRandom {
public:
    explicit WeightedRandom(std::size_t targets) {
        sums_.reserve(targets);
        picked_.reserve(targets);
    }

    void rebuild(const Candidates& candidates) {
        sums_.clear();
        picked_.clear();
        double sum = 0;
        for (const TargetIndex target : candidates.eligible) {
            const double weight = candidates.targets[target].weight;
            base::ensure(weight > 0, "a weight is above zero");
            sums_.push_back(sum += weight);
            picked_.push_back(target);
        }
    }

    // `draw` uniform in [0, 1).
    Choice pick(double draw) const {
        if (sums_.empty()) return {};
        const auto at = std::upper_bound(sums_.begin(), sums_.end(), draw * sums_.back());
        // Rounding may lift the product to the last sum itself.
        return at == sums_.end() ? picked_.back()
                                 : picked_[static_cast<std::size_t>(at - sums_.begin())];
    }

private:
    std::vector<double> sums_;
    std::vector<TargetIndex> picked_;
};

}  // namespace triaz::traffic
