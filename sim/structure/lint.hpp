// What can be said of a deployment without running it: what survives which losses, and what is
// wrong with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/structure/capacity.hpp"
#include "sim/structure/cut_sets.hpp"
#include "sim/structure/deployment_tree.hpp"
#include "sim/structure/rules.hpp"
#include "sim/world/world.hpp"

namespace triaz::structure {

struct Finding {
    std::string code;
    Severity severity = Severity::error;
    std::string pointer;  // JSON pointer of the model: what it is about
    std::string message;  // sentences
};

// How many parts of one kind a target survives the loss of, whichever they are.
struct Tolerance {
    Loss::Kind kind = Loss::Kind::zone;
    std::size_t parts = 0;     // of that kind, in the deployment
    std::size_t survives = 0;  // any so many at one instant
    bool or_more = false;      // no larger loss was looked at
    std::size_t cuts = 0;      // sets of one part more that it does not survive
};

struct TargetReport {
    CutSets cut_sets;
    std::vector<Tolerance> tolerances;  // by kind, only kinds that there are
    std::string mode;                   // what happens beyond
};

// The load of one service before and after the loss that is worst for it.
struct CapacityReport {
    world::ServiceId service;
    double before = 0;  // utilisation, of its fullest zone
    double after = 0;
    std::optional<EventId> worst;  // nothing: no loss adds to it
    topology::ZoneId worst_zone;
};

struct PairReport {
    topology::ZoneId a;
    topology::ZoneId b;
    std::size_t paths_apart = 0;    // that share no link
    std::size_t zones_between = 0;  // so many other zones must go before they are apart
};

// Losses within what a service or store is declared to survive that it does not survive.
struct DeclaredReport {
    std::string of;       // "store state"
    std::string pointer;  // of the model
    world::Tolerance declared;
    std::optional<world::ServiceId> service;  // this, or
    std::optional<world::StoreId> store;
    std::vector<EventSet> ways_past;  // the smallest first; empty: none
};

// "1 zone and 2 hosts".
std::string told(const world::Tolerance& tolerance);

struct LintReport {
    std::size_t order = 0;
    DeploymentTree deployment;
    std::vector<TargetReport> targets;     // as deployment.targets
    std::vector<DeclaredReport> declared;  // services, then stores
    std::vector<CapacityReport> capacity;
    std::vector<PairReport> pairs;
    std::vector<topology::ZoneId> articulation_zones;  // without which zones are apart
    std::vector<Finding> findings;                     // worst first, then by code and pointer
};

struct LintOptions {
    // 1 .. EventSet::most_events; as many as the largest declared tolerance in any case.
    std::size_t order = 2;
};

// Why a world is too large to be looked at, if it is.
std::optional<std::string> too_large(const world::World& world);

// Requires: not too large.
LintReport lint(const world::World& world, const LintOptions& options);

}  // namespace triaz::structure
