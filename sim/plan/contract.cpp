#include "sim/plan/contract.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace triaz::plan {

namespace {

constexpr std::array<std::string_view, 4> responsibilities{"provider", "customer", "third party",
                                                           "shared"};
constexpr std::array<std::string_view, exercise_types> type_names{
    "tabletop", "functional", "switchover", "full-scale", "restore", "simulation"};
constexpr std::array<std::string_view, 5> standings{"decided", "in part", "open", "undecidable",
                                                    "not promised"};
constexpr std::array<std::string_view, 5> ways{"simulation", "structure", "operations", "plan",
                                               "none"};

}  // namespace

std::string_view name_of(Responsibility responsibility) {
    return responsibilities[static_cast<std::size_t>(responsibility)];
}

std::string_view name_of(ExerciseType type) { return type_names[static_cast<std::size_t>(type)]; }

std::optional<ExerciseType> exercise_type_named(std::string_view name) {
    const auto found = std::ranges::find(type_names, name);
    if (found == type_names.end()) return std::nullopt;
    return static_cast<ExerciseType>(found - type_names.begin());
}

std::string_view name_of(Standing standing) {
    return standings[static_cast<std::size_t>(standing)];
}

std::string_view way_of(const Decision& decision) { return ways[decision.index()]; }

bool Contract::is_promised(const Clause& clause) const {
    return std::ranges::any_of(clause.from, [&](const Citation& citation) {
        const auto document =
            std::ranges::find(documents, citation.document, &ContractDocument::id);
        return document != documents.end() && document->in_force;
    });
}

const Clause* Contract::find(std::string_view id) const {
    const auto found = std::ranges::find(clauses, id, &Clause::id);
    return found == clauses.end() ? nullptr : &*found;
}

bool answers(const Tried::Asked& asked, const BySimulation& decision) {
    // Levels are words that rise: "Z0" < "Z1" < ...
    return asked.kind == decision.claim && asked.level >= decision.level &&
           asked.zones >= decision.zones;
}

std::vector<Wanted> wanted_cells(const Contract& contract, const Deployment& deployment) {
    std::map<Cell, std::string> cells;
    for (const Clause& clause : contract.clauses) {
        if (!contract.is_promised(clause)) continue;
        for (const Decision& decision : clause.decided_by) {
            const auto* simulation = std::get_if<BySimulation>(&decision);
            if (simulation == nullptr) continue;
            for (const BySimulation::Under& under : simulation->under) {
                for (const std::string& component : components(deployment, under.each))
                    cells.try_emplace({under.fault, component, simulation->claim}, clause.id);
            }
        }
    }
    std::vector<Wanted> wanted;
    for (const auto& [cell, clause] : cells) wanted.push_back({cell, clause});
    return wanted;
}

const std::vector<std::string_view>& operational_promises() {
    static const std::vector<std::string_view> promises{
        "notification", "form",         "updates",  "residency",
        "urgent",       "office-hours", "response", "corporate-disruption"};
    return promises;
}

}  // namespace triaz::plan
