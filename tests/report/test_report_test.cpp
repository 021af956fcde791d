#include "sim/report/test_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace triaz::report {
namespace {

using check::Verdict;
using ::testing::HasSubstr;
using Status = TestedRun::Status;

constexpr Style unpainted{.colour = false, .unicode = true};

ReadClaim claim(const std::string& id, Verdict verdict, Verdict expected = Verdict::upheld) {
    return {id, verdict, expected, "the reason"};
}

Status status_of(std::vector<ReadClaim> claims) {
    return judged_run({Verdict::inconclusive, std::move(claims), "triaz run x"}).status;
}

Status status_of_mutant(std::vector<ReadClaim> claims) {
    return judged_mutant("worse", {"rto"}, {Verdict::inconclusive, std::move(claims), ""}).status;
}

TEST(TestReport, passes_a_scenario_whose_claims_are_all_as_expected) {
    EXPECT_EQ(status_of({claim("rto", Verdict::upheld)}), Status::passed);
    EXPECT_EQ(status_of({claim("rto", Verdict::refuted, Verdict::refuted),
                         claim("rpo", Verdict::inconclusive, Verdict::inconclusive)}),
              Status::passed);
}

TEST(TestReport, fails_a_scenario_with_any_claim_that_is_not) {
    EXPECT_EQ(status_of({claim("rto", Verdict::refuted)}), Status::failed);
    EXPECT_EQ(status_of({claim("rto", Verdict::upheld, Verdict::refuted)}), Status::failed)
        << "a required refutation did not come";
    EXPECT_EQ(status_of({claim("rto", Verdict::inconclusive)}), Status::undecided);
    EXPECT_EQ(status_of({claim("rto", Verdict::inconclusive), claim("rpo", Verdict::refuted)}),
              Status::failed);
    EXPECT_EQ(status_of({claim("rpo", Verdict::refuted), claim("rto", Verdict::inconclusive)}),
              Status::failed);
}

TEST(TestReport, does_not_pass_a_scenario_without_a_claim) {
    EXPECT_EQ(status_of({}), Status::undecided);
}

TEST(TestReport, passes_a_mutant_that_refutes_what_it_names) {
    EXPECT_EQ(status_of_mutant({claim("rto", Verdict::refuted)}), Status::passed);
    EXPECT_EQ(status_of_mutant({claim("rpo", Verdict::upheld), claim("rto", Verdict::refuted)}),
              Status::passed);
}

TEST(TestReport, fails_a_mutant_that_gets_by) {
    EXPECT_EQ(status_of_mutant({claim("rto", Verdict::upheld)}), Status::failed);
    EXPECT_EQ(status_of_mutant({claim("rto", Verdict::inconclusive)}), Status::undecided);
    EXPECT_EQ(status_of_mutant({claim("rpo", Verdict::refuted)}), Status::failed)
        << "the claim was not even judged";
}

std::vector<TestedScenario> made_scenarios() {
    const TestedRun good =
        judged_run({Verdict::upheld, {claim("rto", Verdict::upheld)}, "triaz run a"});
    const TestedRun caught =
        judged_mutant("worse", {"rto"}, {Verdict::refuted, {claim("rto", Verdict::refuted)}, ""});
    const TestedRun got_by = judged_mutant(
        "no fencing", {"rto"},
        {Verdict::upheld, {claim("rto", Verdict::upheld)}, "triaz run b --mutant 'no fencing'"});
    return {
        {"a.json", {good, caught}},
        {"b.json", {good, got_by}},
        {"c.json",
         {{.status = Status::invalid, .why = "the files have errors", .detail = "c.json:1:1"}}}};
}

TEST(TestReport, has_a_row_for_each_scenario_and_says_why_one_did_not_pass) {
    const std::string text = to_text(made_scenarios(), unpainted);
    EXPECT_EQ(text,
              "ok   a.json  1/1 claim  1/1 mutant\n"
              "FAIL b.json  1/1 claim  0/1 mutant\n"
              "     mutant \"no fencing\": failed: rto is upheld, though this mutant should\n"
              "     refute it\n"
              "     triaz run b --mutant 'no fencing'\n"
              "FAIL c.json  no claims  no mutants\n"
              "     invalid: the files have errors\n"
              "\n"
              "1 of 3 scenarios passed\n");
}

TEST(TestReport, never_cuts_a_path) {
    std::vector<TestedScenario> scenarios = made_scenarios();
    scenarios.resize(1);
    scenarios.push_back(scenarios[0]);
    scenarios[0].path = "scenarios/" + std::string(120, 'x') + ".json";
    EXPECT_EQ(to_text(scenarios, unpainted), "ok   " + scenarios[0].path + "\n" +
                                                 std::string(59, ' ') +
                                                 "1/1 claim  1/1 mutant\n"
                                                 "ok   a.json" +
                                                 std::string(48, ' ') +
                                                 "1/1 claim  1/1 mutant\n"
                                                 "\n2 of 2 scenarios passed\n");
}

TEST(TestReport, tells_other_tools_the_same) {
    const auto json = nlohmann::json::parse(to_json(made_scenarios(), {}));
    EXPECT_EQ(json["schema"], "triaz.test/1.0");
    EXPECT_EQ(json["evidence_class"], "simulated");
    EXPECT_EQ(json["passed"], false);
    EXPECT_EQ(json["scenarios"][0]["passed"], true);
    EXPECT_EQ(json["scenarios"][1]["runs"][1]["mutant"], "no fencing");
    EXPECT_EQ(json["scenarios"][1]["runs"][1]["status"], "failed");
    EXPECT_EQ(json["scenarios"][2]["runs"][0]["status"], "invalid");
}

TEST(TestReport, makes_a_junit_case_of_each_claim_and_each_mutant) {
    const auto cases = test_cases(made_scenarios());
    ASSERT_EQ(cases.size(), 5U);
    EXPECT_EQ(cases[0].name, "rto");
    EXPECT_EQ(cases[0].outcome, TestCase::Outcome::passed);
    EXPECT_EQ(cases[3].name, "mutant: no fencing");
    EXPECT_EQ(cases[3].outcome, TestCase::Outcome::failed);
    EXPECT_EQ(cases[4].suite, "c.json");
    EXPECT_EQ(cases[4].outcome, TestCase::Outcome::error);
    EXPECT_THAT(cases[4].detail, HasSubstr("c.json:1:1"));
}

}  // namespace
}  // namespace triaz::report
