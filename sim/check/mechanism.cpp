#include "sim/check/mechanism.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "sim/base/ensure.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using base::Time;
using measure::Evidence;
using measure::Interval;

// A cause that explains an outage covers at least this much of it.
constexpr double explains = 0.5;
// Workers this busy have no room: waiting grows without bound.
constexpr double saturated = 0.97;
// Failed attempts a request: as much load again as there was.
constexpr double a_storm = 1;

struct Words {
    std::string_view name;
    std::string_view told;
};

constexpr std::array<Words, mechanism_count> words{{
    {"leader election", "writes waited while a shard had no leader"},
    {"quorum lost", "too few replicas ran and reached each other to elect a leader or to commit"},
    {"overload", "those who were left could not carry the load"},
    {"retry storm",
     "retries multiplied the load beyond what could be carried, and kept it there when the cause "
     "was gone"},
    {"detection", "requests went on to a dead target until it was found out"},
    {"gray failure", "messages or answers went wrong, and nothing was taken out of use"},
    {"in flight", "requests inside the victim died with it"},
    {"acknowledged too early", "writes were acknowledged on fewer copies than a majority"},
    {"copies together", "copies of one write stood in the same zone"},
    {"duplicate effect", "a retry took effect a second time"},
    {"no spare path", "nothing was running that could serve these clients"},
    {"copies lost", "no disk holds the writes any more"},
    {"rolled back", "a disk still holds the writes, but the authority went on without them"},
    {"idle zone", "a zone took too small a share of the work"},
    {"human action", "recovery waited for a person"},
    {"inconsistent reads", "what clients read fits no order of what was written"},
    {"capacity not restored", "instances that the fault took were not replaced in time"},
    {"dependency lost", "a dependency gave no answer in time, and nothing made up for it"},
    {"failed open", "a service went on without the answer that it needs"},
    {"sessions on the victim", "sessions on what was lost were dropped with it"},
    {"unknown", "the evidence does not say why"},
}};
static_assert(static_cast<std::size_t>(Mechanism::unknown) + 1 == mechanism_count);

Duration overlap(const Interval& a, const Interval& b) {
    return std::max(Duration::zero(), std::min(a.to, b.to) - std::max(a.from, b.from));
}

// The share of `outage` that the union of `causes` covers.
double coverage(std::vector<Interval> causes, const Interval& outage) {
    std::ranges::sort(causes, {}, &Interval::from);
    Duration covered{};
    Time until = outage.from;
    for (const Interval& cause : causes) {
        covered += overlap({std::max(cause.from, until), cause.to}, outage);
        until = std::max(until, cause.to);
    }
    return static_cast<double>(covered.count()) / static_cast<double>(outage.length().count());
}

std::vector<Interval> all_of(const std::vector<measure::ShardEvidence>& shards,
                             std::vector<Interval> measure::ShardEvidence::*which) {
    std::vector<Interval> all;
    for (const auto& shard : shards) {
        all.insert(all.end(), (shard.*which).begin(), (shard.*which).end());
    }
    return all;
}

// When the last target was taken out of use between `fault` and `to`.
std::optional<Time> found_out(const Evidence& evidence, Time fault, Time to) {
    std::optional<Time> found;
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (entry.time < fault || entry.time > to) continue;
        if (entry.mark == history::Mark::target_down ||
            entry.mark == history::Mark::target_ejected ||
            entry.mark == history::Mark::address_withdrawn) {
            found = entry.time;
        }
    }
    return found;
}

// Of the requests that failed in slices of the outage, the share that was shed.
double rejected_share(const Evidence& evidence, const Interval& outage) {
    std::uint64_t failed = 0;
    std::uint64_t rejected = 0;
    for (const measure::CohortEvidence& cohort : evidence.cohorts) {
        for (std::size_t i = 0; i < cohort.slices.all().size(); ++i) {
            const Interval slice{cohort.slices.start_of(i), cohort.slices.end_of(i)};
            if (overlap(slice, outage) == Duration::zero()) continue;
            failed += cohort.slices.all()[i].issued - cohort.slices.all()[i].ok;
            rejected += cohort.slices.all()[i].rejected;
        }
    }
    return failed == 0 ? 0 : static_cast<double>(rejected) / static_cast<double>(failed);
}

