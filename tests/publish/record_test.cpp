#include "sim/publish/record.hpp"

#include <gtest/gtest.h>

#include "tests/publish/made_record.hpp"

namespace triaz::publish {
namespace {

TEST(Record, reads_back_what_was_written) {
    const run::Result result = test::whole(triaz::test::refuted_result());
    const Record record = test::read(result);
    EXPECT_EQ(record.scenario, result.scenario_path);
    EXPECT_EQ(record.seed, result.seed);
    EXPECT_EQ(record.verdict, check::Verdict::refuted);
    EXPECT_FALSE(record.as_expected);
    ASSERT_EQ(record.findings.size(), result.findings.size());
    EXPECT_EQ(record.findings[0].contract, result.findings[0].contract);
    EXPECT_EQ(record.findings[0].witness->steps[2].what, result.findings[0].witness->steps[2].what);
    EXPECT_EQ(record.findings[0].witness->steps[2].time, result.findings[0].witness->steps[2].time);
    EXPECT_EQ(record.findings[1].reproduce, run::reproduce_line(result));
    EXPECT_EQ(record.events[0].t[4], 31.3);
    EXPECT_EQ(record.events[0].t[7], std::nullopt);
    EXPECT_EQ(record.requests.issued, 120'000U);
    EXPECT_EQ(record.architecture.tiers[1].in_zone, (std::vector<std::uint32_t>{4, 4, 4}));
    EXPECT_EQ(record.architecture.tiers[2].kind, run::Architecture::Kind::store);
    EXPECT_EQ(record.intervals[0].what, "without-leader");
    EXPECT_EQ(record.intervals[0].to, 31.3);
    EXPECT_EQ(record.zone_series.front().served, 100U);
    EXPECT_EQ(record.timeline.size(), 4U);
}

TEST(Record, keeps_figures_in_the_order_of_reading_and_in_their_unit) {
    const Record record = test::read(triaz::test::refuted_result());
    const auto& figures = record.findings[0].measured;
    EXPECT_EQ(figures.front().name, "longest_outage_s");
    EXPECT_EQ(label_of(figures.front()), "longest outage");
    EXPECT_EQ(text_of(figures.front()), "1.4 s");
    EXPECT_EQ(text_of({"errors_after_retry", 1400, {}, true}), "1,400");
    EXPECT_EQ(text_of({"level_held", 2, {}, true}), "Z2");
    EXPECT_EQ(text_of({"guaranteed", 1, {}, true}), "yes");
    EXPECT_EQ(text_of({"time_to_detect_s", 0, {}, false}), "none");
}

TEST(Record, is_nothing_when_the_text_is_no_result) {
    EXPECT_FALSE(read_record(""));
    EXPECT_FALSE(read_record("[]"));
    EXPECT_FALSE(read_record("{\"schema\": \"triaz.result/2.0\"}"));
    EXPECT_FALSE(read_plan_run("{\"schema\": \"triaz.result/1.0\"}"));
}

TEST(Record, takes_members_of_wrong_types_as_missing) {
    const auto record = read_record(
        R"({"schema": "triaz.result/1.0", "inputs": 7, "scenario": [], "seed": -1, "claims": [3,
            {"id": 4, "contract": {"a": "C01"}, "measured": [1], "witness": {"steps": "x"}}],
            "events": [null], "architecture": {"zones": [1], "tiers": [{"in_zone": [-1, "x"]}]},
            "series": {"t_s": 1}, "timeline": [[]], "end_s": "1e999"})");
    ASSERT_TRUE(record);
    EXPECT_EQ(record->seed, 0U);
    EXPECT_EQ(record->findings.size(), 2U);
    EXPECT_EQ(record->findings[1].verdict, check::Verdict::inconclusive);
    EXPECT_EQ(record->architecture.tiers[0].in_zone, (std::vector<std::uint32_t>{0}));
    EXPECT_TRUE(record->series.empty());
}

}  // namespace
}  // namespace triaz::publish
