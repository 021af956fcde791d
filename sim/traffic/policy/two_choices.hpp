// The power of two choices: of two targets drawn at random, the less loaded. In a large pool the
// share of servers with k or more requests falls as rho^(2^k - 1), where purely random choice has
// rho^k (Vvedenskaya, Dobrushin & Karpelevich 1996; Mitzenmacher 2001).
//
// Envoy's least request: two draws with replacement when all weights are equal; else weighted round
// robin (earliest_deadline.hpp) with `biased_weight`.
#pragma once

#include <cstdint>

#include "sim/base/portable_math.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

// Places in `eligible`, each drawn uniformly.
struct TwoPlaces {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

// load(target) gives what is compared. Order: of equals, the first drawn.
template <class Load>
Choice pick_of_two(const Candidates& candidates, TwoPlaces drawn, Load&& load) {
    if (candidates.empty()) return {};
    const TargetIndex first = candidates.eligible[drawn.first];
    const TargetIndex second = candidates.eligible[drawn.second];
    return load(second) < load(first) ? second : first;
}

inline Choice pick_of_two(const Candidates& candidates, TwoPlaces drawn) {
    return pick_of_two(candidates, drawn,
                       [&](TargetIndex target) { return candidates.targets[target].active; });
}

// weight / (active + 1)^bias. Bias 0 takes no notice of load; Envoy's default is 1.
inline double biased_weight(const Target& target, double bias) {
    const double requests = static_cast<double>(target.active) + 1;
    if (bias == 1) return target.weight / requests;
    if (bias == 0) return target.weight;
    return target.weight * base::portable_exp(-bias * base::portable_log(requests));
}

}  // namespace triaz::traffic
