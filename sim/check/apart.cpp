#include "sim/check/apart.hpp"

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
using measure::CohortEvidence;
using measure::Evidence;
using measure::Slice;
using measure::Slices;

// The cohorts of some names, and all others.
struct Sides {
    Cohorts named;
    Cohorts others;
};

Sides sides_of(const Evidence& evidence, const std::vector<std::string>& names) {
    Sides sides;
    for (const CohortEvidence& cohort : evidence.cohorts) {
        const bool is_named = std::ranges::find(names, cohort.name) != names.end();
        (is_named ? sides.named : sides.others).push_back(&cohort);
    }
    return sides;
}

// Why the question cannot even be asked of this evidence.
std::optional<std::string> why_unasked(const Sides& sides, const std::vector<std::string>& names,
                                       Duration slice) {
    if (sides.named.size() != names.size()) return "the claim names a cohort that there is not";
    if (sides.others.empty()) return "there are no other clients that could be harmed";
    for (const Cohorts* each : {&sides.named, &sides.others})
        for (const CohortEvidence* cohort : *each)
            if (!widening(cohort->slices, slice))
                return fmt::format("the evidence was collected in slices of {}",
                                   span_text(cohort->slices.width()));
    return std::nullopt;
}

struct Harm {
    Duration longest{};                      // of outages of the others
    const CohortEvidence* cohort = nullptr;  // whose that was
    measure::Interval run;
};

Harm harm_to(const Cohorts& others, const measure::ServiceLevel& level, Duration slice,
             const Evidence& evidence) {
    Harm harm;
    for (const CohortEvidence* cohort : others) {
        const Outages outages = *outages_of(*cohort, level, slice, evidence.end);
        if (!outages.longest_run || outages.longest_run->length() <= harm.longest) continue;
        harm = {outages.longest_run->length(), cohort, *outages.longest_run};
    }
    return harm;
}

Ruling rule_harm(const Harm& harm, const measure::ServiceLevel& level, const Evidence& evidence,
                 const std::string& because) {
    if (harm.cohort == nullptr) return Ruling::upheld("");
    const std::string reason =
        fmt::format("cohort {} was below {} of success for {} {}", harm.cohort->name,
                    base::percent(level.success.value), span_text(harm.longest), because);
    const Mechanism mechanism = mechanism_of_outage(evidence, harm.run.from, harm.run.to);
    Story story(mechanism, fmt::format("{}: {}", reason, told(mechanism)));
    story.faults_and_reactions(evidence, harm.run.to);
    story.step(harm.run.from, fmt::format("cohort {} falls below the level", harm.cohort->name));
    return Ruling::refuted(reason, story.told());
}

Finding finding_of(std::string stated, const Ruling& ruling, Figures& figures) {
    Finding finding;
    finding.stated = std::move(stated);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    finding.measured = figures.take();
    return finding;
}

// What was in a bad way before anything happened, or was not put to the test, says nothing either
// way; a vacuous run upholds nothing.
Ruling on_ground(const std::optional<std::string>& untested, const std::vector<Ruling>& rulings,
                 const std::optional<std::string>& vacuous, std::string upheld) {
    if (untested) return Ruling::inconclusive(vacuous.value_or(*untested));
    std::vector<Ruling> all = rulings;
    all.push_back(vacuous ? Ruling::inconclusive(*vacuous) : Ruling::upheld(std::move(upheld)));
    return all_of(all);
}

std::uint64_t failed_of(const Cohorts& cohorts) {
    std::uint64_t failed = 0;
    for (const CohortEvidence* cohort : cohorts)
        for (const Slice& slice : cohort->slices.all()) failed += slice.finished - slice.ok;
    return failed;
}

// What was issued in each slice by all of them together.
std::vector<std::uint64_t> issued_in(const Cohorts& cohorts, Duration width) {
    std::vector<std::uint64_t> issued;
    for (const CohortEvidence* cohort : cohorts) {
        const Slices slices = cohort->slices.widened(*widening(cohort->slices, width));
        issued.resize(slices.all().size());
        for (std::size_t i = 0; i < issued.size(); ++i) issued[i] += slices.all()[i].issued;
    }
    return issued;
}

// Where a flood was, and how large.
struct Flood {
    std::vector<bool> in_slice;
    double times = 0;  // the most of a slice, over that of a quiet one
};

Flood flood_of(const Cohorts& flooding, Duration width) {
    const std::vector<std::uint64_t> issued = issued_in(flooding, width);
    Flood flood;
    std::vector<std::uint64_t> sorted = issued;
    std::ranges::sort(sorted);
    const std::uint64_t quiet = std::max<std::uint64_t>(1, sorted[sorted.size() / 4]);
    flood.times = static_cast<double>(sorted.back()) / static_cast<double>(quiet);
    for (const std::uint64_t count : issued)
        flood.in_slice.push_back(count >= sorted.back() / 2 && sorted.back() > 0);
    return flood;
}

// Mean latency of the others, in the slices of the flood or in the rest; nothing when none ended
// ok.
std::optional<double> mean_latency(const Cohorts& others, Duration width, const Flood& flood,
                                   bool during) {
    double seconds = 0;
    std::uint64_t ok = 0;
    for (const CohortEvidence* cohort : others) {
        const Slices slices = cohort->slices.widened(*widening(cohort->slices, width));
        for (std::size_t i = 0; i < slices.all().size(); ++i) {
            if (flood.in_slice[i] != during) continue;
            seconds += base::to_seconds(slices.all()[i].latency);
            ok += slices.all()[i].ok;
        }
    }
    if (ok == 0) return std::nullopt;
    return seconds / static_cast<double>(ok);
}

