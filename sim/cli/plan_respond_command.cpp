#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/plan_file.hpp"
#include "sim/cli/plan_output.hpp"

namespace triaz::cli {
namespace {

plan::Operations load_operations(const std::string& file) {
    if (kind_of_file(file) == FileKind::plan) {
        auto loaded = load_plan(file);
        if (loaded.plan->operations) return std::move(*loaded.plan->operations);
        throw Failure(ExitCode::nothing_selected, file + " names no operations");
    }
    auto loaded = scenario::load_operations(file);
    if (!loaded.complaints.empty()) write_error(scenario::to_text(loaded.complaints));
    if (!loaded.operations) throw Failure(exit_code_of(loaded.complaints), "cannot read " + file);
    return std::move(*loaded.operations);
}

ExitCode exit_code_of_all(const std::vector<check::Finding>& findings) {
    ExitCode code = ExitCode::as_required;
    for (const check::Finding& finding : findings)
        code =
            worse(code, exit_code_of(finding.verdict, check::Verdict::upheld, Requirement::upheld));
    return code;
}

}  // namespace

int execute(const PlanRespondOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const plan::Operations operations = load_operations(options.file);
    Rehearsal rehearsal{operations, {}, plan::supported(operations)};
    for (const plan::Circumstances& circumstances : operations.circumstances)
        rehearsal.responded.push_back(plan::respond(operations, circumstances));
    ExitCode code = ExitCode::as_required;
    for (const plan::Responded& responded : rehearsal.responded)
        code = worse(code, exit_code_of_all(responded.findings));
    if (rehearsal.supported) code = worse(code, exit_code_of_all(rehearsal.supported->findings));
    output.write(options.format == Format::json ? rehearsal_to_json(rehearsal, invocation.context())
                                                : rehearsal_to_text(rehearsal, output.style()));
    return static_cast<int>(code);
}

}  // namespace triaz::cli
