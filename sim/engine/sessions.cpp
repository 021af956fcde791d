#include "sim/engine/sessions.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/engine/simulation.hpp"
#include "sim/traffic/arrivals/processes.hpp"

namespace triaz::engine {

namespace {

using base::Duration;
using base::Time;
using kernel::Process;

const world::SessionCohort& declared_of(const Simulation& simulation, const Session& session) {
    return simulation.world.sessions[session.cohort];
}

void count(Simulation& simulation, const Session& session,
           std::uint64_t measure::SessionEvidence::*which) {
    if (simulation.held.judging) ++(simulation.held.cohorts[session.cohort].seen.*which);
}

void forget(Simulation& simulation, std::uint32_t id) {
    HeldSessions& held = simulation.held;
    Session& session = held.records[id];
    ++session.epoch;
    held.all[session.place] = held.all.back();
    held.records[held.all.back()].place = session.place;
    held.all.pop_back();
    held.records.give_back(id);
}

// It was dropped, or died while it was being established: whoever has it notices after a while.
void drop(Simulation& simulation, std::uint32_t id, DropCause cause) {
    Session& session = simulation.held.records[id];
    ++session.epoch;
    if (session.established) {
        session.established = false;
        session.left -= std::min(session.left, simulation.now() - session.since);
        session.since = simulation.now();
        count(simulation, session,
              cause == DropCause::instance  ? &measure::SessionEvidence::dropped_with_instance
              : cause == DropCause::carrier ? &measure::SessionEvidence::dropped_with_carrier
                                            : &measure::SessionEvidence::dropped_with_path);
    }
    simulation.clock.calendar().enter(simulation.now() + declared_of(simulation, session).detection,
                                      kernel::Event{event::session, id, session.epoch});
}

// From whose side it is dropped: the process that holds it ends too.
void drop_held(Simulation& simulation, std::uint32_t id, DropCause cause) {
    const kernel::Ticket ticket = simulation.held.records[id].ticket;
    drop(simulation, id, cause);
    simulation.clock.wake_at(simulation.now(), ticket, signal::reset);
}

// A session at an instance, as long as the process lives that has it.
class Leg {
public:
    Leg(Simulation& simulation, std::uint32_t id, View& view, traffic::TargetIndex target)
        : simulation_(simulation),
          id_(id),
          epoch_(simulation.held.records[id].epoch),
          view_(view),
          target_(target) {
        view_.began(target_);
    }
    Leg(const Leg&) = delete;
    Leg& operator=(const Leg&) = delete;
    ~Leg() {
        view_.ended(target_);
        if (!simulation_.held.over && is_own()) drop(simulation_, id_, DropCause::instance);
    }

    bool is_own() const { return session().epoch == epoch_; }
    void establish() {
        Session& mine = session();
        mine.ticket = simulation_.clock.ticket();
        if (!std::exchange(mine.was_established, true)) {
            count(simulation_, mine, &measure::SessionEvidence::established);
        } else if (simulation_.held.judging) {
            simulation_.held.cohorts[mine.cohort].seen.to_reestablish.record(simulation_.now() -
                                                                             mine.since);
        }
        mine.established = true;
        mine.since = simulation_.now();
        simulation_.units[mine.unit].served.add(simulation_.now());
    }
    void complete() {
        count(simulation_, session(), &measure::SessionEvidence::completed);
        forget(simulation_, id_);
    }

private:
    Session& session() const { return simulation_.held.records[id_]; }

