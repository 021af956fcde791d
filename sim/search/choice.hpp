// What may fail, each with one way to fail: the alphabet of a search over faults.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/fault/fault.hpp"
#include "sim/world/world.hpp"

namespace triaz::search {

struct Choice {
    fault::Kind kind = fault::Kind::power_loss;
    fault::Target target;
};

// Kinds that are searched unless others are asked for.
const std::vector<fault::Kind>& usual_kinds();

// Of which form targets are: the first word of their text, "zone" of "zone/a".
const std::vector<std::string>& forms_of_targets();

struct Selection {
    std::vector<fault::Kind> kinds;    // empty: the usual ones
    std::vector<std::string> targets;  // forms ("zone"), or targets ("zone/a"); empty: all
};

// Every choice that strikes something, in the order of kinds, then targets as the world has them.
// Of those that strike the same (a zone and its only data centre) the widest is there. Paths: the
// isolation of a zone, both ways between two zones, between a zone and all clients.
// Roles are not among them: whoever has one is tried by name.
std::vector<Choice> choices_of(const world::World& world, const Selection& selection);

// The fault that a choice is at an instant. Message losses hit one message in five, latencies add
// 200 ms, and all else hits everything.
fault::Fault strike(const Choice& choice, base::Time at, std::optional<base::Duration> lasts,
                    const world::World& world);

// Whom a choice takes down, and which paths it cuts or spoils.
struct Reach {
    std::vector<topology::HostId> hosts;        // rising
    std::optional<std::string> component = {};  // only its processes there; nothing: all
    // Pairs of zones, the lesser first; `clients` for the world outside.
    std::vector<std::pair<std::size_t, std::size_t>> paths;

    bool operator==(const Reach&) const = default;
};
inline constexpr std::size_t clients = ~std::size_t{0};
Reach reach_of(const fault::Target& target, fault::Kind kind, const world::World& world);

// While `first` lasts, `second` changes nothing more.
bool contains(const Choice& first, const Choice& second, const world::World& world);

}  // namespace triaz::search
