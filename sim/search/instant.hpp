// Distinguishable instants: at which phase of which component a fault strikes.
//
// Two instants are told apart when some component is in another phase:
//   a shard of a store   its writes are at rest, at the leader's disk, on their way to copies, not
//                        yet known to all; it has no leader; its copies are whole, one is away, one
//                        is behind; and each entry of the timeline about it (an election, ...)
//   checks of a host     one is due, or has just been made: found out soonest, found out latest
//   any other component  each kind of entry of the timeline about it: a target is taken out, an
//                        address withdrawn, instances ordered, ...
// Of the instants in one phase the first that a recorded run shows stands for all. Phases of
// several components at once are not told apart: a bound, and reports say so.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/branching.hpp"
#include "sim/history/timeline.hpp"
#include "sim/search/choice.hpp"

namespace triaz::search {

struct Component {
    enum class Kind : std::uint8_t { none, shard, checks, view, other } kind = Kind::none;
    std::string name;         // of the store, balancer or service
    std::uint32_t index = 0;  // shard; host that is checked; zone of a view
    bool names = false;       // checks for the name service

    auto operator<=>(const Component&) const = default;
};
// "state/2", "checks of edge on host a1-h1", "edge in zone b"
std::string told(const Component& component, const world::World& world);

struct Instant {
    base::Time at{};
    Component component;
    std::string phase;  // "copying", "due", "after leader-elected"
};
// "copying of state/2"
std::string told(const Instant& instant, const world::World& world);

// Gathers the phases that a run goes through from an instant on.
class Instants {
public:
    // `of`: only these components; empty: all. `world` outlives it.
    Instants(const world::World& world, std::vector<std::string> of)
        : world_(world), of_(std::move(of)) {}

    void add(const engine::Phase& phase);
    // What the timeline adds from `from` on. Clears what was gathered; rising in time.
    std::vector<Instant> take(const history::Timeline& timeline, base::Time from);

private:
    void add(Instant instant);

    const world::World& world_;
    std::vector<std::string> of_;
    std::vector<Instant> instants_;
};

// Whether it may matter to what the choice strikes that the component is in another phase. Of the
// hosts that a choice takes down, the checks of the first one stand for those of all.
bool touches(const Choice& choice, const Component& component, const world::World& world);

}  // namespace triaz::search
