// One request under way to a target that a view chose. What it comes to is told to the view, which
// may eject the target for it; a caller that dies says nothing.
#pragma once

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

class Outstanding {
public:
    // Callers in `zone` use its view of the balancer.
    Outstanding(Simulation& simulation, world::BalancerId balancer, topology::ZoneId zone)
        : simulation_(simulation),
          view_(simulation.balancers[balancer.index()].views[zone.index()]),
          balancer_(balancer),
          zone_(zone) {}
    Outstanding(const Outstanding&) = delete;
    Outstanding& operator=(const Outstanding&) = delete;
    ~Outstanding() {
        if (target_) view_.ended(*target_);
    }

    // The unit to send to; nothing when nobody may be used.
    std::optional<UnitIndex> begin(const Request& request) {
        target_ = view_.pick(simulation_.now(), request.session);
        if (!target_) return {};
        view_.began(*target_);
        if (view_.listens()) began_ = simulation_.now();
        return view_.member(*target_).unit;
    }

    // The answer came, or the caller waits no longer.
    void end(kernel::Signal how) {
        if (!target_) return;
        view_.ended(*target_);
        if (view_.listens()) tell(how);
        target_.reset();
    }

private:
    void tell(kernel::Signal how) {
        const base::Time now = simulation_.now();
        if (view_.answered(*target_, how != signal::ok, now, now - began_)) {
            note_ejection(simulation_, balancer_.value, zone_.value, *target_, true);
        }
    }

    Simulation& simulation_;
    View& view_;
    world::BalancerId balancer_;
    topology::ZoneId zone_;
    traffic::Choice target_;
    base::Time began_{};
};

}  // namespace triaz::engine
