// Calls of one instance for one request: to the member that is thought to lead a shard, or to a
// target that a balancer chose; with their tries.
#pragma once

#include <algorithm>
#include <optional>
#include <variant>

#include "sim/engine/outstanding.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/engine/trying.hpp"

namespace triaz::engine {

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

    void send(kernel::Ticket ticket, base::Time until) {
        asked_ = *hint_;
        simulation_.send(delivery_.request, replica_unit(store_, first_ + asked_),
                         simulation_.units[delivery_.to].place, ticket, until);
    }

    // What an answer other than ok teaches. True when the next try may follow at once: the member
    // that was asked named another one. The hint is shared with the instance's other requests: what
    // was asked says nothing about a member that another request has found since.
    bool learn(kernel::Signal how) {
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

// A call of an instance or a node to a service, balanced on the health view of the caller's zone.
class ServiceCall {
public:
    ServiceCall(Simulation& simulation, const Delivery& delivery, world::BalancerId balancer)
        : simulation_(simulation),
          delivery_(delivery),
          outstanding_(simulation, balancer, simulation.units[delivery.to].zone) {}

    bool send(kernel::Ticket ticket, base::Time until) {
        const auto target = outstanding_.begin(*delivery_.request);
        if (!target) return false;
        simulation_.send(delivery_.request, *target, simulation_.units[delivery_.to].place, ticket,
                         until);
        return true;
    }
    void end(kernel::Signal how) { outstanding_.end(how); }

private:
    Simulation& simulation_;
    const Delivery& delivery_;
    Outstanding outstanding_;
};

// One call of one instance for one request. Kept in the frame of the process that makes it.
class Calling {
public:
    Calling(Simulation& simulation, const Delivery& delivery, std::size_t at)
        : simulation_(simulation),
          unit_(simulation.units[delivery.to]),
          call_(simulation.world.services[unit_.component].calls[at]),
          timeout_(simulation.services[unit_.component].timeouts[at]),
          trying_(call_.tries, caller(simulation.services[unit_.component], at)) {
        if (const auto* store = std::get_if<world::StoreId>(&call_.to)) {
            store_.emplace(simulation, delivery, store->value);
        } else {
            service_.emplace(simulation, delivery, std::get<world::BalancerId>(call_.to));
        }
        if (simulation.world.services[unit_.component].deadline_aware &&
            call_.kind != world::CallKind::async) {
            until_ = delivery.until;
        }
    }

    // How long it may wait for a connection.
    base::Time patience() const {
        const base::Time now = simulation_.now();
        return std::max(now, std::min(until_, now + call_.tries.timeout));
    }

    // signal::under_way when an answer or a time-out is to be waited for.
    kernel::Signal send() {
        const base::Time now = simulation_.now();
        if (!trying_.admitted(now)) return signal::cut_short;
        if (until_ <= now) return signal::expired;
        const kernel::Ticket ticket = simulation_.clock.ticket();
        const base::Time until = now + call_.tries.timeout;
        if (store_) {
            store_->send(ticket, std::min(until, until_));
        } else if (!service_->send(ticket, std::min(until, until_))) {
            return signal::no_target;
        }
        if (until_ < until) {
            simulation_.clock.wake_at(until_, ticket, signal::timed_out);
        } else {
            simulation_.clock.wake_after(timeout_, ticket, signal::timed_out);
        }
        return signal::under_way;
    }

    // True when there is to be another try, after `pause`.
    bool again(kernel::Signal how, bool write) {
        if (service_) service_->end(how);
        pause_ = {};
        if (how != signal::ok && store_ && store_->learn(how)) return true;  // no failed try
        if (!trying_.again(how, write, simulation_.now()) || how == signal::expired) return false;
        pause_ = trying_.pause(simulation_.backoffs);
        return true;
    }
    base::Duration pause() const { return pause_; }

    Trying& trying() { return trying_; }

private:
    Caller* caller(Service& service, std::size_t at) const {
        return service.callers[at].empty() ? nullptr : &service.callers[at][unit_.number];
    }

    Simulation& simulation_;
    Unit& unit_;
    const world::Call& call_;
    kernel::LaneId timeout_;
    Trying trying_;
    std::optional<StoreCall> store_;
    std::optional<ServiceCall> service_;
    base::Time until_ = base::never;
    base::Duration pause_{};
};

}  // namespace triaz::engine
