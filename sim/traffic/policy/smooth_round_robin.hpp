// Weighted round robin without bunches, as nginx has it since 1.3.1: at each pick everyone gains
// its weight, the richest is taken and pays the sum of all weights. O(targets) a pick.
//
// Ensures: with whole weights, any sum-of-weights picks in a row from a fresh start take each
// target exactly its weight's number of times.
// Order: of equally rich ones, the first.
#pragma once

#include <vector>

#include "sim/traffic/target.hpp"

namespace triaz::traffic {

class SmoothRoundRobin {
public:
    explicit SmoothRoundRobin(std::size_t targets) : credit_(targets, 0.0) {}

    Choice pick(const Candidates& candidates) {
        Choice best;
        double sum = 0;
        for (const TargetIndex target : candidates.eligible) {
            const double weight = candidates.targets[target].weight;
            credit_[target] += weight;
            sum += weight;
            if (!best || credit_[target] > credit_[*best]) best = target;
        }
        if (best) credit_[*best] -= sum;
        return best;
    }

private:
    std::vector<double> credit_;  // by target; those not eligible keep theirs
};

}  // namespace triaz::traffic
