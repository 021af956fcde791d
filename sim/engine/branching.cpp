#include "sim/engine/branching.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/base/ensure.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

// By the number that `shard_phase` gives: five stages of a write, three states of the copies.
constexpr std::array<std::string_view, shard_phases> phase_names{
    "at rest",
    "writing at its leader",
    "copying",
    "telling its copies",
    "without a leader",
    "at rest, a copy away",
    "writing at its leader, a copy away",
    "copying, a copy away",
    "telling its copies, a copy away",
    "without a leader, a copy away",
    "at rest, a copy behind",
    "writing at its leader, a copy behind",
    "copying, a copy behind",
    "telling its copies, a copy behind",
    "without a leader, a copy behind",
};

// The fault stands where it would stand had it been there from the start: behind those that strike
// no later, and what ends at its instant has ended.
void add_fault(Simulation& simulation, fault::Fault fault) {
    const base::Time at = fault.at;
    base::ensure(at == simulation.now() && simulation.growing != nullptr &&
                     (simulation.world.faults.empty() || simulation.world.faults.back().at <= at),
                 "a fault strikes at the instant it is asked for");
    const std::size_t number = simulation.world.faults.size();
    std::vector<Simulation::Turn>& turns = simulation.turns;
    const auto place = turns.begin() + static_cast<std::ptrdiff_t>(simulation.next_turn);
    turns.insert(place, {at, true, number});
    if (fault.duration) {
        const Simulation::Turn end{at + *fault.duration, false, number};
        const auto later =
            std::find_if(turns.begin() + static_cast<std::ptrdiff_t>(simulation.next_turn) + 1,
                         turns.end(), [&](const Simulation::Turn& turn) {
                             return turn.at > end.at || (turn.at == end.at && turn.begins);
                         });
        turns.insert(later, end);
    }
    simulation.growing->push_back(std::move(fault));
    simulation.strikes.emplace_back();
    simulation.recorder.note_fault(at);
}

void tell_of_shard(Simulation& simulation, std::uint32_t store, std::uint32_t shard) {
    const std::uint8_t phase = shard_phase(simulation.stores[store], shard);
    std::uint8_t& last = simulation.phases[store][shard];
    if (phase == last) return;
    last = phase;
    simulation.branching->phase({.of = Phase::Of::shard,
                                 .at = simulation.now(),
                                 .component = store,
                                 .shard = shard,
                                 .host = {},
                                 .names = false,
                                 .name = std::string{phase_names[phase]}});
}

void tell_of_check(Simulation& simulation, const Check& check) {
    const Balancer& balancer = simulation.balancers[check.balancer];
    const UnitIndex unit = check.names ? balancer.names.nodes[check.target].unit
                                       : balancer.views[check.zone].member(check.target).unit;
    for (const char* const name : {"due", "made"}) {
        simulation.branching->phase({.of = Phase::Of::checks,
                                     .at = simulation.now(),
                                     .component = check.balancer,
                                     .shard = 0,
                                     .host = simulation.units[unit].host,
                                     .names = check.names,
                                     .name = name});
    }
}

}  // namespace

void branch(Simulation& simulation) {
    const Branching& branching = *simulation.branching;
    Branching::Answer answer = branching.at(simulation.next_branch++);
    simulation.left = answer.leave;
    if (answer.fault) {
        simulation.next_branch = branching.instants.size();  // one fault for each run
        add_fault(simulation, std::move(*answer.fault));
    }
}

void note_phase(Simulation& simulation, kernel::Event event) {
    if (simulation.now() < simulation.branching->phases_from) return;
    if (simulation.phases.empty()) {
        for (const Store& store : simulation.stores)
            simulation.phases.emplace_back(shard_count(store), std::uint8_t{0xff});
    }
    if (event.kind == event::check)
        return tell_of_check(simulation, simulation.checks[event.index]);
    if (event.kind != event::message && event.kind != event::timer && event.kind != event::synced)
        return;
    // A message names its store alone, and no shard is looked at without need.
    if (event.kind == event::message) {
        for (std::uint32_t shard = 0; shard < shard_count(simulation.stores[event.generation]);
             ++shard) {
            tell_of_shard(simulation, event.generation, shard);
        }
        return;
    }
    const Unit& unit = simulation.units[event.index];
    const Store& store = simulation.stores[unit.component];
    tell_of_shard(simulation, unit.component, unit.number / members_per_shard(store));
}

}  // namespace triaz::engine
