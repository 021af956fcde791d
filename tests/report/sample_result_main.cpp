// Prints a result made by hand (upheld, refuted, expected, inconclusive, aborted, bare, hostile) in
// one form (json, text, ascii, colour, line, junit); without words, the schema of results. For
// scripts that hold our reports against the rules of others.
#include <cstdio>
#include <string>
#include <vector>

#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/result_schema.hpp"
#include "sim/report/text.hpp"
#include "tests/support/result_builder.hpp"

namespace {

using namespace triaz;

// A name that breaks whatever puts it unescaped into a tag, an attribute, CDATA or a terminal.
const std::string hostile_name{
    "]]> </x> \"'&<script>alert(1)</script> \x1b[31m \0 \x08 \xEF\xBF\xBE \xFF \n\t.", 57};

run::Result sample(const std::string& name) {
    if (name == "refuted") return test::refuted_result();
    if (name == "inconclusive") return test::inconclusive_result();
    if (name == "expected") {
        run::Result result = test::refuted_result();
        result.findings.front().expected = check::Verdict::refuted;
        return result;
    }
    run::Result result = test::upheld_result();
    if (name == "upheld") return result;
    if (name == "hostile") {
        result.scenario_path = result.question = hostile_name;
        result.mutant = hostile_name;
        for (check::Finding& finding : result.findings)
            finding.claim = finding.stated = hostile_name;
        result.evidence.cohorts.front().name = hostile_name;
        result.evidence.faults.front().name = hostile_name;
        return result;
    }
    result.aborted = "SIGINT";
    result.evidence = {};
    result.faults.clear();
    result.verdict = check::Verdict::inconclusive;
    for (check::Finding& finding : result.findings) finding.verdict = check::Verdict::inconclusive;
    if (name == "bare") result.findings.clear();
    return result;
}

std::string junit() {
    using Outcome = report::TestCase::Outcome;
    const std::vector<report::TestCase> cases{
        {hostile_name, "plain"},
        {"plain", hostile_name, Outcome::failed, hostile_name, hostile_name},
        {"plain", "broken", Outcome::error, "message", "detail"},
        {hostile_name, "left out", Outcome::skipped, "message", ""}};
    return report::to_junit(cases);
}

std::string printed(const std::string& name, const std::string& form) {
    const report::Context context{
        "0.1.0", "0123abc", {"triaz", "run"}, "2024-01-01T00:00:00Z", 0.25};
    if (form == "junit") return junit();
    if (form == "json") return report::to_json(sample(name), context);
    const report::Style style{.colour = form == "colour", .unicode = form != "ascii"};
    return form == "line" ? report::to_line(sample(name), style)
                          : report::to_text(sample(name), style);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string text = argc < 3 ? report::result_schema() : printed(argv[1], argv[2]);
    std::fputs(text.c_str(), stdout);
}