Ruling rule_slower(std::optional<double> slower, const TenantIsolation& claim,
                   const Evidence& evidence, base::Time began) {
    if (!slower) return Ruling::inconclusive("nobody else was answered with and without the flood");
    if (*slower <= claim.slower_at_most) return Ruling::upheld("");
    const std::string reason = fmt::format(
        "during the flood others waited {:.2f} times as long as without it, {:.2f} "
        "allowed",
        *slower, claim.slower_at_most);
    Story story(Mechanism::overload, reason);
    story.step(began, "the flood begins");
    story.faults_and_reactions(evidence, evidence.end);
    return Ruling::refuted(reason, story.told());
}

}  // namespace

Finding judge_customer_link_loss(const CustomerLinkLoss& claim,
                                 const std::vector<Sometimes>& sometimes,
                                 const Evidence& evidence) {
    const std::string stated = fmt::format(
        "clients other than {} keep at least {} of success in every slice of {} while the line of "
        "these is lost",
        list_text(claim.cut), base::percent(claim.minimum_service.success.value),
        span_text(claim.slice));
    const Sides sides = sides_of(evidence, claim.cut);
    Figures figures;
    if (auto why = why_unasked(sides, claim.cut, claim.slice))
        return finding_of(stated, Ruling::inconclusive(std::move(*why)), figures);
    const Harm cut = harm_to(sides.named, claim.minimum_service, claim.slice, evidence);
    const Harm harm = harm_to(sides.others, claim.minimum_service, claim.slice, evidence);
    figures.seconds("outage_of_others_s", harm.longest);
    figures.count("failed_requests_of_others", failed_of(sides.others));
    figures.seconds("outage_behind_the_line_s", cut.longest);
    figures.count("failed_requests_behind_the_line", failed_of(sides.named));
    // Before the fault everybody is to be well, those behind the line too.
    Cohorts all = sides.named;
    all.insert(all.end(), sides.others.begin(), sides.others.end());
    std::optional<std::string> untested =
        why_unsteady(evidence, all, claim.minimum_service, claim.slice);
    if (evidence.faults.empty()) untested = "no line was lost";
    if (!untested && cut.cohort == nullptr)
        untested = "the loss of the line was not felt by those behind it";
    const Ruling ruling = on_ground(
        untested,
        {rule_harm(harm, claim.minimum_service, evidence, "while the line of others was lost")},
        why_vacuous(evidence, sometimes, all, claim.minimum_service.settle),
        fmt::format("nobody else noticed; {} did not get through for {}", list_text(claim.cut),
                    span_text(cut.longest)));
    return finding_of(stated, ruling, figures);
}

Finding judge_tenant_isolation(const TenantIsolation& claim,
                               const std::vector<Sometimes>& sometimes, const Evidence& evidence) {
    const std::string stated = fmt::format(
        "while {} {}, others keep at least {} of success in every slice of {} and wait at most "
        "{:.2f} times as long",
        list_text(claim.flooding), claim.flooding.size() == 1 ? "floods" : "flood",
        base::percent(claim.minimum_service.success.value), span_text(claim.slice),
        claim.slower_at_most);
    const Sides sides = sides_of(evidence, claim.flooding);
    Figures figures;
    if (auto why = why_unasked(sides, claim.flooding, claim.slice))
        return finding_of(stated, Ruling::inconclusive(std::move(*why)), figures);
    const Flood flood = flood_of(sides.named, claim.slice);
    const Harm harm = harm_to(sides.others, claim.minimum_service, claim.slice, evidence);
    const auto during = mean_latency(sides.others, claim.slice, flood, true);
    const auto without = mean_latency(sides.others, claim.slice, flood, false);
    std::optional<double> slower;
    if (during && without && *without > 0) slower = *during / *without;
    figures.number("flood_times", flood.times, fmt::format("{:.1f} times", flood.times));
    figures.seconds("outage_of_others_s", harm.longest);
    figures.count("failed_requests_of_others", failed_of(sides.others));
    if (slower)
        figures.number("slower_times", *slower, fmt::format("{:.2f} times", *slower));
    else
        figures.unknown("slower_times", "not known");
    figures.count("failed_requests_of_the_flood", failed_of(sides.named));
    const auto first = std::ranges::find(flood.in_slice, true) - flood.in_slice.begin();
    const base::Time began = sides.named.front()->slices.from() + claim.slice * first;
    std::optional<std::string> untested =
        why_unsteady(evidence, sides.others, claim.minimum_service, claim.slice);
    if (flood.times < claim.flood_at_least)
        untested = fmt::format(
            "there was no flood: {} issued at most {:.1f} times as much as in a quiet slice, "
            "{:.1f} "
            "needed",
            list_text(claim.flooding), flood.times, claim.flood_at_least);
    const Ruling ruling = on_ground(
        untested,
        {rule_harm(harm, claim.minimum_service, evidence, "during the flood"),
         rule_slower(slower, claim, evidence, began)},
        why_vacuous(evidence, sometimes, sides.others, claim.minimum_service.settle),
        fmt::format("a flood of {:.1f} times the usual was felt by nobody else", flood.times));
    return finding_of(stated, ruling, figures);
}

}  // namespace triaz::check
