#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <thread>

#include "sim/base/sha256.hpp"
#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/plan_file.hpp"
#include "sim/cli/progress.hpp"
#include "sim/report/json.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"
#include "sim/run/child.hpp"
#include "sim/run/run.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

// One scenario of one exercise: its place in the folder, and what came of it.
struct Task {
    std::size_t exercise;
    std::string scenario;
    std::string file;  // below the folder
    std::string key;   // of everything that the result depends on
    bool kept = false;
    ExitCode code = ExitCode::inconclusive;
    std::string verdict = "inconclusive";
    std::string why = {};  // when there is no result
};

std::string whole_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// The file beside a result says of which inputs it is, and what it was when it was whole.
std::string seal_of(const std::string& key, const std::string& result) {
    return "inputs " + key + "\nresult " + base::sha256_hex(result) + "\n";
}

fs::path seal_beside(const fs::path& result) { return result.string() + ".seal"; }

std::string key_of(const scenario::Scenario& scenario, const report::Context& context) {
    std::string all =
        context.version + "\n" + context.commit + "\n" + std::to_string(scenario.world.seed) + "\n";
    for (const scenario::Source& source : scenario.sources)
        all += source.path + " " + source.sha256 + "\n";
    return base::sha256_hex(all);
}

// In the child: the result into its place, whole or not at all, and then its seal.
std::string simulate(const Task& task, const fs::path& folder, const Invocation& invocation) {
    const Invocation this_run = invocation.restarted();
    const auto loaded = scenario::load_scenario(task.scenario);
    if (!loaded.scenario) throw std::runtime_error(scenario::to_text(loaded.complaints));
    const run::Result judged = run::run(*loaded.scenario);
    const std::string result = report::to_json(judged, this_run.context());
    const fs::path file = folder / task.file;
    OutputFile{file.string()}.commit(result);
    OutputFile{seal_beside(file).string()}.commit(seal_of(task.key, result));
    return result;
}

void judge(Task& task, const std::string& text) {
    const auto result = report::read_verdicts(text);
    if (!result) {
        task.code = ExitCode::bug;
        task.why = "a bug of triaz: it cannot read its own result";
        return;
    }
    task.verdict = check::name_of(result->verdict);
    task.code = result->claims.empty() ? ExitCode::nothing_selected : ExitCode::as_required;
    for (const report::ReadClaim& claim : result->claims)
        task.code =
            worse(task.code, exit_code_of(claim.verdict, claim.expected, Requirement::as_expected));
}

// Two scenarios of one exercise may have the same file name.
std::string name_in(std::set<std::string>& taken, const fs::path& scenario) {
    std::string name = scenario.stem().string();
    if (!taken.insert(name).second) {
        name = scenario.parent_path().filename().string() + "-" + name;
        for (int i = 2; !taken.insert(name).second; ++i) name += "-" + std::to_string(i);
    }
    return name + ".json";
}

std::vector<Task> tasks_of(const scenario::LoadedPlan& loaded, const fs::path& folder,
                           const report::Context& context) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < loaded.plan->exercises.size(); ++i) {
        const plan::Exercise& exercise = loaded.plan->exercises[i];
        std::set<std::string> taken;
        for (const std::uint32_t index : exercise.scenarios) {
            const std::string& scenario = loaded.scenario_paths[index];
            const std::string file = exercise.id + "/" + name_in(taken, scenario);
            const auto known = scenario::load_scenario(scenario);
            if (!known.scenario) throw Failure(ExitCode::io, "cannot read " + scenario + " again");
            Task task{i, scenario, file, key_of(*known.scenario, context)};
            const std::string result = whole_file(folder / file);
            task.kept = !result.empty() &&
                        whole_file(seal_beside(folder / file)) == seal_of(task.key, result);
            if (task.kept) judge(task, result);
            tasks.push_back(std::move(task));
        }
    }
    return tasks;
}

