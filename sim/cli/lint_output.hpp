// What `triaz lint` says: for people, as JSON, and as SARIF.
#pragma once

#include <string>

#include "sim/report/context.hpp"
#include "sim/report/page.hpp"
#include "sim/scenario/deployment.hpp"
#include "sim/structure/lint.hpp"

namespace triaz::cli {

struct Linted {
    const std::string& file;
    const scenario::Deployment& deployment;
    const structure::LintReport& report;
};

std::string linted_to_text(const Linted& linted, const report::Style& style);

// {"schema": "triaz.lint/1.0", "context": ..., "file", "order", "findings", "targets", ...}
std::string linted_to_json(const Linted& linted, const report::Context& context);

// Static Analysis Results Interchange Format 2.1.0.
std::string linted_to_sarif(const Linted& linted, const report::Context& context);

}  // namespace triaz::cli
