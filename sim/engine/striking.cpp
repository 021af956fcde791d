#include <algorithm>
#include <set>
#include <variant>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using topology::HostId;

std::vector<HostId> hosts_where(const topology::Topology& topology, auto&& belongs) {
    std::vector<HostId> hosts;
    for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
        if (belongs(HostId::of(h))) hosts.push_back(HostId::of(h));
    }
    return hosts;
}

std::uint32_t leaders_on(const Simulation& simulation, HostId host, std::uint32_t store) {
    std::uint32_t leaders = 0;
    for (const UnitIndex index : simulation.hosts[host.index()].units) {
        const Unit& unit = simulation.units[index];
        if (unit.kind == UnitKind::replica && unit.component == store &&
            leads(simulation.stores[store], unit.number)) {
            ++leaders;
        }
    }
    return leaders;
}

topology::ZoneId zone_of_most_leaders(const Simulation& simulation, std::uint32_t store) {
    const topology::Topology& topology = simulation.world.topology;
    std::vector<std::uint32_t> leaders(topology.zones.size());
    for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
        leaders[topology.zone_of(HostId::of(h)).index()] +=
            leaders_on(simulation, HostId::of(h), store);
    }
    const auto most = std::max_element(leaders.begin(), leaders.end());
    return topology::ZoneId::of(static_cast<std::size_t>(most - leaders.begin()));
}

// The host of the member that leads a shard; of its first member when none leads.
HostId leader_host(const Simulation& simulation, const fault::RoleTarget& role) {
    const Store& store = simulation.stores[role.store];
    const std::uint32_t first = role.shard * members_per_shard(store);
    std::uint32_t leader = first;
    for (std::uint32_t member = first; member < first + members_per_shard(store); ++member) {
        if (leads(store, member)) leader = member;
    }
    return simulation.units[replica_unit(store, leader)].host;
}

// What a fault strikes, once its roles are looked up.
struct Victims {
    std::string name;
    std::vector<HostId> hosts;     // that lose power
    std::vector<UnitIndex> units;  // that die
};

std::string component_of(const Simulation& simulation, const Unit& unit) {
    switch (unit.kind) {
        case UnitKind::instance:
            return simulation.world.services[unit.component].name;
        case UnitKind::node:
            return simulation.world.balancers[unit.component].name;
        case UnitKind::replica:
            return simulation.world.stores[unit.component].name;
    }
    return {};
}

Victims victims_of(const Simulation& simulation, const fault::Fault& fault) {
    const topology::Topology& topology = simulation.world.topology;
    Victims victims;
    const auto all_of_zone = [&](topology::ZoneId zone) {
        return hosts_where(topology, [&](HostId host) { return topology.zone_of(host) == zone; });
    };
    if (const auto* zone = std::get_if<fault::ZoneTarget>(&fault.target)) {
        victims.name = "zone " + topology.zones[zone->zone.index()].name;
        victims.hosts = all_of_zone(zone->zone);
    } else if (const auto* building = std::get_if<fault::DataCenterTarget>(&fault.target)) {
        victims.name = "data centre " + topology.data_centers[building->data_center.index()].name;
        victims.hosts = hosts_where(topology, [&](HostId host) {
            return topology.hosts[host.index()].data_center == building->data_center;
        });
    } else if (const auto* host = std::get_if<fault::HostTarget>(&fault.target)) {
        victims.name = "host " + topology.hosts[host->host.index()].name;
        victims.hosts = {host->host};
    } else if (const auto* process = std::get_if<fault::ProcessTarget>(&fault.target)) {
        victims.name =
            process->component + " on host " + topology.hosts[process->host.index()].name;
        victims.hosts = {process->host};
    } else if (const auto* all = std::get_if<fault::ComponentTarget>(&fault.target)) {
        victims.name =
            all->component + (all->zone ? " in zone " + topology.zones[all->zone->index()].name
                                        : std::string{" everywhere"});
        victims.hosts = hosts_where(topology, [&](HostId each) {
            return !all->zone || topology.zone_of(each) == *all->zone;
        });
    } else {
        const auto& role = std::get<fault::RoleTarget>(fault.target);
        const std::string& store = simulation.world.stores[role.store].name;
        if (role.role == fault::Role::zone_of_most_leaders) {
            const topology::ZoneId leading = zone_of_most_leaders(simulation, role.store);
            victims.name = fmt::format("zone {} (most leaders of {})",
                                       topology.zones[leading.index()].name, store);
            victims.hosts = all_of_zone(leading);
        } else {
            const HostId leading = leader_host(simulation, role);
            victims.name = fmt::format("host {} (leader of {}/{})",
                                       topology.hosts[leading.index()].name, store, role.shard);
            victims.hosts = {leading};
        }
    }
    const auto* process = std::get_if<fault::ProcessTarget>(&fault.target);
    const auto* all = std::get_if<fault::ComponentTarget>(&fault.target);
    const std::string* only = process != nullptr ? &process->component
                              : all != nullptr   ? &all->component
                                                 : nullptr;
    for (const HostId host : victims.hosts) {
        for (const UnitIndex unit : simulation.hosts[host.index()].units) {
            if (only != nullptr && component_of(simulation, simulation.units[unit]) != *only) {
                continue;
            }
            victims.units.push_back(unit);
        }
    }
    return victims;
}

