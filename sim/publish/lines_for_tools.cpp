#include <fmt/format.h>

#include "sim/publish/for_tools.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/page.hpp"

namespace triaz::publish {
namespace {

std::string csv_cell(const std::string& text) {
    std::string cell = report::printable(text, report::Style{});
    // Spreadsheets compute what begins so, whatever quotes stand around it.
    if (!cell.empty() && std::string_view{"=+-@|%"}.find(cell.front()) != std::string_view::npos)
        cell = fmt::format("'{}", cell);
    std::string quoted = "\"";
    for (const char c : cell) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + "\"";
}

// Workflow commands end at the end of a line; in properties also at commas and colons.
std::string command_text(std::string_view text, bool property) {
    std::string safe;
    for (const char c : text) {
        if (c == '%')
            safe += "%25";
        else if (c == '\r')
            safe += "%0D";
        else if (c == '\n')
            safe += "%0A";
        else if (property && c == ':')
            safe += "%3A";
        else if (property && c == ',')
            safe += "%2C";
        else
            safe += c;
    }
    return safe;
}

std::string_view level_of(const Finding& finding) {
    if (finding.as_expected()) return "notice";
    return finding.verdict == check::Verdict::inconclusive ? "warning" : "error";
}

}  // namespace

std::string to_csv(const std::vector<Record>& records) {
    std::string text = "scenario,mutant,seed,claim,contract,verdict,expected,measure,value\r\n";
    for (const Record& record : records)
        for (const Finding& finding : record.findings)
            for (const check::Figure& figure : finding.measured) {
                std::string clauses;
                for (const std::string& clause : finding.contract)
                    clauses += (clauses.empty() ? "" : " ") + clause;
                text += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", csv_cell(record.scenario),
                                    csv_cell(record.mutant.value_or("")), record.seed,
                                    csv_cell(finding.claim), csv_cell(clauses),
                                    check::name_of(finding.verdict),
                                    check::name_of(finding.expected), csv_cell(figure.name),
                                    figure.known ? fmt::format("{}", figure.value) : std::string{});
            }
    return text;
}

std::string to_junit(const std::vector<Record>& records) {
    using Outcome = report::TestCase::Outcome;
    std::vector<report::TestCase> cases;
    for (const Record& record : records) {
        const std::string suite =
            record.scenario + (record.mutant ? " (mutant " + *record.mutant + ")" : "");
        for (const Finding& finding : record.findings) {
            const bool undecided = finding.verdict == check::Verdict::inconclusive;
            cases.push_back(
                {.suite = suite,
                 .name = finding.claim,
                 .outcome = finding.as_expected() ? Outcome::passed
                            : undecided           ? Outcome::error
                                                  : Outcome::failed,
                 .message = std::string{check::name_of(finding.verdict)} + ": " + finding.reason,
                 .detail = finding.stated + "\n" + finding.reproduce + "\n"});
        }
    }
    return report::to_junit(cases);
}

std::string to_annotations(const std::vector<Record>& records) {
    std::string text;
    for (const Record& record : records)
        for (const Finding& finding : record.findings) {
            if (finding.verdict == check::Verdict::upheld && finding.as_expected()) continue;
            const std::string title =
                finding.claim + " " + std::string{check::name_of(finding.verdict)};
            text += fmt::format("::{} file={},title={}::{}\n", level_of(finding),
                                command_text(record.scenario, true), command_text(title, true),
                                command_text(finding.reason + "\n" + finding.reproduce, false));
        }
    return text;
}

}  // namespace triaz::publish
