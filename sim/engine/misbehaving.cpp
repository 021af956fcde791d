// Faults of what still runs: wrong answers, checkers that see ghosts, control planes that stand
// still; and zones that are taken out on purpose.
#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using fault::Fault;
using fault::Kind;

const std::string& component_of(const Simulation& simulation, const Unit& unit) {
    const world::World& world = simulation.world;
    switch (unit.kind) {
        case UnitKind::instance:
            return world.services[unit.component].name;
        case UnitKind::node:
            return world.balancers[unit.component].name;
        default:
            return world.stores[unit.component].name;
    }
}

// Only instances answer requests in a way of their own.
std::vector<UnitIndex> instances_struck(const Simulation& simulation, const fault::Target& target) {
    std::vector<UnitIndex> struck;
    for (std::size_t at = 0; at < simulation.units.size(); ++at) {
        const Unit& unit = simulation.units[at];
        if (unit.kind != UnitKind::instance) continue;
        const std::string& component = component_of(simulation, unit);
        const auto* process = std::get_if<fault::ProcessTarget>(&target);
        const auto* all = std::get_if<fault::ComponentTarget>(&target);
        if ((process && process->component == component && process->host == unit.host) ||
            (all && all->component == component && (!all->zone || *all->zone == unit.zone))) {
            struck.push_back(static_cast<UnitIndex>(at));
        }
    }
    return struck;
}

bool of_scaling(const Fault& fault) {
    return std::get<fault::ControlPlaneTarget>(fault.target).plane == fault::ControlPlane::scaling;
}

std::uint32_t balancer_named(const Simulation& simulation, const std::string& name) {
    const auto& all = simulation.world.balancers;
    return static_cast<std::uint32_t>(std::ranges::find(all, name, &world::Balancer::name) -
                                      all.begin());
}

bool is_entry(const Simulation& simulation, std::size_t balancer) {
    return std::ranges::any_of(
               simulation.world.cohorts,
               [&](const world::Cohort& cohort) { return cohort.entry.index() == balancer; }) ||
           std::ranges::any_of(simulation.world.sessions, [&](const world::SessionCohort& cohort) {
               return cohort.through.index() == balancer;
           });
}

// Callers elsewhere use nothing in the zone any more, and its addresses are not given out. Callers
// inside, which still have requests under way, go on as before; clients are not inside.
std::uint64_t lead_around(Simulation& simulation, topology::ZoneId zone, bool in_service) {
    std::uint64_t moved = 0;
    for (std::uint32_t index = 0; index < simulation.balancers.size(); ++index) {
        Balancer& balancer = simulation.balancers[index];
        const bool inside = !balancer.names.nodes.empty() || !is_entry(simulation, index);
        for (std::uint32_t at = 0; at < balancer.views.size(); ++at) {
            if (at == zone.value && (inside || !simulation.world.balancers[index].cross_zone))
                continue;
            View& view = balancer.views[at];
            for (traffic::TargetIndex target = 0; target < view.size(); ++target) {
                const View::Member& member = view.member(target);
                const Unit& unit = simulation.units[member.unit];
                if (member.zone != zone || !unit.launched || unit.joining || unit.leaving) continue;
                view.set_in_service(target, in_service, simulation.now());
                ++moved;
            }
            note_panic(simulation, index, at);
        }
        bool named = false;
        for (Names::Node& node : balancer.names.nodes) {
            if (node.zone != zone) continue;
            node.in_service = in_service;
            named = true;
            ++moved;
        }
        if (named) publish_names(simulation, index);
    }
    return moved;
}