base::Duration start_time_of(const Simulation& simulation, const Unit& unit) {
    switch (unit.kind) {
        case UnitKind::instance:
            return simulation.world.services[unit.component].start_time;
        case UnitKind::node:
            return simulation.world.balancers[unit.component].node_start_time;
        case UnitKind::replica:
            return simulation.world.stores[unit.component].start_time;
    }
    return {};
}

void note_component(Simulation& simulation, const Unit& unit) {
    if (unit.kind == UnitKind::replica) return;
    const bool any =
        std::any_of(simulation.units.begin(), simulation.units.end(), [&](const Unit& other) {
            return other.kind == unit.kind && other.component == unit.component &&
                   other.state == UnitState::running;
        });
    simulation.none_up_of(unit).set(!any, simulation.now());
}

// Whatever ran in it is gone. With `power` its peers meet silence, without it resets.
void kill(Simulation& simulation, UnitIndex index, bool power) {
    Unit& unit = simulation.units[index];
    if (!unit.launched) return;
    const bool ran = unit.state == UnitState::running;
    unit.state = power ? UnitState::dark : UnitState::stopped;
    if (!ran) return;
    ++unit.incarnation;
    unit.dies_silently = power;
    unit.lifeline.cut();
    if (unit.kind == UnitKind::replica) lose(simulation.stores[unit.component], unit.number, power);
    note_component(simulation, unit);
}

// Starts a unit that nothing holds down any more.
void revive(Simulation& simulation, UnitIndex index) {
    Unit& unit = simulation.units[index];
    if (!unit.launched || unit.state == UnitState::running) return;
    if (unit.holds > 0 || simulation.hosts[unit.host.index()].holds > 0) {
        if (simulation.hosts[unit.host.index()].holds == 0) unit.state = UnitState::stopped;
        return;
    }
    unit.state = UnitState::starting;
    simulation.clock.calendar().enter(simulation.now() + start_time_of(simulation, unit),
                                      kernel::Event{event::ready, index, ++unit.incarnation});
}

// Every path from the zone to the outside of the region, or to another zone.
struct Ways {
    std::string name;
    std::vector<std::pair<Place, Place>> ways;
    std::vector<ZonePair> links;
};

std::vector<Place> places_of(const Simulation& simulation, topology::ZoneId zone) {
    const topology::Topology& topology = simulation.world.topology;
    std::vector<Place> places;
    for (std::size_t d = 0; d < topology.data_centers.size(); ++d) {
        if (topology.data_centers[d].zone == zone) places.push_back(static_cast<Place>(d));
    }
    return places;
}

void add_ways(Ways& ways, const std::vector<Place>& from, const std::vector<Place>& to,
              bool one_way) {
    for (const Place a : from) {
        for (const Place b : to) {
            ways.ways.emplace_back(a, b);
            if (!one_way) ways.ways.emplace_back(b, a);
        }
    }
}

void add_path(const Simulation& simulation, Ways& ways, topology::ZoneId a, topology::ZoneId b,
              bool one_way) {
    add_ways(ways, places_of(simulation, a), places_of(simulation, b), one_way);
    ways.links.emplace_back(std::min(a, b), std::max(a, b));
}

Ways ways_of(const Simulation& simulation, const fault::Fault& fault) {
    const auto& zones = simulation.world.topology.zones;
    Ways ways;
    if (const auto* path = std::get_if<fault::PathTarget>(&fault.target)) {
        const std::string from = "zone " + zones[path->from.index()].name;
        const std::string to = path->to ? "zone " + zones[path->to->index()].name : "clients";
        ways.name = path->one_way ? fmt::format("the way from {} to {}", from, to)
                                  : fmt::format("the path between {} and {}", from, to);
        if (path->to) {
            add_path(simulation, ways, path->from, *path->to, path->one_way);
        } else {
            add_ways(ways, places_of(simulation, path->from), {simulation.network.clients()},
                     path->one_way);
        }
        return ways;
    }
    topology::ZoneId zone;
    if (const auto* target = std::get_if<fault::ZoneTarget>(&fault.target)) {
        zone = target->zone;
    } else {
        zone = zone_of_most_leaders(simulation, std::get<fault::RoleTarget>(fault.target).store);
    }
    ways.name =
        fmt::format("the paths between zone {} and the other zones", zones[zone.index()].name);
    for (std::size_t other = 0; other < zones.size(); ++other) {
        if (other != zone.index()) {
            add_path(simulation, ways, zone, topology::ZoneId::of(other), false);
        }
    }
    return ways;
}

