#include "sim/cli/report_words.hpp"

#include <CLI/CLI.hpp>
#include <map>

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
        {"html", ReportForm::html},   {"pdf", ReportForm::pdf},      {"md", ReportForm::markdown},
        {"json", ReportForm::json},   {"trace", ReportForm::trace},  {"sarif", ReportForm::sarif},
        {"junit", ReportForm::junit}, {"github", ReportForm::github}};
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
        ->option_text("html|pdf|md|json|trace|sarif|junit|github")
        ->check(CLI::IsMember({"html", "pdf", "md", "json", "trace", "sarif", "junit", "github"}));
    command.add_option("-p,--plan", options.plan, "The plan; of a folder its own")
        ->option_text("FILE");
    command
        .add_option("-c,--contract", options.contract, "Of a plan its own; else the newest nearby")
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
        "  triaz report result.json -o result.trace.json\n\n"
        "Exit code:\n"
        "  0  written       2  usage       3  invalid input\n"
        "  5  no result     6  cannot read or write");
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
                              " ends in none of .html, .pdf, .md, .json, .trace.json, .sarif and "
                              ".xml; say which with --format\nSee `triaz report --help`.");
        options.form = *form;
    }
    if (options.form == ReportForm::pdf && !options.output)
        throw Failure(ExitCode::usage,
                      "a PDF goes to a file: name one with --output\nSee `triaz report --help`.");
    return options;
}

}  // namespace triaz::cli
