#include "sim/report/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/report/series.hpp"
#include "tests/support/result_builder.hpp"

namespace triaz::report {
namespace {

using Json = nlohmann::json;

const Context here{"0.1.0", "0123abc", {"triaz", "run", "x.json"}, "2024-01-01T00:00:00Z", 0.25};

Json parsed(const run::Result& result) { return Json::parse(to_json(result, here)); }

TEST(ResultJson, names_its_schema_and_the_command_that_made_it) {
    const Json result = parsed(test::upheld_result());
    EXPECT_EQ(result["schema"], "triaz.result/1.0");
    EXPECT_EQ(result["evidence_class"], "simulated");
    EXPECT_EQ(result["context"]["command"], Json({"triaz", "run", "x.json"}));
    EXPECT_EQ(result["seed"], 42);
    EXPECT_EQ(result["scenario"]["mutant"], nullptr);
    EXPECT_EQ(result["inputs"][0]["sha256"], std::string(64, 'a'));
    EXPECT_EQ(result["claims"][0]["reproduce"],
              "triaz run scenarios/zone-loss/abrupt.json --seed 42");
}

TEST(ResultJson, begins_with_what_a_reader_looks_for_and_keeps_that_order) {
    const std::string text = to_json(test::upheld_result(), here);
    std::size_t from = 0;
    for (const char* const name :
         {"schema", "context", "inputs", "scenario", "seed", "verdict", "claims", "events",
          "requests", "writes", "sessions", "series", "assumptions"}) {
        const std::size_t found = text.find("\n  \"" + std::string{name} + "\": ");
        ASSERT_NE(found, std::string::npos) << name;
        EXPECT_GE(found, from) << name;
        from = found;
    }
}

TEST(ResultJson, differs_in_the_context_alone) {
    Context elsewhere{"9.9.9", "fff", {"other"}, "2030-12-31T23:59:59Z", 99.5};
    Json one = Json::parse(to_json(test::refuted_result(), here));
    Json other = Json::parse(to_json(test::refuted_result(), elsewhere));
    EXPECT_NE(one, other);
    one.erase("context");
    other.erase("context");
    EXPECT_EQ(one, other);
    EXPECT_EQ(to_json(test::refuted_result(), here), to_json(test::refuted_result(), here));
}

TEST(ResultJson, has_a_witness_exactly_when_a_claim_is_refuted) {
    const Json result = parsed(test::refuted_result());
    EXPECT_EQ(result["verdict"], "refuted");
    EXPECT_EQ(result["as_expected"], false);
    const Json& witness = result["claims"][0]["witness"];
    EXPECT_EQ(witness["mechanism"], "leader election");
    EXPECT_EQ(witness["steps"][2]["t_s"], 31.1);
    EXPECT_EQ(result["claims"][1]["witness"], nullptr);
}

TEST(ResultJson, has_null_for_a_figure_that_nobody_knows) {
    const Json measured = parsed(test::upheld_result())["claims"][0]["measured"];
    EXPECT_EQ(measured["outage_total_s"], 0);
    EXPECT_EQ(measured["worst_latency_s"], 1.203);
    EXPECT_TRUE(measured["time_to_detect_s"].is_null());
}

TEST(ResultJson, has_every_milestone_and_null_for_what_did_not_happen) {
    const Json event = parsed(test::upheld_result())["events"][0];
    EXPECT_EQ(event["t0_s"], 30);
    EXPECT_EQ(event["t4_s"], 31.3);
    EXPECT_EQ(event["t6_s"], 58);
    EXPECT_TRUE(event["t7_s"].is_null());
    EXPECT_EQ(event["bit"], true);
}

TEST(ResultJson, has_the_spans_of_a_fault_and_none_is_negative) {
    const Json outage = parsed(test::refuted_result())["events"][0];
    EXPECT_EQ(outage["outage_s"], 1.4);
    EXPECT_EQ(outage["recovery_from_decision_s"], 0.3);
    EXPECT_EQ(outage["exposure_s"], 28);

    const Json none = parsed(test::upheld_result())["events"][0];
    EXPECT_EQ(none["outage_s"], 0);
    EXPECT_TRUE(none["recovery_from_decision_s"].is_null()) << "there was nothing to recover from";

    run::Result result = test::refuted_result();
    result.faults.front().milestones.t[5] = result.faults.front().milestones.t[1];
    EXPECT_EQ(parsed(result)["events"][0]["recovery_from_decision_s"], 0) << "back before T3";
    result.faults.front().milestones.t[5] = {};
    EXPECT_TRUE(parsed(result)["events"][0]["outage_s"].is_null()) << "it was not over";
}

TEST(ResultJson, sums_requests_over_cohorts) {
    const Json result = parsed(test::refuted_result());
    EXPECT_EQ(result["requests"]["issued"], 120'000);
    EXPECT_EQ(result["requests"]["ok"], 118'600);
    EXPECT_EQ(result["requests"]["error"], 1'400);
    EXPECT_EQ(result["requests"]["attempts"], 122'800);
    EXPECT_EQ(result["cohorts"][0]["requests"]["error"], 1'400);
    EXPECT_EQ(result["cohorts"][1]["requests"]["error"], 0);
}

TEST(ResultJson, has_one_series_row_a_second_and_cohort_that_adds_up) {
    const Json result = parsed(test::refuted_result());
    EXPECT_EQ(result["series"].size(), 120U);
    std::uint64_t issued = 0;
    std::uint64_t failed = 0;
    for (const Json& row : result["series"]) {
        EXPECT_EQ(row["width_s"], 1);
        issued += row["issued"].get<std::uint64_t>();
        failed += row["failed_attempts"].get<std::uint64_t>();
    }
    EXPECT_EQ(issued, 120'000U);
    EXPECT_EQ(failed, 4'200U);
    const Json& second_of_fault = result["series"][20];
    EXPECT_EQ(second_of_fault["t_s"], 30);
    EXPECT_EQ(second_of_fault["cohort"], "callers");
    EXPECT_EQ(second_of_fault["ok"], 0);
}

TEST(ResultJson, bounds_the_series_of_a_long_run_and_tells_the_width) {
    using namespace std::chrono_literals;
    run::Result result = test::upheld_result();
    for (measure::CohortEvidence& cohort : result.evidence.cohorts) {
        cohort.slices = measure::Slices{test::at(0s), test::at(24h), 100ms};
        for (base::Time time = test::at(0s); time < test::at(24h); time += 10s)
            cohort.slices.issued(time);
    }
    const Json series = parsed(result)["series"];
    EXPECT_LE(series.size(), most_series_rows);
    EXPECT_GE(series.size(), most_series_rows / 4);
    EXPECT_EQ(series[0]["width_s"], 120);
}

TEST(ResultJson, tells_writes_that_are_lost_from_those_nobody_can_reach) {
    run::Result result = test::upheld_result();
    result.evidence.shards = {test::made_shard(0, 1000, 3), test::made_shard(1, 500, 0)};
    result.evidence.shards[1].surviving.reachable = false;
    result.evidence.shards[1].surviving.applied = {};
    result.evidence.shards[1].surviving.applied_twice = 2;
    const Json writes = parsed(result)["writes"];
    EXPECT_EQ(writes["acknowledged"], 1500);
    EXPECT_EQ(writes["lost"], 3);
    EXPECT_EQ(writes["unreachable"], 500);
    EXPECT_EQ(writes["duplicated"], 2);
}

TEST(ResultJson, says_that_a_run_was_aborted) {
    run::Result result = test::upheld_result();
    EXPECT_TRUE(parsed(result)["aborted"].is_null());
    result.aborted = "SIGINT";
    result.evidence = {};
    result.faults.clear();
    EXPECT_EQ(parsed(result)["aborted"], "SIGINT");
}

TEST(ResultJson, quotes_the_reproduce_line_for_a_shell) {
    run::Result result = test::upheld_result();
    result.scenario_path = "-my scenario's.json";
    result.mutant = "acknowledge after one copy; rm -rf $HOME";
    EXPECT_EQ(run::reproduce_line(result),
              "triaz run './-my scenario'\\''s.json' --mutant 'acknowledge after one copy; rm -rf "
              "$HOME' --seed 42");
}

TEST(ResultJson, is_read_back_with_verdicts_and_expectations) {
    run::Result result = test::refuted_result();
    result.findings[1].expected = check::Verdict::inconclusive;
    const auto read = read_verdicts(to_json(result, here));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->verdict, check::Verdict::refuted);
    ASSERT_EQ(read->claims.size(), 2U);
    EXPECT_EQ(read->claims[0].id, "no-outage");
    EXPECT_EQ(read->claims[0].verdict, check::Verdict::refuted);
    EXPECT_EQ(read->claims[0].expected, check::Verdict::upheld);
    EXPECT_EQ(read->claims[1].expected, check::Verdict::inconclusive);
    EXPECT_EQ(read->claims[0].reason, result.findings[0].reason);
    EXPECT_EQ(read->reproduce, run::reproduce_line(result));
}

TEST(ResultJson, is_not_read_back_from_anything_else) {
    for (const char* const text :
         {"", "{", "[]", "null", "{}",
          R"({"schema": "triaz.result/2.0", "verdict": "upheld", "claims": []})",
          R"({"schema": "triaz.result/1.0", "verdict": "green", "claims": []})",
          R"({"schema": "triaz.result/1.0", "verdict": "upheld"})",
          R"({"schema": "triaz.result/1.0", "verdict": "upheld", "claims": [1]})",
          R"({"schema": "triaz.result/1.0", "verdict": "upheld",)"
          R"( "claims": [{"verdict": "upheld"}]})",
          R"({"schema": 1, "verdict": "upheld", "claims": []})"})
        EXPECT_FALSE(read_verdicts(text).has_value()) << text;
}

}  // namespace
}  // namespace triaz::report
