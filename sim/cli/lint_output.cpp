#include "sim/cli/lint_output.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "sim/base/text.hpp"

namespace triaz::cli {

namespace {

using report::Tone;
using structure::Finding;
using structure::Loss;
using structure::Severity;

Tone tone_of(Severity severity) {
    return severity == Severity::error     ? Tone::bad
           : severity == Severity::warning ? Tone::unsure
                                           : Tone::plain;
}

std::string headline(const structure::LintReport& report) {
    std::map<Severity, std::size_t> counts;
    for (const Finding& finding : report.findings) ++counts[finding.severity];
    if (counts.empty()) return "no findings";
    std::string text;
    for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
        if (counts[severity] > 0)
            text += (text.empty() ? "" : ", ") + base::counted(counts[severity], name_of(severity));
    }
    return text;
}

void add_finding(report::Page& page, const Linted& linted, const Finding& finding) {
    const structure::Rule& rule = *structure::find_rule(finding.code);
    const scenario::Place place = linted.deployment.places.find(finding.pointer);
    page.line();
    page.line(page.painted(fmt::format("{} {}", name_of(finding.severity), finding.code),
                           tone_of(finding.severity)) +
              "  " + std::string{rule.title});
    page.paragraph(fmt::format("{}:{}:{}", place.file, place.line, place.column), 2, Tone::quiet,
                   "  ");
    const std::string number = fmt::format("  {} | ", place.line);
    page.line(number + report::cut(report::printable(place.line_text, page.style()),
                                   report::page_width - number.size(), page.style()));
    page.paragraph(finding.message, 2, Tone::plain, "  ");
    page.paragraph("Cure: " + std::string{rule.cure}, 2, Tone::plain, "  ");
    if (!rule.contract.empty())
        page.paragraph("Bears on: " + std::string{rule.contract}, 2, Tone::quiet, "  ");
}

constexpr std::size_t cell_width = 6;
constexpr std::size_t name_width = 24;  // of services

// As wide as the longest name, or as what the cells of a line leave.
std::size_t width_of_names(const structure::LintReport& report) {
    std::size_t longest = 0;
    for (const structure::Target& target : report.deployment.targets)
        longest = std::max(longest, report::width_of(target.name));
    const std::size_t cells = report.targets.front().tolerances.size() * cell_width;
    return std::min(longest, report::page_width - 2 - cells);
}

std::string_view head_of(Loss::Kind kind) {
    constexpr std::array<std::string_view, structure::loss_kinds> heads{
        "zone", "dc", "rack", "host", "fate", "path", "entry", "corp", "ext"};
    return heads[static_cast<std::size_t>(kind)];
}

std::string cell(const structure::Tolerance& tolerance) {
    if (tolerance.survives == tolerance.parts) return "all";
    return fmt::format("{}{}", tolerance.survives, tolerance.or_more ? "+" : "");
}

void add_tolerances(report::Page& page, const structure::LintReport& report) {
    const std::size_t width = width_of_names(report);
    page.line();
    page.line(page.painted("Survives the loss of any", Tone::strong));
    std::string head(width + 2, ' ');
    std::string parts = "  " + report::left("of so many", width);
    for (const structure::Tolerance& tolerance : report.targets.front().tolerances) {
        head += report::right(head_of(tolerance.kind), cell_width);
        parts += report::right(base::thousands(tolerance.parts), cell_width);
    }
    page.line(head);
    page.line(page.painted(parts, Tone::quiet));
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        const std::string name = report::printable(report.deployment.targets[i].name, page.style());
        std::string line = "  " + report::left(report::cut(name, width, page.style()), width);
        for (const structure::Tolerance& tolerance : report.targets[i].tolerances)
            line += report::right(cell(tolerance), cell_width);
        page.line(line);
    }
    page.paragraph(
        fmt::format(
            "At one instant, once everybody has noticed; {}+: no larger loss was looked at. "
            "dc: data centre; fate: shared fate; entry: clients' access to a zone; corp: "
            "corporate network; ext: system outside.",
            report.order),
        2, Tone::quiet, "  ");
}

void add_modes(report::Page& page, const structure::LintReport& report) {
    page.line();
    page.line(page.painted("Beyond that", Tone::strong));
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        const structure::Target& target = report.deployment.targets[i];
        if (target.kind == structure::Target::Kind::clients ||
            target.kind == structure::Target::Kind::service)
            continue;
        page.paragraph(target.name + ": " + report.targets[i].mode, 4, Tone::plain, "  - ");
    }
}

