// What every policy sees of the targets it picks from.
//
// A policy is given the list of eligible targets with each pick, so that what a balancer thinks of
// health, zones and sessions stays apart from how it chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace triaz::traffic {

using TargetIndex = std::uint32_t;
using Choice = std::optional<TargetIndex>;  // nothing: nobody is eligible

struct Target {
    double weight = 1;         // above zero
    std::uint32_t active = 0;  // requests under way
};

// Invariant: `eligible` holds indices into `targets`, rising.
struct Candidates {
    std::span<const Target> targets;
    std::span<const TargetIndex> eligible;

    bool empty() const { return eligible.empty(); }
    std::size_t size() const { return eligible.size(); }
    const Target& at(std::size_t place) const { return targets[eligible[place]]; }
};

}  // namespace triaz::traffic
