#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/prediction.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

using Standing = Prediction::Standing;
using Unit = Prediction::Unit;

std::string value_text(double value, Unit unit) {
    if (unit == Unit::seconds) return seconds_text(value);
    if (unit == Unit::rate) return fmt::format("{:.4g} a second", value);
    return fmt::format("{:.0f}", value);
}

Cell standing_cell(const Prediction& made) {
    switch (made.standing) {
        case Standing::within:
            return badge("as predicted", Tone::good);
        case Standing::above:
            return badge("more than predicted", Tone::bad);
        case Standing::below:
            return badge("less than predicted", Tone::unsure);
        case Standing::no_interval:
            return badge("no interval", Tone::quiet);
        case Standing::not_observed:
            return badge("not observed", Tone::quiet);
    }
    return {};
}

std::string predicted_text(const Prediction& made) {
    if (!made.mean) return "not reached in any run";
    std::string text = made.low ? fmt::format("{} to {}", value_text(*made.low, made.unit),
                                              value_text(*made.high, made.unit))
                                : value_text(*made.mean, made.unit) + ", one run";
    if (made.reached < made.runs)
        text += fmt::format(" (reached in {} of {} runs)", made.reached, made.runs);
    return text;
}

std::string observed_text(const Prediction& made) {
    if (!made.observed) return "not written down";
    std::string text = value_text(*made.observed, made.unit);
    if (made.grain > 0) text += ", to " + seconds_text(made.grain);
    return text;
}

Table table_of(const std::string& name, const std::vector<Prediction>& all) {
    Table table{"Predicted and observed: " + name,
                {{"Measure"},
                 {"Predicted, 95 %", Table::Align::right},
                 {"Observed", Table::Align::right},
                 {"Standing"}},
                {},
                false};
    for (const Prediction& made : all)
        table.rows.push_back(
            {{made.measure}, {predicted_text(made)}, {observed_text(made)}, standing_cell(made)});
    return table;
}

Table verdicts_of(const Record& observed, const std::vector<const Record*>& simulated) {
    Table table{"Promises: predicted and observed",
                {{"Promise"}, {"Predicted"}, {"Observed"}, {"Why, as observed"}},
                {},
                false};
    for (const Finding& finding : observed.findings) {
        std::size_t upheld = 0;
        std::size_t asked = 0;
        for (const Record* record : simulated)
            for (const Finding& each : record->findings)
                if (each.claim == finding.claim) {
                    ++asked;
                    upheld += each.verdict == check::Verdict::upheld ? 1 : 0;
                }
        table.rows.push_back(
            {{finding.claim},
             {asked == 0 ? "not asked" : fmt::format("upheld in {} of {} runs", upheld, asked)},
             verdict_cell(finding.verdict, finding.expected),
             {finding.reason}});
    }
    return table;
}

// Which number of the model is off, where the two disagree.
void add_what_is_off(Section& part, const std::vector<Prediction>& all) {
    Table table{"Which assumption is off",
                {{"Measure"}, {"Number that governs it"}, {"Source"}},
                {},
                false};
    bool disagree = false;
    for (const Prediction& made : all) {
        if (made.standing != Standing::above && made.standing != Standing::below) continue;
        disagree = true;
        if (made.governed_by.empty())
            table.rows.push_back({{made.measure},
                                  {"none of the model with a source: look at the model itself"},
                                  {"none", Tone::unsure}});
        for (const Assumption& number : made.governed_by)
            table.rows.push_back({{made.measure}, {number.what}, {number.source, Tone::unsure}});
    }
    if (!disagree) {
        part.add(Paragraph{"No measure lies outside of what was predicted."});
        return;
    }
    part.add(Paragraph{
        "Where an observation lies outside, the model is off, or the rehearsal did something else "
        "than the scenario. These numbers govern the measure; those that are assumed come first: "
        "measure them, correct the model, predict again."});
    part.add(std::move(table));
}

std::vector<const Record*> simulated_as(const Record& observed, const Subject& subject) {
    std::vector<const Record*> simulated;
    const auto take = [&](const Record& record) {
        if (record.observed || record.mutant || record.scenario != observed.scenario) return;
        const bool again = std::ranges::any_of(
            simulated, [&](const Record* each) { return each->seed == record.seed; });
        if (!again) simulated.push_back(&record);
    };
    for (const Record* record : distinct(subject)) take(*record);
    for (const Record& record : subject.predictions) take(record);
    return simulated;
}

}  // namespace

Section observed_against_predicted(const Subject& subject) {
    Section section{"observed", "Observed against predicted", {}};
    std::size_t number = 0;
    for (const Record* record : distinct(subject)) {
        if (!record->observed) continue;
        const std::vector<const Record*> simulated = simulated_as(*record, subject);
        Section part{id_of("observed", number++), name_of(*record), {}};
        part.add(Facts{
            {{"Exercise", {record->observed->exercise}},
             {"Type", {record->observed->type}},
             {"Counted", {record->observed->from + " to " + record->observed->until}},
             {"Grain", {seconds_text(record->observed->slice)}},
             {"Predicted by", {fmt::format("{}, {} runs", record->scenario, simulated.size())}}}});
        const std::vector<Prediction> all = predictions_of(*record, simulated);
        if (simulated.empty())
            part.add(
                Absent{"No simulated result of this scenario was given, so nothing was "
                       "predicted: name some with --predicted."});
        else if (simulated.size() == 1)
            part.add(
                Absent{"One run predicts no interval: name results of other seeds with "
                       "--predicted."});
        part.add(table_of(name_of(*record), all));
        if (!simulated.empty()) add_what_is_off(part, all);
        part.add(verdicts_of(*record, simulated));
        section.sections.push_back(std::move(part));
    }
    if (section.sections.empty())
        section.add(
            Absent{"Nothing was observed: no rehearsal was taken in (`triaz observe "
                   "import`). All of this report is prediction."});
    else
        section.add(Paragraph{
            "The interval is that of one more run, from the spread of the simulated ones (95 %, "
            "Student's t). An observation agrees when it comes into it within its own grain."});
    return section;
}

}  // namespace triaz::publish::sections
