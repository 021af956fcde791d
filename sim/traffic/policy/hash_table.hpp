// Consistent hashing: a key goes to the same target for as long as that one is eligible, and few
// keys move when targets come or go. With a bound on load (Mirrokni, Thorup & Zadimoghaddam 2018)
// a target takes at most ceil(factor * share of all requests, this one included); a key whose
// target is full goes on to its next slot.
//
// Two tables: a ring of hashed points (Karger et al. 1997; Envoy's ring_hash sizes) and Maglev's
// permutation table (Eisenbud et al. 2016, section 3.4; 65,537 slots). The table is built once
// from all targets; those not eligible are passed over, so that their keys alone move.
//
// Order: a key tries all slots from its own on: on a ring upwards, in Maglev's table by a step of
// its own, so that the keys of a lost target spread evenly whoever's slots lie beside its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/traffic/target.hpp"

namespace triaz::traffic {

class HashTable {
public:
    struct Ring {
        std::uint32_t least_points = 1024;  // in the whole ring
        std::uint32_t most_points = 8 * 1024 * 1024;
    };
    struct Maglev {
        std::uint32_t slots = 65'537;  // a prime, far above the number of targets
    };

    // Requires: at least one target; fewer targets than Maglev slots.
    HashTable(std::span<const Target> targets, const Ring& options);
    HashTable(std::span<const Target> targets, const Maglev& options);

    // To be called when who is eligible or a weight has changed. Does not allocate.
    void rebuild(const Candidates& candidates);

    // factor <= 0: no bound. `active` is the sum over the eligible targets.
    // Ensures: with 1 <= factor, whoever is picked has active < ceil(factor * weight share *
    // (sum of active + 1)), and there always is such a one.
    struct Bound {
        double factor = 0;
        std::uint64_t active = 0;
    };
    // `key` is hashed here. Requires: `candidates` are those of the last `rebuild`.
    Choice pick(const Candidates& candidates, std::uint64_t key, Bound bound) const;
    Choice pick(const Candidates& candidates, std::uint64_t key) const {
        return pick(candidates, key, Bound{});
    }

    // Whose slots are these: for tests and reports.
    std::span<const TargetIndex> slots() const { return slots_; }

private:
    void fill_by_turns(std::span<const Target> targets, std::uint32_t slots);

    std::vector<TargetIndex> slots_;
    std::vector<std::uint64_t> points_;   // of a ring, rising, one a slot; empty for Maglev
    std::vector<std::uint8_t> eligible_;  // by target
    double eligible_weight_ = 0;
};

}  // namespace triaz::traffic
