#include <algorithm>

#include "sim/cli/commands.hpp"
#include "sim/cli/question_file.hpp"
#include "sim/cli/report_inputs.hpp"
#include "sim/exchange/write_history.hpp"
#include "sim/publish/for_tools.hpp"
#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/text.hpp"
#include "sim/run/child.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {
namespace {

ExitCode exit_code_of(const run::Result& result, Requirement requirement) {
    ExitCode code = result.findings.empty() ? ExitCode::nothing_selected : ExitCode::as_required;
    for (const check::Finding& finding : result.findings)
        code = worse(code, exit_code_of(finding.verdict, finding.expected, requirement));
    return code;
}

report::TestCase case_of(const run::Result& result, const check::Finding& finding,
                         Requirement requirement) {
    using Outcome = report::TestCase::Outcome;
    const ExitCode code = exit_code_of(finding.verdict, finding.expected, requirement);
    if (code == ExitCode::as_required) return {result.scenario_path, finding.claim};
    const std::string witness = finding.witness ? report::to_text(*finding.witness, {}) : "";
    return {.suite = result.scenario_path,
            .name = finding.claim,
            .outcome = code == ExitCode::refuted ? Outcome::failed : Outcome::error,
            .message = std::string{check::name_of(finding.verdict)} + ": " + finding.reason,
            .detail = finding.stated + "\n" + witness + run::reproduce_line(result) + "\n"};
}

std::string for_tools(const run::Result& result, ReportForm form, const report::Context& context) {
    publish::Subject subject;
    subject.version = context.version;
    subject.records.push_back(*publish::read_record(report::to_json(result, context)));
    if (form == ReportForm::trace) return publish::to_trace(subject.records);
    if (form == ReportForm::sarif) return publish::to_sarif(subject.records, context.version);
    add_step_summary(subject);
    return publish::to_annotations(subject.records);
}

std::string rendered(const run::Result& result, const RunOptions& options,
                     const report::Style& style, const report::Context& context) {
    if (options.form) return for_tools(result, *options.form, context);
    if (options.format == Format::json) return report::to_json(result, context);
    if (options.format == Format::human)
        return options.quiet ? report::to_line(result, style) : report::to_text(result, style);
    std::vector<report::TestCase> cases;
    for (const check::Finding& finding : result.findings)
        cases.push_back(case_of(result, finding, options.requirement));
    return report::to_junit(cases);
}

std::string history_of(const run::Result& result, const std::string& path) {
    const auto operations = history::operations_of(
        result.evidence.samples.all(),
        [&](std::uint32_t store) { return result.evidence.stores.at(store).name; });
    return path.ends_with(".edn") ? exchange::to_edn(operations)
                                  : exchange::to_json_lines(operations);
}

// What the child that runs tells its parent, as one text: the exit code, a byte; how long the text
// is, in digits, and a line break; the text; the history.
struct Told {
    ExitCode code;
    std::string text;
    std::string history;

    std::string packed() const {
        return static_cast<char>(code) + std::to_string(text.size()) + "\n" + text + history;
    }
    static Told unpacked(const std::string& packed) {
        const std::size_t begin = packed.find('\n', 1) + 1;
        const std::size_t size = std::stoull(packed.substr(1, begin - 2));
        return {static_cast<ExitCode>(packed.front()), packed.substr(begin, size),
                packed.substr(begin + size)};
    }
};

[[noreturn]] void fail_as_bug(const std::string& how, const std::string& reproduce) {
    throw Failure(ExitCode::bug, "this is a bug of triaz, not of your files: " + how +
                                     "\nReproduce it with: " + reproduce);
}

}  // namespace

int execute(const RunOptions& options, const Invocation& invocation) {
    scenario::Scenario scenario =
        load_question(options.scenario, {.seed = options.seed, .mutant = options.mutant},
                      options.variation, options.quiet);
    select_claims(scenario, options.claims);
    Output output{options.output};
    const report::Style style = output.style();
    std::optional<OutputFile> history;
    if (options.history) {
        history.emplace(*options.history);
        scenario.world.sampled_keys = std::max(scenario.world.sampled_keys, options.history_keys);
    }

    const run::ChildResult child = run::in_child([&] {
        const run::Result result = run::run(scenario, options.mutant);
        return Told{exit_code_of(result, options.requirement),
                    rendered(result, options, style, invocation.context()),
                    history ? history_of(result, *options.history) : ""}
            .packed();
    });
    if (child.finished()) {
        const Told told = Told::unpacked(child.text);
        if (history) history->commit(told.history);
        output.write(told.text);
        return static_cast<int>(told.code);
    }
    if (child.end == run::ChildResult::End::failed)
        fail_as_bug(child.text, run::reproduce_line(scenario.path, options.mutant,
                                                    scenario.world.seed, scenario.varied));
    const run::Result cut_short =
        run::aborted(scenario, options.mutant, run::name_of_signal(child.signal));
    output.write(rendered(cut_short, options, style, invocation.context()));
    return exit_code_of_signal(child.signal);
}

}  // namespace triaz::cli
