#include <algorithm>

#include "sim/cli/commands.hpp"
#include "sim/cli/lint_output.hpp"
#include "sim/scenario/deployment.hpp"
#include "sim/structure/lint.hpp"

namespace triaz::cli {

namespace {

std::string rendered(const Linted& linted, const LintOptions& options, const report::Style& style,
                     const Invocation& invocation) {
    switch (options.format) {
        case Format::json:
            return linted_to_json(linted, invocation.context());
        case Format::sarif:
            return linted_to_sarif(linted, invocation.context());
        case Format::human:
        case Format::junit:
            break;
    }
    return linted_to_text(linted, style);
}

}  // namespace

int execute(const LintOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const auto [deployment, complaints] = scenario::load_deployment(options.file);
    write_error(scenario::to_text(complaints));
    if (!deployment) throw Failure(exit_code_of(complaints), "cannot judge " + options.file);
    if (const auto why = structure::too_large(deployment->world))
        throw Failure(ExitCode::invalid_input, *why);
    const structure::LintReport report =
        structure::lint(deployment->world, {.order = options.order});
    output.write(
        rendered({options.file, *deployment, report}, options, output.style(), invocation));
    const auto worst = options.strict ? structure::Severity::warning : structure::Severity::error;
    const bool bad = std::ranges::any_of(
        report.findings, [&](const auto& finding) { return finding.severity >= worst; });
    return static_cast<int>(bad ? ExitCode::refuted : ExitCode::as_required);
}

}  // namespace triaz::cli
