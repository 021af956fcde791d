#include "sim/traffic/policy/hash_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::traffic {

namespace {

std::uint64_t hash_of(std::uint64_t value) { return base::split_mix(value); }
std::uint64_t hash_of(std::uint64_t one, std::uint64_t other) {
    return hash_of(hash_of(one) ^ other);
}

double sum_of_weights(std::span<const Target> targets) {
    double sum = 0;
    for (const Target& target : targets) {
        base::ensure(target.weight > 0, "a weight is above zero");
        sum += target.weight;
    }
    base::ensure(sum > 0, "a hash table has a target");
    return sum;
}

double extreme_weight(std::span<const Target> targets, bool largest) {
    double extreme = targets[0].weight;
    for (const Target& target : targets) {
        extreme = largest ? std::max(extreme, target.weight) : std::min(extreme, target.weight);
    }
    return extreme;
}

}  // namespace

// The lightest target gets a whole number of points, the others in proportion.
HashTable::HashTable(std::span<const Target> targets, const Ring& options)
    : eligible_(targets.size()) {
    const double sum = sum_of_weights(targets);
    const double lightest = extreme_weight(targets, false) / sum;
    const double scale = std::min(std::ceil(lightest * options.least_points) / lightest,
                                  static_cast<double>(options.most_points));
    std::vector<std::pair<std::uint64_t, TargetIndex>> ring;
    double wanted = 0;
    for (TargetIndex target = 0; target < targets.size(); ++target) {
        wanted += scale * targets[target].weight / sum;
        for (std::uint64_t copy = 0; static_cast<double>(ring.size()) < wanted; ++copy) {
            ring.emplace_back(hash_of(target, copy), target);
        }
    }
    std::sort(ring.begin(), ring.end());
    slots_.reserve(ring.size());
    points_.reserve(ring.size());
    for (const auto& [point, target] : ring) {
        points_.push_back(point);
        slots_.push_back(target);
    }
}

HashTable::HashTable(std::span<const Target> targets, const Maglev& options)
    : eligible_(targets.size()) {
    sum_of_weights(targets);
    base::ensure(targets.size() < options.slots, "a Maglev table has more slots than targets");
    fill_by_turns(targets, options.slots);
}

// Each target in its turn takes the next free slot of its own permutation; a lighter one sits out
// the turns its weight does not pay for.
void HashTable::fill_by_turns(std::span<const Target> targets, std::uint32_t slots) {
    constexpr TargetIndex nobody = ~TargetIndex{0};
    struct Taker {
        std::uint64_t at;
        std::uint64_t step;
        double due;
    };
    const double heaviest = extreme_weight(targets, true);
    std::vector<Taker> takers;
    takers.reserve(targets.size());
    for (std::uint64_t target = 0; target < targets.size(); ++target) {
        takers.push_back({hash_of(target, 1) % slots, hash_of(target, 2) % (slots - 1) + 1, 0});
    }
    slots_.assign(slots, nobody);
    std::uint32_t taken = 0;
    for (std::uint64_t turn = 1; taken < slots; ++turn) {
        for (TargetIndex target = 0; target < targets.size() && taken < slots; ++target) {
            Taker& taker = takers[target];
            if (static_cast<double>(turn) * targets[target].weight < taker.due) continue;
            taker.due += heaviest;
            while (slots_[taker.at] != nobody) taker.at = (taker.at + taker.step) % slots;
            slots_[taker.at] = target;
            ++taken;
        }
    }
}

void HashTable::rebuild(const Candidates& candidates) {
    std::fill(eligible_.begin(), eligible_.end(), std::uint8_t{0});
    eligible_weight_ = 0;
    for (const TargetIndex target : candidates.eligible) {
        eligible_[target] = 1;
        eligible_weight_ += candidates.targets[target].weight;
    }
}

Choice HashTable::pick(const Candidates& candidates, std::uint64_t key, Bound bound) const {
    if (candidates.empty()) return {};
    if (slots_.size() == 1) return candidates.eligible[0];
    const std::uint64_t hash = hash_of(key);
    std::size_t slot = hash % slots_.size();
    std::size_t step = hash_of(hash) % (slots_.size() - 1) + 1;
    if (!points_.empty()) {
        step = 1;
        const auto at = std::lower_bound(points_.begin(), points_.end(), hash);
        slot = at == points_.end() ? 0 : static_cast<std::size_t>(at - points_.begin());
    }
    const double room = bound.factor * (static_cast<double>(bound.active) + 1) / eligible_weight_;
    Choice first;  // should rounding or a factor below one leave no room anywhere
    for (std::size_t tried = 0; tried < slots_.size(); ++tried) {
        const TargetIndex target = slots_[slot];
        if ((slot += step) >= slots_.size()) slot -= slots_.size();
        if (eligible_[target] == 0) continue;
        if (bound.factor <= 0) return target;
        const Target& seen = candidates.targets[target];
        if (static_cast<double>(seen.active) < std::ceil(room * seen.weight)) return target;
        if (!first) first = target;
    }
    // A very light target may have no slot at all.
    return first ? first : Choice{candidates.eligible[hash % candidates.size()]};
}

}  // namespace triaz::traffic
