#include "sim/cli/plan_words.hpp"

#include <CLI/CLI.hpp>

#include "sim/cli/shared_words.hpp"
#include "sim/plan/civil.hpp"

namespace triaz::cli {
namespace {

// The complaint, or nothing.
std::string check_day(const std::string& text) {
    return plan::parse_day(text) ? "" : text + " is no day such as 2026-11-23";
}

void add_plan_file(CLI::App& command, std::string& file, const std::string& about) {
    command.add_option("PLAN", file, about)->required()->option_text(" ");
}

void add_check(CLI::App& plan, PlanWords& words) {
    CLI::App& command = *plan.add_subcommand("check", "Find the gaps of a plan");
    add_plan_file(command, words.check.plan, "The plan");
    command.add_option("--today", words.check.today, "As of this day; by the machine's clock")
        ->option_text("DAY")
        ->check(check_day, "");
    add_output(command, words.check.output);
    command.footer(
        "Shows which faults of which components are asked for which promises, what\n"
        "stays untested and why, what is overdue, late or missing, and the smallest set\n"
        "of additions that closes the gaps. `triaz explain CODE` explains a gap.\n\n"
        "Examples:\n"
        "  triaz plan check scenarios/plans/reference.json\n"
        "  triaz plan check scenarios/plans/reference.json --today 2027-03-01 -f json\n\n"
        "Exit code:\n"
        "  0  no gap        1  gaps        2  usage\n"
        "  3  invalid input 6  cannot read or write");
}

void add_calendar(CLI::App& plan, PlanWords& words) {
    CLI::App& command = *plan.add_subcommand("calendar", "Write the dates of a plan as iCalendar");
    add_plan_file(command, words.calendar.plan, "The plan");
    add_output(command, words.calendar.output);
    command.footer(
        "The same plan gives the same bytes (RFC 5545).\n\n"
        "Examples:\n"
        "  triaz plan calendar scenarios/plans/reference.json -o plan.ics");
}

void add_respond(CLI::App& plan, PlanWords& words) {
    CLI::App& command =
        *plan.add_subcommand("respond", "Rehearse what people and tools do after an alarm");
    add_plan_file(command, words.respond.file, "A plan with operations, or operations alone");
    add_output(command, words.respond.output);
    command.footer(
        "Walks through the response many times in each set of circumstances; judges\n"
        "the notification of the customer and the support desks; names the critical\n"
        "path and the step whose automation saves most.\n\n"
        "Examples:\n"
        "  triaz plan respond models/operations/reference.json\n"
        "  triaz plan respond scenarios/plans/reference.json --format json\n\n"
        "Exit code:\n"
        "  0  all upheld    1  a promise refuted    4  inconclusive\n"
        "  2  usage         3  invalid input        6  cannot read or write");
}

void add_run(CLI::App& plan, PlanWords& words) {
    CLI::App& command = *plan.add_subcommand("run", "Simulate the scenarios of all exercises");
    add_plan_file(command, words.run.plan, "The plan");
    command.add_option("-o,--output", words.run.folder, "The folder of results")
        ->required()
        ->option_text("FOLDER");
    add_jobs(command, words.run.jobs);
    command.footer(
        "Writes FOLDER/<exercise>/<scenario>.json for each, and FOLDER/index.json. A\n"
        "result that is there already, of the same files, seed and version, is kept: an\n"
        "interrupted run goes on where it was.\n\n"
        "Examples:\n"
        "  triaz plan run scenarios/plans/reference.json -o results\n\n"
        "Exit code: as of `triaz run`, the worst of all");
}

}  // namespace

void add_claims(CLI::App& app, PlanWords& words) {
    CLI::App& command =
        *app.add_subcommand("claims", "Say how far each clause of a contract is decided");
    command.add_option("FILE", words.claims.paths, "Models, scenarios, plans; or folders of them")
        ->required()
        ->option_text("...");
    command
        .add_option("-c,--contract", words.claims.contract,
                    "Of a plan its own; else the newest terms nearby")
        ->option_text("FILE");
    command.add_flag("--strict", words.claims.strict,
                     "Exit code 4 when something promised is open");
    add_output(command, words.claims.output);
    command.footer(
        "Examples:\n"
        "  triaz claims models/reference.json scenarios\n"
        "  triaz claims scenarios/plans/reference.json\n"
        "  triaz claims models/reference.json -c models/contracts/older.json -f json");
}

void add_plan(CLI::App& app, PlanWords& words) {
    CLI::App& plan = *app.add_subcommand("plan", "A year of exercises: check, calendar, run");
    plan.require_subcommand(0, 1);
    add_check(plan, words);
    add_calendar(plan, words);
    add_respond(plan, words);
    add_run(plan, words);
    plan.footer(
        "Examples:\n"
        "  triaz plan check scenarios/plans/reference.json\n"
        "  triaz plan run scenarios/plans/reference.json -o results\n\n"
        "`triaz plan COMMAND --help` tells more of each.");
}

ClaimsOptions claims_options_of(const PlanWords& words, Format format) {
    ClaimsOptions options = words.claims;
    options.format = format;
    return options;
}

Command plan_command_of(const std::string& name, const PlanWords& words, Format format) {
    if (name == "calendar") return words.calendar;
    if (name == "run") return words.run;
    if (name == "respond") {
        PlanRespondOptions options = words.respond;
        options.format = format;
        return options;
    }
    if (name == "check") {
        PlanCheckOptions options = words.check;
        options.format = format;
        return options;
    }
    throw Failure(ExitCode::usage, "a command of `plan` is missing\nSee `triaz plan --help`.");
}

}  // namespace triaz::cli
