// Results in the forms of other tools. All of them take text from anywhere and let none of it out
// of its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/publish/record.hpp"

namespace triaz::publish {

// The Trace Event Format that Perfetto and chrome://tracing read: zones are processes, components
// threads, faults and weakened guarantees spans, success and work counters. Microseconds of the
// simulated clock.
std::string to_trace(const std::vector<Record>& records);

// SARIF 2.1.0 of the promises that were refuted: an error when it was expected otherwise, else a
// note.
std::string to_sarif(const std::vector<Record>& records, std::string_view version);

// JUnit XML: a case for each promise, failed when it came out other than expected.
std::string to_junit(const std::vector<Record>& records);

// RFC 4180: a row for each measure of each promise. What a spreadsheet would take for a formula has
// an apostrophe in front.
std::string to_csv(const std::vector<Record>& records);

// Workflow commands of GitHub Actions: an annotation for each promise that is not upheld.
std::string to_annotations(const std::vector<Record>& records);

}  // namespace triaz::publish
