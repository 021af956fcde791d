// Whether an instance takes a request at all, before it queues: shedding by priority, quotas of
// tenants, a limit on what is under way.
#pragma once

#include "sim/engine/simulation.hpp"
#include "sim/traffic/limit/shedding.hpp"

namespace triaz::engine {

class Admission {
public:
    Admission(Simulation& simulation, const Delivery& delivery)
        : simulation_(simulation), began_(simulation.now()) {
        const Unit& unit = simulation.units[delivery.to];
        Service& service = simulation.services[unit.component];
        const world::Service& declared = simulation.world.services[unit.component];
        const Request& request = *delivery.request;
        if (!declared.shedding.empty()) {
            const double places = unit.workers.count() + declared.workers.queue_limit;
            const double taken = unit.workers.busy() + static_cast<double>(unit.workers.waiting());
            const traffic::PriorityThresholds thresholds(declared.shedding);
            if (!thresholds.admits(request.priority, taken / places)) return;
        }
        if (!service.quotas.empty() &&
            !service.quotas[unit.number].take(request.tenant, simulation.now())) {
            return;
        }
        if (!service.limits.empty()) {
            if (!service.limits[unit.number].take()) return;
            limit_ = &service.limits[unit.number];
        }
        given_ = true;
    }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;
    ~Admission() {
        if (limit_ != nullptr) limit_->ignored();
    }

    bool given() const { return given_; }
    void end(bool failed) {
        if (limit_ == nullptr) return;
        limit_->ended(simulation_.now() - began_, failed);
        limit_ = nullptr;
    }

private:
    Simulation& simulation_;
    base::Time began_;
    traffic::ConcurrencyLimit* limit_ = nullptr;
    bool given_ = false;
};

}  // namespace triaz::engine
