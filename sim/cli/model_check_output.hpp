// What `triaz model-check` says of what it explored: for people, and as JSON.
#pragma once

#include <string>

#include "sim/cli/command.hpp"
#include "sim/explore/explore.hpp"
#include "sim/report/context.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

struct ModelChecked {
    const std::string& what;
    const explore::Question& question;
    const explore::Answer& answer;
    std::string cut_short_by;  // "the time budget", "SIGINT"; empty if all was explored
};

std::string model_checked_to_text(const ModelChecked& checked, const report::Style& style);

// {"schema": "triaz.model-check/1.0", "context": ..., "what", "verdict", "strength", ...}
std::string model_checked_to_json(const ModelChecked& checked, const report::Context& context);

}  // namespace triaz::cli
