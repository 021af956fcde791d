// A scenario as a command wants it: loaded, complained of, varied, with the claims asked for.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/variation.hpp"

namespace triaz::cli {

// Says on standard error what there is to complain of (`quiet`: unless it can be run all the same).
// Throws Failure when there is nothing to run.
scenario::Scenario load_question(const std::string& path, const scenario::Options& options,
                                 const scenario::Variation& variation, bool quiet = false);

// Leaves the claims asked for, in the order of the file; all when none is. Throws Failure for a
// claim that the scenario does not have.
void select_claims(scenario::Scenario& scenario, const std::vector<std::string>& wanted);

}  // namespace triaz::cli
