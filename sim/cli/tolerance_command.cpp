#include <algorithm>
#include <thread>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/question_file.hpp"
#include "sim/cli/rate_display.hpp"
#include "sim/cli/tolerance_output.hpp"
#include "sim/structure/lint.hpp"

namespace triaz::cli {
namespace {

ExitCode exit_code_of(const std::vector<search::Attack>& attacks) {
    const auto crashed = [](const search::Attack& attack) { return !attack.answer.failed.empty(); };
    if (std::ranges::any_of(attacks, crashed)) return ExitCode::bug;
    return cli::exit_code_of(verdict_of(attacks));
}

}  // namespace

int execute(const ToleranceOptions& options, const Invocation& invocation) {
    const scenario::Scenario scenario =
        load_question(options.scenario, {.seed = options.seed, .mutant = options.mutant},
                      {.faults = {}, .duration = {}, .load = options.load}, true);
    if (const auto why = structure::too_large(scenario.world))
        throw Failure(ExitCode::invalid_input, *why);
    Output output{options.output};
    search::Conduct conduct;
    conduct.jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<search::Attack> attacks;
    {
        RateDisplay display;
        conduct.go_on = [&](const search::Progress& progress) {
            display.show(progress.ended, progress.planned,
                         base::thousands(progress.refuted) + " refuting");
            return true;
        };
        attacks = search::attack_tolerances(
            scenario,
            {.within = options.within, .most_runs = options.run_budget, .mutant = options.mutant},
            conduct);
    }
    if (attacks.empty())
        throw Failure(ExitCode::nothing_selected,
                      "no service or store of this deployment declares what it tolerates");
    output.write(options.format == Format::json
                     ? attacks_to_json(options.scenario, attacks, invocation.context())
                     : attacks_to_text(options.scenario, attacks, output.style()));
    if (conduct.signal != 0) return exit_code_of_signal(conduct.signal);
    return static_cast<int>(exit_code_of(attacks));
}

}  // namespace triaz::cli
