// Files about people to typed contracts, operations and plans; and what models and scenarios offer
// to them. Either all is well, or there are complaints, every one with its position and cure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/plan/observation.hpp"
#include "sim/plan/plan.hpp"
#include "sim/scenario/complaint.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::scenario {

struct LoadedContract {
    std::optional<plan::Contract> contract;  // absent when there is any error
    std::vector<Complaint> complaints;
};
LoadedContract load_contract(const std::string& path);

struct LoadedOperations {
    std::optional<plan::Operations> operations;
    std::vector<Complaint> complaints;
};
LoadedOperations load_operations(const std::string& path);

// With everything it names: model, contract, operations, scenarios. What is wrong with one of those
// is complained of too.
struct LoadedPlan {
    std::optional<plan::Plan> plan;
    std::vector<Complaint> complaints;
    std::vector<std::string> scenario_paths;  // of plan.scenarios, to be loaded again
};
LoadedPlan load_plan(const std::string& path);

// A rehearsal as people wrote it down, JSON or (FILE.csv) a table, and the scenario that predicted
// it. A file of evidence that is at hand is compared with its SHA-256.
struct LoadedObservation {
    std::optional<plan::Observation> observation;
    std::optional<Scenario> scenario;
    std::vector<Source> sources;  // the observation, then what the scenario is made of
    std::vector<Complaint> complaints;
};
LoadedObservation load_observation(const std::string& path);

// A scenario as a plan sees it; the model it asks.
struct LoadedEvidence {
    std::optional<plan::Tried> tried;            // of a scenario
    std::optional<plan::Deployment> deployment;  // of a model, or of the one the scenario asks
    std::vector<Complaint> complaints;
};
LoadedEvidence load_evidence_of_scenario(const std::string& path);
LoadedEvidence load_evidence_of_model(const std::string& path);

// The kinds of claim that a scenario may have.
const std::vector<std::string>& claim_kinds();

}  // namespace triaz::scenario
