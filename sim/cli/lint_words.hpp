// Private to sim/cli: the words of `triaz lint` and `triaz export` on their way to their options.
#pragma once

#include <string>

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct LintWords {
    LintOptions options;
};
struct ExportWords {
    ExportOptions options;
    std::string format;
};

// Makes the subcommand, all but --format.
void add_lint(CLI::App& app, LintWords& words);
LintOptions lint_options_of(const LintWords& words, Format format);

void add_export(CLI::App& app, ExportWords& words);
// Requires: CLI11 has checked the words.
ExportOptions export_options_of(const ExportWords& words);

}  // namespace triaz::cli
