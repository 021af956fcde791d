// Private to sim/cli: the words of `triaz report`, `evidence`, `diff` and `observe` on their way to
// options.
#pragma once

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct ReportWords {
    ReportOptions report;
    std::string kind = "rehearsal";
    std::string form;
};

void add_report(CLI::App& app, ReportWords& words);

ReportOptions report_options_of(const ReportWords& words);

}  // namespace triaz::cli
