#include <algorithm>
#include <optional>
#include <variant>

#include "sim/base/ensure.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/engine/trying.hpp"

namespace triaz::engine {

namespace {

using kernel::Process;
using kernel::Signal;

// The stores that an operation reaches, through every call it takes.
void collect_stores(const world::World& world, world::BalancerId entry, bool write,
                    std::vector<std::uint32_t>& stores) {
    for (const world::Call& call :
         world.services[world.balancers[entry.index()].target.index()].calls) {
        if (call.when != world::When::always && (call.when == world::When::on_write) != write)
            continue;
        if (const auto* next = std::get_if<world::BalancerId>(&call.to)) {
            collect_stores(world, *next, write, stores);
            continue;
        }
        const std::uint32_t store = std::get<world::StoreId>(call.to).value;
        if (std::find(stores.begin(), stores.end(), store) == stores.end()) stores.push_back(store);
    }
    base::ensure(stores.size() <= max_touches, "a request reaches no more stores than it can name");
}

void sample(Simulation& simulation, bool write, Touch& touch) {
    history::Samples& samples = simulation.recorder.samples;
    touch.key = write ? history::Samples::key_of(touch.write) : samples.next_read();
    touch.sample = samples.call(touch.store, touch.shard, touch.key, write,
                                write ? touch.write : history::nothing_written, simulation.now());
}

void write_request(Simulation& simulation, const Cohort& cohort, bool write, Request& request) {
    request.write = write;
    request.touches = 0;
    for (const std::uint32_t store : write ? cohort.write_stores : cohort.read_stores) {
        Store& reached = simulation.stores[store];
        const auto shard = static_cast<std::uint32_t>(simulation.keys.below(shard_count(reached)));
        Touch& touch = request.touch[request.touches++];
        touch.store = store;
        touch.shard = shard;
        if (write) touch.write = ledger_of(reached, shard).issue();
        touch.sample = history::not_sampled;
        if (simulation.recorder.samples.keys() != 0) sample(simulation, write, touch);
    }
}

// Where a client sends one request: to a target it chose itself, or to a balancer node by name.
class Entry {
public:
    Entry(Simulation& simulation, std::uint32_t cohort)
        : simulation_(simulation),
          declared_(simulation.world.cohorts[cohort]),
          balancer_(simulation.balancers[declared_.entry.index()]),
          cohort_(simulation.cohorts[cohort]) {
        resolver_ = cohort_.next_resolver++;
        if (cohort_.next_resolver == cohort_.resolvers.size()) cohort_.next_resolver = 0;
    }

    // True when an answer or a time-out is to be waited for.
    bool send(const RequestRef& request) {
        const kernel::Ticket ticket = simulation_.clock.ticket();
        UnitIndex to = 0;
        if (balancer_.names.nodes.empty()) {
            View& view = balancer_.views[declared_.home.index()];
            const auto target =
                view.pick(simulation_.world.balancers[declared_.entry.index()].policy);
            if (!target) return false;
            outstanding_ = Outstanding(view, *target);
            to = view.targets[*target].unit;
        } else {
            const auto node = balancer_.names.pick(resolve(), declared_.home, avoided_);
            if (!node) return false;
            to = *node;
        }
        zone_ = simulation_.units[to].zone;
        simulation_.send(request, to, simulation_.network.clients(), ticket);
        simulation_.clock.wake_after(cohort_.timeout, ticket, signal::timed_out);
        return true;
    }

    // After a try: an address that gave no answer is not the first choice for the next one.
    void end(Signal how) {
        outstanding_.end();
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
    std::uint32_t resolver_ = 0;
    Outstanding outstanding_;
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
        if (trying.succeeded()) {
            ledger.acknowledge(touch.write, now);
        } else if (outcome == measure::Outcome::ambiguous) {
            ledger.leave_ambiguous(touch.write);
        }
    }
    for (std::uint8_t at = 0; at < request.touches; ++at) {
        simulation.recorder.samples.end(request.touch[at].sample, trying.succeeded(), now);
    }
    measure::CohortEvidence& seen = simulation.recorder.evidence.cohorts[cohort];
    if (issued < simulation.recorder.evidence.warm_up_end) return;
    ++seen.totals.ended[static_cast<std::size_t>(outcome)];
    seen.totals.attempts += trying.done();
    seen.totals.failed_attempts += trying.failed();
    const bool slow = declared.latency_objective && latency > *declared.latency_objective;
    seen.slices.finished(issued, outcome, trying.failed(), slow);
    if (trying.succeeded()) seen.latency.record(latency);
}

Process request_from_client(Simulation& simulation, std::uint32_t cohort, bool write) {
    const world::Cohort& declared = simulation.world.cohorts[cohort];
    const base::Time issued = simulation.now();
    const RequestRef request(simulation.requests, [&](Request& made) {
        write_request(simulation, simulation.cohorts[cohort], write, made);
    });
    Entry entry(simulation, cohort);
    Trying trying(declared.tries);
    for (;;) {
        Signal how = signal::no_target;
        if (entry.send(request)) how = co_await simulation.clock.wait();
        entry.end(how);
        if (!trying.again(how)) break;
        const base::Duration pause = trying.pause(simulation.backoffs);
        if (simulation.now() + pause - issued >= declared.deadline) break;
        if (pause > base::Duration{}) co_await simulation.clock.sleep(pause);
    }
    record(simulation, cohort, *request, issued, trying);
}

// Poisson arrivals from the start of the run to its end.
Process arrivals(Simulation& simulation, std::uint32_t cohort_index) {
    const world::Cohort& declared = simulation.world.cohorts[cohort_index];
    Cohort& cohort = simulation.cohorts[cohort_index];
    measure::CohortEvidence& seen = simulation.recorder.evidence.cohorts[cohort_index];
    const auto gap = base::Distribution::exponential(base::from_seconds(1 / declared.rate));
    for (;;) {
        co_await simulation.clock.sleep(gap.draw(cohort.arrivals));
        const base::Time now = simulation.now();
        if (now >= simulation.recorder.evidence.end) co_return;
        if (now >= simulation.recorder.evidence.warm_up_end) {
            ++seen.totals.issued;
            seen.slices.issued(now);
        }
        const bool write = cohort.arrivals.uniform() < declared.writes.value;
        simulation.clock.start(cohort.lifeline,
                               request_from_client(simulation, cohort_index, write));
    }
}

}  // namespace

void start_clients(Simulation& simulation) {
    for (std::uint32_t index = 0; index < simulation.world.cohorts.size(); ++index) {
        const world::Cohort& declared = simulation.world.cohorts[index];
        Cohort& cohort = simulation.cohorts.emplace_back();
        cohort.arrivals = simulation.root.stream("arrivals").stream(declared.name);
        cohort.timeout = simulation.clock.calendar().lane(declared.tries.timeout);
        collect_stores(simulation.world, declared.entry, false, cohort.read_stores);
        collect_stores(simulation.world, declared.entry, true, cohort.write_stores);
        const base::Duration ttl = simulation.world.balancers[declared.entry.index()].names.ttl;
        base::Stream phases = simulation.root.stream("name caches").stream(declared.name);
        cohort.resolvers.resize(std::max<std::uint32_t>(1, declared.resolvers));
        for (Resolver& resolver : cohort.resolvers) {
            resolver.expires =
                base::start_of_run + base::from_seconds(phases.uniform() * base::to_seconds(ttl));
        }
        if (declared.rate > 0) simulation.clock.start(cohort.lifeline, arrivals(simulation, index));
    }
}

}  // namespace triaz::engine
