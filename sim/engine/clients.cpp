#include <algorithm>
#include <optional>

#include "sim/engine/outstanding.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/engine/trying.hpp"

namespace triaz::engine {

namespace {

using kernel::Process;
using kernel::Signal;

// Where a client sends one request: to a target it chose itself, or to a balancer node by name.
class Entry {
public:
    Entry(Simulation& simulation, std::uint32_t cohort)
        : simulation_(simulation),
          declared_(simulation.world.cohorts[cohort]),
          balancer_(simulation.balancers[declared_.entry.index()]),
          cohort_(simulation.cohorts[cohort]),
          outstanding_(simulation, declared_.entry, declared_.home) {
        resolver_ = cohort_.next_resolver++;
        if (cohort_.next_resolver == cohort_.resolvers.size()) cohort_.next_resolver = 0;
    }

    // What the calling process remembers; null: nothing.
    Caller* caller() { return cohort_.callers.empty() ? nullptr : &cohort_.callers[resolver_]; }

    // signal::under_way when an answer or a time-out is to be waited for.
    Signal send(const RequestRef& request) {
        const kernel::Ticket ticket = simulation_.clock.ticket();
        UnitIndex to = 0;
        if (balancer_.names.nodes.empty()) {
            const auto target = outstanding_.begin(*request);
            if (!target) return signal::no_target;
            to = *target;
        } else {
            const auto node = balancer_.names.pick(resolve(), declared_.home, avoided_);
            if (!node) return signal::no_target;
            to = *node;
        }
        zone_ = simulation_.units[to].zone;
        simulation_.send(request, to, simulation_.network.clients(), ticket,
                         simulation_.now() + declared_.tries.timeout);
        simulation_.clock.wake_after(cohort_.timeout, ticket, signal::timed_out);
        return signal::under_way;
    }

    // After a try: an address that gave no answer is not the first choice for the next one.
    void end(Signal how) {
        outstanding_.end(how);
        if (how == signal::timed_out || how == signal::refused || how == signal::reset ||
            how == signal::no_target) {
            if (zone_) avoided_ |= std::uint64_t{1} << zone_->index();
        }
    }

private:
    std::uint32_t resolve() {
        Resolver& resolver = cohort_.resolvers[resolver_];
        if (simulation_.now() >= resolver.expires) {
            resolver.version = balancer_.names.current();
            resolver.expires =
                simulation_.now() + simulation_.world.balancers[declared_.entry.index()].names.ttl;
        }
        return resolver.version;
    }

