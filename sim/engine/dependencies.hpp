// External dependencies, as those see them who ask: how an answer comes, and when. They have no
// process of their own: what becomes of a call is settled when it is made, so that a fault strikes
// the calls made from then on, and one under way is answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/network.hpp"
#include "sim/fault/fault.hpp"
#include "sim/topology/topology.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

struct Simulation;

// What a fault does to a share of the answers; the last one to strike counts.
struct Spoiling {
    double share = 0;
    std::size_t by = 0;
};

// A dependency in one zone, or all of it outside the region.
struct DependencyPart {
    Place place = 0;
    std::optional<topology::ZoneId> zone;
    std::uint32_t lost = 0;  // faults that keep it silent
    std::size_t lost_by = 0;
    bool dark = false;  // its zone is without power
    Spoiling slow;
    base::Distribution added;
    Spoiling wrong;
    Spoiling old;
};

struct Dependency {
    std::vector<DependencyPart> parts;
    base::Stream draws{0};
};

// How a call ends for its caller.
struct DependencyAnswer {
    enum class How : std::uint8_t { fresh, old, error, silence } how = How::silence;
    base::Duration takes{};  // there and back; of no meaning for silence
};

// dependencies.cpp
void add_dependencies(Simulation& simulation);
// The part that callers in a zone use: their own zone's, else the first.
std::size_t part_near(const Dependency& dependency, topology::ZoneId zone);
DependencyAnswer ask(Simulation& simulation, std::uint32_t dependency, std::size_t part,
                     Place from);
// Faults of dependencies, and zones that lose their power or have it back.
std::string words_of_dependency(const Simulation& simulation,
                                const fault::DependencyTarget& target);
void spoil_dependency(Simulation& simulation, std::size_t fault);
void mend_dependency(Simulation& simulation, std::size_t fault);
void note_power_of_dependencies(Simulation& simulation);

}  // namespace triaz::engine
