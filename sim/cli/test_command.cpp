#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/report/test_report.hpp"
#include "sim/run/child.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {
namespace {

using report::TestedRun;
using report::TestedScenario;
using Status = TestedRun::Status;

namespace fs = std::filesystem;

// One run to do: where its outcome goes, and what it must refute when it is a mutant's.
struct Task {
    std::size_t scenario;
    std::size_t run;
    std::vector<std::string> refutes;
    std::string result;  // the file that keeps its result; empty: none does
};

// A child says first what its text is.
constexpr char gives_result = 'r';
constexpr char gives_complaints = 'c';

// In the child: the result, in its file too, which appears whole or not at all.
std::string run_to_text(const std::string& path, const TestedRun& run, const std::string& file,
                        const Invocation& invocation) {
    const Invocation this_run = invocation.restarted();
    const auto loaded = scenario::load_scenario(path, {.seed = {}, .mutant = run.mutant});
    if (!loaded.scenario) return gives_complaints + scenario::to_text(loaded.complaints);
    const run::Result judged = run::run(*loaded.scenario, run.mutant);
    const std::string result = report::to_json(judged, this_run.context());
    if (!file.empty()) OutputFile{file}.commit(result);
    return gives_result + result;
}

// What the run that was planned came to.
TestedRun outcome_of(TestedRun run, const run::ChildResult& child,
                     const std::vector<std::string>& refutes) {
    using End = run::ChildResult::End;
    const auto as = [&](Status status, std::string why) {
        run.status = status;
        run.why = std::move(why);
        return run;
    };
    if (child.end == End::interrupted) return as(Status::aborted, child.text);
    if (child.end == End::failed) return as(Status::crashed, "a bug of triaz: " + child.text);
    if (child.text.starts_with(gives_complaints)) {
        run.detail = child.text.substr(1);
        return as(Status::invalid, "the files have errors");
    }
    const auto result = report::read_verdicts(std::string_view{child.text}.substr(1));
    if (!result) return as(Status::crashed, "a bug of triaz: it cannot read its own result");
    return run.mutant ? report::judged_mutant(*run.mutant, refutes, *result)
                      : report::judged_run(*result);
}

// What there is to run of the scenario at `path`: itself and its mutants; or, when it has errors,
// nothing, and the outcome stands.
TestedScenario planned(const std::string& path, bool mutants, std::size_t index,
                       std::vector<Task>& tasks) {
    const auto loaded = scenario::load_scenario(path);
    if (!loaded.scenario) {
        const bool unreadable = exit_code_of(loaded.complaints) == ExitCode::io;
        return {path,
                {{.status = unreadable ? Status::unreadable : Status::invalid,
                  .why = "the files have errors",
                  .detail = scenario::to_text(loaded.complaints)}}};
    }
    const std::uint64_t seed = loaded.scenario->world.seed;
    TestedScenario scenario{path, {}};
    const auto plan = [&](const std::optional<std::string>& mutant,
                          const std::vector<std::string>& refutes) {
        tasks.push_back({index, scenario.runs.size(), refutes, {}});
        scenario.runs.push_back(
            {.mutant = mutant, .reproduce = run::reproduce_line(path, mutant, seed)});
    };
    plan({}, {});
    if (mutants)
        for (const scenario::Mutant& mutant : loaded.scenario->mutants)
            plan(mutant.name, mutant.refutes);
    return scenario;
}

// "acknowledge-after-one-copy"; a name of its own in every folder, for the case that two come to
// the same.
std::string file_name_of(const std::string& mutant) {
    std::string name;
    for (const char letter : mutant)
        if (std::isalnum(static_cast<unsigned char>(letter)) != 0)
            name += letter;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    return name;
}

// Gives every task a file of its own below `folder`, and makes the folders.
void place_results(const fs::path& folder, const std::vector<TestedScenario>& scenarios,
                   std::vector<Task>& tasks) {
    std::set<fs::path> taken;
    for (Task& task : tasks) {
        const TestedScenario& scenario = scenarios[task.scenario];
        const auto& mutant = scenario.runs[task.run].mutant;
        fs::path stem = folder;
        for (const fs::path& part : fs::path{scenario.path}.lexically_normal().relative_path())
            if (part != "..") stem /= part;
        stem.replace_extension(mutant ? "mutants" : "");
        if (mutant) stem /= file_name_of(*mutant);
        fs::path file = stem.string() + ".json";
        for (int i = 2; !taken.insert(file).second; ++i)
            file = stem.string() + "-" + std::to_string(i) + ".json";
        task.result = file.string();
        make_folders_of(task.result);
    }
}

// The signal that ended it early; 0 for none.
int carry_out(const std::vector<Task>& tasks, std::vector<TestedScenario>& scenarios, unsigned jobs,
              const Invocation& invocation) {
    std::vector<std::function<std::string()>> works;
    for (const Task& task : tasks) {
        const TestedScenario& scenario = scenarios[task.scenario];
        works.push_back([&invocation, &task, path = scenario.path, run = scenario.runs[task.run]] {
            return run_to_text(path, run, task.result, invocation);
        });
    }
    std::vector<run::ChildResult> results;
    {
        const Progress progress{tasks.size()};
        results = run::in_children(works, jobs, [&](std::size_t ended) { progress.show(ended); });
    }
    int signal = 0;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        TestedRun& run = scenarios[tasks[i].scenario].runs[tasks[i].run];
        run = outcome_of(run, results[i], tasks[i].refutes);
        if (results[i].signal != 0) signal = results[i].signal;
    }
    return signal;
}