// Cut sets of one make: "3 of zone + zone".
std::string makes_of(const structure::DeploymentTree& deployment,
                     const structure::CutSets& cut_sets) {
    constexpr std::size_t most = 12;
    std::map<std::vector<Loss::Kind>, std::size_t> makes;
    for (const structure::EventSet set : cut_sets.sets) {
        std::vector<Loss::Kind> make;
        for (const structure::EventId event : set.events())
            make.push_back(deployment.losses[event.index()].kind);
        std::ranges::sort(make);
        ++makes[make];
    }
    std::vector<std::pair<std::vector<Loss::Kind>, std::size_t>> by_order{makes.begin(),
                                                                          makes.end()};
    std::ranges::stable_sort(by_order, {}, [](const auto& make) { return make.first.size(); });
    std::string text;
    for (std::size_t i = 0; i < std::min(most, by_order.size()); ++i) {
        const auto& [make, count] = by_order[i];
        text += (i == 0 ? "" : ", ") + base::thousands(count) + " of ";
        for (std::size_t k = 0; k < make.size(); ++k)
            text += (k == 0 ? "" : " + ") + std::string{name_of(make[k], false)};
    }
    if (by_order.size() > most) text += fmt::format(" and {} others", by_order.size() - most);
    return text;
}

// Targets that fail alike are told together.
void add_cut_sets(report::Page& page, const structure::LintReport& report) {
    page.line();
    page.line(
        page.painted(fmt::format("Minimal cut sets up to order {}", report.order), Tone::strong));
    std::vector<bool> told(report.targets.size());
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        if (told[i]) continue;
        const structure::CutSets& cut_sets = report.targets[i].cut_sets;
        std::string names;
        for (std::size_t j = i; j < report.targets.size(); ++j) {
            if (report.targets[j].cut_sets.sets != cut_sets.sets) continue;
            told[j] = true;
            names += (names.empty() ? "" : ", ") + report.deployment.targets[j].name;
        }
        std::string text =
            cut_sets.sets.empty()
                ? "none"
                : fmt::format("{}, such as {}", makes_of(report.deployment, cut_sets),
                              names_of(report.deployment, cut_sets.sets.front()));
        if (!cut_sets.whole) text += "; there may be more";
        page.paragraph(names + ": " + text + ".", 4, Tone::plain, "  - ");
    }
}

void add_capacity(report::Page& page, const Linted& linted) {
    const auto& world = linted.deployment.world;
    if (linted.report.capacity.empty()) return;
    page.line();
    page.line(page.painted(report::left("Load, of capacity", name_width + 2), Tone::strong) +
              report::right("before", 8) + report::right("after", 8) + "  the worst single loss");
    for (const structure::CapacityReport& each : linted.report.capacity) {
        const std::string name =
            report::printable(world.services[each.service.index()].name, page.style());
        std::string line =
            "  " + report::left(report::cut(name, name_width, page.style()), name_width);
        line += report::right(base::percent(each.before), 8);
        line += report::right(base::percent(each.after), 8);
        if (each.worst) line += "  " + linted.report.deployment.losses[each.worst->index()].name;
        page.line(report::cut(line, report::page_width, page.style()));
    }
}

void add_zones(report::Page& page, const Linted& linted) {
    const auto& zones = linted.deployment.world.topology.zones;
    if (linted.report.pairs.empty()) return;
    page.line();
    page.line(page.painted("Between zones", Tone::strong));
    std::size_t fewest = linted.report.pairs.front().paths_apart;
    for (const structure::PairReport& pair : linted.report.pairs)
        fewest = std::min(fewest, pair.paths_apart);
    std::string text = fmt::format(
        "{} zones; any two are joined by at least {} that share no link. Messages take the direct "
        "one: the network goes no detours.",
        zones.size(), base::counted(fewest, "path"));
    if (!linted.report.articulation_zones.empty()) {
        text += " Zones without which others are apart:";
        for (const topology::ZoneId zone : linted.report.articulation_zones)
            text += " " + zones[zone.index()].name;
        text += ".";
    }
    page.paragraph(text, 2, Tone::plain, "  ");
}

}  // namespace

std::string linted_to_text(const Linted& linted, const report::Style& style) {
    report::Page page{style};
    page.paragraph(linted.file + ": " + headline(linted.report), 0, Tone::strong);
    for (const Finding& finding : linted.report.findings) add_finding(page, linted, finding);
    if (!linted.report.targets.empty()) {
        add_tolerances(page, linted.report);
        add_modes(page, linted.report);
        add_cut_sets(page, linted.report);
    }
    add_capacity(page, linted);
    add_zones(page, linted);
    page.line();
    page.paragraph(
        "Structure says what is left, not how long it takes until it is found and used: that is "
        "for triaz run. triaz explain CODE says more of a finding.",
        2, Tone::quiet, "  ");
    return std::move(page).text();
}

}  // namespace triaz::cli
