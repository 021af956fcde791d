#include <algorithm>
#include <thread>

#include "sim/cli/commands.hpp"
#include "sim/cli/question_file.hpp"
#include "sim/cli/shrinking.hpp"

namespace triaz::cli {

int execute(const ShrinkOptions& options, const Invocation&) {
    scenario::Scenario scenario =
        load_question(options.scenario, {.seed = options.seed, .mutant = options.mutant},
                      options.variation, true);
    select_claims(scenario, options.claims);
    const unsigned jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    Output output{std::nullopt};
    const auto told = shrink_into(scenario, options.mutant, options.output, jobs, output.style());
    if (!told)
        throw Failure(ExitCode::nothing_selected,
                      options.scenario + " refutes none of its claims: there is nothing to shrink");
    output.write(*told);
    return 0;
}

}  // namespace triaz::cli
