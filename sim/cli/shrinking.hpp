// Shrinks a scenario into a file, for `triaz shrink` and `triaz explore --shrink`.
#pragma once

#include <optional>
#include <string>

#include "sim/report/page.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {

// Writes the smallest scenario to `path`, loads it again, and gives what there is to say of it;
// nothing when the scenario refutes no claim. Throws Failure when it cannot be written, or cannot
// be read where it stands.
std::optional<std::string> shrink_into(const scenario::Scenario& scenario,
                                       const std::optional<std::string>& mutant,
                                       const std::string& path, unsigned jobs,
                                       const report::Style& style);

}  // namespace triaz::cli
