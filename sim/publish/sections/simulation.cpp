#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

// Each once, over all results.
Table assumptions(const Subject& subject) {
    Table table{"Numbers and where they are from", {{"Number"}, {"Source"}}, {}, true};
    std::vector<std::string> told;
    for (const Record* record : distinct(subject)) {
        for (const Assumption& each : record->assumptions) {
            const std::string both = each.what + "\n" + each.source;
            if (std::ranges::find(told, both) != told.end()) continue;
            told.push_back(both);
            const bool assumed = each.source.starts_with("assumption");
            table.rows.push_back(
                {{each.what}, {each.source, assumed ? Tone::unsure : Tone::plain}});
        }
    }
    return table;
}

Table not_simulated(const Subject& subject) {
    Table table{"Not simulated", {{"Component"}, {"Kind"}, {"Why"}}, {}, false};
    std::vector<std::string> told;
    for (const Record* record : distinct(subject)) {
        for (const NotSimulated& each : record->not_simulated) {
            if (std::ranges::find(told, each.name) != told.end()) continue;
            told.push_back(each.name);
            table.rows.push_back({{each.name}, {each.kind}, {each.why}});
        }
    }
    return table;
}

Table measures(const Subject& subject) {
    Table table{"Everything that was measured",
                {{"Scenario"}, {"Promise"}, {"Measure"}, {"Value", Table::Align::right}},
                {},
                true};
    for (const Record* record : distinct(subject))
        for (const Finding& finding : record->findings)
            for (const check::Figure& figure : finding.measured)
                table.rows.push_back({{name_of(*record)},
                                      {finding.claim},
                                      {label_of(figure)},
                                      {text_of(figure), figure.known ? Tone::plain : Tone::quiet}});
    return table;
}

std::vector<const Record*> simulated(const Subject& subject) {
    std::vector<const Record*> records = distinct(subject);
    std::erase_if(records, [](const Record* record) { return record->observed.has_value(); });
    return records;
}

Table runs(const Subject& subject) {
    Table table{"Runs",
                {{"Scenario"},
                 {"Seed", Table::Align::right},
                 {"Simulated", Table::Align::right},
                 {"Version"},
                 {"Commit"},
                 {"Made"}},
                {},
                false};
    for (const Record* record : simulated(subject))
        table.rows.push_back({{record->scenario},
                              {std::to_string(record->seed)},
                              {seconds_text(record->end)},
                              {record->version},
                              {record->commit},
                              {record->started}});
    return table;
}

}  // namespace

Section simulation(const Subject& subject) {
    Section section{"simulation", "Appendix: the simulation", {}};
    section.add(runs(subject));
    const std::size_t count = simulated(subject).size();
    section.add(Paragraph{fmt::format(
        "{} {} with one seed each. Everything but the context of a result is the same, byte by "
        "byte, for the same inputs and seed, whatever the machine. One run bounds no rate: an "
        "interval needs several seeds (`triaz diff`, or `triaz run --seed`).",
        count, count == 1 ? "run" : "runs")});
    Commands again;
    for (const Record* record : distinct(subject))
        if (!record->findings.empty()) again.lines.push_back(record->findings.front().reproduce);
    section.sections.push_back({"again", "Make it again", {std::move(again)}});
    Table all = promises(subject);
    all.folded = true;
    section.sections.push_back({"promises", "Promises", {std::move(all)}});
    section.sections.push_back({"measures", "Measures", {measures(subject)}});
    Table numbers = assumptions(subject);
    const auto assumed = std::ranges::count_if(
        numbers.rows, [](const auto& row) { return row[1].tone == Tone::unsure; });
    Section sources{"assumptions", "Assumptions and sources", {}};
    if (numbers.rows.empty()) {
        sources.add(Absent{"The results name no source of any number."});
    } else {
        sources.add(
            Paragraph{fmt::format("{} numbers are assumed, {} have a source.", assumed,
                                  numbers.rows.size() - static_cast<std::size_t>(assumed))});
        sources.add(std::move(numbers));
    }
    section.sections.push_back(std::move(sources));
    Table left_out = not_simulated(subject);
    Section outside{"not-simulated", "Not simulated", {}};
    if (left_out.rows.empty())
        outside.add(Paragraph{"Everything that the models name was simulated."});
    else
        outside.add(std::move(left_out));
    section.sections.push_back(std::move(outside));
    return section;
}

}  // namespace triaz::publish::sections
