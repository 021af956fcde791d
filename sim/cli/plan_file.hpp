// Reading a plan for a command.
#pragma once

#include <string>

#include "sim/scenario/people.hpp"

namespace triaz::cli {

// Ensures: it has a plan. Throws Failure, when the complaints have been written, if there is none.
scenario::LoadedPlan load_plan(const std::string& path);

}  // namespace triaz::cli
