// Private to sim/cli: what a report is made of, gathered from the files that the user names and
// from those that these name.
#pragma once

#include "sim/cli/command.hpp"
#include "sim/publish/subject.hpp"

namespace triaz::cli {

// Of a result file, or all of a folder of `triaz plan run`, in their order. Throws Failure.
std::vector<publish::Record> read_records(const std::string& path);

// To the file that GitHub Actions names in GITHUB_STEP_SUMMARY, if it does.
void add_step_summary(const publish::Subject& subject);

// Throws Failure when a file that was named cannot be read; what is only looked for and not found
// stays absent.
publish::Subject gather(const ReportOptions& options, const std::string& version);

}  // namespace triaz::cli
