#include <fmt/format.h>

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

struct Tally {
    std::size_t claims = 0;
    std::size_t as_expected = 0;
    std::size_t limits = 0;  // refuted, as expected
    std::size_t inconclusive = 0;
    std::size_t scenarios = 0;  // simulated
    std::size_t observed = 0;
};

Tally tally_of(const Subject& subject) {
    Tally tally;
    for (const Record* record : distinct(subject)) {
        ++(record->observed ? tally.observed : tally.scenarios);
        for (const Finding& finding : record->findings) {
            ++tally.claims;
            tally.as_expected += finding.as_expected() ? 1 : 0;
            tally.inconclusive += finding.verdict == check::Verdict::inconclusive ? 1 : 0;
            tally.limits +=
                finding.as_expected() && finding.verdict == check::Verdict::refuted ? 1 : 0;
        }
    }
    return tally;
}

std::string statement(const Tally& tally) {
    const std::size_t all = tally.scenarios + tally.observed;
    std::string text;
    if (tally.scenarios > 0)
        text += fmt::format("{} simulated {}", tally.scenarios,
                            tally.scenarios == 1 ? "scenario" : "scenarios");
    if (tally.observed > 0)
        text += fmt::format("{}{} observed {}", text.empty() ? "" : " and ", tally.observed,
                            tally.observed == 1 ? "rehearsal" : "rehearsals");
    text += fmt::format(" with {} {} put to {}. ", tally.claims,
                        tally.claims == 1 ? "promise" : "promises", all == 1 ? "it" : "them");
    if (tally.as_expected == tally.claims && tally.claims > 0)
        text += "Every one came out as expected.";
    else
        text += fmt::format("{} of {} came out as expected; the others are findings.",
                            tally.as_expected, tally.claims);
    if (tally.limits > 0)
        text +=
            fmt::format(" {} of them {} where the promises end: refuted, as the scenario foresees.",
                        tally.limits, tally.limits == 1 ? "shows" : "show");
    if (tally.inconclusive > 0)
        text += fmt::format(" {} could not be decided, which is not a pass.", tally.inconclusive);
    return text;
}

std::uint64_t acknowledged_in_all(const Subject& subject) {
    std::uint64_t all = 0;
    for (const Record* record : distinct(subject)) all += record->writes.acknowledged;
    return all;
}

Headlines headlines(const Subject& subject, const Tally& tally) {
    Headlines made;
    const bool well = tally.as_expected == tally.claims && tally.claims > 0;
    made.headlines.push_back({"Promises as expected",
                              fmt::format("{} of {}", tally.as_expected, tally.claims),
                              tally.limits > 0 ? fmt::format("{} known limits", tally.limits)
                                               : std::string{"no known limit among them"},
                              well                     ? Tone::good
                              : tally.inconclusive > 0 ? Tone::unsure
                                                       : Tone::bad});
    const auto outage = worst_figure(subject, "outage_total_s");
    made.headlines.push_back({"Longest outage", seconds_text(outage, "not asked"),
                              "below the minimum service level",
                              !outage        ? Tone::plain
                              : *outage == 0 ? Tone::good
                                             : Tone::bad});
    const auto lost = worst_figure(subject, "lost_writes");
    made.headlines.push_back(
        {"Acknowledged writes lost",
         lost ? base::thousands(static_cast<std::uint64_t>(*lost)) : std::string{"not asked"},
         fmt::format("of {}", base::thousands(acknowledged_in_all(subject))),
         !lost        ? Tone::plain
         : *lost == 0 ? Tone::good
                      : Tone::bad});
    const auto detect = worst_figure(subject, "time_to_detect_s");
    made.headlines.push_back({"Slowest detection", seconds_text(detect, "not felt"),
                              "from fault to first notice (T2 - T0)", Tone::plain});
    return made;
}