void begin_on_paths(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const Ways ways = ways_of(simulation, fault);
    simulation.recorder.mark(simulation.now(), history::Mark::fault_injected, fault.name,
                             ways.name);
    Simulation::Strike& strike = simulation.strikes[number];
    strike.evidence = simulation.recorder.evidence.faults.size();
    measure::FaultEvidence& seen = simulation.recorder.evidence.faults.emplace_back();
    seen.name = fault.name;
    seen.target = ways.name;
    seen.injected = simulation.now();
    seen.of_paths = true;
    const bool loses = fault.kind != fault::Kind::added_latency;
    const double share = fault.kind == fault::Kind::partition ? 1 : fault.share.value;
    for (const auto& [from, to] : ways.ways) {
        simulation.network.impair(from, to, {number, share, loses, fault.added});
    }
    if (fault.kind == fault::Kind::partition) {
        strike.cut = ways.links;
        for (const ZonePair& link : strike.cut) {
            if (simulation.link_holds[link]++ == 0)
                simulation.physics->turn_link(link.first, link.second, false);
        }
    }
    for (Store& store : simulation.stores) note_paths(store);
    drop_cut_sessions(simulation);
}

void end_on_paths(Simulation& simulation, std::size_t number) {
    const Simulation::Strike& strike = simulation.strikes[number];
    simulation.network.repair(number);
    for (const ZonePair& link : strike.cut) {
        if (--simulation.link_holds[link] == 0)
            simulation.physics->turn_link(link.first, link.second, true);
    }
    for (Store& store : simulation.stores) note_paths(store);
}

// A clock that two faults slow down runs at the rate of the latter, until that ends.
void begin_on_clocks(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const Victims victims = victims_of(simulation, fault);
    Simulation::Strike& strike = simulation.strikes[number];
    strike.evidence = simulation.recorder.evidence.faults.size();
    measure::FaultEvidence& seen = simulation.recorder.evidence.faults.emplace_back();
    seen.name = fault.name;
    seen.target = "the clock of " + victims.name;
    seen.injected = simulation.now();
    seen.of_behaviour = true;
    simulation.recorder.mark(simulation.now(), history::Mark::fault_injected, fault.name,
                             seen.target);
    for (const HostId host : victims.hosts) {
        simulation.hosts[host.index()].clock_rate = 1 - fault.share.value;
        simulation.hosts[host.index()].slowed_by = number;
    }
    strike.clocks = victims.hosts;
}

void end_on_clocks(Simulation& simulation, std::size_t number) {
    for (const HostId host : simulation.strikes[number].clocks) {
        Host& slowed = simulation.hosts[host.index()];
        if (slowed.slowed_by == number) slowed.clock_rate = 1;
    }
}

bool of_dependency(const fault::Fault& fault) {
    return std::holds_alternative<fault::DependencyTarget>(fault.target);
}

void begin_on_processes(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const bool power = fault.kind == fault::Kind::power_loss;
    const Victims victims = victims_of(simulation, fault);
    const base::Time now = simulation.now();

    measure::FaultEvidence seen;
    seen.name = fault.name;
    seen.target = victims.name;
    seen.injected = now;
    for (const UnitIndex index : victims.units) {
        Unit& unit = simulation.units[index];
        if (unit.state != UnitState::running) continue;
        ++seen.processes_lost;
        seen.requests_served += unit.served.recent(now);
        seen.replication_messages += unit.messages.recent(now);
        if (unit.kind == UnitKind::replica &&
            leads(simulation.stores[unit.component], unit.number)) {
            ++seen.leaders;
        }
    }
    simulation.recorder.mark(now, history::Mark::fault_injected, fault.name, victims.name);

    Simulation::Strike& strike = simulation.strikes[number];
    strike.evidence = simulation.recorder.evidence.faults.size();
    strike.hosts = power ? victims.hosts : std::vector<HostId>{};
    strike.units = victims.units;
    simulation.recorder.evidence.faults.push_back(std::move(seen));
    for (const HostId host : strike.hosts) {
        if (simulation.hosts[host.index()].holds++ == 0) simulation.physics->turn_host(host, false);
    }
    for (const UnitIndex unit : strike.units) {
        if (!power) ++simulation.units[unit].holds;
        strike.lost += simulation.units[unit].state == UnitState::running;
        kill(simulation, unit,
             power || simulation.hosts[simulation.units[unit].host.index()].holds > 0);
    }
    if (power) note_power_of_dependencies(simulation);
}

