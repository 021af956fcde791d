#include <algorithm>
#include <optional>

#include "sim/engine/admission.hpp"
#include "sim/engine/calling.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using kernel::Process;
using kernel::Signal;

bool taken(world::When when, bool write) {
    return when == world::When::always || (when == world::When::on_write) == write;
}

void note_end(Simulation& simulation, const Delivery& delivery, const world::Call& call,
              const Trying& trying, Gathering& gathering) {
    Service& service = simulation.services[simulation.units[delivery.to].component];
    if (call.kind == world::CallKind::async) {
        ++(trying.succeeded() ? service.async_done : service.async_failed);
    } else if (!trying.succeeded() && call.kind == world::CallKind::soft) {
        ++service.soft_failures;
    } else if (!trying.succeeded()) {
        gathering.failed = true;
        gathering.uncertain |= delivery.request->write && trying.uncertain();
    }
}

// A call that runs beside the process that serves the request; without `gathering` nobody waits.
Process call_beside(Simulation& simulation, Delivery delivery, std::size_t at,
                    Gathering* gathering) {
    Calling calling(simulation, delivery, at);
    for (;;) {
        Signal how = signal::no_connection;
        kernel::Lease connection;
        kernel::Workers* const pool = calling.trying().connections();
        if (pool != nullptr) connection = co_await pool->acquire_until(calling.patience());
        if (pool == nullptr || connection) how = calling.send();
        if (how == signal::under_way) how = co_await simulation.clock.wait();
        connection.give_back();
        if (!calling.again(how, delivery.request->write)) break;
        if (calling.pause() > base::Duration{}) co_await simulation.clock.sleep(calling.pause());
    }
    const auto& calls = simulation.world.services[simulation.units[delivery.to].component].calls;
    Gathering nobody;
    note_end(simulation, delivery, calls[at], calling.trying(),
             gathering != nullptr ? *gathering : nobody);
    if (gathering != nullptr && --gathering->missing == 0)
        simulation.clock.wake_now(gathering->parent, signal::ok);
}

// What follows a success, while nobody waits.
void start_async_calls(Simulation& simulation, const Delivery& delivery) {
    Unit& unit = simulation.units[delivery.to];
    const auto& calls = simulation.world.services[unit.component].calls;
    for (std::size_t at = 0; at < calls.size(); ++at) {
        if (calls[at].kind != world::CallKind::async) continue;
        if (!taken(calls[at].when, delivery.request->write)) continue;
        simulation.clock.start(unit.lifeline, call_beside(simulation, delivery, at, nullptr));
    }
    if (!simulation.services[unit.component].needs.empty()) [[unlikely]]
        ask_later(simulation, delivery);
}

// What a cold process takes longer.
base::Duration slowed(const world::WarmUp& warm_up, base::Duration since, base::Duration work) {
    if (since >= warm_up.lasts) return work;
    const double cold = 1 - base::to_seconds(since) / base::to_seconds(warm_up.lasts);
    return base::from_seconds(base::to_seconds(work) * (1 + (warm_up.slowdown - 1) * cold));
}

// The instance answers at once, without working on it.
bool turned_away(Simulation& simulation, const Delivery& delivery,
                 std::optional<Admission>& admission, Responder& responder) {
    const Unit& unit = simulation.units[delivery.to];
    if (unit.failing > 0 && simulation.errors.uniform() < unit.failing) [[unlikely]] {
        ++simulation.strikes[unit.failing_by].acts;
        responder.reply(signal::failed);
        return true;
    }
    if (!simulation.services[unit.component].guarded) return false;
    if (admission.emplace(simulation, delivery).given()) return false;
    responder.reply(signal::rejected);
    return true;
}

// One instance serves one request: its own work, then its calls.
Process serve_instance(Simulation& simulation, Delivery delivery) {
    Responder responder(simulation, delivery);
    Unit& unit = simulation.units[delivery.to];
    const world::Service& declared = simulation.world.services[unit.component];
    std::optional<Admission> admission;
    if (turned_away(simulation, delivery, admission, responder)) co_return;
    kernel::Lease worker = co_await unit.workers.acquire();
    if (!worker) {
        if (admission) admission->end(true);
        responder.reply(signal::rejected);
        co_return;
    }
    if (declared.deadline_aware && simulation.now() >= delivery.until) {
        responder.reply(signal::expired);
        co_return;
    }
    const base::Duration work =
        declared.workers.service_time.draw(simulation.services[unit.component].service_times);
    co_await simulation.clock.sleep(
        slowed(declared.warm_up, simulation.now() - unit.ready_since, work));
    if (!declared.worker_held_during_calls) worker.give_back();

    Gathering gathering;
    if (!declared.needs.empty()) [[unlikely]] {
        ask_needs(simulation, delivery, gathering);
        if (gathering.missing > 0) {
            gathering.parent = simulation.clock.ticket();
            co_await simulation.clock.wait();
        }
    }
    for (std::size_t at = 0; at < declared.calls.size() && !gathering.failed; ++at) {
        const world::Call& call = declared.calls[at];
        if (!taken(call.when, delivery.request->write)) continue;
        if (call.kind == world::CallKind::async) continue;
        if (declared.calls_in_parallel) {
            ++gathering.missing;
            simulation.clock.start(unit.lifeline,
                                   call_beside(simulation, delivery, at, &gathering));
            continue;
        }
        Calling calling(simulation, delivery, at);
        for (;;) {
            Signal how = signal::no_connection;
            kernel::Lease connection;
            kernel::Workers* const pool = calling.trying().connections();
            if (pool != nullptr) connection = co_await pool->acquire_until(calling.patience());
            if (pool == nullptr || connection) how = calling.send();
            if (how == signal::under_way) how = co_await simulation.clock.wait();
            connection.give_back();
            if (!calling.again(how, delivery.request->write)) break;
            if (calling.pause() > base::Duration{})
                co_await simulation.clock.sleep(calling.pause());
        }
        note_end(simulation, delivery, call, calling.trying(), gathering);
    }
    if (gathering.missing > 0) {
        gathering.parent = simulation.clock.ticket();
        co_await simulation.clock.wait();
    }
    if (admission) admission->end(gathering.failed);
    if (gathering.failed) {
        responder.reply(gathering.uncertain ? signal::uncertain : signal::failed);
        co_return;
    }
    unit.served.add(simulation.now());
    simulation.recorder.served(unit.zone.index(), simulation.now());
    responder.reply(signal::ok);
    start_async_calls(simulation, delivery);
}