std::string words_of(const Simulation& simulation, const fault::Target& target) {
    const topology::Topology& topology = simulation.world.topology;
    if (const auto* process = std::get_if<fault::ProcessTarget>(&target)) {
        return fmt::format("{} on host {}", process->component,
                           topology.hosts[process->host.index()].name);
    }
    if (const auto* all = std::get_if<fault::ComponentTarget>(&target)) {
        if (!all->zone) return all->component + " everywhere";
        return fmt::format("{} in zone {}", all->component,
                           topology.zones[all->zone->index()].name);
    }
    if (const auto* checkers = std::get_if<fault::CheckersTarget>(&target))
        return "the checkers of " + checkers->balancer;
    if (const auto* zone = std::get_if<fault::ZoneTarget>(&target))
        return "zone " + topology.zones[zone->zone.index()].name;
    if (const auto* other = std::get_if<fault::DependencyTarget>(&target))
        return words_of_dependency(simulation, *other);
    return std::get<fault::ControlPlaneTarget>(target).plane == fault::ControlPlane::scaling
               ? "the control plane of scaling"
               : "the control plane of names";
}

}  // namespace

void begin_misbehaviour(Simulation& simulation, std::size_t number) {
    const Fault& fault = simulation.world.faults[number];
    Simulation::Strike& strike = simulation.strikes[number];
    strike.evidence = simulation.recorder.evidence.faults.size();
    measure::FaultEvidence& seen = simulation.recorder.evidence.faults.emplace_back();
    seen.name = fault.name;
    seen.target = words_of(simulation, fault.target);
    seen.injected = simulation.now();
    seen.of_behaviour = true;
    if (const auto* other = std::get_if<fault::DependencyTarget>(&fault.target))
        seen.dependency = other->dependency;
    simulation.recorder.mark(simulation.now(), history::Mark::fault_injected, fault.name,
                             seen.target);
    if (!seen.dependency.empty()) {
        spoil_dependency(simulation, number);
    } else if (fault.kind == Kind::error_answers) {
        for (const UnitIndex unit : instances_struck(simulation, fault.target)) {
            simulation.units[unit].failing = fault.share.value;
            simulation.units[unit].failing_by = number;
            strike.units.push_back(unit);
        }
    } else if (fault.kind == Kind::checks_fail) {
        const auto& target = std::get<fault::CheckersTarget>(fault.target);
        ++simulation.checks_failing[balancer_named(simulation, target.balancer)];
        simulation.checks_failing_by = number;
    } else if (fault.kind == Kind::evacuation) {
        const topology::ZoneId zone = std::get<fault::ZoneTarget>(fault.target).zone;
        ++simulation.evacuations[zone.index()];
        strike.acts = lead_around(simulation, zone, false);
        for (Store& store : simulation.stores) strike.acts += hand_over(store);
    } else if (of_scaling(fault)) {
        ++simulation.scaling_frozen;
        simulation.scaling_frozen_by = number;
    } else {
        ++simulation.names_frozen;
        simulation.names_frozen_by = number;
    }
}

void end_misbehaviour(Simulation& simulation, std::size_t number) {
    const Fault& fault = simulation.world.faults[number];
    if (std::holds_alternative<fault::DependencyTarget>(fault.target)) {
        mend_dependency(simulation, number);
    } else if (fault.kind == Kind::error_answers) {
        for (const UnitIndex unit : simulation.strikes[number].units) {
            if (simulation.units[unit].failing_by == number) simulation.units[unit].failing = 0;
        }
    } else if (fault.kind == Kind::checks_fail) {
        const auto& target = std::get<fault::CheckersTarget>(fault.target);
        --simulation.checks_failing[balancer_named(simulation, target.balancer)];
    } else if (fault.kind == Kind::evacuation) {
        const topology::ZoneId zone = std::get<fault::ZoneTarget>(fault.target).zone;
        --simulation.evacuations[zone.index()];
        lead_around(simulation, zone, true);
    } else if (of_scaling(fault)) {
        --simulation.scaling_frozen;
    } else if (--simulation.names_frozen == 0) {
        for (std::uint32_t index = 0; index < simulation.balancers.size(); ++index)
            publish_names(simulation, index);
    }
}

}  // namespace triaz::engine
