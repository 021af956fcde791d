#include "sim/check/synchronous_copies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::at;
using tests::judged;
using tests::MadeRun;
using tests::synchronous_copies;

// `writes` of the store acknowledged while so many zones had them on disk, the first at `first`.
MadeRun& holding(MadeRun& run, std::size_t zones, std::uint64_t writes, base::Duration first,
                 std::size_t store = 0) {
    run.stores[store].by_zones[zones] = {writes, at(first)};
    return run;
}

// A second store, whose writes three zones held.
MadeRun with_blocks() {
    MadeRun run = tests::healthy_run();
    run.stores.push_back(run.stores[0]);
    run.stores[1].name = "blocks";
    run.stores[1].by_zones = {};
    return holding(run, 3, 500, 11s, 1);
}

TEST(SynchronousCopies, hold_when_each_write_was_in_as_many_zones_or_more) {
    MadeRun run = tests::healthy_run();
    const Finding finding = judged(synchronous_copies(2), holding(run, 3, 40, 12s));
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(finding.kind, "synchronous-copies");
    EXPECT_EQ(
        finding.reason,
        "each of 1,040 writes was on disk in 2 zones or more when its leader acknowledged it");
    EXPECT_EQ(finding.stated,
              "each acknowledged write is on disk in at least 2 zones; stores in scope: state");
    EXPECT_EQ(tests::figure(finding, "acknowledged_by_leaders"), 1040);
    EXPECT_EQ(tests::figure(finding, "writes_in_too_few_zones"), 0);
    EXPECT_EQ(tests::figure(finding, "fewest_zones"), 2);
}

TEST(SynchronousCopies, one_write_in_too_few_zones_refutes_them) {
    MadeRun run = tests::healthy_run();
    run.stores[0].copies_before_acknowledging = 1;
    const Finding finding = judged(synchronous_copies(2), holding(run, 1, 1, 17'500ms));
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.reason, "1 of 1,001 acknowledged writes were on disk in fewer than 2 zones");
    EXPECT_EQ(finding.witness->mechanism, "acknowledged too early");
    EXPECT_THAT(finding.witness->summary, HasSubstr("state acknowledges after 1 of 3 copies"));
    ASSERT_EQ(finding.witness->steps.size(), 1U);
    EXPECT_EQ(finding.witness->steps[0].time, at(17'500ms));
    EXPECT_EQ(tests::figure(finding, "writes_in_too_few_zones"), 1);
    EXPECT_EQ(tests::figure(finding, "fewest_zones"), 1);
    EXPECT_THAT(finding.trades, ElementsAre(HasSubstr("acknowledges after 1 of 3 copies")));
}

TEST(SynchronousCopies, a_majority_in_one_zone_is_not_in_two) {
    MadeRun run = tests::healthy_run();
    const Finding finding = judged(synchronous_copies(2), holding(run, 1, 3, 20s));
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "copies together");
    EXPECT_THAT(finding.witness->summary,
                HasSubstr("acknowledges after 2 of 3 copies, some of them in the same zone"));
}

TEST(SynchronousCopies, more_zones_than_the_store_waits_for_are_not_held) {
    const Finding finding = judged(synchronous_copies(3), tests::healthy_run());
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "acknowledged too early");
    EXPECT_EQ(judged(synchronous_copies(1), tests::healthy_run()).verdict, Verdict::upheld);
}

TEST(SynchronousCopies, the_witness_is_the_first_such_write_of_any_store) {
    MadeRun run = with_blocks();
    holding(run, 1, 9, 15s);
    const Finding finding = judged(synchronous_copies(2), holding(run, 0, 1, 12s, 1));
    ASSERT_TRUE(finding.witness.has_value());
    EXPECT_EQ(finding.witness->steps[0].time, at(12s));
    EXPECT_THAT(finding.witness->steps[0].what, HasSubstr("blocks acknowledged a write"));
    EXPECT_EQ(tests::figure(finding, "writes_in_too_few_zones"), 10);
    EXPECT_EQ(tests::figure(finding, "fewest_zones"), 0);
}

TEST(SynchronousCopies, eight_zones_stand_for_eight_or_more) {
    MadeRun run = tests::healthy_run();
    run.stores[0].by_zones = {};
    EXPECT_EQ(judged(synchronous_copies(8), holding(run, 8, 100, 10s)).verdict, Verdict::upheld);
    EXPECT_EQ(judged(synchronous_copies(8), holding(run, 7, 1, 10s)).verdict, Verdict::refuted);
}

TEST(SynchronousCopies, a_store_left_out_is_printed_and_not_judged) {
    MadeRun run = with_blocks();
    holding(run, 1, 9, 15s, 1);
    const Finding finding = judged(synchronous_copies(2, {"state"}), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_THAT(finding.stated, HasSubstr("stores in scope: state; left out: blocks"));
    EXPECT_EQ(judged(synchronous_copies(2, {"blocks"}), run).verdict, Verdict::refuted);
    EXPECT_EQ(judged(synchronous_copies(2), run).verdict, Verdict::refuted);
}

TEST(SynchronousCopies, without_an_acknowledged_write_they_are_undecided) {
    MadeRun run = with_blocks();
    run.stores[1].by_zones = {};
    const Finding finding = judged(synchronous_copies(2), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_EQ(finding.reason, "too little traffic: blocks acknowledged no write");
    EXPECT_EQ(judged(synchronous_copies(2, {"state"}), run).verdict, Verdict::upheld);
    const Finding silent = judged(synchronous_copies(2, {"blocks"}), run);
    EXPECT_EQ(silent.verdict, Verdict::inconclusive);
    EXPECT_FALSE(tests::is_known(silent, "fewest_zones"));
}

TEST(SynchronousCopies, without_a_store_they_are_undecided) {
    MadeRun run = tests::healthy_run();
    EXPECT_EQ(judged(synchronous_copies(2, {"ledger"}), run).reason, "there is no store ledger");
    EXPECT_EQ(judged(synchronous_copies(2, {"ledger"}), run).verdict, Verdict::inconclusive);
    run.stores.clear();
    EXPECT_EQ(judged(synchronous_copies(2), run).verdict, Verdict::inconclusive);
}

TEST(SynchronousCopies, are_undecided_when_the_fault_did_not_bite_unless_they_were_broken) {
    MadeRun run = tests::healthy_run();
    run.faults[0].processes_lost = 0;
    const Finding finding = judged(synchronous_copies(2), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("did not bite"));
    EXPECT_EQ(judged(synchronous_copies(2), holding(run, 1, 1, 20s)).verdict, Verdict::refuted);
}

TEST(SynchronousCopies, are_undecided_when_a_goal_was_not_met) {
    const auto finding =
        judged(synchronous_copies(2), tests::healthy_run(), {{history::Mark::leader_elected, 1}});
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("leader-elected"));
}

}  // namespace
}  // namespace triaz::check
