// How many instances there are: a metric seen late, a decision, launches that take time and may
// fail. The control plane that does this is apart from the requests: when it is lost they go on.
//
// What it sees as there is what runs or starts; what was lost is replaced like what was never
// there. New instances are spread: each goes to the zone with the fewest, among those with a place
// on a host with power.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using base::Duration;
using base::Time;
using history::Mark;
using kernel::Process;

// Balancers lead requests to the unit, or no longer.
void set_in_service(Simulation& simulation, UnitIndex unit, bool in_service) {
    for (std::uint32_t index = 0; index < simulation.balancers.size(); ++index) {
        if (simulation.world.balancers[index].target.value != simulation.units[unit].component)
            continue;
        for (View& view : simulation.balancers[index].views) {
            for (traffic::TargetIndex at = 0; at < view.size(); ++at) {
                if (view.member(at).unit == unit)
                    view.set_in_service(at, in_service, simulation.now());
            }
        }
    }
}

class Scaler {
public:
    Scaler(Simulation& simulation, std::uint32_t service)
        : simulation_(simulation),
          service_(service),
          declared_(simulation.world.services[service]),
          rule_(*declared_.scaling),
          metric_(rule_.metric_delay, samples_under_way(rule_)),
          scheduled_{rule_.bounds, static_cast<std::uint32_t>(declared_.instances.size())} {
        if (const auto* tracking = std::get_if<traffic::TrackingOptions>(&rule_.policy)) {
            tracking_.emplace(*tracking);
        } else {
            steps_.emplace(std::get<traffic::StepOptions>(rule_.policy), rule_.steps);
        }
        for (const UnitIndex unit : units()) busy_.push_back(busy_seconds(unit));
    }

    Duration period() const { return rule_.period; }

    void look() {
        const Time now = simulation_.now();
        metric_.add({now, measure()});
        const Seen seen = count();
        if (simulation_.scaling_frozen > 0) return stall(seen);
        stalled_ = false;
        scheduled_ = traffic::apply_schedule(rule_.schedule, looked_, now, scheduled_);
        looked_ = now;
        while (const auto sample = metric_.take(now)) {
            const traffic::Fleet fleet{scheduled_.desired, seen.ready, seen.warming};
            scheduled_.desired = tracking_ ? tracking_->decide(*sample, fleet, now)
                                           : steps_->decide(*sample, fleet, now);
        }
        scheduled_.desired = scheduled_.bounds.clamp(scheduled_.desired);
        if (seen.there < scheduled_.desired) order(scheduled_.desired - seen.there);
        if (seen.there > scheduled_.desired) take_out(seen.there - scheduled_.desired);
    }

private:
    struct Seen {
        std::uint32_t there = 0;  // running or on the way
        std::uint32_t ready = 0;
        std::uint32_t warming = 0;
    };

    static std::size_t samples_under_way(const world::Scaling& rule) {
        return 2 + static_cast<std::size_t>(rule.metric_delay / rule.period);
    }
    const std::vector<UnitIndex>& units() const { return simulation_.services[service_].instances; }
    double busy_seconds(UnitIndex unit) const {
        return simulation_.units[unit].workers.busy_seconds();
    }
    static bool is_there(const Unit& unit) {
        return unit.launched && !unit.leaving &&
               (unit.state == UnitState::running || unit.state == UnitState::starting);
    }
    bool is_warming(const Unit& unit) const {
        return unit.state == UnitState::starting ||
               simulation_.now() - unit.ready_since < rule_.warm_up;
    }

    // How busy the workers of those that are ready were since the last look.
    double measure() {
        double busy = 0;
        double workers = 0;
        for (std::size_t at = 0; at < units().size(); ++at) {
            const Unit& unit = simulation_.units[units()[at]];
            const double seconds = busy_seconds(units()[at]);
            if (is_there(unit) && !is_warming(unit)) {
                busy += seconds - busy_[at];
                workers += unit.workers.count();
            }
            busy_[at] = seconds;
        }
        return workers > 0 ? busy / (workers * base::to_seconds(rule_.period)) : 0;
    }

    Seen count() const {
        Seen seen;
        for (const UnitIndex index : units()) {
            const Unit& unit = simulation_.units[index];
            if (!is_there(unit)) continue;
            ++seen.there;
            ++(is_warming(unit) ? seen.warming : seen.ready);
        }
        return seen;
    }