ExitCode exit_code_of(Status status) {
    switch (status) {
        case Status::passed:
            return ExitCode::as_required;
        case Status::failed:
            return ExitCode::refuted;
        case Status::undecided:
        case Status::aborted:
            return ExitCode::inconclusive;
        case Status::invalid:
            return ExitCode::invalid_input;
        case Status::unreadable:
            return ExitCode::io;
        case Status::crashed:
            return ExitCode::bug;
    }
    return ExitCode::bug;
}

std::vector<std::string> selected_files(const TestOptions& options) {
    std::vector<std::string> files = input_files(options.paths, {FileKind::scenario});
    const std::size_t found = files.size();
    std::erase_if(files, [&](const std::string& file) {
        return file.find(options.filter) == std::string::npos;
    });
    if (!files.empty()) return files;
    if (found == 0) throw Failure(ExitCode::nothing_selected, "no scenario file is there to test");
    throw Failure(ExitCode::nothing_selected, "none of " + std::to_string(found) +
                                                  " scenario files has `" + options.filter +
                                                  "` in its path");
}

std::string rendered(const std::vector<TestedScenario>& scenarios, Format format,
                     const report::Style& style, const report::Context& context) {
    switch (format) {
        case Format::human:
            return report::to_text(scenarios, style);
        case Format::json:
            return report::to_json(scenarios, context);
        case Format::junit:
            return report::to_junit(report::test_cases(scenarios));
        case Format::sarif:  // no choice of this command
            break;
    }
    return {};
}

}  // namespace

int execute(const TestOptions& options, const Invocation& invocation) {
    Output output{options.output};
    std::vector<Task> tasks;
    std::vector<TestedScenario> scenarios;
    for (const std::string& file : selected_files(options))
        scenarios.push_back(planned(file, options.mutants, scenarios.size(), tasks));
    if (options.results) place_results(*options.results, scenarios, tasks);
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    const int signal =
        carry_out(tasks, scenarios, options.jobs == 0 ? processors : options.jobs, invocation);

    ExitCode code = ExitCode::as_required;
    for (const TestedScenario& scenario : scenarios)
        for (const TestedRun& run : scenario.runs) {
            write_error(run.detail);
            code = worse(code, exit_code_of(run.status));
        }
    output.write(rendered(scenarios, options.format, output.style(), invocation.context()));
    return signal == 0 ? static_cast<int>(code) : exit_code_of_signal(signal);
}

}  // namespace triaz::cli
