#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/simulation.hpp"
#include "sim/traffic/health/check.hpp"

namespace triaz::engine {

namespace {

using base::Duration;
using history::Mark;
using traffic::CheckOutcome;
using traffic::Condition;

const world::HealthCheck& rule_of(const Simulation& simulation, const Check& check) {
    const world::Balancer& balancer = simulation.world.balancers[check.balancer];
    return check.names ? balancer.names.health : balancer.health;
}

std::string describe(const Simulation& simulation, UnitIndex unit) {
    const topology::Topology& topology = simulation.world.topology;
    return "host " + topology.hosts[simulation.units[unit].host.index()].name;
}

std::string describe_view(const Simulation& simulation, std::uint32_t balancer,
                          std::uint32_t zone) {
    return fmt::format("{} in zone {}", simulation.world.balancers[balancer].name,
                       simulation.world.topology.zones[zone].name);
}

// Who of the callers runs, for the residual-capacity rule: as far as the checkers know, which learn
// of it when they learn of anything.
void count_callers(Simulation& simulation, std::uint32_t balancer, View& view) {
    if (!simulation.world.balancers[balancer].zone_aware) return;
    std::vector<std::uint32_t> by_zone(simulation.world.topology.zones.size());
    for (const UnitIndex caller : simulation.balancers[balancer].callers) {
        const Unit& unit = simulation.units[caller];
        by_zone[unit.zone.index()] += unit.state == UnitState::running;
    }
    view.set_callers(by_zone);
}

void turn_target(Simulation& simulation, const Check& check, bool healthy) {
    View& view = simulation.balancers[check.balancer].views[check.zone];
    view.set_healthy(check.target, healthy, simulation.now());
    count_callers(simulation, check.balancer, view);
    simulation.recorder.mark(simulation.now(), healthy ? Mark::target_up : Mark::target_down,
                             describe_view(simulation, check.balancer, check.zone),
                             describe(simulation, view.member(check.target).unit));
    note_panic(simulation, check.balancer, check.zone);
}

// One checker of a node changed its mind; the record follows the quorum of all.
void turn_node(Simulation& simulation, const Check& check, bool for_it) {
    const world::Balancer& declared = simulation.world.balancers[check.balancer];
    Names::Node& node = simulation.balancers[check.balancer].names.nodes[check.target];
    node.checkers_for_it += for_it ? 1 : -1;
    const bool healthy = declared.names.checkers.healthy(node.checkers_for_it);
    if (node.healthy == healthy) return;
    node.healthy = healthy;
    publish_names(simulation, check.balancer);
    simulation.recorder.mark(simulation.now(),
                             healthy ? Mark::address_restored : Mark::address_withdrawn,
                             declared.name, describe(simulation, node.unit));
}

// The checkers of a zone stand in its first data centre that has power; a dark zone checks nothing.
bool has_power(const Simulation& simulation, const Check& check) {
    if (check.names) return true;
    for (const topology::HostId host : simulation.hosts_of_zone[check.zone]) {
        if (simulation.hosts[host.index()].holds == 0) return true;
    }
    return false;
}

// What is the matter with the target, as far as its process goes. A balancer node answers the name
// service for all that is behind it: it is well while its zone has a target that may be used.
Condition condition_of(const Simulation& simulation, const Check& check, const Unit& unit) {
    if (unit.state == UnitState::dark) return Condition::host_silent;
    if (unit.state != UnitState::running) return Condition::process_gone;
    if (unit.failing >= 1) return Condition::failing;
    if (check.names &&
        simulation.balancers[check.balancer].views[unit.zone.index()].usable() == 0) {
        return Condition::failing;
    }
    return Condition::serving;
}

// Does a check get there and back in time? On paths that no fault has struck it does.
bool passes(Simulation& simulation, const Check& check, const Unit& unit) {
    Network& network = simulation.network;
    if (!network.impaired(check.from, unit.place) && !network.impaired(unit.place, check.from))
        return true;
    const Duration there = network.hop(check.from, unit.place);
    const Duration back = network.hop(unit.place, check.from);
    if (there == Network::lost || back == Network::lost) return false;
    return there + back <= rule_of(simulation, check).connect_timeout;
}

// Checkers that come back with power know of no healthy target until they have checked it.
void forget(Simulation& simulation, Check& check) {
    if (!check.opinion.healthy) return;
    check.opinion = {false, true, 0};
    simulation.balancers[check.balancer].views[check.zone].set_healthy(check.target, false,
                                                                       simulation.now());
    note_panic(simulation, check.balancer, check.zone);
}

// Most checks follow after the usual interval: those wait in a lane, which costs no search.
void enter_check(Simulation& simulation, std::uint32_t index, base::Time start) {
    const Check& check = simulation.checks[index];
    kernel::Calendar& calendar = simulation.clock.calendar();
    if (start == simulation.now() + rule_of(simulation, check).interval) {
        calendar.enter_lane(check.interval, {event::check, index, 0});
    } else {
        calendar.enter(start, {event::check, index, 0});
    }
}

void judge_check(Simulation& simulation, std::uint32_t index, CheckOutcome outcome) {
    Check& check = simulation.checks[index];
    const world::HealthCheck& rule = rule_of(simulation, check);
    traffic::CheckReport report{outcome, check.started, simulation.now()};
    Balancer& balancer = simulation.balancers[check.balancer];
    if (!check.names)
        report.had_traffic = balancer.views[check.zone].member(check.target).had_traffic;
    if (rule.jitter.below != 0 || rule.jitter.above != 0 || rule.jitter.added != Duration{})
        report.draw = simulation.check_jitter.uniform();
    const traffic::Judgement judgement = traffic::judge(rule, check.opinion, report);
    if (judgement.turn != traffic::Turn::none) {
        const bool up = judgement.turn == traffic::Turn::up;
        check.names ? turn_node(simulation, check, up) : turn_target(simulation, check, up);
    }
    if (!check.names && outcome == CheckOutcome::passed &&
        balancer.views[check.zone].passed_check(check.target, simulation.now())) {
        note_ejection(simulation, check.balancer, check.zone, check.target, false);
    }
    enter_check(simulation, index, judgement.next_start);
}

// A deep check is a request like those of clients: it waits for a worker and makes every call.
kernel::Process deep_check(Simulation& simulation, std::uint32_t index) {
    const Check& check = simulation.checks[index];
    const Duration patience = rule_of(simulation, check).response_timeout;
    const RequestRef request(simulation.requests, [&](Request& made) {
        write_request(simulation, simulation.balancers[check.balancer].probed_stores, false, made);
        made.tenant = simulation.tenants - 1;
    });
    const kernel::Ticket ticket = simulation.clock.ticket();
    const base::Time until = simulation.now() + patience;
    simulation.send(request, check.unit, check.from, ticket, until);
    simulation.clock.wake_at(until, ticket, signal::timed_out);
    const kernel::Signal how = co_await simulation.clock.wait();
    CheckOutcome outcome = CheckOutcome::unexpected_status;
    if (how == signal::ok) outcome = CheckOutcome::passed;
    if (how == signal::timed_out) outcome = CheckOutcome::response_timeout;
    if (how == signal::refused) outcome = CheckOutcome::refused;
    judge_check(simulation, index, outcome);
}

void add_check(Simulation& simulation, Check check, base::Stream& phases) {
    const world::HealthCheck& rule = rule_of(simulation, check);
    if (!rule.enabled) return;
    check.opinion = {true, false, 0};  // a run begins after a long time in health
    check.interval = simulation.clock.calendar().lane(rule.interval);
    check.started =
        simulation.now() + base::from_seconds(phases.uniform() * base::to_seconds(rule.interval));
    simulation.checks.push_back(check);
}

void add_checks_of_nodes(Simulation& simulation, std::uint32_t index, base::Stream& phases) {
    const std::uint32_t checkers = simulation.world.balancers[index].names.checkers.checkers;
    Names& names = simulation.balancers[index].names;
    for (std::uint32_t node = 0; node < names.nodes.size(); ++node) {
        names.nodes[node].checkers_for_it = checkers;
        for (std::uint32_t checker = 0; checker < checkers; ++checker) {
            add_check(simulation,
                      {index, 0, node, true, simulation.network.clients(), names.nodes[node].unit},
                      phases);
        }
    }
}

// Checks take turns in the order of their phases, so they lie in this order, and what a turn needs
// can be asked of memory a few turns before: with 27,000 targets nothing of it is in the cache.
void enter_in_turns(Simulation& simulation) {
    std::ranges::stable_sort(simulation.checks, {}, &Check::started);
    for (std::uint32_t index = 0; index < simulation.checks.size(); ++index)
        simulation.clock.calendar().enter(simulation.checks[index].started,
                                          {event::check, index, 0});
}

void fetch_ahead(const Simulation& simulation, std::uint32_t index) {
    constexpr std::uint32_t turns = 8;
    if (index + turns >= simulation.checks.size()) return;
    const Check& check = simulation.checks[index + turns];
    __builtin_prefetch(&simulation.units[check.unit]);
    if (!check.names)
        __builtin_prefetch(
            &simulation.balancers[check.balancer].views[check.zone].member(check.target));
}

}  // namespace

void publish_names(Simulation& simulation, std::uint32_t balancer) {
    if (simulation.names_frozen > 0) {
        ++simulation.strikes[simulation.names_frozen_by].acts;
        return;
    }
    simulation.balancers[balancer].names.publish(
        simulation.world.topology.zones.size(),
        simulation.world.balancers[balancer].names.fails_open);
}

void meet_target(Simulation& simulation, UnitIndex unit) {
    for (Check& check : simulation.checks) {
        if (check.names || check.unit != unit) continue;
        check.opinion = traffic::first_opinion(rule_of(simulation, check));
        simulation.balancers[check.balancer].views[check.zone].set_healthy(
            check.target, check.opinion.healthy, simulation.now());
    }
}

void note_ejection(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone,
                   traffic::TargetIndex target, bool ejected) {
    const View& view = simulation.balancers[balancer].views[zone];
    simulation.recorder.mark(
        simulation.now(), ejected ? Mark::target_ejected : Mark::target_returned,
        describe_view(simulation, balancer, zone), describe(simulation, view.member(target).unit));
    note_panic(simulation, balancer, zone);
}

void note_panic(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone) {
    Balancer& of = simulation.balancers[balancer];
    const bool panic = of.views[zone].in_panic();
    if (of.panicked[zone] == panic) return;
    of.panicked[zone] = panic;
    simulation.recorder.mark(simulation.now(), panic ? Mark::panic_began : Mark::panic_ended,
                             describe_view(simulation, balancer, zone),
                             fmt::format("{} of {} targets healthy", of.views[zone].usable(),
                                         of.views[zone].in_service()));
}

void sweep(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone) {
    if (simulation.now() >= simulation.recorder.evidence.end) return;
    simulation.balancers[balancer].views[zone].sweep(
        simulation.now(), [&](traffic::TargetIndex target, bool ejected) {
            note_ejection(simulation, balancer, zone, target, ejected);
        });
    simulation.clock.calendar().enter(
        simulation.now() + simulation.world.balancers[balancer].outliers->interval,
        {event::sweep, balancer, zone});
}

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
            for (std::uint32_t target = 0; target < balancer.views[zone].size(); ++target) {
                add_check(simulation,
                          {index, zone, target, false, place_in_zone[zone],
                           balancer.views[zone].member(target).unit},
                          phases);
            }
            count_callers(simulation, index, balancer.views[zone]);
            if (const auto& outliers = simulation.world.balancers[index].outliers) {
                simulation.clock.calendar().enter(simulation.now() + outliers->interval,
                                                  {event::sweep, index, zone});
            }
        }
        publish_names(simulation, index);
        add_checks_of_nodes(simulation, index, phases);
    }
    enter_in_turns(simulation);
}

