#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/publish/compare.hpp"
#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using report::JsonWriter;
using Layout = JsonWriter::Layout;

Tone tone_of(Change change) {
    switch (change) {
        case Change::better:
            return Tone::good;
        case Change::worse:
        case Change::gone:
            return Tone::bad;
        case Change::added:
            return Tone::unsure;
        case Change::same:
            break;
    }
    return Tone::quiet;
}

// "upheld", or with several pairs "4 upheld, 1 refuted".
std::string verdicts_text(const std::vector<check::Verdict>& verdicts) {
    if (verdicts.empty()) return "not asked";
    std::string text;
    for (const auto verdict :
         {check::Verdict::upheld, check::Verdict::inconclusive, check::Verdict::refuted}) {
        const auto count = std::ranges::count(verdicts, verdict);
        if (count == 0) continue;
        if (verdicts.size() == 1) return std::string{check::name_of(verdict)};
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, check::name_of(verdict));
    }
    return text;
}

std::string value_text(const std::string& name, double value) {
    return text_of(check::Figure{name, value, {}, true});
}

std::string difference_text(const Measure& measure) {
    const auto signed_text = [&](double value) {
        if (measure.name == "level_held" || measure.name == "guaranteed")
            return fmt::format("{:+.2g}", value);
        return fmt::format("{}{}", value < 0 ? "-" : "+",
                           value_text(measure.name, std::abs(value)));
    };
    if (!measure.half_width) return signed_text(measure.difference) + " (one pair)";
    return fmt::format("{} ({} to {})", signed_text(measure.difference),
                       signed_text(measure.difference - *measure.half_width),
                       signed_text(measure.difference + *measure.half_width));
}

// Where neither less nor more is known to be better, a difference is only that.
std::string change_text(const Measure& measure) {
    if (measure.change != Change::same) return std::string{name_of(measure.change)};
    if (!measure.half_width) return "one pair";
    return std::abs(measure.difference) > *measure.half_width ? "differs" : "not sure";
}

Table claims_table(const Comparison& comparison) {
    Table table{
        "Claims", {{"Scenario"}, {"Claim"}, {"Base"}, {"Head"}, {"Change"}, {"Why"}}, {}, false};
    for (const ComparedClaim& claim : comparison.claims)
        table.rows.push_back({{claim.scenario},
                              {claim.claim},
                              {verdicts_text(claim.base)},
                              {verdicts_text(claim.head)},
                              badge(std::string{name_of(claim.change)}, tone_of(claim.change)),
                              {claim.why}});
    return table;
}

Table measures_table(const Comparison& comparison) {
    using enum Table::Align;
    Table table{"Measures that differ; the interval is of 95 %, over the pairs",
                {{"Scenario"},
                 {"Claim"},
                 {"Measure"},
                 {"Base", right},
                 {"Head", right},
                 {"Difference", right},
                 {"Change"}},
                {},
                false};
    for (const ComparedClaim& claim : comparison.claims)
        for (const Measure& measure : claim.measures)
            table.rows.push_back({{claim.scenario},
                                  {claim.claim},
                                  {label_of(check::Figure{measure.name, 0, {}, true})},
                                  {value_text(measure.name, measure.base)},
                                  {value_text(measure.name, measure.head)},
                                  {difference_text(measure)},
                                  badge(change_text(measure), tone_of(measure.change))});
    return table;
}

std::string statement(const Comparison& comparison) {
    const auto count = [&](Change change) {
        return std::ranges::count(comparison.claims, change, &ComparedClaim::change);
    };
    return fmt::format("{}: {} worse, {} better, {} the same, {} added, {} gone. {}",
                       base::counted(comparison.claims.size(), "claim"), count(Change::worse),
                       count(Change::better), count(Change::same), count(Change::added),
                       count(Change::gone),
                       comparison.regressed() ? "This is a regression." : "Nothing is worse.");
}

}  // namespace

Document to_document(const Comparison& comparison) {
    Document document{
        "comparison", comparison.regressed() ? "Regression: a claim is worse" : "No claim is worse",
        {},           "simulation",
        {},           {}};
    Section claims{"claims", "Claim by claim", {Paragraph{statement(comparison)}}};
    claims.add(claims_table(comparison));
    document.sections.push_back(std::move(claims));
    Table measures = measures_table(comparison);
    Section figures{"measures", "Measures", {}};
    if (measures.rows.empty())
        figures.add(Absent{"Every measure is the same."});
    else
        figures.add(std::move(measures));
    document.sections.push_back(std::move(figures));
    return document;
}

std::string to_json(const Comparison& comparison) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.diff/1.0");
    json.member("regressed", comparison.regressed());
    json.key("claims").begin_array();
    for (const ComparedClaim& claim : comparison.claims) {
        json.begin_object();
        json.member("scenario", claim.scenario);
        json.member("claim", claim.claim);
        json.member("change", name_of(claim.change));
        json.member("pairs", std::uint64_t{claim.pairs});
        json.key("base").begin_array(Layout::row);
        for (const auto verdict : claim.base) json.value(check::name_of(verdict));
        json.end_array();
        json.key("head").begin_array(Layout::row);
        for (const auto verdict : claim.head) json.value(check::name_of(verdict));
        json.end_array();
        json.member("why", claim.why);
        json.key("measures").begin_array();
        for (const Measure& measure : claim.measures) {
            json.begin_object(Layout::row);
            json.member("name", measure.name);
            json.member("base", measure.base);
            json.member("head", measure.head);
            json.member("difference", measure.difference);
            json.member("half_width", measure.half_width);
            json.member("change", name_of(measure.change));
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::publish
