// A run that is looked at while it goes on, and that takes faults on its way: for a search over
// faults, whose runs share their beginnings.
//
// At each instant of `instants` the run stops before anything happens there but what its own faults
// do, and asks `at`. Whoever answers may fork the process: the engine holds no thread, no lock and
// no descriptor, so each of the two processes goes on with a run of its own. A fault given in
// answer strikes as it would have, had it stood in the world from the start: the same evidence to
// the last bit (tests/search/branching_test.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/fault/fault.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/topology/topology.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

// A component has gone over into another phase: from `at` on, up to its next one.
struct Phase {
    enum class Of : std::uint8_t {
        shard,   // of a store: where its writes are, and whether its copies are whole
        checks,  // of a balancer's target or node: a check is due, or has just been made
    } of = Of::shard;
    base::Time at{};
    std::uint32_t component = 0;  // store or balancer
    std::uint32_t shard = 0;      // of a store
    topology::HostId host;        // that is checked
    bool names = false;           // checked for the name service
    std::string name;             // "copying", "copying, a copy away"; "due", "made"
};

struct Branching {
    std::vector<base::Time> instants;  // rising
    struct Answer {
        std::optional<fault::Fault> fault;  // its `at` is the instant, its name unique
        bool leave = false;                 // nobody wants to know how this run ends
    };
    std::function<Answer(std::size_t instant)> at;
    // Told of every phase from here on; only when there is somebody to tell.
    base::Time phases_from{};
    std::function<void(const Phase&)> phase;
};

// Nothing when the run was left. Like `simulate`, once in a process.
std::optional<measure::Evidence> simulate(const world::World& world, const Branching& branching);

}  // namespace triaz::engine