// Of scenarios that are expected to hold, for one plan objective after the other.
Table objectives_of_plan(const Subject& subject) {
    Table table{"Objectives against results",
                {{"Service"}, {"Objective"}, {"Result"}, {"Standing"}},
                {},
                false};
    const auto outage = worst_figure(subject, "outage_total_s");
    const auto level = [&] {
        std::optional<double> least;
        for (const Record& record : subject.records)
            for (const Finding& finding : record.findings)
                if (finding.expected == check::Verdict::upheld)
                    if (const auto held = figure(finding, "level_held"))
                        least = std::min(least.value_or(*held), *held);
        return least;
    }();
    auto lost = worst_figure(subject, "lost_seconds");
    if (!lost && worst_figure(subject, "lost_writes") == 0.0) lost = 0;
    const auto standing = [](std::optional<double> value, double limit) {
        if (!value) return badge("not measured", Tone::unsure);
        return *value <= limit ? badge("met", Tone::good) : badge("missed", Tone::bad);
    };
    for (const plan::Objective& objective : subject.plan->objectives) {
        if (objective.rto)
            table.rows.push_back(
                {{objective.service},
                 {fmt::format("RTO {} from the {}, level {}",
                              seconds_text(base::to_seconds(objective.rto->at_most)),
                              objective.rto->clock_starts, objective.rto->level)},
                 {seconds_text(outage, "not measured") +
                  (level ? fmt::format(", level Z{:.0f} held", *level) : "")},
                 standing(outage, base::to_seconds(objective.rto->at_most))});
        if (objective.rpo)
            table.rows.push_back(
                {{objective.service},
                 {fmt::format("RPO {}, stores {}",
                              seconds_text(base::to_seconds(objective.rpo->at_most)),
                              joined(objective.rpo->stores))},
                 {seconds_text(lost, "not measured") + " of writes lost"},
                 standing(lost, base::to_seconds(objective.rpo->at_most))});
        if (objective.mtpd)
            table.rows.push_back(
                {{objective.service},
                 {fmt::format("MTPD {}", seconds_text(base::to_seconds(*objective.mtpd)))},
                 {seconds_text(outage, "not measured")},
                 standing(outage, base::to_seconds(*objective.mtpd))});
    }
    return table;
}

// One row a scenario, where a row a promise would be too much for one page.
Table scenarios(const Subject& subject) {
    Table table{"Every scenario (each promise stands in the appendix)",
                {{"Scenario"}, {"Question"}, {"Promises", Table::Align::right}, {"Verdict"}},
                {},
                false};
    for (const Record* record : distinct(subject)) {
        std::vector<check::Finding> expected{record->findings.begin(), record->findings.end()};
        for (check::Finding& finding : expected) finding.verdict = finding.expected;
        table.rows.push_back({{name_of(*record)},
                              {record->question},
                              {std::to_string(record->findings.size())},
                              record->as_expected
                                  ? verdict_cell(record->verdict, record->verdict)
                                  : verdict_cell(record->verdict, check::overall(expected))});
    }
    return table;
}

}  // namespace

Table promises(const Subject& subject) {
    Table table{"Every promise that was put to the test",
                {{"Scenario"}, {"Promise"}, {"Contract"}, {"Verdict"}, {"Why"}},
                {},
                false};
    for (const Record* record : distinct(subject))
        for (const Finding& finding : record->findings)
            table.rows.push_back({{name_of(*record)},
                                  {finding.claim},
                                  {joined(finding.contract)},
                                  verdict_cell(finding.verdict, finding.expected),
                                  {finding.reason}});
    return table;
}

Section executive_summary(const Subject& subject) {
    Section section{"executive-summary", "Executive summary", {}};
    const Tally tally = tally_of(subject);
    section.add(Paragraph{statement(tally)});
    section.add(headlines(subject, tally));
    if (subject.plan && !subject.plan->objectives.empty()) section.add(objectives_of_plan(subject));
    constexpr std::size_t most_on_one_page = 12;
    if (tally.claims <= most_on_one_page)
        section.add(promises(subject));
    else
        section.add(scenarios(subject));
    section.add(Paragraph{
        "A simulation predicts; it is not a live test. No failure in n independent runs bounds the "
        "failure rate at 3/n (95 %): the bound of this report is that of its number of runs."});
    return section;
}

}  // namespace triaz::publish::sections
