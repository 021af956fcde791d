#include "sim/report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/result_builder.hpp"

namespace triaz::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr Style plain{.colour = false, .unicode = true};
constexpr Style ascii{.colour = false, .unicode = false};
constexpr Style colourful{.colour = true, .unicode = true};

run::Result refuted_as_expected() {
    run::Result result = test::refuted_result();
    result.findings.front().expected = check::Verdict::refuted;
    return result;
}

// What tests/report/data holds under this name. With TRIAZ_REWRITE=1 the file is written anew.
std::string recorded(const std::string& name, const std::string& text) {
    const std::string path = TRIAZ_SOURCE_DIR "/tests/report/data/" + name;
    if (std::getenv("TRIAZ_REWRITE") != nullptr) std::ofstream{path} << text;
    std::ostringstream content;
    content << std::ifstream{path}.rdbuf();
    return content.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(ResultText, reads_as_recorded) {
    const auto matches = [](const std::string& name, const std::string& text) {
        EXPECT_EQ(text, recorded(name, text)) << name;
    };
    matches("upheld.txt", to_text(test::upheld_result(), plain));
    matches("refuted.txt", to_text(test::refuted_result(), plain));
    matches("inconclusive.txt", to_text(test::inconclusive_result(), plain));
    matches("refuted_ascii.txt", to_text(test::refuted_result(), ascii));
    matches("refuted_colour.txt", to_text(test::refuted_result(), colourful));
}

TEST(ResultText, begins_with_the_verdict) {
    EXPECT_THAT(to_text(test::upheld_result(), plain), StartsWith("✓ UPHELD  scenarios/"));
    EXPECT_THAT(to_text(test::refuted_result(), plain), StartsWith("✗ REFUTED, expected upheld  "));
    EXPECT_THAT(to_text(refuted_as_expected(), plain), StartsWith("✗ REFUTED, as expected  "));
    EXPECT_THAT(to_text(test::inconclusive_result(), plain),
                StartsWith("? INCONCLUSIVE, expected upheld  "));
}

TEST(ResultText, does_not_say_as_expected_when_another_claim_is_not) {
    run::Result result = refuted_as_expected();
    result.findings[1].verdict = check::Verdict::inconclusive;
    EXPECT_THAT(to_text(result, plain), StartsWith("✗ REFUTED, but not as expected  "));
}

TEST(ResultText, fits_in_80_columns_even_with_long_and_strange_names) {
    run::Result result = test::refuted_result();
    const std::string longest = std::string(70, 'x') + " 漢字" + std::string(90, 'y') + "\x1b[2J";
    result.scenario_path = longest;
    result.question = longest;
    result.mutant = longest;
    result.not_simulated.push_back({longest, longest, longest});
    for (check::Finding& finding : result.findings) {
        finding.claim = finding.stated = finding.reason = longest;
        finding.contract = {longest, longest};
        finding.trades = {longest};
        finding.measured.push_back({longest, 1, longest});
    }
    result.findings.front().witness->mechanism = longest;
    result.findings.front().witness->steps.push_back({base::Time::max(), longest});
    result.evidence.faults.front().name = longest;
    result.evidence.faults.front().target = longest;
    result.faults.front().milestones.t[7] = base::Time::max();
    for (const Style& style : {plain, ascii}) {
        std::vector<std::string> lines = lines_of(to_text(result, style));
        EXPECT_THAT(lines.back(), StartsWith("  Again: triaz run '")) << "to be copied: not broken";
        lines.pop_back();
        for (const std::string& line : lines) EXPECT_LE(width_of(line), page_width) << line;
    }
    EXPECT_THAT(to_text(result, plain), Not(HasSubstr("\x1b")));
}

TEST(ResultText, is_pure_ascii_when_the_style_says_so) {
    for (const char c : to_text(test::refuted_result(), ascii)) {
        EXPECT_LT(static_cast<unsigned char>(c), 0x80);
        if (static_cast<unsigned char>(c) >= 0x80) break;
    }
}

TEST(ResultText, says_the_same_with_colour) {
    std::string text = to_text(test::refuted_result(), colourful);
    for (std::size_t at; (at = text.find('\x1b')) != std::string::npos;)
        text.erase(at, text.find('m', at) - at + 1);
    EXPECT_EQ(text, to_text(test::refuted_result(), plain));
}

TEST(ResultText, tells_an_aborted_run) {
    run::Result result = test::upheld_result();
    result.aborted = "SIGTERM";
    result.verdict = check::Verdict::inconclusive;
    EXPECT_THAT(to_text(result, plain), StartsWith("? ABORTED  "));
    EXPECT_THAT(to_text(result, plain), HasSubstr("Ended by SIGTERM"));
}

TEST(ResultText, names_the_mutant_that_ran) {
    run::Result result = test::refuted_result();
    result.mutant = "no fencing";
    EXPECT_THAT(to_text(result, plain), HasSubstr("made worse on purpose: no fencing"));
    EXPECT_THAT(to_text(result, plain), HasSubstr("--mutant 'no fencing' --seed 42"));
}

TEST(ResultText, says_what_one_run_does_not_show_only_where_that_matters) {
    EXPECT_THAT(to_text(test::upheld_result(), plain), HasSubstr("one run bounds nothing"));
    EXPECT_THAT(to_text(test::inconclusive_result(), plain), Not(HasSubstr("one run bounds")));
    run::Result proved = test::upheld_result();
    for (check::Finding& finding : proved.findings) finding.strength = check::Strength::proved;
    EXPECT_THAT(to_text(proved, plain), Not(HasSubstr("one run bounds")));
    EXPECT_THAT(to_text(proved, plain), HasSubstr("UPHELD (proved)"));
}

TEST(ResultLine, is_one_line) {
    EXPECT_EQ(
        to_line(test::refuted_result(), plain),
        "REFUTED, expected upheld scenarios/zone-loss/abrupt.json: no-outage refuted (expected "
        "upheld), nothing-lost upheld\n");
    EXPECT_EQ(to_line(refuted_as_expected(), plain),
              "REFUTED, as expected scenarios/zone-loss/abrupt.json: no-outage refuted, "
              "nothing-lost upheld\n");
    run::Result result = test::upheld_result();
    result.scenario_path = "two\nlines";
    EXPECT_EQ(lines_of(to_line(result, plain)).size(), 1U);
}

}  // namespace
}  // namespace triaz::report