// A check that passes takes no time; one that is refused or answered wrongly takes the way there
// and back, one that meets silence its time-out.
void run_check(Simulation& simulation, std::uint32_t index) {
    if (simulation.now() >= simulation.recorder.evidence.end) return;
    fetch_ahead(simulation, index);
    Check& check = simulation.checks[index];
    const world::HealthCheck& rule = rule_of(simulation, check);
    check.started = simulation.now();
    kernel::Calendar& calendar = simulation.clock.calendar();
    if (!has_power(simulation, check)) {
        forget(simulation, check);
        return enter_check(simulation, index, simulation.now() + rule.interval);
    }
    const Unit& unit = simulation.units[check.unit];
    if (!unit.launched) return enter_check(simulation, index, simulation.now() + rule.interval);
    const Condition condition = condition_of(simulation, check, unit);
    check.outcome = traffic::seen_by(rule.depth, condition);
    if (condition != Condition::host_silent && !passes(simulation, check, unit))
        check.outcome = CheckOutcome::connect_timeout;
    if (simulation.checks_failing[check.balancer] > 0) {
        check.outcome = CheckOutcome::connect_timeout;
        ++simulation.strikes[simulation.checks_failing_by].acts;
    }
    if (check.outcome == CheckOutcome::passed) {
        if (rule.depth != traffic::CheckDepth::deep || check.names)
            return judge_check(simulation, index, CheckOutcome::passed);
        return simulation.clock.start(simulation.checkers, deep_check(simulation, index));
    }
    Duration takes = simulation.network.latency(check.from, unit.place) * 2;
    if (check.outcome == CheckOutcome::connect_timeout) takes = rule.connect_timeout;
    if (check.outcome == CheckOutcome::response_timeout) takes = rule.response_timeout;
    calendar.enter(simulation.now() + takes, {event::check_failed, index, 0});
}

void end_check(Simulation& simulation, std::uint32_t index) {
    const Check& check = simulation.checks[index];
    if (has_power(simulation, check)) return judge_check(simulation, index, check.outcome);
    enter_check(simulation, index, simulation.now() + rule_of(simulation, check).interval);
}

}  // namespace triaz::engine
