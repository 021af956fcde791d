#include "sim/cli/lint_words.hpp"

#include <CLI/CLI.hpp>
#include <map>

#include "sim/cli/shared_words.hpp"

namespace triaz::cli {

namespace {

const std::map<std::string, ExportFormat>& export_formats() {
    static const std::map<std::string, ExportFormat> formats{{"open-psa", ExportFormat::open_psa},
                                                             {"dot", ExportFormat::dot},
                                                             {"graphml", ExportFormat::graphml},
                                                             {"simgrid", ExportFormat::simgrid}};
    return formats;
}

void add_file(CLI::App& command, std::string& file) {
    command.add_option("FILE", file, "A model, or a scenario: its model with its overrides")
        ->required()
        ->option_text(" ");
}

}  // namespace

void add_lint(CLI::App& app, LintWords& words) {
    CLI::App& command =
        *app.add_subcommand("lint", "Say what a deployment survives, without running it");
    add_file(command, words.options.file);
    command.add_option("-k,--order", words.options.order, "Losses at one instant, 1 to 4; 2")
        ->option_text("K")
        ->check(CLI::Range(1, 4).description(""));
    command.add_flag("--strict", words.options.strict, "Warnings count as errors");
    add_output(command, words.options.output);
    command.footer(
        "Looks for single points of failure and minimal cut sets (zones, data centres,\n"
        "racks, hosts, shared fates, paths, systems outside), for quorums and copies\n"
        "that stand together, for capacity after each loss, for what may not stand where\n"
        "it does. `triaz explain TZ101` says what a finding means.\n\n"
        "Examples:\n"
        "  triaz lint models/reference.json\n"
        "  triaz lint models/reference.json --order 3 -f json\n"
        "  triaz lint scenarios/overload/survivors-without-capacity.json\n"
        "  triaz lint models/reference.json -f sarif -o lint.sarif\n\n"
        "Exit code:\n"
        "  0  no finding of the level error         3  invalid input\n"
        "  1  some finding of the level error       6  cannot read or write\n"
        "  2  usage");
}

LintOptions lint_options_of(const LintWords& words, Format format) {
    LintOptions options = words.options;
    options.format = format;
    return options;
}

void add_export(CLI::App& app, ExportWords& words) {
    CLI::App& command = *app.add_subcommand("export", "Write a deployment for other tools");
    add_file(command, words.options.file);
    std::vector<std::string> names;
    for (const auto& [name, format] : export_formats()) names.push_back(name);
    command.add_option("-f,--format", words.format, "What is written; see below")
        ->required()
        ->option_text("dot|graphml|open-psa|simgrid")
        ->check(CLI::IsMember(names));
    add_output(command, words.options.output);
    command.footer(
        "  dot       Graphviz: zones, hosts with what runs on them, who calls whom\n"
        "  graphml   the same as a graph, every part a vertex with its kind\n"
        "  open-psa  the fault tree in the Open-PSA exchange format, for SCRAM and others;\n"
        "            probabilities from \"reliability\" of the model, else assumptions\n"
        "  simgrid   hosts and network as a SimGrid platform (DTD 4.1)\n\n"
        "Examples:\n"
        "  triaz export models/reference.json -f dot | dot -Tsvg -o reference.svg\n"
        "  triaz export models/reference.json -f open-psa -o reference.xml\n"
        "  scram --limit-order 2 reference.xml");
}

ExportOptions export_options_of(const ExportWords& words) {
    ExportOptions options = words.options;
    options.format = export_formats().at(words.format);
    return options;
}

}  // namespace triaz::cli
