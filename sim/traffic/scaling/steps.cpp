#include "sim/traffic/scaling/steps.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

namespace {

// The last time at or before `now`; requires one.
base::Time last_due(const ScheduledScaling& action, base::Time now) {
    if (action.every == base::Duration{0}) return action.first;
    return action.first + (now - action.first) / action.every * action.every;
}

}  // namespace

StepScaling::StepScaling(const StepOptions& options, std::span<const ScalingStep> steps)
    : options_(options), steps_(steps) {
    base::ensure(!steps.empty() && steps.front().from >= 0, "steps begin at the threshold");
    for (std::size_t i = 1; i < steps.size(); ++i)
        base::ensure(steps[i - 1].from < steps[i].from, "steps rise");
}

std::uint32_t StepScaling::decide(const MetricSample& sample, const Fleet& fleet, base::Time now) {
    const double beyond =
        options_.out ? sample.value - options_.threshold : options_.threshold - sample.value;
    beyond_ = beyond >= steps_.front().from ? beyond_ + 1 : 0;
    if (beyond_ < options_.samples) return fleet.desired;
    if (changed_ && now - *changed_ < options_.cooldown) return fleet.desired;
    if (!options_.out && fleet.warming > 0) return fleet.desired;
    const std::uint32_t result = options_.bounds.clamp(wanted(beyond, fleet));
    const bool changes = options_.out ? result > fleet.desired : result < fleet.desired;
    if (!changes) return fleet.desired;
    changed_ = now;
    return result;
}

std::uint32_t StepScaling::wanted(double beyond, const Fleet& fleet) const {
    const ScalingStep* step = &steps_.front();
    for (const ScalingStep& next : steps_) {
        if (beyond >= next.from) step = &next;
    }
    if (options_.adjustment == Adjustment::exact)
        return static_cast<std::uint32_t>(std::max(step->change, 0.0));
    double change = step->change;
    if (options_.adjustment == Adjustment::percent) {
        // At least one, and otherwise rounded towards zero.
        change = std::max(1.0, std::floor(fleet.ready * step->change / 100));
    }
    const double result = options_.out ? fleet.ready + change : fleet.desired - change;
    return static_cast<std::uint32_t>(std::clamp(result, 0.0, 4e9));
}

ScheduledState apply_schedule(std::span<const ScheduledScaling> actions, base::Time since,
                              base::Time now, ScheduledState state) {
    // Few actions: by repeated search for the next in order, so that nothing is allocated.
    base::Time done = since;
    std::size_t done_at = actions.size();  // of those due at `done`, those up to here are applied
    for (;;) {
        const ScheduledScaling* next = nullptr;
        base::Time next_due = base::never;
        for (std::size_t at = 0; at < actions.size(); ++at) {
            if (actions[at].first > now) continue;
            const base::Time due = last_due(actions[at], now);
            const bool after = due > done || (due == done && due > since && at > done_at);
            if (after && due < next_due) {
                next = &actions[at];
                next_due = due;
            }
        }
        if (next == nullptr) break;
        if (next->least) state.bounds.least = *next->least;
        if (next->most) state.bounds.most = *next->most;
        state.bounds.most = std::max(state.bounds.most, state.bounds.least);
        if (next->desired) state.desired = *next->desired;
        done = next_due;
        done_at = static_cast<std::size_t>(next - actions.data());
    }
    state.desired = state.bounds.clamp(state.desired);
    return state;
}

base::Time next_scheduled(std::span<const ScheduledScaling> actions, base::Time now) {
    base::Time next = base::never;
    for (const ScheduledScaling& action : actions) {
        if (action.first > now) {
            next = std::min(next, action.first);
        } else if (action.every > base::Duration{0}) {
            next = std::min(next, last_due(action, now) + action.every);
        }
    }
    return next;
}

}  // namespace triaz::traffic
