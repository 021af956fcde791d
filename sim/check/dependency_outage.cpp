#include "sim/check/dependency_outage.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using base::Time;
using measure::CohortEvidence;
using measure::Evidence;
using measure::Interval;
using measure::NeedEvidence;

std::vector<Interval> outages_of(const DependencyOutage& claim, const Evidence& evidence) {
    std::vector<Interval> outages;
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.dependency != claim.dependency) continue;
        outages.push_back({fault.injected, fault.ended.value_or(evidence.end)});
    }
    return outages;
}

// What became of the requests of one cohort.
struct Served {
    std::uint64_t issued = 0;
    std::uint64_t ok = 0;
    std::uint64_t open = 0;  // no outcome, and not due
    double least() const {
        return issued == 0 ? 1 : static_cast<double>(ok) / static_cast<double>(issued);
    }
    double most() const {
        return issued == 0 ? 1 : static_cast<double>(ok + open) / static_cast<double>(issued);
    }
};

Served served_in(const CohortEvidence& cohort, const std::vector<Interval>& outages, Time end) {
    Served served;
    const auto& slices = cohort.slices.all();
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const Time start = cohort.slices.start_of(i);
        const bool inside = std::ranges::any_of(outages, [&](const Interval& outage) {
            return start >= outage.from && start < outage.to;
        });
        if (!inside) continue;
        served.issued += slices[i].issued;
        served.ok += slices[i].ok;
        if (!measure::is_due(cohort.slices, i, cohort.deadline, end))
            served.open += slices[i].issued - slices[i].finished;
    }
    return served;
}

struct Judged {
    const CohortEvidence* cohort = nullptr;
    Served served;
};

// The cohort that was served worst.
Judged worst_of(const Cohorts& cohorts, const std::vector<Interval>& outages, Time end) {
    Judged worst;
    for (const CohortEvidence* cohort : cohorts) {
        const Served served = served_in(*cohort, outages, end);
        if (served.issued > 0 &&
            (worst.cohort == nullptr || served.least() < worst.served.least())) {
            worst = {cohort, served};
        }
    }
    return worst;
}

NeedEvidence sum_of_needs(const DependencyOutage& claim, const Evidence& evidence) {
    NeedEvidence sum;
    for (const NeedEvidence& need : evidence.needs) {
        if (need.dependency != claim.dependency) continue;
        sum.asked += need.asked;
        sum.hits += need.hits;
        sum.calls += need.calls;
        sum.errors += need.errors;
        sum.timeouts += need.timeouts;
        sum.stale += need.stale;
        sum.outdated += need.outdated;
        sum.failed += need.failed;
        sum.went_without += need.went_without;
    }
    return sum;
}

std::string sums_up(const NeedEvidence& need) {
    return fmt::format(
        "{} needed an answer of it: {} were met by a cache, {} by an old answer; {} "
        "failed, {} went on without",
        base::counted(need.asked, "request"), base::thousands(need.hits),
        base::thousands(need.stale), base::thousands(need.failed),
        base::thousands(need.went_without));
}

Ruling rule_success(const DependencyOutage& claim, const Evidence& evidence, const Judged& worst,
                    const std::vector<Interval>& outages, const NeedEvidence& needs) {
    if (outages.empty())
        return Ruling::inconclusive(claim.dependency + " was never out of order in this run");
    if (worst.cohort == nullptr)
        return Ruling::inconclusive("too little traffic: no request was issued meanwhile");
    const std::string reason = fmt::format(
        "{} of the {} that {} issued meanwhile succeeded, {} needed",
        base::percent(worst.served.least()), base::counted(worst.served.issued, "request"),
        worst.cohort->name, base::percent(claim.success.value));
    if (worst.served.least() >= claim.success.value) return Ruling::upheld(reason);
    if (worst.served.most() >= claim.success.value) {
        return Ruling::inconclusive(fmt::format("{}; {} had no outcome yet when the run ended",
                                                reason,
                                                base::counted(worst.served.open, "request")));
    }
    Story story(Mechanism::dependency_lost,
                fmt::format("{}: {}", reason, told(Mechanism::dependency_lost)));
    story.faults_and_reactions(evidence, outages.back().to);
    story.step(outages.back().to, "by then, " + sums_up(needs));
    return Ruling::refuted(reason, story.told());
}

Ruling rule_closed(const DependencyOutage& claim, const Evidence& evidence,
                   const std::vector<Interval>& outages) {
    if (!claim.fails_closed) return Ruling::upheld("");
    for (const NeedEvidence& need : evidence.needs) {
        if (need.dependency != claim.dependency || need.went_without == 0) continue;
        const std::string reason = fmt::format("{} of {} went on without an answer of {}",
                                               base::counted(need.went_without, "request"),
                                               need.service, claim.dependency);
        Story story(Mechanism::failed_open,
                    fmt::format("{}: {}", reason, told(Mechanism::failed_open)));
        const Time until = outages.empty() ? evidence.end : outages.back().to;
        story.faults_and_reactions(evidence, until);
        story.step(until, "by then, " + sums_up(need));
        return Ruling::refuted(reason, story.told());
    }
    return Ruling::upheld("");
}

std::string stated_of(const DependencyOutage& claim) {
    const std::string who =
        claim.cohorts.empty() ? std::string{"every cohort"} : list_text(claim.cohorts);
    return fmt::format("while {} is out of order, {} of the requests of {} succeed in time{}",
                       claim.dependency, base::percent(claim.success.value), who,
                       claim.fails_closed ? ", and none goes on without its answer" : "");
}

}  // namespace

Finding judge_dependency_outage(const DependencyOutage& claim,
                                const std::vector<Sometimes>& sometimes, const Evidence& evidence) {
    const auto cohorts = cohorts_named(evidence, claim.cohorts);
    const std::vector<Interval> outages = outages_of(claim, evidence);
    const NeedEvidence needs = sum_of_needs(claim, evidence);
    const Judged worst = cohorts ? worst_of(*cohorts, outages, evidence.end) : Judged{};
    std::optional<std::string> groundless = "a cohort of the claim is not in the evidence";
    if (cohorts) {
        measure::ServiceLevel level;
        level.success = claim.success;
        groundless = why_vacuous(evidence, sometimes, *cohorts, level.settle);
        if (!groundless) {
            groundless = why_unsteady(evidence, *cohorts, level, cohorts->front()->slices.width());
        }
    }
    const Ruling ruling =
        all_of({rule_closed(claim, evidence, outages),
                groundless ? Ruling::inconclusive(*groundless) : Ruling::upheld(""),
                rule_success(claim, evidence, worst, outages, needs)});
    Finding finding;
    finding.stated = stated_of(claim);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("requests_meanwhile", worst.served.issued);
    figures.number("success_meanwhile", worst.served.least(), base::percent(worst.served.least()));
    figures.count("needed", needs.asked);
    figures.count("from_cache", needs.hits);
    figures.count("asked", needs.calls);
    figures.count("answered_with_error", needs.errors);
    figures.count("not_answered", needs.timeouts);
    figures.count("served_stale", needs.stale);
    figures.count("outdated_answers", needs.outdated);
    figures.count("failed_without", needs.failed);
    figures.count("went_on_without", needs.went_without);
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
