// Generic mutants: what can be wrong with any deployment, done to this one. A scenario that none of
// them refutes would not notice.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/search/outcome.hpp"

namespace triaz::search {

struct GenericMutant {
    std::string name;
    std::optional<scenario::Scenario> scenario;  // nothing: it does not apply
    std::string why_not;                         // then: a clause
};

// In a fixed order. `busiest`: the utilisation of the busiest service before the first fault
// (0..1), as a run of the scenario shows it; 0: not known.
std::vector<GenericMutant> generic_mutants(const scenario::Scenario& scenario, double busiest);

struct MutantRuling {
    std::string name;
    std::string why_not;   // it does not apply
    Outcome outcome;       // else
    bool refuted = false;  // a claim that the scenario as it is upholds
};

struct Mutated {
    Outcome plain;
    std::vector<MutantRuling> mutants;
    int signal = 0;  // that told us to stop; then it is not complete

    std::size_t applicable() const;
    std::size_t refuted() const;
    // The scenario as it is upholds something, so that a mutant has something to refute.
    bool upholds() const;
};

// Runs the scenario and every mutant that applies, in child processes.
Mutated mutate(const scenario::Scenario& scenario, unsigned jobs);

}  // namespace triaz::search
