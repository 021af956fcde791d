#include "sim/check/re_routing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/outage.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using base::Time;
using history::Mark;
using measure::Evidence;
using measure::FaultEvidence;
using measure::Standing;

// What became of one fault, until the next one strikes.
struct Drained {
    const FaultEvidence* fault = nullptr;
    std::optional<Duration> found_out;      // from the fault; nothing: not in time
    Duration drained{};                     // to the end of the last slice that felt it
    std::string cohort;                     // whose slice that was
    std::uint64_t failed = 0;               // attempts, from the fault on
    std::optional<measure::Interval> late;  // the first slice that felt it after the limit
    bool over_too_soon = false;
};

Time window_end(const Evidence& evidence, const FaultEvidence& fault) {
    Time end = evidence.end;
    for (const FaultEvidence& other : evidence.faults)
        if (other.injected > fault.injected) end = std::min(end, other.injected);
    return end;
}

// More failed attempts than the level leaves room for. Forgives the rounding of the product.
bool is_fed_to_the_dead(const measure::Slice& slice, const measure::ServiceLevel& level) {
    constexpr double rounding = 1e-9;
    return slice.failed_attempts > (1 - level.success.value + rounding) * slice.issued;
}

void look_at(Drained& drained, const ReRouting& claim, const measure::CohortEvidence& cohort,
             Time from, Time until, Time end) {
    const auto slices = cohort.slices.widened(*widening(cohort.slices, claim.slice));
    const auto standing = measure::standings(slices, claim.minimum_service, cohort.deadline, end);
    const Time limit = from + claim.within;
    for (std::size_t i = 0; i < standing.size() && slices.end_of(i) <= until; ++i) {
        if (slices.start_of(i) < from) continue;
        const measure::Slice& slice = slices.all()[i];
        drained.failed += slice.failed_attempts;
        if (standing[i] != Standing::below && !is_fed_to_the_dead(slice, claim.minimum_service))
            continue;
        if (slices.end_of(i) - from > drained.drained) {
            drained.drained = slices.end_of(i) - from;
            drained.cohort = cohort.name;
        }
        const bool earlier = !drained.late || slices.start_of(i) < drained.late->from;
        if (slices.start_of(i) >= limit && earlier)
            drained.late = measure::Interval{slices.start_of(i), slices.end_of(i)};
    }
}

Drained drained_after(const FaultEvidence& fault, const ReRouting& claim, const Cohorts& cohorts,
                      const Evidence& evidence) {
    Drained drained;
    drained.fault = &fault;
    const Time until = window_end(evidence, fault);
    drained.over_too_soon = fault.injected + claim.within + claim.minimum_service.settle > until;
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (entry.time < fault.injected || entry.time > fault.injected + claim.within) continue;
        if (entry.mark == Mark::target_down || entry.mark == Mark::target_ejected ||
            entry.mark == Mark::address_withdrawn) {
            drained.found_out = entry.time - fault.injected;
            break;
        }
    }
    for (const measure::CohortEvidence* cohort : cohorts)
        look_at(drained, claim, *cohort, fault.injected, until, evidence.end);
    return drained;
}

Witness witness_of(const Drained& drained, const Evidence& evidence, const std::string& reason) {
    const FaultEvidence& fault = *drained.fault;
    const bool unseen = !drained.found_out && (fault.of_paths || fault.of_behaviour);
    Story story(unseen ? Mechanism::gray_failure : Mechanism::detection, reason);
    const Time to = drained.late ? drained.late->from : window_end(evidence, fault);
    story.faults_and_reactions(evidence, to);
    if (drained.late)
        story.step(drained.late->from,
                   fmt::format("attempts of cohort {} still fail", drained.cohort));
    return story.told();
}

