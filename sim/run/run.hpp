// One scenario to one result. Read run.cpp to know how a verdict comes about.
#pragma once

#include <optional>
#include <string>

#include "sim/run/result.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::run {

// Runs the scenario in this process. A process can do this once (one SimGrid engine a process).
Result run(const scenario::Scenario& scenario, const std::optional<std::string>& mutant = {});

// What there is to say of a run that a signal ended: no evidence, every claim inconclusive.
Result aborted(const scenario::Scenario& scenario, const std::optional<std::string>& mutant,
               const std::string& signal_name);

// The minimum service level the milestones are read at: that of the first recovery-time claim, so
// that T5 and that claim's outage speak of the same thing; the default when there is none.
measure::ServiceLevel level_of_milestones(const std::vector<check::Claim>& claims);

}  // namespace triaz::run
