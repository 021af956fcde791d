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
constexpr Style plain_ascii{.colour = false, .unicode = false};
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
    matches("refuted_ascii.txt", to_text(test::refuted_result(), plain_ascii));
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
    for (const Style& style : {plain, plain_ascii}) {
        std::vector<std::string> lines = lines_of(to_text(result, style));
        EXPECT_THAT(lines.back(), StartsWith("  Again: triaz run '")) << "to be copied: not broken";
        lines.pop_back();
        EXPECT_EQ(lines[1], "  " + printable(longest, style)) << "to be copied too";
        lines.erase(lines.begin() + 1);
        for (const std::string& line : lines) EXPECT_LE(width_of(line), page_width) << line;
    }
    EXPECT_THAT(to_text(result, plain), Not(HasSubstr("\x1b")));
}

TEST(ResultText, tells_a_trade_of_several_claims_once) {
    run::Result result = test::upheld_result();
    const std::string shared = "writes to state/0 waited";
    const std::string other = "state acknowledges after 1 of 3 copies";
    result.findings[0].trades = {shared};
    result.findings[1].trades = {other, shared};
    const std::string text = to_text(result, plain);
    EXPECT_THAT(text, HasSubstr("- " + shared + "\n  - " + other + "\n"));
    EXPECT_EQ(text.find(shared), text.rfind(shared));
    for (check::Finding& finding : result.findings) finding.trades.clear();
    EXPECT_THAT(to_text(result, plain), Not(HasSubstr("Trades")));
}

TEST(ResultText, names_what_is_not_simulated_in_three_lines_at_most) {
    run::Result result = test::upheld_result();
    const auto lines_about_it = [&] {
        const std::vector<std::string> lines = lines_of(to_text(result, plain));
        const auto first = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
            return line.starts_with("  Not simulated:");
        });
        return std::vector<std::string>(first, lines.end() - 1);
    };
    EXPECT_EQ(lines_about_it(),
              std::vector<std::string>{"  Not simulated: key service (--format json says why)."});
    for (int i = 0; i < 40; ++i)
        result.not_simulated.push_back({"component " + std::to_string(i), "service", "a test"});
    EXPECT_EQ(lines_about_it().size(), 3U);
    EXPECT_THAT(lines_about_it().back(), HasSubstr("more (--format json says why)."));
}

std::string text_with(const measure::Milestones& milestones) {
    run::Result result = test::upheld_result();
    result.faults.front().milestones = milestones;
    std::string text = to_text(result, plain);
    for (std::size_t at; (at = text.find("\n    ")) != std::string::npos;) text.replace(at, 5, " ");
    return text;  // not wrapped
}

TEST(ResultText, tells_no_outage_from_one_that_was_over_and_one_that_was_not) {
    using namespace std::chrono_literals;
    measure::Milestones milestones = test::made_milestones(false);
    EXPECT_THAT(text_with(milestones), HasSubstr("no outage: attempts failed, no slice"));
    EXPECT_THAT(text_with(milestones), HasSubstr("+1.300s  held     +28.00s"));
    EXPECT_THAT(text_with(milestones), Not(HasSubstr("recovery from")));
    milestones.t[1] = milestones.t[5] = {};
    EXPECT_THAT(text_with(milestones), HasSubstr("no client noticed"));

    milestones = test::made_milestones(true);
    EXPECT_THAT(text_with(milestones),
                HasSubstr("outage 1.4 s (T5-T1), recovery from the decision 300 ms (T5-T3)"));
    milestones.t[5] = test::at(30500ms);
    EXPECT_THAT(text_with(milestones),
                HasSubstr("outage 500 ms (T5-T1), over before anything was decided (T3)"));
    milestones.t[5] = test::at(30s);
    EXPECT_THAT(text_with(milestones), HasSubstr("no outage but for requests in flight"));
    milestones.t[5] = {};
    EXPECT_THAT(text_with(milestones), HasSubstr("outage not over in time (T5)"));
}

TEST(ResultText, says_whether_redundancy_came_back) {
    measure::Milestones milestones = test::made_milestones(true);
    EXPECT_THAT(text_with(milestones), HasSubstr("exposed to a second fault for 28 s (T6-T0)"));
    milestones.t[6] = {};
    EXPECT_THAT(text_with(milestones), HasSubstr("redundancy not restored (T6): still"));
}

TEST(ResultText, is_pure_ascii_when_the_style_says_so) {
    for (const char c : to_text(test::refuted_result(), plain_ascii)) {
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
