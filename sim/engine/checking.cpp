#include <fmt/format.h>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

View::Target& target_of(Simulation& simulation, const Check& check) {
    Balancer& balancer = simulation.balancers[check.balancer];
    return check.names ? balancer.names.nodes[check.target]
                       : balancer.views[check.zone].targets[check.target];
}

const world::HealthCheck& rule_of(const Simulation& simulation, const Check& check) {
    const world::Balancer& balancer = simulation.world.balancers[check.balancer];
    return check.names ? balancer.names.health : balancer.health;
}

void publish(Simulation& simulation, std::uint32_t balancer) {
    std::vector<topology::ZoneId> zones;
    Names& names = simulation.balancers[balancer].names;
    for (const View::Target& node : names.nodes) zones.push_back(simulation.units[node.unit].zone);
    names.publish(zones, simulation.world.topology.zones.size());
}

std::string describe(const Simulation& simulation, UnitIndex unit) {
    const topology::Topology& topology = simulation.world.topology;
    return "host " + topology.hosts[simulation.units[unit].host.index()].name;
}

// The opinion turns when enough checks in a row speak against it.
void weigh(Simulation& simulation, const Check& check, bool healthy) {
    View::Target& target = target_of(simulation, check);
    if (target.healthy == healthy) {
        target.streak = 0;
        return;
    }
    const world::HealthCheck& rule = rule_of(simulation, check);
    if (++target.streak < (healthy ? rule.rise : rule.fall)) return;
    target.streak = 0;
    target.healthy = healthy;
    using history::Mark;
    const world::Balancer& declared = simulation.world.balancers[check.balancer];
    if (check.names) {
        publish(simulation, check.balancer);
        simulation.recorder.mark(simulation.now(),
                                 healthy ? Mark::address_restored : Mark::address_withdrawn,
                                 declared.name, describe(simulation, target.unit));
        return;
    }
    simulation.balancers[check.balancer].views[check.zone].rebuild();
    simulation.recorder.mark(simulation.now(), healthy ? Mark::target_up : Mark::target_down,
                             fmt::format("{} in zone {}", declared.name,
                                         simulation.world.topology.zones[check.zone].name),
                             describe(simulation, target.unit));
}

// The checkers of a zone stand in its first data centre that has power; a dark zone checks nothing.
bool has_power(const Simulation& simulation, const Check& check) {
    if (check.names) return true;
    for (std::size_t host = 0; host < simulation.hosts.size(); ++host) {
        if (simulation.hosts[host].holds > 0) continue;
        if (simulation.world.topology.zone_of(topology::HostId::of(host)).value == check.zone)
            return true;
    }
    return false;
}

void add_check(Simulation& simulation, Check check, base::Stream& phases) {
    const world::HealthCheck& rule = rule_of(simulation, check);
    if (!rule.enabled) return;
    check.interval = simulation.clock.calendar().lane(rule.interval);
    check.timeout = simulation.clock.calendar().lane(rule.timeout);
    const auto index = static_cast<std::uint32_t>(simulation.checks.size());
    simulation.checks.push_back(check);
    const base::Duration phase =
        base::from_seconds(phases.uniform() * base::to_seconds(rule.interval));
    simulation.clock.calendar().enter(simulation.now() + phase, {event::check, index, 0});
}

}  // namespace

void start_checks(Simulation& simulation) {
    base::Stream phases = simulation.root.stream("health checks");
    const topology::Topology& topology = simulation.world.topology;
    std::vector<Place> place_in_zone(topology.zones.size());
    for (std::size_t d = topology.data_centers.size(); d-- > 0;) {
        place_in_zone[topology.data_centers[d].zone.index()] = static_cast<Place>(d);
    }
    for (std::uint32_t index = 0; index < simulation.balancers.size(); ++index) {
        Balancer& balancer = simulation.balancers[index];
        for (std::uint32_t zone = 0; zone < balancer.views.size(); ++zone) {
            for (std::uint32_t target = 0; target < balancer.views[zone].targets.size(); ++target) {
                add_check(simulation, {index, zone, target, false, place_in_zone[zone], 0, 0},
                          phases);
            }
        }
        publish(simulation, index);
        for (std::uint32_t node = 0; node < balancer.names.nodes.size(); ++node) {
            add_check(simulation, {index, 0, node, true, simulation.network.clients(), 0, 0},
                      phases);
        }
    }
}

namespace {

// Does the target answer its check as a healthy one? A balancer node answers the name service for
// all that is behind it: it is healthy while its zone has a healthy target.
bool answers(const Simulation& simulation, const Check& check, const Unit& unit) {
    if (unit.state != UnitState::running) return false;
    return !check.names ||
           simulation.balancers[check.balancer].views[unit.zone.index()].healthy_count() > 0;
}

// Checkers that come back with power know of no healthy target until they have checked it.
void forget(Simulation& simulation, const Check& check) {
    View::Target& target = target_of(simulation, check);
    if (!target.healthy) return;
    target.healthy = false;
    target.streak = 0;
    simulation.balancers[check.balancer].views[check.zone].rebuild();
}

}  // namespace

// Does a check get there and back in time? On paths that no fault has struck it does.
bool passes(Simulation& simulation, const Check& check, const Unit& unit) {
    Network& network = simulation.network;
    if (!network.impaired(check.from, unit.place) && !network.impaired(unit.place, check.from))
        return true;
    const base::Duration there = network.hop(check.from, unit.place);
    const base::Duration back = network.hop(unit.place, check.from);
    if (there == Network::lost || back == Network::lost) return false;
    return there + back <= rule_of(simulation, check).timeout;
}

// A check of a target that serves succeeds, and the next one follows an interval later. One that is
// refused fails after the way there and back, one that meets silence (no power, a message lost or
// late) after its time-out; the next
// follows an interval after that. (The way there and back of a success is left out of its spacing.)
void run_check(Simulation& simulation, std::uint32_t index) {
    if (simulation.now() >= simulation.recorder.evidence.end) return;
    const Check& check = simulation.checks[index];
    const Unit& unit = simulation.units[target_of(simulation, check).unit];
    kernel::Calendar& calendar = simulation.clock.calendar();
    const kernel::Event again{event::check, index, 0};
    const kernel::Event failed{event::check_failed, index, 0};
    if (!has_power(simulation, check)) {
        forget(simulation, check);
        calendar.enter_lane(check.interval, again);
    } else if (unit.state == UnitState::dark || !passes(simulation, check, unit)) {
        calendar.enter_lane(check.timeout, failed);
    } else if (answers(simulation, check, unit)) {
        weigh(simulation, check, true);
        calendar.enter_lane(check.interval, again);
    } else {
        calendar.enter(simulation.now() + simulation.network.latency(check.from, unit.place) * 2,
                       failed);
    }
}

void fail_check(Simulation& simulation, std::uint32_t index) {
    const Check& check = simulation.checks[index];
    if (has_power(simulation, check)) weigh(simulation, check, false);
    simulation.clock.calendar().enter_lane(check.interval, {event::check, index, 0});
}

}  // namespace triaz::engine
