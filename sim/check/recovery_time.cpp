#include "sim/check/recovery_time.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/base/ensure.hpp"
#include "sim/check/recovery_evidence.hpp"
#include "sim/check/trades.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using base::Duration;

constexpr std::size_t level_count = 4;

std::string stated(const RecoveryTime& claim) {
    constexpr std::array<const char*, level_count> words{
        "Z0 hands-off: recovery needs no person", "Z1 no outage",
        "Z2 no client-visible error: every request succeeds within its deadline, and takes effect "
        "once",
        "Z3 hitless: no attempt fails, and the latency objective is held"};
    const bool relaxed = claim.at_most > Duration::zero();
    std::string text = words[static_cast<std::size_t>(claim.level)];
    if (relaxed) {
        text = fmt::format("{}, no outage longer than {} (over when the level is met for {})",
                           claim.level == Level::z0_hands_off ? "Z0 hands-off" : "Z1 relaxed",
                           span_text(claim.at_most), span_text(claim.minimum_service.settle));
    }
    text += fmt::format("; minimum service level: {} that holds a request, however few",
                        level_text(claim));
    text += claim.cohorts.empty() ? ", each cohort apart"
            : claim.cohorts.size() == 1
                ? fmt::format(", cohort {}", claim.cohorts.front())
                : fmt::format(", cohorts {} apart", list_text(claim.cohorts));
    return text;
}

// The levels one by one, each with those below it; outages up to `at_most` are allowed.
std::array<Ruling, level_count> rule_levels(const RecoveryEvidence& gathered, const Ruling& ground,
                                            Duration at_most) {
    std::vector<Ruling> conditions{ground, rule_hands_off(gathered)};
    std::array<Ruling, level_count> levels;
    levels[0] = all_of(conditions);
    conditions.push_back(rule_outage(gathered, at_most));
    levels[1] = all_of(conditions);
    conditions.push_back(rule_no_client_visible_error(gathered));
    levels[2] = all_of(conditions);
    conditions.push_back(rule_hitless(gathered));
    levels[3] = all_of(conditions);
    return levels;
}

// Z0 with a bound on outages is Z1 relaxed by that bound.
Ruling rule(const RecoveryEvidence& gathered, const Ruling& ground) {
    const RecoveryTime& claim = *gathered.claim;
    const bool relaxed = claim.at_most > Duration::zero();
    const Level level = relaxed ? Level::z1_no_outage : claim.level;
    return rule_levels(gathered, ground, claim.at_most)[static_cast<std::size_t>(level)];
}

void note_level(Figures& figures, const std::array<Ruling, level_count>& levels) {
    std::size_t held = 0;
    while (held < level_count && levels[held].verdict == Verdict::upheld) ++held;
    if (held == 0) return figures.unknown("level_held", "none");
    const auto level = static_cast<Level>(held - 1);
    figures.number("level_held", static_cast<double>(held - 1), std::string(name_of(level)));
}

Finding undecidable(const RecoveryTime& claim, std::string reason) {
    Finding finding;
    finding.stated = stated(claim);
    finding.verdict = Verdict::inconclusive;
    finding.reason = std::move(reason);
    return finding;
}

}  // namespace

Finding judge_recovery_time(const RecoveryTime& claim, const std::vector<Sometimes>& sometimes,
                            const measure::Evidence& evidence) {
    base::ensure(claim.at_most == Duration::zero() || claim.level <= Level::z1_no_outage,
                 "only Z0 and Z1 can be relaxed");
    auto cohorts = cohorts_named(evidence, claim.cohorts);
    if (!cohorts) return undecidable(claim, "the claim names a cohort that there is not");
    if (cohorts->empty()) return undecidable(claim, "there are no clients");
    for (const measure::CohortEvidence* cohort : *cohorts) {
        if (widening(cohort->slices, claim.slice)) continue;
        return undecidable(
            claim, fmt::format("the evidence was collected in slices of {}, which do not make "
                               "slices of {}",
                               span_text(cohort->slices.width()), span_text(claim.slice)));
    }

    const RecoveryEvidence gathered = gather(claim, evidence, *cohorts);
    const measure::ServiceLevel& service = claim.minimum_service;
    const auto vacuous = why_vacuous(evidence, sometimes, *cohorts, service.settle);
    const Ruling ground = vacuous ? Ruling::inconclusive(*vacuous) : rule_seen(gathered);
    Ruling ruling = rule(gathered, ground);
    // Without a steady state there was nothing that the fault could have broken.
    const auto unsteady = why_unsteady(evidence, *cohorts, service, claim.slice);
    if (unsteady) ruling = Ruling::inconclusive(vacuous.value_or(*unsteady));

    Finding finding;
    finding.stated = stated(claim);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    if (unsteady) {
        figures.unknown("level_held", "none");
    } else {
        note_level(figures, rule_levels(gathered, ground, Duration::zero()));
    }
    note_figures(figures, gathered);
    finding.measured = figures.take();
    finding.trades = trades(evidence, {});
    return finding;
}

}  // namespace triaz::check
