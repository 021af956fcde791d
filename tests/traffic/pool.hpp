// A pool of targets for the tests of policies.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "sim/traffic/target.hpp"

namespace triaz::traffic::testing {

struct Pool {
    explicit Pool(std::size_t count) : targets(count) { everyone(); }
    Pool(std::initializer_list<double> weights) {
        for (const double weight : weights) targets.push_back({weight, 0});
        everyone();
    }

    void everyone() {
        only_if([](TargetIndex) { return true; });
    }
    void without(TargetIndex out) {
        only_if([&](TargetIndex target) { return target != out; });
    }
    template <class Keep>
    void only_if(Keep&& keep) {
        eligible.clear();
        for (TargetIndex target = 0; target < targets.size(); ++target) {
            if (keep(target)) eligible.push_back(target);
        }
    }
    Candidates candidates() const { return {targets, eligible}; }
    std::uint64_t active() const {
        std::uint64_t sum = 0;
        for (const TargetIndex target : eligible) sum += targets[target].active;
        return sum;
    }

    std::vector<Target> targets;
    std::vector<TargetIndex> eligible;
};

// How often each target was picked in `picks` picks.
template <class Pick>
std::vector<std::uint32_t> counts(const Pool& pool, std::uint32_t picks, Pick&& pick) {
    std::vector<std::uint32_t> result(pool.targets.size());
    for (std::uint32_t i = 0; i < picks; ++i) ++result[pick().value()];
    return result;
}

}  // namespace triaz::traffic::testing
