#include "sim/search/trunk.hpp"

#include <algorithm>
#include <utility>

#include "sim/check/judge.hpp"
#include "sim/engine/branching.hpp"
#include "sim/run/child.hpp"

namespace triaz::search {

namespace {

// At most one line for each branch, whatever a child says.
std::string line_of(const run::ChildResult& child) {
    if (child.finished()) return child.text;
    Outcome failed;
    failed.failure = child.text;
    return to_line(failed);
}

// Distinct instants, and the branches of each.
struct Forks {
    explicit Forks(const std::vector<Branch>& branches) {
        for (std::size_t b = 0; b < branches.size(); ++b) {
            if (instants.empty() || instants.back() != branches[b].at) {
                instants.push_back(branches[b].at);
                first.push_back(b);
            }
        }
        first.push_back(branches.size());
    }
    std::vector<base::Time> instants;
    std::vector<std::size_t> first;  // of an instant; one more for the end
};

}  // namespace

Outcome judged(const scenario::Scenario& scenario, const measure::Evidence& evidence) {
    Outcome outcome;
    for (const check::Finding& finding :
         check::judge(scenario.claims, scenario.sometimes, evidence)) {
        Ruling ruling{finding.verdict, {}, finding.reason};
        if (finding.witness) {
            ruling.mechanism = finding.witness->mechanism;
            ruling.reason = finding.witness->summary;
        }
        outcome.claims.push_back(std::move(ruling));
    }
    outcome.bit = std::ranges::all_of(evidence.faults, &measure::FaultEvidence::bit);
    return outcome;
}

std::string run_trunk(const scenario::Scenario& scenario, const Trunk& trunk) {
    world::World world = scenario.world;
    world.faults = trunk.faults;
    world.duration = trunk.duration;
    Instants instants(world, trunk.of);
    const Forks forks(trunk.branches);
    std::string lines;
    base::Time recorded_from = trunk.records_from;

    engine::Branching branching;
    branching.instants = forks.instants;
    branching.phases_from = trunk.branches.empty() ? trunk.records_from : base::never;
    if (trunk.records) branching.phase = [&](const engine::Phase& phase) { instants.add(phase); };
    branching.at = [&](std::size_t number) -> engine::Branching::Answer {
        for (std::size_t b = forks.first[number]; b < forks.first[number + 1]; ++b) {
            if (const auto branch = run::fork_here()) {
                lines += line_of(*branch) + "\n";
                continue;
            }
            branching.phases_from = recorded_from = trunk.branches[b].at;
            return {trunk.branches[b].fault, false};
        }
        return {std::nullopt, number + 1 == forks.instants.size()};
    };
    const auto evidence = engine::simulate(world, branching);
    if (!evidence) return lines;
    Outcome outcome = judged(scenario, *evidence);
    if (trunk.records) outcome.instants = instants.take(evidence->timeline, recorded_from);
    return to_line(outcome);
}

std::vector<Outcome> outcomes_of(const std::string& text, std::size_t runs) {
    std::vector<Outcome> outcomes;
    std::string_view rest = text;
    while (outcomes.size() < runs) {
        const std::size_t end = rest.find('\n');
        auto outcome = outcome_of_line(rest.substr(0, end));
        if (!outcome) {
            outcome.emplace();
            outcome->failure = text.empty() ? "nothing was given" : text;
        }
        outcomes.push_back(std::move(*outcome));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return outcomes;
}

}  // namespace triaz::search