// When the last fault that struck before `to` was over and all it took was back; nothing when that
// was not so in time, or there was none.
std::optional<Time> all_faults_over(const Evidence& evidence, Time to) {
    std::optional<Time> over;
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.injected >= to) continue;
        if (!fault.ended) return std::nullopt;
        over = std::max(over.value_or(Time{}), *fault.ended);
        if (fault.processes_lost == 0) continue;
        if (!fault.processes_restored) return std::nullopt;
        over = std::max(*over, *fault.processes_restored);
    }
    return over < to ? over : std::nullopt;
}

// Most of the outage came after its cause was gone, with at least one failed attempt for each
// request that was issued in that time.
bool is_retry_storm(const Evidence& evidence, const Interval& outage) {
    const auto over = all_faults_over(evidence, outage.to);
    if (!over || coverage({{*over, outage.to}}, outage) < explains) return false;
    double issued = 0;
    double failed_attempts = 0;
    for (const measure::CohortEvidence& cohort : evidence.cohorts) {
        for (std::size_t i = 0; i < cohort.slices.all().size(); ++i) {
            const Time start = cohort.slices.start_of(i);
            if (start < *over || start >= outage.to) continue;
            issued += cohort.slices.all()[i].issued;
            failed_attempts += cohort.slices.all()[i].failed_attempts;
        }
    }
    return issued > 0 && failed_attempts / issued > a_storm;
}

bool workers_saturated(const Evidence& evidence, bool after_a_fault) {
    return std::ranges::any_of(evidence.zones, [&](const measure::ZoneEvidence& zone) {
        return (after_a_fault ? zone.busiest_after : zone.busiest_before) >= saturated;
    });
}

const measure::FaultEvidence* last_fault_before(const Evidence& evidence, Time to) {
    const measure::FaultEvidence* last = nullptr;
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.injected < to) last = &fault;
    }
    return last;
}

// All of the outage was issued before the fault had been going on for a slice.
bool is_in_flight(const Evidence& evidence, const Interval& outage, Time fault) {
    if (evidence.cohorts.empty()) return false;
    const measure::Slices& slices = evidence.cohorts.front().slices;
    const auto of_fault = std::max<std::int64_t>(0, (fault - slices.from()) / slices.width());
    return outage.to <= slices.start_of(static_cast<std::size_t>(of_fault) + 1);
}

}  // namespace

std::string_view name_of(Mechanism mechanism) {
    return words[static_cast<std::size_t>(mechanism)].name;
}

std::string_view told(Mechanism mechanism) {
    return words[static_cast<std::size_t>(mechanism)].told;
}

Mechanism mechanism_of_outage(const Evidence& evidence, Time from, Time to) {
    base::ensure(to > from, "an outage has a length");
    const Interval outage{from, to};
    const measure::FaultEvidence* const fault = last_fault_before(evidence, to);

    const auto no_quorum = all_of(evidence.shards, &measure::ShardEvidence::without_quorum);
    if (coverage(no_quorum, outage) >= explains) return Mechanism::quorum_lost;
    std::vector<Interval> none_up;
    for (const measure::ComponentEvidence& component : evidence.components) {
        none_up.insert(none_up.end(), component.none_up.begin(), component.none_up.end());
    }
    if (coverage(none_up, outage) >= explains) return Mechanism::no_spare_path;
    const auto no_leader = all_of(evidence.shards, &measure::ShardEvidence::without_leader);
    if (coverage(no_leader, outage) >= explains) return Mechanism::leader_election;

    const bool no_room =
        rejected_share(evidence, outage) >= explains || workers_saturated(evidence, true);
    if (no_room && is_retry_storm(evidence, outage)) return Mechanism::retry_storm;
    if (rejected_share(evidence, outage) >= explains) return Mechanism::overload;
    if (fault == nullptr)
        return workers_saturated(evidence, false) ? Mechanism::overload : Mechanism::unknown;
    if (is_in_flight(evidence, outage, fault->injected)) return Mechanism::in_flight;
    const auto found = found_out(evidence, fault->injected, to);
    if (found && coverage({{fault->injected, *found}}, outage) >= explains)
        return Mechanism::detection;
    if (!fault->dependency.empty()) return Mechanism::dependency_lost;
    if (workers_saturated(evidence, true)) return Mechanism::overload;
    if (found) return Mechanism::unknown;
    return fault->of_paths || fault->of_behaviour ? Mechanism::gray_failure : Mechanism::detection;
}

}  // namespace triaz::check
