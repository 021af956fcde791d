#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/check/prose.hpp"
#include "sim/plan/gaps.hpp"
#include "sim/plan/sorted.hpp"

namespace triaz::plan {

namespace {

// The exercises that fill each cell.
std::map<Cell, std::vector<std::string>> cells_asked(const Plan& plan) {
    std::map<Cell, std::vector<std::string>> asked;
    for (const Exercise& exercise : plan.exercises) {
        for (const std::uint32_t scenario : exercise.scenarios) {
            for (const Cell& cell : cells_of(plan.scenarios[scenario])) {
                auto& exercises = asked[cell];
                if (exercises.empty() || exercises.back() != exercise.id)
                    exercises.push_back(exercise.id);
            }
        }
    }
    return asked;
}

std::string why_excluded(const Plan& plan, const Cell& cell) {
    const auto fits = [](const std::string& said, const std::string& is) {
        return said.empty() || said == is;
    };
    for (const Exclusion& exclusion : plan.exclusions) {
        if (!fits(exclusion.fault, cell.fault) || !fits(exclusion.component, cell.component) ||
            !fits(exclusion.claim, cell.claim))
            continue;
        return exclusion.why.empty() ? "no reason given" : exclusion.why;
    }
    return {};
}

std::string code_of_untested(const std::string& component) {
    if (component.starts_with("zone ")) return "zone-untested";
    return component.starts_with("data centre ") ? "data-center-untested" : "fault-untested";
}

}  // namespace

Coverage coverage_of(const Plan& plan) {
    const auto asked = cells_asked(plan);
    const auto wanted = wanted_cells(plan.contract, plan.deployment);
    Coverage coverage;
    for (const auto& [cell, _] : asked) coverage.claims.push_back(cell.claim);
    for (const Wanted& each : wanted) coverage.claims.push_back(each.cell.claim);
    sort_unique(coverage.claims);

    std::map<std::pair<std::string, std::string>, std::vector<CoverageRow::Entry>> rows;
    const auto entry = [&](const Cell& cell) -> CoverageRow::Entry& {
        auto& entries = rows[{cell.fault, cell.component}];
        entries.resize(coverage.claims.size());
        const auto column = std::ranges::lower_bound(coverage.claims, cell.claim);
        return entries[static_cast<std::size_t>(column - coverage.claims.begin())];
    };
    for (const auto& [cell, exercises] : asked) entry(cell).exercises = exercises;
    for (const Wanted& each : wanted) {
        CoverageRow::Entry& found = entry(each.cell);
        found.wanted = true;
        found.clause = each.clause;
        if (found.exercises.empty()) found.excluded = why_excluded(plan, each.cell);
    }
    for (auto& [names, entries] : rows)
        coverage.rows.push_back({names.first, names.second, std::move(entries)});
    return coverage;
}

void find_gaps_of_coverage(const Coverage& coverage, Gaps& gaps) {
    for (const CoverageRow& row : coverage.rows) {
        std::vector<std::string> missing;
        std::string clause;
        for (std::size_t i = 0; i < row.entries.size(); ++i) {
            if (!row.entries[i].is_gap()) continue;
            missing.push_back(coverage.claims[i]);
            clause = row.entries[i].clause;
        }
        if (missing.empty()) continue;
        gaps.add(code_of_untested(row.component), "coverage",
                 fmt::format("{} of {} is not asked for {}", row.fault, row.component,
                             check::list_text(missing)),
                 fmt::format("a scenario for it in an exercise, or an exclusion with its reason "
                             "({} wants it)",
                             clause));
    }
}

}  // namespace triaz::plan