    void stall(const Seen& seen) {
        ++simulation_.strikes[simulation_.scaling_frozen_by].acts;
        if (seen.there >= scheduled_.desired || stalled_) return;
        stalled_ = true;
        simulation_.recorder.mark(simulation_.now(), Mark::scaling_stalled, declared_.name,
                                  fmt::format("{} of {} there", seen.there, scheduled_.desired));
    }

    void order(std::uint32_t many) {
        std::uint32_t failed = 0;
        std::uint32_t ordered = 0;
        for (; many > 0; --many) {
            const auto unit = free_place();
            if (!unit || simulation_.launches.uniform() < rule_.launch_failures.value) {
                ++failed;
                continue;
            }
            launch(*unit);
            ++ordered;
        }
        if (ordered > 0) note(Mark::scaled_out, ordered, "ordered");
        if (failed > 0) note(Mark::launch_failed, failed, "failed");
    }

    // A place in the zone with the fewest instances; nothing when there is none with power.
    std::optional<UnitIndex> free_place() const {
        std::vector<std::uint32_t> there(simulation_.world.topology.zones.size());
        for (const UnitIndex index : units()) {
            const Unit& unit = simulation_.units[index];
            there[unit.zone.index()] += is_there(unit);
        }
        std::optional<UnitIndex> best;
        for (const UnitIndex index : units()) {
            const Unit& unit = simulation_.units[index];
            if (unit.launched || unit.holds > 0 || simulation_.hosts[unit.host.index()].holds > 0)
                continue;
            if (!best || there[unit.zone.index()] < there[simulation_.units[*best].zone.index()])
                best = index;
        }
        return best;
    }

    void launch(UnitIndex index) {
        Unit& unit = simulation_.units[index];
        unit.launched = true;
        unit.state = UnitState::starting;
        ++unit.incarnation;
        const Duration takes = rule_.boot_time.draw(simulation_.launches);
        simulation_.clock.calendar().enter(simulation_.now() + takes,
                                           {event::ready, index, unit.incarnation});
        unit.joining = true;
    }

    // The youngest first; those that were declared stay.
    void take_out(std::uint32_t many) {
        std::uint32_t taken = 0;
        for (std::size_t at = units().size(); at-- > declared_.instances.size() && taken < many;) {
            Unit& unit = simulation_.units[units()[at]];
            if (!is_there(unit) || unit.state != UnitState::running) continue;
            unit.leaving = true;
            set_in_service(simulation_, units()[at], false);
            simulation_.clock.calendar().enter(simulation_.now() + rule_.drain,
                                               {event::stopped, units()[at], 0});
            ++taken;
        }
        if (taken > 0) note(Mark::scaled_in, taken, "taken out");
    }

    void note(Mark mark, std::uint32_t many, std::string_view what) {
        simulation_.recorder.mark(simulation_.now(), mark, declared_.name,
                                  fmt::format("{} {}, {} wanted", many, what, scheduled_.desired));
    }

    Simulation& simulation_;
    std::uint32_t service_;
    const world::Service& declared_;
    const world::Scaling& rule_;
    traffic::DelayedMetric metric_;
    std::optional<traffic::TargetTracking> tracking_;
    std::optional<traffic::StepScaling> steps_;
    traffic::ScheduledState scheduled_;
    Time looked_{};
    std::vector<double> busy_;
    bool stalled_ = false;
};

Process scale(Simulation& simulation, std::uint32_t service) {
    Scaler scaler(simulation, service);
    for (;;) {
        co_await simulation.clock.sleep(scaler.period());
        if (simulation.now() >= simulation.recorder.evidence.end) co_return;
        scaler.look();
    }
}

}  // namespace

void start_scaling(Simulation& simulation) {
    for (std::uint32_t index = 0; index < simulation.world.services.size(); ++index) {
        if (simulation.world.services[index].scaling)
            simulation.clock.start(simulation.scalers, scale(simulation, index));
    }
}

// A new target is what its checkers take new targets for.
void join(Simulation& simulation, UnitIndex unit) {
    simulation.units[unit].joining = false;
    set_in_service(simulation, unit, true);
    meet_target(simulation, unit);
}

void stop_instance(Simulation& simulation, kernel::Event event) {
    Unit& unit = simulation.units[event.index];
    unit.launched = false;
    unit.leaving = false;
    unit.state = UnitState::stopped;
    ++unit.incarnation;
    unit.dies_silently = false;
    unit.lifeline.cut();
}

}  // namespace triaz::engine
