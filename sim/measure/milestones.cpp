#include "sim/measure/milestones.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>
#include <string>

#include "sim/base/ensure.hpp"

namespace triaz::measure {

namespace {

using base::Duration;
using base::Time;
using history::Mark;

// Requests in flight when a fault strikes were issued before it: their slices are felt at T0.
constexpr Duration longest_flight = std::chrono::seconds{1};
// How far a zone's share of the work may be from what it was: five percentage points, or four
// standard errors where few calls were served.
constexpr double share_tolerance = 0.05;
constexpr double standard_errors = 4;

// The slices of one fault's window, all cohorts together.
struct Felt {
    const Slices* grid = nullptr;
    std::vector<Standing>
        standing;  // below where any cohort is, met where one is and none is below
    std::vector<bool> attempt_failed;
    std::size_t first = 0;  // [first, last)
    std::size_t last = 0;
};

Standing joint(Standing a, Standing b) {
    if (a == Standing::below || b == Standing::below) return Standing::below;
    return a == Standing::met || b == Standing::met ? Standing::met : Standing::unseen;
}

Felt felt_in(const Evidence& evidence, Time from, Time to, const ServiceLevel& level) {
    Felt felt;
    for (const CohortEvidence& cohort : evidence.cohorts) {
        const Slices& slices = cohort.slices;
        if (felt.grid == nullptr) {
            felt.grid = &slices;
            felt.standing.assign(slices.all().size(), Standing::unseen);
            felt.attempt_failed.assign(slices.all().size(), false);
        }
        base::ensure(slices.from() == felt.grid->from() && slices.width() == felt.grid->width() &&
                         slices.all().size() == felt.standing.size(),
                     "the slices of all cohorts have the same start, width and end");
        const auto standing = standings(slices, level, cohort.deadline, evidence.end);
        for (std::size_t i = 0; i < standing.size(); ++i) {
            felt.standing[i] = joint(felt.standing[i], standing[i]);
            if (slices.all()[i].failed_attempts > 0) felt.attempt_failed[i] = true;
        }
    }
    while (felt.last < felt.standing.size() && felt.grid->start_of(felt.last) < to) ++felt.last;
    while (felt.first < felt.last && felt.grid->end_of(felt.first) <= from) ++felt.first;
    return felt;
}

std::optional<Time> first_impact(const Felt& felt, Time injected) {
    for (std::size_t i = felt.first; i < felt.last; ++i) {
        if (felt.attempt_failed[i] || felt.standing[i] == Standing::below) {
            return std::max(injected, felt.grid->start_of(i));
        }
    }
    return std::nullopt;
}

// The first slice seen to meet the level after the first that did not, such that none falls below
// for the settle window, which must fit before `to`.
std::optional<Time> back_at_level(const Felt& felt, Time impact, Time to, Duration settle) {
    std::size_t below = felt.first;
    while (below < felt.last && felt.standing[below] != Standing::below) ++below;
    if (below == felt.last) return impact + settle <= to ? std::optional{impact} : std::nullopt;
    std::optional<Time> back;
    for (std::size_t i = below; i < felt.last; ++i) {
        if (back && felt.grid->start_of(i) >= *back + settle) break;
        if (felt.standing[i] == Standing::below) back.reset();
        if (felt.standing[i] == Standing::met && !back) back = felt.grid->start_of(i);
    }
    if (!back || *back + settle > to) return std::nullopt;
    return std::max(*back, impact);
}

std::optional<Time> first_mark(const history::Timeline& timeline, std::initializer_list<Mark> marks,
                               Time from, Time to) {
    for (const history::Entry& entry : timeline.entries) {
        if (entry.time >= to) break;
        if (entry.time < from) continue;
        if (std::ranges::find(marks, entry.mark) != marks.end()) return entry.time;
    }
    return std::nullopt;
}

// The first instant, not before the last process is ready again, at which no replica set is
// reduced.
std::optional<Time> redundancy_back(const Evidence& evidence, const FaultEvidence& fault, Time to) {
    Time at = fault.injected;
    if (fault.processes_lost > 0) {
        if (!fault.processes_restored || *fault.processes_restored >= to) return std::nullopt;
        at = std::max(at, *fault.processes_restored);
    }
    std::set<std::string> reduced;
    auto next = evidence.timeline.entries.begin();
    const auto end = evidence.timeline.entries.end();
    const auto take_all_up_to = [&](Time time) {
        for (; next != end && next->time <= time; ++next) {
            if (next->mark == Mark::redundancy_reduced) reduced.insert(next->subject);
            if (next->mark == Mark::redundancy_restored) reduced.erase(next->subject);
        }
    };
    take_all_up_to(at);
    while (!reduced.empty()) {
        if (next == end || next->time >= to) return std::nullopt;
        at = next->time;
        take_all_up_to(at);
    }
    return at;
}

// The share of the work each zone did in seconds [from, to) is as it was before the first fault.
bool shares_as_before(const std::vector<ZoneEvidence>& zones, std::size_t from, std::size_t to) {
    double before = 0;
    double now = 0;
    std::vector<double> served;
    for (const ZoneEvidence& zone : zones) {
        before += static_cast<double>(zone.served_before_first_fault);
        double sum = 0;
        for (std::size_t s = from; s < std::min(to, zone.served.size()); ++s) sum += zone.served[s];
        now += sum;
        served.push_back(sum);
    }
    if (before == 0 || now == 0) return false;
    for (std::size_t i = 0; i < zones.size(); ++i) {
        const double share = static_cast<double>(zones[i].served_before_first_fault) / before;
        const double noise = standard_errors * std::sqrt(share * (1 - share) / now);
        if (std::abs(served[i] / now - share) > std::max(share_tolerance, noise)) return false;
    }
    return true;
}

std::optional<Time> steady_again(const Evidence& evidence, Time from, Time to, Duration settle) {
    constexpr Duration second = std::chrono::seconds{1};
    const auto rounded_up = [&](Duration d) { return (d + second - Duration{1}) / second; };
    const auto window = std::max<std::int64_t>(1, rounded_up(settle));
    for (auto s = rounded_up(from.time_since_epoch());; ++s) {
        if (base::start_of_run + second * (s + window) > to) return std::nullopt;
        if (shares_as_before(evidence.zones, static_cast<std::size_t>(s),
                             static_cast<std::size_t>(s + window))) {
            return base::start_of_run + second * s;
        }
    }
}

}  // namespace

std::optional<Duration> Milestones::between(std::size_t from, std::size_t to) const {
    if (!t[from] || !t[to]) return std::nullopt;
    return *t[to] - *t[from];
}

std::optional<Duration> Milestones::outage() const {
    return fell_below ? between(1, 5) : Duration::zero();
}

std::optional<Duration> Milestones::recovery_from_decision() const {
    const auto recovery = between(3, 5);
    if (!fell_below || !recovery) return std::nullopt;
    return std::max(Duration::zero(), *recovery);
}

Milestones milestones(const Evidence& evidence, std::size_t fault, const ServiceLevel& level) {
    base::ensure(fault < evidence.faults.size(), "milestones are asked of a fault that happened");
    const FaultEvidence& struck = evidence.faults[fault];
    const Time injected = struck.injected;
    Time to = evidence.end;
    Time flight = injected - longest_flight;
    for (const FaultEvidence& other : evidence.faults) {
        if (other.injected > injected) to = std::min(to, other.injected);
        if (other.injected < injected) flight = std::max(flight, other.injected);
    }
    Milestones result;
    auto& t = result.t;
    t[0] = injected;

    const Felt felt = felt_in(evidence, flight, to, level);
    t[1] = first_impact(felt, injected);
    for (std::size_t i = felt.first; i < felt.last; ++i) {
        if (felt.standing[i] == Standing::below) result.fell_below = true;
    }
    if (t[1]) t[5] = back_at_level(felt, *t[1], to, level.settle);

    // What this version does is automatic: to detect is to decide.
    t[2] = first_mark(
        evidence.timeline,
        {Mark::target_down, Mark::target_ejected, Mark::address_withdrawn, Mark::election_started},
        injected, to);
    t[3] = t[2];
    if (t[3]) {
        t[4] = first_mark(evidence.timeline,
                          {Mark::target_down, Mark::target_ejected, Mark::address_withdrawn,
                           Mark::leader_elected},
                          *t[3], to);
    }

    t[6] = redundancy_back(evidence, struck, to);
    const bool served_again = !t[1] || t[5];
    if (t[6] && served_again) {
        t[7] = steady_again(evidence, t[5] ? std::max(*t[5], *t[6]) : *t[6], to, level.settle);
    }
    return result;
}

}  // namespace triaz::measure
