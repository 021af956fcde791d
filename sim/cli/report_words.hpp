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
    DiffOptions diff;
    EvidencePackOptions pack;
    EvidenceVerifyOptions verify;
    EvidenceAddOptions add;
    EvidenceListOptions list;
    ObserveImportOptions observe;
    bool hashes_alone = false;
    std::string kind = "rehearsal";
    std::string form;
};

void add_report(CLI::App& app, ReportWords& words);
void add_diff(CLI::App& app, ReportWords& words);  // all but --format
void add_evidence(CLI::App& app, ReportWords& words);
void add_observe(CLI::App& app, ReportWords& words);

ReportOptions report_options_of(const ReportWords& words);
DiffOptions diff_options_of(const ReportWords& words, const std::string& format);
// `name`: "observe import", or "observe" alone, which throws Failure.
Command observe_command_of(const std::string& name, const ReportWords& words, Format format);
// `name`: "evidence pack", "add", "list" or "verify" behind "evidence", which alone throws Failure.
Command evidence_command_of(const std::string& name, const ReportWords& words, Format format);

}  // namespace triaz::cli