    Simulation& simulation_;
    std::uint32_t id_;
    std::uint32_t epoch_;
    View& view_;
    traffic::TargetIndex target_;
};

// On the lifeline of the instance. Requires: a worker is free.
Process hold(Simulation& simulation, std::uint32_t id, View& view, traffic::TargetIndex target,
             Duration set_up) {
    Unit& unit = simulation.units[simulation.held.records[id].unit];
    const kernel::Lease worker = co_await unit.workers.acquire();
    Leg leg(simulation, id, view, target);
    if (set_up > Duration{}) {
        simulation.held.records[id].ticket = simulation.clock.ticket();
        co_await simulation.clock.sleep(set_up);
        if (!leg.is_own()) co_return;
    }
    leg.establish();
    co_await simulation.clock.sleep(simulation.held.records[id].left);
    if (leg.is_own()) leg.complete();
}

// Where an attempt comes in: through the carrier's part in the home zone first, then in the others
// in turn; without a carrier from outside.
struct Entrance {
    Place from = 0;
    topology::ZoneId zone;
    std::optional<std::size_t> part;
};

Entrance entrance(const Simulation& simulation, const world::SessionCohort& declared,
                  std::uint32_t attempt) {
    if (!declared.carrier) return {simulation.network.clients(), declared.home, {}};
    const Dependency& carrier = simulation.dependencies[declared.carrier->index()];
    const std::size_t part = (part_near(carrier, declared.home) + attempt) % carrier.parts.size();
    return {carrier.parts[part].place, carrier.parts[part].zone.value_or(declared.home), part};
}

// One attempt. True: it is on its way, or established already.
bool attempt(Simulation& simulation, std::uint32_t id, std::uint32_t number) {
    Session& session = simulation.held.records[id];
    const world::SessionCohort& declared = declared_of(simulation, session);
    const Entrance in = entrance(simulation, declared, number);
    Duration set_up{};
    if (in.part) {
        const DependencyAnswer answer = ask(simulation, declared.carrier->value, *in.part, in.from);
        if (answer.how == DependencyAnswer::How::silence ||
            answer.how == DependencyAnswer::How::error) {
            count(simulation, session, &measure::SessionEvidence::no_carrier);
            return false;
        }
        set_up = answer.takes;
    }
    View& view = simulation.balancers[declared.through.index()].views[in.zone.index()];
    const auto key =
        std::uint64_t{session.cohort} << 32 | simulation.held.cohorts[session.cohort].number++;
    const traffic::Choice target = view.pick(simulation.now(), key);
    const std::optional<UnitIndex> index =
        target ? std::optional{view.member(*target).unit} : std::nullopt;
    const bool runs = index && simulation.units[*index].state == UnitState::running;
    const Duration there =
        runs ? simulation.network.hop(in.from, simulation.units[*index].place) : Network::lost;
    const Duration back = there != Network::lost
                              ? simulation.network.hop(simulation.units[*index].place, in.from)
                              : Network::lost;
    if (back == Network::lost) {
        count(simulation, session, &measure::SessionEvidence::no_instance);
        return false;
    }
    Unit& unit = simulation.units[*index];
    if (unit.workers.busy() >= unit.workers.count() || unit.workers.waiting() > 0) {
        count(simulation, session, &measure::SessionEvidence::no_room);
        return false;
    }
    session.unit = *index;
    session.from = in.from;
    session.part = in.part;
    simulation.clock.start(unit.lifeline,
                           hold(simulation, id, view, *target, set_up + there + back));
    return true;
}

void give_up(Simulation& simulation, std::uint32_t id) {
    const Session& session = simulation.held.records[id];
    count(simulation, session,
          session.was_established ? &measure::SessionEvidence::lost
                                  : &measure::SessionEvidence::blocked);
    forget(simulation, id);
}

Process attempts(Simulation& simulation, std::uint32_t id) {
    const world::SessionCohort& declared = declared_of(simulation, simulation.held.records[id]);
    for (std::uint32_t number = 0; number < declared.attempts; ++number) {
        if (number > 0 && declared.pause > Duration{})
            co_await simulation.clock.sleep(declared.pause);
        if (attempt(simulation, id, number)) co_return;
    }
    give_up(simulation, id);
}

void begin(Simulation& simulation, std::uint32_t cohort, bool carried) {
    HeldSessions& held = simulation.held;
    const std::uint32_t id = held.records.take();
    Session& session = held.records[id];
    const std::uint32_t epoch = session.epoch;  // of the record, whatever it held
    session = Session{};
    session.epoch = epoch;
    session.cohort = cohort;
    session.place = static_cast<std::uint32_t>(held.all.size());
    session.left = simulation.world.sessions[cohort].holding_time.draw(held.cohorts[cohort].stream);
    held.all.push_back(id);
    if (!carried) count(simulation, session, &measure::SessionEvidence::begun);
    simulation.clock.start(held.callers, attempts(simulation, id));
}

Process arriving(Simulation& simulation, std::uint32_t cohort, traffic::Arrivals process) {
    const Time end = simulation.recorder.evidence.end;
    for (;;) {
        const Time next = traffic::next_arrival(process, simulation.now(),
                                                simulation.held.cohorts[cohort].stream);
        if (next >= end) co_return;
        co_await simulation.clock.sleep(next - simulation.now());
        begin(simulation, cohort, false);
    }
}

traffic::Arrivals arrivals_of(const world::SessionCohort& declared) {
    if (const auto* curve = std::get_if<traffic::RateCurve>(&declared.arrivals))
        return traffic::CurveArrivals(*curve);
    if (const auto* bursts = std::get_if<traffic::BurstyArrivals::Options>(&declared.arrivals))
        return traffic::BurstyArrivals(*bursts);
    return traffic::PoissonArrivals(declared.rate);
}

std::uint64_t established_of(Simulation& simulation, std::uint32_t cohort) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(simulation.held.all, [&](std::uint32_t id) {
            const Session& session = simulation.held.records[id];
            return session.cohort == cohort && session.established;
        }));
}

