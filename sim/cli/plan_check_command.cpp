#include "sim/cli/commands.hpp"
#include "sim/cli/plan_file.hpp"
#include "sim/cli/plan_output.hpp"

namespace triaz::cli {
namespace {}  // namespace

int execute(const PlanCheckOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const scenario::LoadedPlan loaded = load_plan(options.plan);
    const plan::Day today = options.today ? *plan::parse_day(*options.today) : day_of_clock();
    const plan::Assessment assessment = plan::assess(*loaded.plan, today);
    output.write(options.format == Format::json
                     ? assessment_to_json(*loaded.plan, assessment, today, invocation.context())
                     : assessment_to_text(*loaded.plan, assessment, today, output.style()));
    return static_cast<int>(assessment.gaps.empty() ? ExitCode::as_required : ExitCode::refuted);
}

}  // namespace triaz::cli
