// How far each clause is decided by what is offered.
#include <algorithm>

#include <fmt/format.h>

#include "sim/check/prose.hpp"
#include "sim/plan/contract.hpp"
#include "sim/plan/sorted.hpp"

namespace triaz::plan {

namespace {

template <class Names>
bool knows(const Names& known, std::string_view name) {
    return std::ranges::find(known, name) != known.end();
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::string by_text(const std::vector<std::string>& names, std::string_view one,
                    std::string_view many) {
    return names.size() == 1 ? fmt::format("asked by the {} {}", one, names.front())
                             : fmt::format("asked by {} {}", names.size(), many);
}

class Ruler {
public:
    Ruler(const Clause& clause, const Offered& offered) : clause_(clause), offered_(offered) {}

    void operator()(const BySimulation& decision) {
        if (!knows(offered_.claims_known, decision.claim))
            return settle(Standing::undecidable,
                          fmt::format("this version has no claim {}", decision.claim));
        const auto wanted = cases_of(decision);
        std::vector<Cell> filled;
        bool of_another = false;
        for (const Tried& tried : offered_.scenarios) {
            if (!gather(tried, decision, filled)) continue;
            if (tried.as_modelled)
                add_once(ruling_.by, tried.scenario);
            else
                of_another = true;
        }
        for (const Cell& cell : wanted) {
            if (std::ranges::find(filled, cell) == filled.end()) ruling_.missing.push_back(cell);
        }
        if (ruling_.by.empty())
            return settle(Standing::open, of_another ? "it is asked of a changed model alone"
                                                     : "no scenario given asks it");
        if (ruling_.missing.empty())
            return settle(Standing::decided, by_text(ruling_.by, "scenario", "scenarios"));
        settle(Standing::in_part,
               fmt::format("{} of {} cases are asked, not {}",
                           wanted.size() - ruling_.missing.size(), wanted.size(), missing_text()));
    }

    void operator()(const ByStructure& decision) {
        const auto known = std::ranges::find(offered_.properties_known, decision.property,
                                             &Offered::Property::name);
        if (known == offered_.properties_known.end())
            return settle(
                Standing::undecidable,
                fmt::format("this version does not look for {} in a model", decision.property));
        if (known->judged) return judge(*known->judged);
        settle(Standing::decided,
               fmt::format("what breaks it is looked for by {}", known->looked_for_by));
    }

    void operator()(const ByOperations& decision) {
        if (!knows(operational_promises(), decision.promise))
            return settle(Standing::undecidable,
                          fmt::format("this version does not walk through {}", decision.promise));
        const auto given =
            std::ranges::find(offered_.operations, decision.promise, &Walked::promise);
        if (given == offered_.operations.end())
            return settle(Standing::open, "no plan given has a model of operations for it");
        ruling_.by.push_back("operations");
        if (decision.within && given->within && *given->within > *decision.within)
            return settle(Standing::open, fmt::format("people were held to {} only, not to {}",
                                                      check::span_text(*given->within),
                                                      check::span_text(*decision.within)));
        judge(given->judged);
    }

    void operator()(const ByPlan& decision) {
        if (decision.exercises.empty()) {
            const bool held =
                std::ranges::find(offered_.duties, decision.duty) != offered_.duties.end();
            if (held) ruling_.by.push_back(decision.duty);
            return settle(held ? Standing::decided : Standing::open,
                          held ? "a duty of the plan, with its dates"
                               : fmt::format("no plan given has the duty {}", decision.duty));
        }
        std::vector<std::string> lacking;
        for (const ExerciseType type : decision.exercises) {
            const auto& held = offered_.exercises;
            const bool has = std::ranges::find(held, type) != held.end();
            (has ? ruling_.by : lacking).emplace_back(name_of(type));
        }
        const std::string lack =
            "no plan given has an exercise of: " + check::list_text(lacking, exercise_types);
        if (lacking.empty()) return settle(Standing::decided, "exercises of the plan");
        settle(ruling_.by.empty() ? Standing::open : Standing::in_part, lack);
    }

    void operator()(const NotDecided& decision) { settle(Standing::undecidable, decision.why); }

    Ruling take() { return std::move(ruling_); }

private:
    void settle(Standing standing, std::string why) {
        ruling_.standing = standing;
        ruling_.why = std::move(why);
    }

    void judge(const Judged& judged) {
        ruling_.verdict = judged.verdict;
        settle(Standing::decided, judged.why);
    }

    // What must be asked: every component of every deployment.
    std::vector<Cell> cases_of(const BySimulation& decision) const {
        std::vector<Cell> cells;
        for (const Deployment& deployment : offered_.deployments) {
            for (const BySimulation::Under& under : decision.under) {
                for (const std::string& component : components(deployment, under.each))
                    cells.push_back({under.fault, component, decision.claim});
            }
        }
        sort_unique(cells);
        return cells;
    }

    // The cells of one scenario that bear on the clause; whether it bears on it at all.
    bool gather(const Tried& tried, const BySimulation& decision, std::vector<Cell>& filled) const {
        bool bears = false;
        const Tried::Fault fault = struck(tried);
        for (const Tried::Asked& asked : tried.claims) {
            const bool tagged =
                std::ranges::find(asked.contract, clause_.id) != asked.contract.end();
            if (!tagged || !asked.upheld || !answers(asked, decision)) continue;
            if (decision.under.empty()) bears = true;
            const bool meant = std::ranges::any_of(
                decision.under, [&](const auto& under) { return under.fault == fault.kind; });
            if (meant && tried.as_modelled)
                filled.push_back({fault.kind, fault.component, asked.kind});
            bears = bears || meant;
        }
        return bears;
    }

    std::string missing_text() const {
        std::vector<std::string> names;
        for (const Cell& cell : ruling_.missing)
            names.push_back(cell.fault + " of " + cell.component);
        return check::list_text(names, 3);
    }

    const Clause& clause_;
    const Offered& offered_;
    Ruling ruling_;
};

}  // namespace

std::vector<Ruling> rule(const Contract& contract, const Offered& offered) {
    std::vector<Ruling> rulings;
    for (std::size_t c = 0; c < contract.clauses.size(); ++c) {
        const Clause& clause = contract.clauses[c];
        for (std::size_t d = 0; d < clause.decided_by.size(); ++d) {
            Ruler ruler{clause, offered};
            std::visit(ruler, clause.decided_by[d]);
            Ruling ruling = ruler.take();
            if (!contract.is_promised(clause))
                ruling = {.standing = Standing::not_promised,
                          .why = "no document in force has it",
                          .verdict = {},
                          .by = {},
                          .missing = {}};
            ruling.clause = c;
            ruling.decision = d;
            rulings.push_back(std::move(ruling));
        }
    }
    return rulings;
}

}  // namespace triaz::plan