    Simulation& simulation_;
    const world::Cohort& declared_;
    Balancer& balancer_;
    Cohort& cohort_;
    Outstanding outstanding_;  // without nodes
    std::uint32_t resolver_ = 0;
    std::uint64_t avoided_ = 0;
    std::optional<topology::ZoneId> zone_;  // of the address tried last
};

measure::Outcome outcome_of(const Trying& trying, bool write, bool in_time) {
    using measure::Outcome;
    if (trying.succeeded()) return in_time ? Outcome::ok : Outcome::late;
    if (write && trying.uncertain()) return Outcome::ambiguous;
    switch (trying.last()) {
        case signal::timed_out:
        case signal::reset:
            return Outcome::ambiguous;
        case signal::rejected:
        case signal::no_connection:
        case signal::cut_short:
            return Outcome::rejected;
        default:
            return Outcome::error;
    }
}

// What the client saw, for the judge.
void record(Simulation& simulation, std::uint32_t cohort, const Request& request, base::Time issued,
            const Trying& trying) {
    const world::Cohort& declared = simulation.world.cohorts[cohort];
    const base::Time now = simulation.now();
    const base::Duration latency = now - issued;
    const measure::Outcome outcome =
        outcome_of(trying, request.write, latency <= declared.deadline);
    for (std::uint8_t at = 0; request.write && at < request.touches; ++at) {
        const Touch& touch = request.touch[at];
        history::Ledger& ledger = ledger_of(simulation.stores[touch.store], touch.shard);
        if (trying.succeeded() && touch.promised) {
            ledger.acknowledge(touch.write, now);
        } else if (outcome == measure::Outcome::ambiguous || !touch.promised) {
            ledger.leave_ambiguous(touch.write);
        }
    }
    for (std::uint8_t at = 0; at < request.touches; ++at) {
        const Touch& touch = request.touch[at];
        const bool success = trying.succeeded() && (!request.write || touch.promised);
        simulation.recorder.samples.end(touch.sample, success, now);
    }
    measure::CohortEvidence& seen = simulation.recorder.evidence.cohorts[cohort];
    if (issued < simulation.recorder.evidence.warm_up_end) return;
    ++seen.totals.ended[static_cast<std::size_t>(outcome)];
    seen.totals.attempts += trying.done();
    seen.totals.failed_attempts += trying.failed();
    const bool slow = declared.latency_objective && latency > *declared.latency_objective;
    seen.slices.finished(issued, outcome, trying.failed(), slow, latency);
    if (trying.succeeded()) seen.latency.record(latency);
}

void think(Simulation& simulation, std::uint32_t cohort);

Process request_from_client(Simulation& simulation, std::uint32_t cohort, bool write) {
    const world::Cohort& declared = simulation.world.cohorts[cohort];
    const base::Time issued = simulation.now();
    const RequestRef request(simulation.requests, [&](Request& made) {
        const Cohort& from = simulation.cohorts[cohort];
        write_request(simulation, write ? from.write_stores : from.read_stores, write, made);
        made.priority = declared.priority;
        made.tenant = declared.tenant;
        if (simulation.by_session) {
            made.session =
                std::uint64_t{cohort} << 32 | simulation.sessions.below(declared.sessions);
        }
    });
    Entry entry(simulation, cohort);
    Trying trying(declared.tries, entry.caller());
    for (;;) {
        Signal how = signal::no_connection;
        kernel::Lease connection;
        if (trying.connections() != nullptr)
            connection = co_await trying.connections()->acquire_until(issued + declared.deadline);
        if (trying.connections() == nullptr || connection) {
            how = trying.admitted(simulation.now()) ? entry.send(request) : signal::cut_short;
            if (how == signal::under_way) how = co_await simulation.clock.wait();
        }
        connection.give_back();
        entry.end(how);
        if (!trying.again(how, write, simulation.now())) break;
        const base::Duration pause = trying.pause(simulation.backoffs);
        if (simulation.now() + pause - issued >= declared.deadline) break;
        if (pause > base::Duration{}) co_await simulation.clock.sleep(pause);
    }
    record(simulation, cohort, *request, issued, trying);
    if (std::holds_alternative<traffic::ClosedLoop>(declared.arrivals)) think(simulation, cohort);
}

// A request of this cohort is issued now.
void issue(Simulation& simulation, std::uint32_t cohort_index) {
    Cohort& cohort = simulation.cohorts[cohort_index];
    measure::CohortEvidence& seen = simulation.recorder.evidence.cohorts[cohort_index];
    if (simulation.now() >= simulation.recorder.evidence.warm_up_end) {
        ++seen.totals.issued;
        seen.slices.issued(simulation.now());
    }
    const bool write =
        cohort.arrivals.uniform() < simulation.world.cohorts[cohort_index].writes.value;
    simulation.clock.start(cohort.lifeline, request_from_client(simulation, cohort_index, write));
}

// Poisson arrivals from the start of the run to its end.
Process arrivals(Simulation& simulation, std::uint32_t cohort_index) {
    Cohort& cohort = simulation.cohorts[cohort_index];
    const auto gap = base::Distribution::exponential(
        base::from_seconds(1 / simulation.world.cohorts[cohort_index].rate));
    for (;;) {
        co_await simulation.clock.sleep(gap.draw(cohort.arrivals));
        if (simulation.now() >= simulation.recorder.evidence.end) co_return;
        issue(simulation, cohort_index);
    }
}

// Arrivals whose rate changes.
Process changing_arrivals(Simulation& simulation, std::uint32_t cohort_index,
                          traffic::Arrivals process) {
    Cohort& cohort = simulation.cohorts[cohort_index];
    const base::Time end = simulation.recorder.evidence.end;
    for (;;) {
        const base::Time next = traffic::next_arrival(process, simulation.now(), cohort.arrivals);
        if (next >= end) co_return;
        co_await simulation.clock.sleep(next - simulation.now());
        issue(simulation, cohort_index);
    }
}

// One caller of a closed loop until its next request, which brings it back here when it is over.
Process thinking(Simulation& simulation, std::uint32_t cohort_index) {
    const auto& loop =
        std::get<traffic::ClosedLoop>(simulation.world.cohorts[cohort_index].arrivals);
    Cohort& cohort = simulation.cohorts[cohort_index];
    co_await simulation.clock.sleep(loop.think_time.draw(cohort.arrivals));
    if (simulation.now() < simulation.recorder.evidence.end) issue(simulation, cohort_index);
}

void think(Simulation& simulation, std::uint32_t cohort) {
    simulation.clock.start(simulation.cohorts[cohort].lifeline, thinking(simulation, cohort));
}

void start_arrivals(Simulation& simulation, std::uint32_t index) {
    const world::Cohort& declared = simulation.world.cohorts[index];
    kernel::Lifeline& lifeline = simulation.cohorts[index].lifeline;
    if (const auto* curve = std::get_if<traffic::RateCurve>(&declared.arrivals)) {
        simulation.clock.start(
            lifeline, changing_arrivals(simulation, index, traffic::CurveArrivals(*curve)));
    } else if (const auto* bursts =
                   std::get_if<traffic::BurstyArrivals::Options>(&declared.arrivals)) {
        simulation.clock.start(
            lifeline, changing_arrivals(simulation, index, traffic::BurstyArrivals(*bursts)));
    } else if (const auto* loop = std::get_if<traffic::ClosedLoop>(&declared.arrivals)) {
        for (std::uint32_t caller = 0; caller < loop->callers; ++caller) think(simulation, index);
    } else if (declared.rate > 0) {
        simulation.clock.start(lifeline, arrivals(simulation, index));
    }
}

}  // namespace

void start_clients(Simulation& simulation) {
    for (std::uint32_t index = 0; index < simulation.world.cohorts.size(); ++index) {
        const world::Cohort& declared = simulation.world.cohorts[index];
        Cohort& cohort = simulation.cohorts.emplace_back();
        cohort.arrivals = simulation.root.stream("arrivals").stream(declared.name);
        cohort.timeout = simulation.clock.calendar().lane(declared.tries.timeout);
        cohort.read_stores = stores_reached(simulation.world, declared.entry, false);
        cohort.write_stores = stores_reached(simulation.world, declared.entry, true);
        const base::Duration ttl = simulation.world.balancers[declared.entry.index()].names.ttl;
        base::Stream phases = simulation.root.stream("name caches").stream(declared.name);
        cohort.resolvers.resize(std::max<std::uint32_t>(1, declared.resolvers));
        for (Resolver& resolver : cohort.resolvers) {
            resolver.expires =
                base::start_of_run + base::from_seconds(phases.uniform() * base::to_seconds(ttl));
        }
        if (declared.tries.remembers()) {
            cohort.callers.reserve(cohort.resolvers.size());
            for (std::size_t n = 0; n < cohort.resolvers.size(); ++n)
                cohort.callers.emplace_back(declared.tries, simulation.clock);
        }
        start_arrivals(simulation, index);
    }
}

}  // namespace triaz::engine
