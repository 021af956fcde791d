#include "sim/engine/recorder.hpp"

#include <algorithm>
#include <utility>

namespace triaz::engine {

void Spells::set(bool holds, base::Time now) {
    if (holds) {
        if (since_ == base::never) since_ = now;
        return;
    }
    const base::Time since = std::exchange(since_, base::never);
    if (since == base::never) return;
    const base::Time from = std::max(since, judged_from_);
    if (from < now) intervals_.push_back({from, now});
}

std::vector<measure::Interval> Spells::finish(base::Time end) {
    set(false, end);
    std::vector<measure::Interval> within;
    for (measure::Interval interval : intervals_) {
        interval.to = std::min(interval.to, end);
        if (interval.from < interval.to) within.push_back(interval);
    }
    return within;
}

Recorder::Recorder(const world::World& world) : samples(world.sampled_keys) {
    evidence.warm_up_end = base::start_of_run + world.warm_up;
    evidence.end = base::start_of_run + world.duration;
    if (!world.faults.empty()) first_fault_ = world.faults.front().at;

    const auto seconds =
        static_cast<std::size_t>(std::chrono::ceil<std::chrono::seconds>(world.duration).count());
    for (const topology::Zone& zone : world.topology.zones) {
        measure::ZoneEvidence zone_evidence;
        zone_evidence.name = zone.name;
        zone_evidence.served.resize(seconds);
        evidence.zones.push_back(std::move(zone_evidence));
    }
    for (const world::Cohort& cohort : world.cohorts) {
        evidence.cohorts.push_back(measure::CohortEvidence{
            cohort.name,
            cohort.deadline,
            cohort.latency_objective,
            {},
            measure::Slices(evidence.warm_up_end, evidence.end, world.slice),
            {}});
    }
}

}  // namespace triaz::engine
