#include "sim/check/verdict.hpp"

#include <gtest/gtest.h>

#include "sim/check/claim.hpp"

namespace triaz::check {
namespace {

Finding with(Verdict verdict) {
    Finding finding;
    finding.verdict = verdict;
    return finding;
}

TEST(Verdict, of_several_findings_is_the_worst_and_nothing_is_not_green) {
    const Finding up = with(Verdict::upheld);
    const Finding down = with(Verdict::refuted);
    const Finding unknown = with(Verdict::inconclusive);
    EXPECT_EQ(overall({}), Verdict::inconclusive);
    EXPECT_EQ(overall({up}), Verdict::upheld);
    EXPECT_EQ(overall({up, up}), Verdict::upheld);
    EXPECT_EQ(overall({up, unknown}), Verdict::inconclusive);
    EXPECT_EQ(overall({unknown, down}), Verdict::refuted);
    EXPECT_EQ(overall({down, up, unknown}), Verdict::refuted);
}

TEST(Verdict, is_as_expected_only_when_it_is_the_same) {
    Finding finding = with(Verdict::refuted);
    EXPECT_FALSE(finding.as_expected());
    finding.expected = Verdict::refuted;
    EXPECT_TRUE(finding.as_expected());
    finding.verdict = Verdict::inconclusive;
    EXPECT_FALSE(finding.as_expected());
}

TEST(Verdict, is_named_as_results_have_it) {
    EXPECT_EQ(name_of(Verdict::upheld), "upheld");
    EXPECT_EQ(name_of(Verdict::refuted), "refuted");
    EXPECT_EQ(name_of(Verdict::inconclusive), "inconclusive");
    EXPECT_EQ(name_of(Strength::observed), "observed");
    EXPECT_EQ(name_of(Strength::exhaustive), "exhaustive");
    EXPECT_EQ(name_of(Strength::proved), "proved");
    EXPECT_EQ(name_of(Level::z0_hands_off), "Z0");
    EXPECT_EQ(name_of(Level::z3_hitless), "Z3");
}

}  // namespace
}  // namespace triaz::check
