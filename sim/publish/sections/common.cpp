#include "sim/publish/sections/common.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/text.hpp"

namespace triaz::publish::sections {
namespace {

bool same_run(const Record& a, const Record& b) {
    return a.scenario == b.scenario && a.mutant == b.mutant && a.seed == b.seed &&
           a.evidence_class == b.evidence_class &&
           std::ranges::equal(a.inputs, b.inputs, {}, &Input::sha256, &Input::sha256);
}

}  // namespace

std::vector<const Record*> distinct(const Subject& subject) {
    std::vector<const Record*> kept;
    for (const Record& record : subject.records)
        if (std::ranges::none_of(kept, [&](const Record* each) { return same_run(*each, record); }))
            kept.push_back(&record);
    return kept;
}

std::string name_of(const Record& record) {
    std::string name = record.scenario;
    name.erase(0, name.find_last_of('/') + 1);
    if (name.ends_with(".json")) name.erase(name.size() - 5);
    if (name.empty()) name = "unnamed scenario";
    if (record.mutant) name += " (mutant " + *record.mutant + ")";
    if (record.observed) return name + ", observed in " + record.observed->exercise;
    if (record.seed != 1) name += fmt::format(", seed {}", record.seed);
    return name;
}

std::string id_of(std::string_view what, std::size_t number) {
    return fmt::format("{}-{}", what, number + 1);
}

Cell verdict_cell(check::Verdict verdict, check::Verdict expected) {
    std::string text{check::name_of(verdict)};
    if (verdict == check::Verdict::inconclusive) return badge(text, Tone::unsure);
    if (verdict == expected && verdict == check::Verdict::refuted)
        return badge("refuted, as expected", Tone::quiet);
    if (verdict != expected) text += fmt::format(", expected {}", check::name_of(expected));
    return badge(text, verdict == check::Verdict::upheld ? Tone::good : Tone::bad);
}

Cell count_cell(std::uint64_t count, Tone unless_zero) {
    return {base::thousands(count), count == 0 ? Tone::plain : unless_zero};
}

std::string seconds_text(double seconds) {
    return seconds == 0 ? "0 s" : base::seconds_text(seconds);
}

std::string seconds_text(std::optional<double> seconds, std::string_view absent) {
    return seconds ? seconds_text(*seconds) : std::string{absent};
}

std::string instant_text(double seconds) { return fmt::format("{:.3f} s", seconds); }

std::optional<double> figure(const check::Finding& finding, std::string_view name) {
    for (const check::Figure& each : finding.measured)
        if (each.name == name && each.known) return each.value;
    return {};
}

std::optional<double> worst_figure(const Subject& subject, std::string_view name) {
    std::optional<double> worst;
    for (const Record& record : subject.records)
        for (const Finding& finding : record.findings)
            if (finding.expected == check::Verdict::upheld)
                if (const auto value = figure(finding, name))
                    worst = std::max(worst.value_or(*value), *value);
    return worst;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : std::string{between}) + word;
    return text;
}

std::string evidence_class(const Subject& subject) {
    const auto is_observed = [](const Record& each) { return each.observed.has_value(); };
    const auto observed = std::ranges::count_if(subject.records, is_observed);
    if (observed == 0) return "simulation";
    return static_cast<std::size_t>(observed) == subject.records.size()
               ? "observation"
               : "observation and simulation";
}

}  // namespace triaz::publish::sections
