#include <algorithm>
#include <thread>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/frontier_output.hpp"
#include "sim/cli/question_file.hpp"

namespace triaz::cli {
namespace {

search::Axis axis_of(const std::string& words) {
    const auto axis = search::axis_of_words(words);
    if (!axis) {
        throw Failure(ExitCode::usage, "`" + words +
                                           "` is no range such as clients.users.rate=100:2000 or "
                                           "clients.users.deadline=100ms:5s");
    }
    return *axis;
}

search::FrontierQuestion question_of(const FrontierOptions& options) {
    scenario::Scenario scenario =
        load_question(options.scenario, {.seed = options.seed, .mutant = options.mutant}, {}, true);
    select_claims(scenario, {options.claim});
    if (options.over.size() > 2) throw Failure(ExitCode::usage, "one or two --over are taken");
    search::FrontierQuestion question;
    question.path = options.scenario;
    question.mutant = options.mutant;
    question.claim = options.claim;
    question.along = axis_of(options.over.front());
    if (options.over.size() == 2) question.across = axis_of(options.over.back());
    for (std::uint64_t n = 0; n < options.seeds; ++n)
        question.seeds.push_back(scenario.world.seed + n);
    constexpr double percent = 0.01;
    question.precision = options.precision * percent;
    question.steps = options.steps;
    question.jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    return question;
}

std::string rendered(const search::FrontierQuestion& question, const search::Frontier& frontier,
                     const FrontierOptions& options, const Output& output,
                     const report::Context& context) {
    const std::string name = options.output.value_or("");
    if (name.ends_with(".svg")) return frontier_to_svg(question, frontier);
    if (name.ends_with(".csv")) return frontier_to_csv(question, frontier);
    if (name.ends_with(".json") || options.format == Format::json)
        return frontier_to_json(question, frontier, context);
    return frontier_to_text(question, frontier, output.style());
}

}  // namespace

int execute(const FrontierOptions& options, const Invocation& invocation) {
    const search::FrontierQuestion question = question_of(options);
    Output output{options.output};
    const bool terminal = error_is_terminal();
    const search::Frontier frontier = search::frontier(question, [&](std::uint64_t runs) {
        if (terminal) write_error("\r\x1b[K" + base::thousands(runs) + " runs");
    });
    if (terminal) write_error("\r\x1b[K");
    if (frontier.bug) throw Failure(ExitCode::bug, "this is a bug of triaz: " + frontier.failure);
    if (!frontier.failure.empty()) {
        write_error(frontier.failure);
        throw Failure(ExitCode::invalid_input, "a value of the range makes no scenario");
    }
    output.write(rendered(question, frontier, options, output, invocation.context()));
    if (frontier.signal != 0) return exit_code_of_signal(frontier.signal);
    const bool found = std::ranges::any_of(frontier.crossings, [](const auto& crossing) {
        return crossing.holds && crossing.refuted;
    });
    return static_cast<int>(found ? ExitCode::as_required : ExitCode::inconclusive);
}

}  // namespace triaz::cli