Ruling rule_fault(const Drained& drained, const ReRouting& claim, const Evidence& evidence) {
    const FaultEvidence& fault = *drained.fault;
    if (drained.late) {
        const std::string reason =
            fmt::format("{} after {} attempts of cohort {} still fail, {} allowed",
                        span_text(drained.late->from - fault.injected), fault.name, drained.cohort,
                        span_text(claim.within));
        return Ruling::refuted(reason, witness_of(drained, evidence, reason));
    }
    if (!drained.found_out) {
        const std::string reason = fmt::format("nothing was taken out of use within {} of {}",
                                               span_text(claim.within), fault.name);
        return Ruling::refuted(reason, witness_of(drained, evidence, reason));
    }
    if (drained.over_too_soon)
        return Ruling::inconclusive(fmt::format(
            "what comes after {} is seen for less than {} and the settle window of {}", fault.name,
            span_text(claim.within), span_text(claim.minimum_service.settle)));
    return Ruling::upheld("");
}

std::string stated(const ReRouting& claim) {
    return fmt::format(
        "within {} of each fault it is found out, and from then on at least {} of attempts and "
        "requests succeed in every slice of {}{}",
        span_text(claim.within), base::percent(claim.minimum_service.success.value),
        span_text(claim.slice),
        claim.cohorts.empty() ? ", each cohort apart" : ", cohorts " + list_text(claim.cohorts));
}

Finding undecidable(const ReRouting& claim, std::string reason) {
    Finding finding;
    finding.stated = stated(claim);
    finding.reason = std::move(reason);
    return finding;
}

std::string upheld_text(const std::vector<Drained>& faults) {
    Duration drained{};
    for (const Drained& each : faults) drained = std::max(drained, each.drained);
    return drained == Duration::zero()
               ? "found out in time, and no slice felt it"
               : fmt::format("found out in time, and no slice felt it later than {} after a fault",
                             span_text(drained));
}

void note_figures(Figures& figures, const std::vector<Drained>& faults) {
    std::optional<Duration> found_out;
    Duration drained{};
    std::uint64_t failed = 0;
    bool all_found = !faults.empty();
    for (const Drained& each : faults) {
        all_found = all_found && each.found_out;
        if (each.found_out)
            found_out = std::max(found_out.value_or(Duration::zero()), *each.found_out);
        drained = std::max(drained, each.drained);
        failed += each.failed;
    }
    if (all_found && found_out)
        figures.seconds("time_to_detect_s", *found_out);
    else
        figures.unknown("time_to_detect_s", "not in time");
    figures.seconds("time_to_drain_s", drained);
    figures.count("failed_attempts_after_fault", failed);
}

}  // namespace

Finding judge_re_routing(const ReRouting& claim, const std::vector<Sometimes>& sometimes,
                         const Evidence& evidence) {
    const auto cohorts = cohorts_named(evidence, claim.cohorts);
    if (!cohorts) return undecidable(claim, "the claim names a cohort that there is not");
    if (cohorts->empty()) return undecidable(claim, "there are no clients");
    if (evidence.faults.empty())
        return undecidable(claim, "there was no fault to lead requests away from");
    for (const measure::CohortEvidence* cohort : *cohorts)
        if (!widening(cohort->slices, claim.slice))
            return undecidable(claim, fmt::format("the evidence was collected in slices of {}",
                                                  span_text(cohort->slices.width())));
    std::vector<Drained> faults;
    std::vector<Ruling> rulings;
    for (const FaultEvidence& fault : evidence.faults) {
        faults.push_back(drained_after(fault, claim, *cohorts, evidence));
        rulings.push_back(rule_fault(faults.back(), claim, evidence));
    }
    const auto vacuous = why_vacuous(evidence, sometimes, *cohorts, claim.minimum_service.settle);
    const auto unsteady = why_unsteady(evidence, *cohorts, claim.minimum_service, claim.slice);
    Figures figures;
    note_figures(figures, faults);
    std::vector<Ruling> all = std::move(rulings);
    all.push_back(vacuous ? Ruling::inconclusive(*vacuous) : Ruling::upheld(upheld_text(faults)));
    Ruling ruling = all_of(all);
    if (unsteady) ruling = Ruling::inconclusive(vacuous.value_or(*unsteady));

    Finding finding;
    finding.stated = stated(claim);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