void begin(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const auto before = sessions_before_fault(simulation);
    if (fault.kind == fault::Kind::slow_clock) {
        begin_on_clocks(simulation, number);
    } else if (fault::misbehaves(fault.kind) || of_dependency(fault)) {
        begin_misbehaviour(simulation, number);
    } else if (fault::strikes_paths(fault.kind)) {
        begin_on_paths(simulation, number);
    } else {
        begin_on_processes(simulation, number);
    }
    measure::FaultEvidence& seen =
        simulation.recorder.evidence.faults[simulation.strikes[number].evidence];
    seen.sessions_dropped = note_drops(simulation, before, seen.target);
}

void end(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    Simulation::Strike& strike = simulation.strikes[number];
    measure::FaultEvidence& seen = simulation.recorder.evidence.faults[strike.evidence];
    seen.ended = simulation.now();
    simulation.recorder.mark(simulation.now(), history::Mark::fault_ended, fault.name, seen.target);
    if (fault.kind == fault::Kind::slow_clock) return end_on_clocks(simulation, number);
    if (fault::misbehaves(fault.kind) || of_dependency(fault))
        return end_misbehaviour(simulation, number);
    if (fault::strikes_paths(fault.kind)) return end_on_paths(simulation, number);
    for (const HostId host : strike.hosts) {
        if (--simulation.hosts[host.index()].holds == 0) simulation.physics->turn_host(host, true);
    }
    if (!strike.hosts.empty()) note_power_of_dependencies(simulation);
    strike.over = true;
    for (const UnitIndex unit : strike.units) {
        if (strike.hosts.empty()) --simulation.units[unit].holds;
        revive(simulation, unit);
    }
}

base::Time next_branch(const Simulation& simulation) {
    const Branching* branching = simulation.branching;
    return branching != nullptr && simulation.next_branch < branching->instants.size()
               ? branching->instants[simulation.next_branch]
               : base::never;
}

}  // namespace

void plan_strikes(Simulation& simulation) {
    const std::vector<fault::Fault>& faults = simulation.world.faults;
    simulation.strikes.resize(faults.size());
    for (std::size_t number = 0; number < faults.size(); ++number) {
        simulation.turns.push_back({faults[number].at, true, number});
        if (faults[number].duration) {
            simulation.turns.push_back(
                {faults[number].at + *faults[number].duration, false, number});
        }
    }
    // At one instant, what ends ends before what begins.
    std::stable_sort(simulation.turns.begin(), simulation.turns.end(),
                     [](const Simulation::Turn& a, const Simulation::Turn& b) {
                         return a.at != b.at ? a.at < b.at : a.begins < b.begins;
                     });
}

base::Time next_strike(const Simulation& simulation) {
    const base::Time turn = simulation.next_turn < simulation.turns.size()
                                ? simulation.turns[simulation.next_turn].at
                                : base::never;
    return std::min(turn, next_branch(simulation));
}

void strike(Simulation& simulation) {
    if (simulation.next_turn == simulation.turns.size() ||
        simulation.turns[simulation.next_turn].at > next_branch(simulation)) {
        return branch(simulation);
    }
    const Simulation::Turn turn = simulation.turns[simulation.next_turn++];
    if (turn.begins) {
        begin(simulation, turn.fault);
    } else {
        end(simulation, turn.fault);
    }
}

void become_ready(Simulation& simulation, kernel::Event event) {
    Unit& unit = simulation.units[event.index];
    if (unit.incarnation != event.generation || unit.state != UnitState::starting) return;
    unit.state = UnitState::running;
    const base::Time now = simulation.now();
    unit.ready_since = now;
    if (unit.joining) join(simulation, event.index);
    const std::string host =
        fmt::format("host {}", simulation.world.topology.hosts[unit.host.index()].name);
    if (unit.kind == UnitKind::replica) {
        simulation.recorder.mark(now, history::Mark::replica_started,
                                 component_of(simulation, unit), host);
        start_member(simulation.stores[unit.component], unit.number);
    } else {
        simulation.recorder.mark(now, history::Mark::instance_started,
                                 component_of(simulation, unit), host);
    }
    note_component(simulation, unit);
    for (Simulation::Strike& strike : simulation.strikes) {
        if (strike.lost == 0 || !strike.over) continue;
        const bool all_back =
            std::all_of(strike.units.begin(), strike.units.end(), [&](UnitIndex other) {
                return !simulation.units[other].launched ||
                       simulation.units[other].state == UnitState::running;
            });
        auto& restored = simulation.recorder.evidence.faults[strike.evidence].processes_restored;
        if (all_back && !restored) restored = now;
    }
}

}  // namespace triaz::engine
