#include "sim/publish/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/publish/markdown.hpp"

namespace triaz::publish {
namespace {

using check::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;

Record record_of(const std::string& scenario, std::uint64_t seed, Verdict verdict,
                 double outage = 0) {
    Record record;
    record.scenario = scenario;
    record.seed = seed;
    Finding finding;
    finding.claim = "rto";
    finding.verdict = verdict;
    finding.reason = "because";
    finding.measured = {{"outage_total_s", outage, {}, true}, {"level_held", 2, {}, true}};
    record.findings.push_back(finding);
    return record;
}

Change change_of(Verdict base, Verdict head) {
    return compare({record_of("x", 1, base)}, {record_of("x", 1, head)}).claims.at(0).change;
}

TEST(Compare, orders_verdicts_and_never_takes_inconclusive_for_green) {
    EXPECT_EQ(change_of(Verdict::upheld, Verdict::upheld), Change::same);
    EXPECT_EQ(change_of(Verdict::upheld, Verdict::inconclusive), Change::worse);
    EXPECT_EQ(change_of(Verdict::inconclusive, Verdict::refuted), Change::worse);
    EXPECT_EQ(change_of(Verdict::refuted, Verdict::inconclusive), Change::better);
    EXPECT_EQ(change_of(Verdict::refuted, Verdict::upheld), Change::better);
}

TEST(Compare, is_a_regression_when_one_seed_is_worse_though_another_is_better) {
    const auto comparison =
        compare({record_of("x", 1, Verdict::refuted), record_of("x", 2, Verdict::upheld)},
                {record_of("x", 1, Verdict::upheld), record_of("x", 2, Verdict::refuted)});
    EXPECT_EQ(comparison.claims.at(0).change, Change::worse);
    EXPECT_TRUE(comparison.regressed());
}

TEST(Compare, pairs_by_scenario_and_seed) {
    const auto comparison =
        compare({record_of("x", 1, Verdict::upheld), record_of("y", 1, Verdict::refuted)},
                {record_of("y", 1, Verdict::refuted), record_of("x", 1, Verdict::upheld)});
    ASSERT_EQ(comparison.claims.size(), 2U);
    EXPECT_EQ(comparison.claims[0].scenario, "x");
    EXPECT_FALSE(comparison.regressed());
}

TEST(Compare, compares_two_single_scenarios_whatever_their_paths_are) {
    const auto comparison = compare({record_of("base/x", 1, Verdict::upheld)},
                                    {record_of("head/x", 1, Verdict::refuted)});
    ASSERT_EQ(comparison.claims.size(), 1U);
    EXPECT_EQ(comparison.claims[0].change, Change::worse);
}

TEST(Compare, tells_what_is_gone_and_what_is_new) {
    const auto gone =
        compare({record_of("x", 1, Verdict::upheld), record_of("y", 1, Verdict::upheld)},
                {record_of("x", 1, Verdict::upheld), record_of("z", 1, Verdict::upheld)});
    std::vector<std::string> found;
    for (const ComparedClaim& claim : gone.claims)
        found.push_back(claim.scenario + " " + std::string{name_of(claim.change)});
    EXPECT_THAT(found, ElementsAre("x same", "y gone", "z added"));
    EXPECT_TRUE(gone.regressed()) << "a claim that nobody asks any more is no pass";
}

// By hand: differences 1, 2, 3: mean 2, standard deviation 1, t(2) = 4.303: 2 +- 4.303 / sqrt(3).
TEST(Compare, has_the_interval_of_students_t_over_the_pairs) {
    const auto records = [](double a, double b, double c) {
        return std::vector{record_of("x", 1, Verdict::refuted, a),
                           record_of("x", 2, Verdict::refuted, b),
                           record_of("x", 3, Verdict::refuted, c)};
    };
    const Measure unsure =
        compare(records(10, 20, 30), records(11, 22, 33)).claims[0].measures.at(0);
    EXPECT_EQ(unsure.name, "outage_total_s");
    EXPECT_DOUBLE_EQ(unsure.difference, 2);
    EXPECT_NEAR(*unsure.half_width, 2.4843, 1e-3);
    EXPECT_EQ(unsure.change, Change::same) << "the interval holds zero";
    const Measure worse =
        compare(records(10, 20, 30), records(15, 26, 37)).claims[0].measures.at(0);
    EXPECT_EQ(worse.change, Change::worse) << "6 +- 2.48 s more of an outage";
    const Measure better =
        compare(records(15, 26, 37), records(10, 20, 30)).claims[0].measures.at(0);
    EXPECT_EQ(better.change, Change::better);
}

TEST(Compare, says_nothing_of_measures_of_one_pair_but_their_difference) {
    const auto comparison =
        compare({record_of("x", 1, Verdict::refuted, 1)}, {record_of("x", 1, Verdict::refuted, 3)});
    const Measure& measure = comparison.claims[0].measures.at(0);
    EXPECT_EQ(measure.difference, 2);
    EXPECT_FALSE(measure.half_width);
    EXPECT_EQ(measure.change, Change::same);
    EXPECT_FALSE(comparison.regressed());
}

TEST(Compare, is_told_in_markdown_and_json) {
    const auto comparison =
        compare({record_of("x", 1, Verdict::upheld)}, {record_of("x", 1, Verdict::refuted, 3)});
    const std::string text = to_markdown(to_document(comparison));
    EXPECT_THAT(text, HasSubstr("| x | rto | upheld | refuted | **worse** | because |"));
    EXPECT_THAT(text, HasSubstr("This is a regression."));
    const auto json = nlohmann::json::parse(to_json(comparison));
    EXPECT_EQ(json["regressed"], true);
    EXPECT_EQ(json["claims"][0]["measures"][0]["difference"], 3);
}

}  // namespace
}  // namespace triaz::publish
