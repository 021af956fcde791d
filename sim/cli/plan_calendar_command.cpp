#include "sim/cli/commands.hpp"
#include "sim/cli/plan_file.hpp"
#include "sim/plan/icalendar.hpp"

namespace triaz::cli {

int execute(const PlanCalendarOptions& options, const Invocation&) {
    Output output{options.output};
    output.write(plan::to_icalendar(*load_plan(options.plan).plan));
    return 0;
}

}  // namespace triaz::cli