// The signal that ended it early; 0 for none.
int carry_out(std::vector<Task>& tasks, const fs::path& folder, unsigned jobs,
              const Invocation& invocation) {
    std::vector<std::size_t> missing;
    std::vector<std::function<std::string()>> works;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].kept) continue;
        missing.push_back(i);
        works.push_back([&, i] { return simulate(tasks[i], folder, invocation); });
    }
    if (works.empty()) return 0;
    std::vector<run::ChildResult> results;
    {
        const Progress progress{works.size()};
        results = run::in_children(works, jobs, [&](std::size_t ended) { progress.show(ended); });
    }
    int signal = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
        Task& task = tasks[missing[i]];
        if (results[i].finished()) {
            judge(task, results[i].text);
            continue;
        }
        const bool interrupted = results[i].end == run::ChildResult::End::interrupted;
        task.code = interrupted ? ExitCode::inconclusive : ExitCode::bug;
        task.why = results[i].text;
        if (results[i].signal != 0) signal = results[i].signal;
    }
    return signal;
}

std::string index_of(const plan::Plan& plan, const std::vector<Task>& tasks, int signal,
                     const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.plan-run/1.0");
    report::write_context(json, context);
    json.member("evidence_class", "simulated");
    json.member("plan", plan.path);
    json.member("title", plan.title);
    json.member("aborted", signal != 0);
    json.key("results").begin_array();
    for (const Task& task : tasks) {
        json.begin_object(report::JsonWriter::Layout::row);
        json.member("exercise", plan.exercises[task.exercise].id);
        json.member("type", name_of(plan.exercises[task.exercise].type));
        json.member("scenario", task.scenario);
        if (task.why.empty()) json.member("file", task.file);
        json.member("verdict", task.verdict);
        json.member("as_expected", task.code == ExitCode::as_required);
        json.member("kept", task.kept);
        if (!task.why.empty()) json.member("why", task.why);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

std::string summary_of(const plan::Plan& plan, const std::vector<Task>& tasks,
                       const report::Style& style) {
    report::Page page{style};
    std::size_t kept = 0;
    std::size_t passed = 0;
    for (const Task& task : tasks) {
        const bool well = task.code == ExitCode::as_required;
        kept += task.kept ? 1 : 0;
        passed += well ? 1 : 0;
        const std::string lead = page.painted(well ? "ok      " : "not ok  ",
                                              well ? report::Tone::good : report::Tone::bad);
        page.paragraph(plan.exercises[task.exercise].id + ": " + task.scenario + ", " +
                           task.verdict +
                           (well && task.verdict != "upheld" ? ", as expected" : "") +
                           (task.kept ? " (kept)" : "") + (task.why.empty() ? "" : ": " + task.why),
                       8, report::Tone::plain, lead);
    }
    page.paragraph(std::to_string(passed) + " of " + std::to_string(tasks.size()) +
                       " results as expected, " + std::to_string(kept) + " kept from before",
                   0, report::Tone::strong);
    return std::move(page).text();
}

}  // namespace

int execute(const PlanRunOptions& options, const Invocation& invocation) {
    const scenario::LoadedPlan loaded = load_plan(options.plan);
    const fs::path folder{options.folder};
    std::vector<Task> tasks = tasks_of(loaded, folder, invocation.context());
    if (tasks.empty())
        throw Failure(ExitCode::nothing_selected,
                      "no exercise of " + options.plan + " names a scenario");
    for (const Task& task : tasks) make_folders_of((folder / task.file).string());
    OutputFile index{(folder / "index.json").string()};
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    const int signal =
        carry_out(tasks, folder, options.jobs == 0 ? processors : options.jobs, invocation);
    index.commit(index_of(*loaded.plan, tasks, signal, invocation.context()));
    Output output{{}};
    output.write(summary_of(*loaded.plan, tasks, output.style()));
    ExitCode code = ExitCode::as_required;
    for (const Task& task : tasks) code = worse(code, task.code);
    return signal == 0 ? static_cast<int>(code) : exit_code_of_signal(signal);
}

}  // namespace triaz::cli
