#include "sim/cli/parse.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/cli/check_words.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/lint_words.hpp"
#include "sim/cli/model_check_words.hpp"
#include "sim/cli/plan_words.hpp"
#include "sim/cli/report_words.hpp"
#include "sim/cli/search_words.hpp"
#include "sim/cli/shared_words.hpp"
#include "sim/history/sample.hpp"

namespace triaz::cli {
namespace {

constexpr std::string_view exit_codes_text =
    "Exit code:\n"
    "  0  every selected claim as required     5  nothing selected\n"
    "  1  a claim not as required              6  cannot read or write\n"
    "  2  usage                                70 a bug of triaz\n"
    "  3  invalid input                        128+n  ended by signal n\n"
    "  4  inconclusive";

// CLI11 writes into variables while it parses; these are they.
struct Parsed {
    RunOptions run;
    TestOptions test;
    ValidateOptions validate;
    SchemaOptions schema;
    ExplainOptions explain;
    CheckWords check;
    PlanWords plan;
    ReportWords report;
    LintWords lint;
    ExportWords export_;
    ModelCheckWords model_check;
    ExploreWords explore;
    ShrinkWords shrink;
    MutateWords mutate;
    ToleranceWords tolerance;
    FrontierWords frontier;
    std::string format = "human";
    std::string duration;
    std::string load = "100%";
    bool strict = false;
    bool no_mutants = false;
    bool version = false;
};

// Forms that results of a run have and other commands do not.
std::optional<ReportForm> form_named(const std::string& name) {
    if (name == "sarif") return ReportForm::sarif;
    if (name == "trace") return ReportForm::trace;
    if (name == "github") return ReportForm::github;
    return {};
}

Format format_named(const std::string& name) {
    static const std::map<std::string, Format> formats{{"human", Format::human},
                                                       {"json", Format::json},
                                                       {"junit", Format::junit},
                                                       {"sarif", Format::sarif}};
    const auto found = formats.find(name);
    return found == formats.end() ? Format::human : found->second;
}

void add_format(CLI::App& command, Parsed& parsed, const std::vector<std::string>& formats) {
    std::string names;
    for (const std::string& format : formats) names += (names.empty() ? "" : "|") + format;
    command.add_option("-f,--format", parsed.format, "How the result is written; human")
        ->option_text(names)
        ->check(CLI::IsMember(formats));
}

void add_run(CLI::App& app, Parsed& parsed) {
    CLI::App& command = *app.add_subcommand("run", "Simulate one scenario and judge its claims");
    RunOptions& options = parsed.run;
    add_scenario_file(command, options.scenario);
    add_seed(command, options.seed);
    command.add_option("-m,--mutant", options.mutant, "Run this mutant of the deployment")
        ->option_text("NAME");
    command.add_option("-c,--claim", options.claims, "Judge this claim alone; may be repeated")
        ->option_text("ID")
        ->allow_extra_args(false);
    command
        .add_option("--fault", options.variation.faults,
                    "Instead of the file's faults; may be repeated")
        ->option_text("WORDS")
        ->allow_extra_args(false);
    command.add_option("--duration", parsed.duration, "Of the run, instead of the file's")
        ->option_text("TIME")
        ->check(check_duration, "");
    add_load(command, parsed.load);
    command.add_flag("--strict", parsed.strict, "Every claim must be upheld, whatever is expected");
    add_format(command, parsed, {"human", "json", "junit", "sarif", "trace", "github"});
    add_output(command, options.output);
    command.add_flag("-q,--quiet", options.quiet, "One line");
    command.add_option("--history", options.history, "Write what clients did, for `triaz check`")
        ->option_text("FILE");
    command
        .add_option("--history-keys", options.history_keys, "So many keys of each shard, of 64; 1")
        ->option_text("N")
        ->check(CLI::Range(1U, history::keys_per_shard).description(""));
    command.footer(std::string{
        "Examples:\n"
        "  triaz run scenarios/smoke/write-path.json\n"
        "  triaz run scenarios/zone-loss/az-power-loss.json --seed 7 --strict\n"
        "  triaz run scenarios/zone-loss/az-power-loss.json -f json -o result.json\n"
        "  triaz run scenarios/zone-loss/az-power-loss.json --history run.edn\n"
        "  triaz run FILE --fault 'power-loss zone/b at 40s for 30s' --load 50%\n"
        "  triaz run FILE --fault 'partition path/a/b at 40s' --duration 80s\n\n"
        "WORDS of a fault: KIND TARGET at TIME [for TIME] [share PERCENT] [latency TIME];\n"
        "kinds as in a file; TARGET: zone/a data-center/a1 host/a1-h1 path/a/b way/a/b\n"
        "(one way) component/NAME[/zone/a|/host/a1-h1] checks-of/BALANCER\n"
        "control-plane/names leaders-of/STORE leader-host-of/STORE/SHARD\n\n"
        "A trace opens in ui.perfetto.dev; github writes annotations for a workflow, and\n"
        "a summary to the file that GITHUB_STEP_SUMMARY names.\n"
        "A history is EDN as Jepsen has it when FILE ends in .edn, else JSON lines.\n\n"}
                       .append(exit_codes_text));
}

void add_test(CLI::App& app, Parsed& parsed) {
    CLI::App& command = *app.add_subcommand("test", "Run scenarios and their mutants");
    TestOptions& options = parsed.test;
    command.add_option("PATH", options.paths, "Scenario files, or folders to look for them in")
        ->required()
        ->option_text("...");
    add_jobs(command, options.jobs);
    command.add_option("--filter", options.filter, "Only scenarios with TEXT in their path")
        ->option_text("TEXT");
    command.add_flag("--no-mutants", parsed.no_mutants, "The scenarios as they are, no mutants");
    command
        .add_option("--results", options.results,
                    "Keep the result of every run: FOLDER/<scenario>.json,\n"
                    "of its mutants in FOLDER/<scenario>.mutants/")
        ->option_text("FOLDER");
    add_format(command, parsed, {"human", "json", "junit"});
    add_output(command, options.output);
    command.footer(
        std::string{"A scenario passes when each claim comes out as the scenario expects\n"
                    "and each of its mutants refutes the claims it names.\n\n"
                    "Examples:\n"
                    "  triaz test scenarios\n"
                    "  triaz test scenarios --filter zone-loss --jobs 2\n"
                    "  triaz test scenarios -f junit -o junit.xml\n"
                    "  triaz test scenarios --results results\n\n"}
            .append(exit_codes_text));
}

void add_validate(CLI::App& app, Parsed& parsed) {
    CLI::App& command =
        *app.add_subcommand("validate", "Check files of any kind without running them");
    command
        .add_option("FILE", parsed.validate.files, "Models, scenarios, plans; or folders of them")
        ->required()
        ->option_text("...");
    add_format(command, parsed, {"human", "json"});
    command.footer(
        "Examples:\n"
        "  triaz validate models/reference.json\n"
        "  triaz validate models scenarios --format json");
}

void add_schema(CLI::App& app, Parsed& parsed) {
    CLI::App& command = *app.add_subcommand("schema", "Print the JSON Schema of a kind of file");
    command
        .add_option("KIND", parsed.schema.kind,
                    "model, scenario, contract, operations, plan,\nobservation or result")
        ->required()
        ->option_text(" ")
        ->check(CLI::IsMember(
            {"model", "scenario", "contract", "operations", "plan", "observation", "result"}));
    command.footer("Examples:\n  triaz schema scenario > scenario.schema.json");
}

void add_explain(CLI::App& app, Parsed& parsed) {
    CLI::App& command = *app.add_subcommand("explain", "Say what a term of a report means");
    command.add_option("TERM", parsed.explain.words, "Such as RTO, Z2, T5, TZ101; none: list all")
        ->option_text(" ");
    command.footer("Examples:\n  triaz explain Z3\n  triaz explain exposure window");
}

void add_commands(CLI::App& app, Parsed& parsed) {
    app.get_formatter()->column_width(27);
    app.add_flag("--version", parsed.version, "Print version and commit, and exit");
    app.require_subcommand(0, 1);
    add_run(app, parsed);
    add_test(app, parsed);
    add_validate(app, parsed);
    add_schema(app, parsed);
    add_explain(app, parsed);
    add_check(app, parsed.check);
    add_format(*app.get_subcommand("check"), parsed, {"human", "json"});
    add_claims(app, parsed.plan);
    add_format(*app.get_subcommand("claims"), parsed, {"human", "json"});
    add_plan(app, parsed.plan);
    CLI::App& plan = *app.get_subcommand("plan");
    add_format(*plan.get_subcommand("check"), parsed, {"human", "json"});
    add_format(*plan.get_subcommand("respond"), parsed, {"human", "json"});
    add_explore(app, parsed.explore);
    add_format(*app.get_subcommand("explore"), parsed, {"human", "json"});
    add_shrink(app, parsed.shrink);
    add_mutate(app, parsed.mutate);
    add_format(*app.get_subcommand("mutate"), parsed, {"human", "json"});
    add_report(app, parsed.report);
    add_diff(app, parsed.report);
    add_format(*app.get_subcommand("diff"), parsed, {"human", "json", "md"});
    add_evidence(app, parsed.report);
    add_observe(app, parsed.report);
    add_format(*app.get_subcommand("observe")->get_subcommand("import"), parsed, {"human", "json"});
    add_tolerance(app, parsed.tolerance);
    add_format(*app.get_subcommand("tolerance"), parsed, {"human", "json"});
    add_frontier(app, parsed.frontier);
    add_format(*app.get_subcommand("frontier"), parsed, {"human", "json"});
    add_format(*app.get_subcommand("evidence")->get_subcommand("list"), parsed, {"human", "json"});
    add_lint(app, parsed.lint);
    add_format(*app.get_subcommand("lint"), parsed, {"human", "json", "sarif"});
    add_export(app, parsed.export_);
    add_model_check(app, parsed.model_check);
    add_format(*app.get_subcommand("model-check"), parsed, {"human", "json"});
    add_output(*app.get_subcommand("model-check"), parsed.model_check.options.output);
    app.add_subcommand("version", "Print version and commit")->footer("Examples:\n  triaz version");
    app.footer(
        "Examples:\n"
        "  triaz run scenarios/smoke/write-path.json\n"
        "  triaz test scenarios\n"
        "  triaz explain RTO\n\n"
        "`triaz COMMAND --help` tells more of each.");
}

Command command_of(const std::string& name, Parsed& parsed) {
    const Format format = format_named(parsed.format);
    if (name == "run") {
        parsed.run.requirement = parsed.strict ? Requirement::upheld : Requirement::as_expected;
        parsed.run.format = format;
        if (!parsed.duration.empty())
            parsed.run.variation.duration = base::parse_duration(parsed.duration);
        parsed.run.variation.load = *base::parse_ratio(parsed.load);
        parsed.run.form = form_named(parsed.format);
        return parsed.run;
    }
    if (name == "test") {
        parsed.test.mutants = !parsed.no_mutants;
        parsed.test.format = format;
        return parsed.test;
    }
    if (name == "validate") {
        parsed.validate.format = format;
        return parsed.validate;
    }
    if (name == "schema") return parsed.schema;
    if (name == "explain") return parsed.explain;
    if (name == "check") return check_options_of(parsed.check, format);
    if (name == "claims") return claims_options_of(parsed.plan, format);
    if (name == "plan") return plan_command_of("", parsed.plan, format);
    if (name.starts_with("plan ")) return plan_command_of(name.substr(5), parsed.plan, format);
    if (name == "explore") return explore_options_of(parsed.explore, format);
    if (name == "shrink") return shrink_options_of(parsed.shrink);
    if (name == "mutate") return mutate_options_of(parsed.mutate, format);
    if (name == "report") return report_options_of(parsed.report);
    if (name == "diff") return diff_options_of(parsed.report, parsed.format);
    if (name == "tolerance") return tolerance_options_of(parsed.tolerance, format);
    if (name == "frontier") return frontier_options_of(parsed.frontier, format);
    if (name.starts_with("observe")) return observe_command_of(name, parsed.report, format);
    if (name.starts_with("evidence")) return evidence_command_of(name, parsed.report, format);
    if (name == "lint") return lint_options_of(parsed.lint, format);
    if (name == "export") return export_options_of(parsed.export_);
    if (name == "model-check") return model_check_options_of(parsed.model_check, format);
    return VersionOptions{};
}

std::string or_rather(std::string_view word, const std::vector<std::string>& names) {
    return did_you_mean(word, std::vector<std::string_view>{names.begin(), names.end()});
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

std::vector<std::string> names_of_options(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

// The first word that begins like an option and is none of the command's.
std::optional<std::string> unknown_option(const CLI::App& command,
                                          const std::vector<std::string>& words) {
    const std::vector<std::string> known = names_of_options(command);
    for (const std::string& word : words) {
        if (word == "--") break;
        const std::string name = word.substr(0, word.find('='));
        if (name.starts_with("--") && std::find(known.begin(), known.end(), name) == known.end())
            return name;
    }
    return {};
}

[[noreturn]] void fail_usage(const std::string& sentence, const std::string& of_command) {
    throw Failure(ExitCode::usage, sentence + "\nSee `triaz " +
                                       (of_command.empty() ? "" : of_command + " ") + "--help`.");
}

void check_first_word(const CLI::App& app, const std::vector<std::string>& words) {
    if (words.empty()) fail_usage("a command is missing", "");
    const std::string& first = words.front();
    const std::vector<std::string> names = names_of_commands(app);
    if (first.starts_with('-') || std::find(names.begin(), names.end(), first) != names.end())
        return;
    fail_usage("no command is named `" + first + "`" + or_rather(first, names), "");
}

// The command that the words have chosen, subcommands and all, and its name.
const CLI::App& chosen_command(const CLI::App& app, std::string& name) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        name += (name.empty() ? "" : " ") + command->get_name();
    }
    return *command;
}

[[noreturn]] void fail_parse(const CLI::App& app, const std::vector<std::string>& words,
                             const std::string& what) {
    std::string name;
    const CLI::App& command = chosen_command(app, name);
    if (const auto option = unknown_option(command, words))
        fail_usage(
            "no option is named `" + *option + "`" + or_rather(*option, names_of_options(command)),
            name);
    fail_usage(what, name);
}

}  // namespace

std::variant<Command, Help> parse(const std::vector<std::string>& words) {
    Parsed parsed;
    CLI::App app{"triaz: which promises of a multi-zone deployment survive its failures?\n",
                 "triaz"};
    add_commands(app, parsed);
    check_first_word(app, words);
    try {
        std::vector<std::string> last_first{words.rbegin(), words.rend()};
        app.parse(last_first);
    } catch (const CLI::CallForHelp&) {
        return Help{app.help()};
    } catch (const CLI::ParseError& error) {
        fail_parse(app, words, error.what());
    }
    if (parsed.version) return Command{VersionOptions{}};
    std::string name;
    chosen_command(app, name);
    if (name.empty()) fail_usage("a command is missing", "");
    return command_of(name, parsed);
}

}  // namespace triaz::cli
