#include <optional>
#include <variant>

#include "sim/engine/simulation.hpp"
#include "sim/engine/trying.hpp"

namespace triaz::engine {

namespace {

using kernel::Process;
using kernel::Signal;

bool taken(world::When when, bool write) {
    return when == world::When::always || (when == world::When::on_write) == write;
}

// A call of an instance to a store: to the member that is thought to lead the shard.
class StoreCall {
public:
    StoreCall(Simulation& simulation, const Delivery& delivery, std::uint32_t store)
        : simulation_(simulation), delivery_(delivery), store_(simulation.stores[store]) {
        const Unit& unit = simulation.units[delivery.to];
        const std::uint32_t shard = delivery.request->touch_of(store).shard;
        members_ = members_per_shard(store_);
        first_ = shard * members_;
        hint_ = &simulation.services[unit.component]
                     .leader_hints[unit.number][simulation.first_shard[store] + shard];
    }

    void send(kernel::Ticket ticket) {
        asked_ = *hint_;
        simulation_.send(delivery_.request, replica_unit(store_, first_ + asked_),
                         simulation_.units[delivery_.to].place, ticket);
    }

    // What an answer other than ok teaches. True when the next try may follow at once: the member
    // that was asked named another one. The hint is shared with the instance's other requests: what
    // was asked says nothing about a member that another request has found since.
    bool learn(Signal how) {
        const bool hint_stands = *hint_ != asked_;
        if (how >= signal::not_leader && how < signal::leader_unknown) {
            const auto told = static_cast<protocol::Member>(how - signal::not_leader);
            if (told != asked_ && told < members_ && redirects_ < most_redirects) {
                if (!hint_stands) *hint_ = told;
                ++redirects_;
                return true;
            }
        }
        if (how != signal::rejected && !hint_stands) {
            *hint_ = static_cast<protocol::Member>((asked_ + 1) % members_);
        }
        return false;
    }

private:
    static constexpr std::uint32_t most_redirects = 3;

    Simulation& simulation_;
    const Delivery& delivery_;
    Store& store_;
    protocol::Member* hint_;
    protocol::Member asked_ = 0;
    std::uint32_t first_;
    std::uint32_t members_;
    std::uint32_t redirects_ = 0;
};

// A call of an instance to another service, balanced on the health view of the caller's zone.
class ServiceCall {
public:
    ServiceCall(Simulation& simulation, const Delivery& delivery, world::BalancerId balancer)
        : simulation_(simulation),
          delivery_(delivery),
          policy_(simulation.world.balancers[balancer.index()].policy),
          view_(simulation.balancers[balancer.index()]
                    .views[simulation.units[delivery.to].zone.index()]) {}

    bool send(kernel::Ticket ticket) {
        const auto target = view_.pick(policy_);
        if (!target) return false;
        outstanding_ = Outstanding(view_, *target);
        simulation_.send(delivery_.request, view_.targets[*target].unit,
                         simulation_.units[delivery_.to].place, ticket);
        return true;
    }
    void end() { outstanding_.end(); }

private:
    Simulation& simulation_;
    const Delivery& delivery_;
    world::Policy policy_;
    View& view_;
    Outstanding outstanding_;
};

// The calls of one instance for one request. Kept in the frame of the process that makes them.
class Calls {
public:
    Calls(Simulation& simulation, const Delivery& delivery, const world::Call& call,
          kernel::LaneId timeout)
        : simulation_(simulation), timeout_(timeout), trying_(call.tries) {
        if (const auto* store = std::get_if<world::StoreId>(&call.to)) {
            store_.emplace(simulation, delivery, store->value);
        } else {
            service_.emplace(simulation, delivery, std::get<world::BalancerId>(call.to));
        }
    }

    // True when an answer or a time-out is to be waited for.
    bool send() {
        const kernel::Ticket ticket = simulation_.clock.ticket();
        if (store_) {
            store_->send(ticket);
        } else if (!service_->send(ticket)) {
            return false;
        }
        simulation_.clock.wake_after(timeout_, ticket, signal::timed_out);
        return true;
    }

    // True when there is to be another try, after `pause`.
    bool again(Signal how) {
        if (service_) service_->end();
        pause_ = {};
        if (how != signal::ok && store_ && store_->learn(how)) return true;  // no failed try
        if (!trying_.again(how)) return false;
        pause_ = trying_.pause(simulation_.backoffs);
        return true;
    }
    base::Duration pause() const { return pause_; }

    const Trying& trying() const { return trying_; }

private:
    Simulation& simulation_;
    kernel::LaneId timeout_;
    Trying trying_;
    std::optional<StoreCall> store_;
    std::optional<ServiceCall> service_;
    base::Duration pause_{};
};

// One instance serves one request: its own work, then its calls one after the other.
Process serve_instance(Simulation& simulation, Delivery delivery) {
    Responder responder(simulation, delivery);
    Unit& unit = simulation.units[delivery.to];
    const world::Service& declared = simulation.world.services[unit.component];
    Service& service = simulation.services[unit.component];
    kernel::Lease worker = co_await unit.workers.acquire();
    if (!worker) {
        responder.reply(signal::rejected);
        co_return;
    }
    co_await simulation.clock.sleep(declared.workers.service_time.draw(service.service_times));
    if (!declared.worker_held_during_calls) worker.give_back();

    for (std::size_t at = 0; at < declared.calls.size(); ++at) {
        if (!taken(declared.calls[at].when, delivery.request->write)) continue;
        Calls calls(simulation, delivery, declared.calls[at], service.timeouts[at]);
        for (;;) {
            Signal how = signal::no_target;
            if (calls.send()) how = co_await simulation.clock.wait();
            if (!calls.again(how)) break;
            if (calls.pause() > base::Duration{}) co_await simulation.clock.sleep(calls.pause());
        }
        if (!calls.trying().succeeded()) {
            const bool may_be_done = delivery.request->write && calls.trying().uncertain();
            responder.reply(may_be_done ? signal::uncertain : signal::failed);
            co_return;
        }
    }
    unit.served.add(simulation.now());
    simulation.recorder.served(unit.zone.index(), simulation.now());
    responder.reply(signal::ok);
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
    if (delivery.request->write) {
        const Touch& touch = delivery.request->touch_of(unit.component);
        propose(store, unit.number, touch.write, simulation.clock.ticket());
    } else {
        read(store, unit.number, simulation.clock.ticket());
    }
    const Signal how = co_await simulation.clock.wait();
    if (const Touch& touch = delivery.request->touch_of(unit.component);
        how == signal::ok && touch.sample != history::not_sampled && !delivery.request->write) {
        simulation.recorder.samples.answer(touch.sample, value_of(store, unit.number, touch.key));
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
    ServiceCall call(simulation, delivery, balancer);
    const kernel::Ticket ticket = simulation.clock.ticket();
    if (!call.send(ticket)) {
        responder.reply(signal::no_target);
        co_return;
    }
    simulation.clock.wake_after(simulation.balancers[balancer.index()].forward_timeout, ticket,
                                signal::timed_out);
    const Signal how = co_await simulation.clock.wait();
    switch (how) {
        case signal::timed_out:
        case signal::reset:
            responder.reply(signal::uncertain);
            break;
        case signal::refused:
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
