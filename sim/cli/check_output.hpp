// What `triaz check` says of a history: for people, and as JSON.
#pragma once

#include <string>

#include "sim/cli/command.hpp"
#include "sim/consistency/report.hpp"
#include "sim/exchange/read_history.hpp"
#include "sim/report/context.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

struct Checked {
    const std::string& file;
    const exchange::Recorded& recorded;
    const consistency::Report& report;
};

std::string checked_to_text(const Checked& checked, const report::Style& style,
                            const CheckOptions& options);

// {"schema": "triaz.history-check/1.0", "context": ..., "file", "verdict", "model", ...}
std::string checked_to_json(const Checked& checked, const report::Context& context);

// {"schema": "triaz.history-check/1.0", "file", "valid": false, "complaint": ...}
std::string complaint_to_json(const exchange::Complaint& complaint, const std::string& file);

}  // namespace triaz::cli
