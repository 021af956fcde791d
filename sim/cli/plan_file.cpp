#include "sim/cli/plan_file.hpp"

#include <ctime>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/terminal.hpp"

namespace triaz::cli {

scenario::LoadedPlan load_plan(const std::string& path) {
    scenario::LoadedPlan loaded = scenario::load_plan(path);
    if (!loaded.complaints.empty()) write_error(scenario::to_text(loaded.complaints));
    if (!loaded.plan) throw Failure(exit_code_of(loaded.complaints), "cannot read " + path);
    return loaded;
}

plan::Day day_of_clock() {
    const std::chrono::sys_seconds now{std::chrono::seconds{std::time(nullptr)}};
    return std::chrono::floor<std::chrono::days>(now);
}

}  // namespace triaz::cli
