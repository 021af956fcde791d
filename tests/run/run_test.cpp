#include "sim/run/run.hpp"

#include <gtest/gtest.h>

#include "sim/check/judge.hpp"

namespace triaz::run {
namespace {

using check::Verdict;

scenario::Scenario asking(const std::vector<check::Claim>& claims) {
    scenario::Scenario scenario;
    scenario.path = "x.json";
    scenario.question = "Does it hold?";
    scenario.world.seed = 9;
    scenario.claims = claims;
    return scenario;
}

std::vector<check::Claim> one_of_each() {
    return {{"a", {"C09"}, Verdict::refuted, check::RecoveryTime{}},
            {"b", {}, Verdict::upheld, check::RecoveryPoint{}},
            {"c", {}, Verdict::upheld, check::ActiveZones{}}};
}

TEST(Run, as_expected_needs_a_claim_and_all_of_them) {
    Result result;
    EXPECT_FALSE(result.as_expected()) << "nothing was asked";
    result.findings.resize(2);
    for (check::Finding& finding : result.findings) finding.verdict = Verdict::upheld;
    EXPECT_TRUE(result.as_expected());
    result.findings[1].verdict = Verdict::inconclusive;
    EXPECT_FALSE(result.as_expected());
    result.findings[1].expected = Verdict::inconclusive;
    EXPECT_TRUE(result.as_expected());
}

TEST(Run, aborted_is_inconclusive_on_every_claim_and_keeps_the_question) {
    const Result result = aborted(asking(one_of_each()), "no fencing", "SIGTERM");
    EXPECT_EQ(result.verdict, Verdict::inconclusive);
    EXPECT_EQ(result.aborted, "SIGTERM");
    EXPECT_EQ(result.mutant, "no fencing");
    EXPECT_EQ(result.seed, 9U);
    EXPECT_EQ(result.question, "Does it hold?");
    ASSERT_EQ(result.findings.size(), 3U);
    for (const check::Finding& finding : result.findings)
        EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_EQ(result.findings[0].expected, Verdict::refuted);
    EXPECT_EQ(result.findings[0].contract, std::vector<std::string>{"C09"});
}

TEST(Run, aborted_names_the_kinds_of_claims_as_the_judge_does) {
    const auto claims = one_of_each();
    measure::Evidence evidence;
    evidence.end = base::start_of_run + std::chrono::seconds{1};
    const auto judged = check::judge(claims, {}, evidence);
    const Result result = aborted(asking(claims), {}, "SIGINT");
    for (std::size_t i = 0; i < claims.size(); ++i)
        EXPECT_EQ(result.findings[i].kind, judged[i].kind);
}

TEST(Run, reads_milestones_at_the_level_of_the_first_recovery_time_claim) {
    check::RecoveryTime first;
    first.minimum_service.success = {0.5};
    check::RecoveryTime second;
    second.minimum_service.success = {0.7};
    const std::vector<check::Claim> claims{{"a", {}, Verdict::upheld, check::RecoveryPoint{}},
                                           {"b", {}, Verdict::upheld, first},
                                           {"c", {}, Verdict::upheld, second}};
    EXPECT_EQ(level_of_milestones(claims).success.value, 0.5);
    EXPECT_EQ(level_of_milestones({}).success.value, measure::ServiceLevel{}.success.value);
}

}  // namespace
}  // namespace triaz::run
