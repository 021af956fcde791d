#include "sim/cli/report_words.hpp"

#include <CLI/CLI.hpp>
#include <map>

#include "sim/cli/shared_words.hpp"
#include "sim/plan/civil.hpp"

namespace triaz::cli {
namespace {

// The complaint, or nothing.
std::string check_day(const std::string& text) {
    return plan::parse_day(text) ? "" : text + " is no day such as 2026-11-23";
}

const std::map<std::string, publish::ReportKind>& kinds() {
    static const std::map<std::string, publish::ReportKind> all{
        {"summary", publish::ReportKind::summary},
        {"rehearsal", publish::ReportKind::rehearsal},
        {"comparison", publish::ReportKind::comparison}};
    return all;
}

const std::map<std::string, ReportForm>& forms() {
    static const std::map<std::string, ReportForm> all{
        {"html", ReportForm::html},   {"pdf", ReportForm::pdf},     {"md", ReportForm::markdown},
        {"json", ReportForm::json},   {"trace", ReportForm::trace}, {"sarif", ReportForm::sarif},
        {"junit", ReportForm::junit}, {"csv", ReportForm::csv},     {"github", ReportForm::github}};
    return all;
}

// By how its name ends: ".trace.json" before ".json".
std::optional<ReportForm> form_of(const std::string& path) {
    const std::string name = path.substr(path.find_last_of('/') + 1);
    if (name == "trace.json" || name.ends_with(".trace.json")) return ReportForm::trace;
    if (name.ends_with(".xml")) return ReportForm::junit;
    if (name.ends_with(".htm")) return ReportForm::html;
    for (const auto& [ending, form] : forms())
        if (name.ends_with("." + ending)) return form;
    return {};
}

}  // namespace

void add_report(CLI::App& app, ReportWords& words) {
    CLI::App& command = *app.add_subcommand("report", "Write a report of results");
    ReportOptions& options = words.report;
    command
        .add_option("RESULT", options.results,
                    "Results of `triaz run -f json`, folders of `triaz plan run`")
        ->required()
        ->option_text("...");
    command.add_option("-k,--kind", words.kind, "How much of it; rehearsal, the whole of it")
        ->option_text("summary|rehearsal|comparison")
        ->check(CLI::IsMember({"summary", "rehearsal", "comparison"}));
    command
        .add_option("-o,--output", options.output,
                    "A file, which appears whole or not at all; its ending says the form")
        ->option_text("FILE");
    command.add_option("-f,--format", words.form, "Instead of the ending of FILE; md")
        ->option_text("html|pdf|md|json|trace|sarif|junit|csv|github")
        ->check(CLI::IsMember(
            {"html", "pdf", "md", "json", "trace", "sarif", "junit", "csv", "github"}));
    command.add_option("-p,--plan", options.plan, "The plan; of a folder its own")
        ->option_text("FILE");
    command
        .add_option("-c,--contract", options.contract, "Of a plan its own; else the newest nearby")
        ->option_text("FILE");
    command
        .add_option("--predicted", options.predicted,
                    "Results of other seeds, for the intervals of what was observed")
        ->option_text("RESULT...");
    command
        .add_option("-l,--ledger", options.ledger,
                    "Of `triaz evidence add`: actions, approvals, findings")
        ->option_text("FILE");
    command
        .add_option("--today", options.today, "As of this day: what is overdue, what is missing")
        ->option_text("DAY")
        ->check(check_day, "");
    command.footer(
        "One page of HTML needs no network and no file beside it. PDF needs chromium or\n"
        "weasyprint. A trace (FILE.trace.json) opens in ui.perfetto.dev.\n\n"
        "Examples:\n"
        "  triaz run scenarios/zone-loss/az-power-loss.json -f json -o result.json\n"
        "  triaz report result.json -o report.html\n"
        "  triaz report result.json --kind summary -o summary.pdf\n"
        "  triaz report results --today 2027-11-30 -o rehearsal.html\n"
        "  triaz report observed.json --predicted seed-*.json --ledger ledger.db\n"
        "  triaz report result.json -o result.trace.json\n\n"
        "Exit code:\n"
        "  0  written       2  usage       3  invalid input\n"
        "  5  no result     6  cannot read or write");
}

void add_diff(CLI::App& app, ReportWords& words) {
    CLI::App& command = *app.add_subcommand("diff", "Compare two results, claim by claim");
    DiffOptions& options = words.diff;
    command.add_option("BASE", options.base, "A result, a folder of results, or a scenario")
        ->required()
        ->option_text(" ");
    command.add_option("HEAD", options.head, "The same, as it would be now")
        ->required()
        ->option_text(" ");
    command.add_option("-n,--seeds", options.seeds, "Of scenarios: so many, the same for both; 5")
        ->option_text("N")
        ->check(CLI::Range(1U, 1000U).description(""));
    add_jobs(command, options.jobs);
    add_output(command, options.output);
    command.footer(
        "Scenarios are simulated with common random numbers: seed by seed both meet the\n"
        "same arrivals, and the difference of each pair is what counts. Intervals are of\n"
        "95 %, by Student's t over the pairs. A claim is worse when its verdict is.\n\n"
        "Examples:\n"
        "  triaz diff before.json after.json\n"
        "  triaz diff results-of-main results -f md -o comment.md\n"
        "  triaz diff base/az-power-loss.json head/az-power-loss.json --seeds 10\n\n"
        "Exit code:\n"
        "  0  nothing worse   1  a regression     2  usage\n"
        "  3  invalid input   5  nothing to compare   6  cannot read or write");
}

namespace {

void add_ledger(CLI::App& evidence, ReportWords& words) {
    CLI::App& add = *evidence.add_subcommand("add", "Append an entry to a ledger");
    publish::LedgerEntry& entry = words.add.entry;
    add.add_option("LEDGER", words.add.ledger, "The file; made when it is not there")
        ->required()
        ->option_text(" ");
    add.add_option("-k,--kind", entry.kind, "What it is about")
        ->required()
        ->option_text("KIND")
        ->check(CLI::IsMember(publish::ledger_kinds()));
    add.add_option("-w,--what", entry.what, "In a sentence")->required()->option_text("TEXT");
    add.add_option("--on", entry.on, "The day; by the machine's clock")
        ->option_text("DAY")
        ->check(check_day, "");
    add.add_option("--by", entry.by, "Who did, approved or found it")->option_text("NAME");
    add.add_option("--owner", entry.owner, "Of an action")->option_text("NAME");
    add.add_option("--due", entry.due, "When it is to be done")
        ->option_text("DAY")
        ->check(check_day, "");
    add.add_option("--retest", entry.retest, "What shows that it is mended")->option_text("TEXT");
    add.add_option("--closes", entry.closes, "The entry that it closes")->option_text("NUMBER");
    add.add_option("--file", entry.file, "That shows it; its SHA-256 is kept")->option_text("FILE");
    add.footer(
        "Kinds: exercise, result, approval, finding, action, done. An entry is on disk,\n"
        "whole, when the command ends; none is ever changed.\n\n"
        "Examples:\n"
        "  triaz evidence add ledger.db -k action -w 'spare capacity in zone b' \\\n"
        "      --owner o.brandt --due 2027-03-01 --retest 'triaz run x.json'\n"
        "  triaz evidence add ledger.db -k done -w 'two more hosts' --closes 1");
    CLI::App& list = *evidence.add_subcommand("list", "Show the entries of a ledger");
    list.add_option("LEDGER", words.list.ledger, "The file")->required()->option_text(" ");
    add_output(list, words.list.output);
    list.footer("Examples:\n  triaz evidence list ledger.db");
}

}  // namespace

void add_evidence(CLI::App& app, ReportWords& words) {
    CLI::App& evidence = *app.add_subcommand("evidence", "Evidence that can be checked again");
    evidence.require_subcommand(0, 1);
    CLI::App& pack = *evidence.add_subcommand("pack", "Put results and their inputs into one file");
    pack.add_option("RESULT", words.pack.results,
                    "Results of `triaz run -f json`, folders of `triaz plan run`")
        ->required()
        ->option_text("...");
    pack.add_option("-o,--output", words.pack.output, "The zip, which appears whole or not at all")
        ->required()
        ->option_text("FILE");
    pack.footer(
        "Every file of inputs must still be as it was when the result was made. The same\n"
        "files make the same bytes.\n\n"
        "Examples:\n"
        "  triaz evidence pack results -o evidence.zip");
    CLI::App& verify = *evidence.add_subcommand("verify", "Check a pack or a ledger again");
    verify.add_option("FILE", words.verify.pack, "A pack, or a ledger")
        ->required()
        ->option_text(" ");
    verify.add_option("--head", words.verify.head, "Of a ledger: a hash that must be in it")
        ->option_text("HASH");
    verify.add_flag("--hashes-alone", words.hashes_alone, "Do not run the simulations again");
    verify.footer(
        "Checks every hash, runs every simulation again from the inputs in the pack, and\n"
        "compares the results, all but their context, byte by byte. Of a ledger, checks\n"
        "the chain of hashes. What was tampered with is named.\n\n"
        "Examples:\n"
        "  triaz evidence verify evidence.zip\n"
        "  triaz evidence verify ledger.db --head 5c1e...\n\n"
        "Exit code:\n"
        "  0  everything as it was     1  something is not\n"
        "  3  neither of them          6  cannot read");
    add_ledger(evidence, words);
    evidence.footer(
        "Examples:\n"
        "  triaz evidence pack results -o evidence.zip\n"
        "  triaz evidence verify evidence.zip");
}

void add_observe(CLI::App& app, ReportWords& words) {
    CLI::App& observe = *app.add_subcommand("observe", "Take in what a live rehearsal showed");
    observe.require_subcommand(0, 1);
    CLI::App& import =
        *observe.add_subcommand("import", "Judge a rehearsal as people wrote it down");
    import.add_option("FILE", words.observe.file, "The observation: JSON, or a table FILE.csv")
        ->required()
        ->option_text(" ");
    import
        .add_option("--history", words.observe.history,
                    "What clients did, in any form that `triaz check` reads")
        ->option_text("FILE");
    import
        .add_option("-o,--output", words.observe.output,
                    "The result as JSON, which appears whole or not at all")
        ->option_text("FILE");
    import.footer(
        "The claims are those of the scenario that the observation names, judged by the\n"
        "same code: `triaz report` then shows what was predicted beside what came. What\n"
        "nobody wrote down is inconclusive. `triaz schema observation` is the format.\n\n"
        "Examples:\n"
        "  triaz observe import rehearsal.json -o observed.json\n"
        "  triaz observe import rehearsal.csv --history clients.edn\n"
        "  triaz report observed.json results -o report.html\n\n"
        "Exit code:\n"
        "  0  every claim as required   1  a claim not as required   2  usage\n"
        "  3  invalid input             4  inconclusive\n"
        "  6  cannot read or write");
    observe.footer(
        "Examples:\n"
        "  triaz observe import rehearsal.json -o observed.json");
}

Command observe_command_of(const std::string& name, const ReportWords& words, Format format) {
    if (name == "observe")
        throw Failure(ExitCode::usage,
                      "a command of `observe` is missing\nSee `triaz observe --help`.");
    ObserveImportOptions options = words.observe;
    options.format = format;
    return options;
}

DiffOptions diff_options_of(const ReportWords& words, const std::string& format) {
    DiffOptions options = words.diff;
    options.format = format == "json" ? Format::json : Format::human;
    options.markdown = format == "md";
    return options;
}

Command evidence_command_of(const std::string& name, const ReportWords& words, Format format) {
    if (name == "evidence add") return words.add;
    if (name == "evidence list") {
        EvidenceListOptions options = words.list;
        options.format = format;
        return options;
    }
    if (name == "evidence pack") return words.pack;
    if (name == "evidence verify") {
        EvidenceVerifyOptions options = words.verify;
        options.rerun = !words.hashes_alone;
        return options;
    }
    throw Failure(ExitCode::usage,
                  "a command of `evidence` is missing\nSee `triaz evidence --help`.");
}

ReportOptions report_options_of(const ReportWords& words) {
    ReportOptions options = words.report;
    options.kind = kinds().at(words.kind);
    if (!words.form.empty()) {
        options.form = forms().at(words.form);
    } else if (options.output) {
        const auto form = form_of(*options.output);
        if (!form)
            throw Failure(ExitCode::usage,
                          *options.output +
                              " ends in none of .html, .pdf, .md, .json, .trace.json, .sarif, "
                              ".csv and .xml; say which with --format\nSee `triaz report --help`.");
        options.form = *form;
    }
    if (options.form == ReportForm::pdf && !options.output)
        throw Failure(ExitCode::usage,
                      "a PDF goes to a file: name one with --output\nSee `triaz report --help`.");
    return options;
}

}  // namespace triaz::cli