void note_under_way(Simulation& simulation) {
    for (std::uint32_t cohort = 0; cohort < simulation.held.cohorts.size(); ++cohort)
        simulation.held.cohorts[cohort].seen.under_way = established_of(simulation, cohort);
}

// What is in the system when the judged part begins, and when it ends.
Process look(Simulation& simulation) {
    HeldSessions& held = simulation.held;
    const measure::Evidence& evidence = simulation.recorder.evidence;
    if (evidence.warm_up_end > simulation.now())
        co_await simulation.clock.sleep(evidence.warm_up_end - simulation.now());
    for (const std::uint32_t id : held.all) ++held.cohorts[held.records[id].cohort].seen.carried_in;
    note_under_way(simulation);
    held.judging = true;
    co_await simulation.clock.sleep(evidence.end - simulation.now());
    held.judging = false;
    for (const std::uint32_t id : held.all) {
        const Session& session = held.records[id];
        measure::SessionEvidence& seen = held.cohorts[session.cohort].seen;
        ++seen.unfinished;
        if (session.was_established && !session.established)
            seen.waiting.record(simulation.now() - session.since);
    }
}

}  // namespace

void start_sessions(Simulation& simulation) {
    if (simulation.world.sessions.empty()) return;
    HeldSessions& held = simulation.held;
    for (const world::SessionCohort& declared : simulation.world.sessions) {
        SessionCohort& cohort = held.cohorts.emplace_back();
        cohort.stream = simulation.root.stream("sessions").stream(declared.name);
        cohort.seen.name = declared.name;
    }
    for (std::uint32_t index = 0; index < held.cohorts.size(); ++index) {
        const world::SessionCohort& declared = simulation.world.sessions[index];
        for (std::uint32_t n = 0; n < declared.at_start; ++n) begin(simulation, index, true);
        simulation.clock.start(held.callers, arriving(simulation, index, arrivals_of(declared)));
    }
    simulation.clock.start(held.callers, look(simulation));
}

void attempt_session(Simulation& simulation, kernel::Event event) {
    if (simulation.held.records[event.index].epoch != event.generation) return;
    simulation.clock.start(simulation.held.callers, attempts(simulation, event.index));
}

std::uint64_t drop_sessions_of(Simulation& simulation, std::uint32_t carrier, std::size_t part) {
    std::uint64_t dropped = 0;
    for (const std::uint32_t id : simulation.held.all) {
        const Session& session = simulation.held.records[id];
        if (!session.established || session.part != part ||
            declared_of(simulation, session).carrier->index() != carrier) {
            continue;
        }
        drop_held(simulation, id, DropCause::carrier);
        ++dropped;
    }
    return dropped;
}

std::uint64_t drop_cut_sessions(Simulation& simulation) {
    std::uint64_t dropped = 0;
    for (const std::uint32_t id : simulation.held.all) {
        const Session& session = simulation.held.records[id];
        if (!session.established) continue;
        const Place at = simulation.units[session.unit].place;
        if (!simulation.network.cut(session.from, at) && !simulation.network.cut(at, session.from))
            continue;
        drop_held(simulation, id, DropCause::path);
        ++dropped;
    }
    return dropped;
}

std::vector<std::uint64_t> sessions_before_fault(Simulation& simulation) {
    if (!std::exchange(simulation.held.fault_seen, true)) note_under_way(simulation);
    std::vector<std::uint64_t> dropped;
    for (const SessionCohort& cohort : simulation.held.cohorts)
        dropped.push_back(cohort.seen.dropped());
    return dropped;
}

std::uint64_t note_drops(Simulation& simulation, const std::vector<std::uint64_t>& before,
                         const std::string& with) {
    std::uint64_t all = 0;
    for (std::size_t at = 0; at < before.size(); ++at) {
        const measure::SessionEvidence& seen = simulation.held.cohorts[at].seen;
        const std::uint64_t dropped = seen.dropped() - before[at];
        all += dropped;
        if (dropped == 0) continue;
        simulation.recorder.mark(simulation.now(), history::Mark::sessions_dropped, seen.name,
                                 fmt::format("{} with {}", dropped, with));
    }
    return all;
}

}  // namespace triaz::engine