// One operation of a store, at the replica that was asked.
Process serve_replica(Simulation& simulation, Delivery delivery) {
    Responder responder(simulation, delivery);
    Unit& unit = simulation.units[delivery.to];
    kernel::Lease worker = co_await unit.workers.acquire();
    if (!worker) {
        responder.reply(signal::rejected);
        co_return;
    }
    const world::Store& declared = simulation.world.stores[unit.component];
    const base::Duration work = declared.workers.service_time.draw(simulation.store_work);
    if (work > base::Duration{}) co_await simulation.clock.sleep(work);
    worker.give_back();
    Store& store = simulation.stores[unit.component];
    const kernel::Ticket ticket = simulation.clock.ticket();
    {
        const Touch& touch = delivery.request->touch_of(unit.component);
        if (delivery.request->write) {
            propose(store, unit.number, touch.write, delivery.request->issued, ticket);
        } else {
            read(store, unit.number, touch.key, ticket);
        }
    }
    const Signal how = co_await simulation.clock.wait();
    if (const Touch& touch = delivery.request->touch_of(unit.component);
        how == signal::ok && touch.sample != history::not_sampled && !delivery.request->write) {
        simulation.recorder.samples.answer(touch.sample,
                                           value_of(store, unit.number, touch.key, ticket));
    }
    unit.served.add(simulation.now());
    responder.reply(how);
}

// A balancer node passes a request on and the answer back. What it cannot tell apart it calls a
// failure: a target that refuses took nothing; one that was silent or died may have done the work.
Process serve_node(Simulation& simulation, Delivery delivery) {
    Responder responder(simulation, delivery);
    Unit& unit = simulation.units[delivery.to];
    const world::BalancerId balancer{unit.component};
    if (const auto& work = simulation.world.balancers[balancer.index()].node_work) {
        kernel::Lease worker = co_await unit.workers.acquire();
        if (!worker) {
            responder.reply(signal::rejected);
            co_return;
        }
        co_await simulation.clock.sleep(
            work->service_time.draw(simulation.balancers[balancer.index()].node_work));
    }
    ServiceCall call(simulation, delivery, balancer);
    const kernel::Ticket ticket = simulation.clock.ticket();
    const base::Time until =
        simulation.now() + simulation.world.balancers[balancer.index()].forward_timeout;
    if (!call.send(ticket, std::min(until, delivery.until))) {
        responder.reply(signal::no_target);
        co_return;
    }
    simulation.clock.wake_after(simulation.balancers[balancer.index()].forward_timeout, ticket,
                                signal::timed_out);
    const Signal how = co_await simulation.clock.wait();
    call.end(how);
    switch (how) {
        case signal::timed_out:
        case signal::reset:
            responder.reply(signal::uncertain);
            break;
        case signal::refused:
        case signal::expired:
            responder.reply(signal::failed);
            break;
        default:
            unit.served.add(simulation.now());
            responder.reply(how);
    }
}

}  // namespace

void deliver(Simulation& simulation, kernel::Event event) {
    Delivery delivery = std::move(simulation.deliveries[event.index]);
    simulation.deliveries.give_back(event.index);
    Unit& unit = simulation.units[delivery.to];
    switch (unit.state) {
        case UnitState::dark:
            return;
        case UnitState::starting:
        case UnitState::stopped:
            simulation.answer(delivery.reply_to, signal::refused, unit.place, delivery.from);
            return;
        case UnitState::running:
            break;
    }
    switch (unit.kind) {
        case UnitKind::instance:
            return simulation.clock.start(unit.lifeline,
                                          serve_instance(simulation, std::move(delivery)));
        case UnitKind::replica:
            return simulation.clock.start(unit.lifeline,
                                          serve_replica(simulation, std::move(delivery)));
        case UnitKind::node:
            return simulation.clock.start(unit.lifeline,
                                          serve_node(simulation, std::move(delivery)));
    }
}

}  // namespace triaz::engine
