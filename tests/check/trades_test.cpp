#include "sim/check/trades.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using history::Mark;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::at;
using tests::MadeRun;

TEST(Trades, there_are_none_when_nothing_was_given_up) {
    EXPECT_THAT(trades(tests::evidence_of(tests::healthy_run()), {}), IsEmpty());
}

TEST(Trades, a_wait_for_a_leader_goes_from_its_loss_to_the_next_election_of_the_same_shard) {
    MadeRun run = tests::healthy_run();
    run.timeline.add(at(30s), Mark::leader_lost, "state/0");
    run.timeline.add(at(30'500ms), Mark::leader_elected, "state/1");
    run.timeline.add(at(31s), Mark::leader_lost, "state/0");
    run.timeline.add(at(31'410ms), Mark::leader_elected, "state/0");
    run.timeline.add(at(32s), Mark::leader_elected, "state/0");
    EXPECT_THAT(
        trades(tests::evidence_of(run), {}),
        ElementsAre(
            "writes to state/0 waited for a new leader 1.41 s from 30.000 s: availability was "
            "given up to keep recovery point zero"));
}

TEST(Trades, a_store_without_a_guarantee_keeps_nothing_by_waiting) {
    MadeRun run = tests::healthy_run();
    run.stores[0].copies_before_acknowledging = 1;
    run.timeline.add(at(30s), Mark::leader_lost, "state/0");
    run.timeline.add(at(31s), Mark::leader_elected, "state/0");
    EXPECT_THAT(trades(tests::evidence_of(run), {}),
                ElementsAre(HasSubstr("acknowledges after 1 of 3 copies"),
                            HasSubstr("recovery point zero is not guaranteed all the same")));
}

TEST(Trades, a_downgrade_gives_up_the_guarantee_to_keep_availability) {
    MadeRun run = tests::healthy_run();
    run.timeline.add(at(30s), Mark::guarantee_reduced, "state/0");
    run.timeline.add(at(42s), Mark::guarantee_restored, "state/0");
    EXPECT_THAT(trades(tests::evidence_of(run), {}),
                ElementsAre("state/0 acknowledged on fewer durable copies than declared 12 s from "
                            "30.000 s: the guarantee of recovery point zero was given up to keep "
                            "availability"));
}

TEST(Trades, what_is_open_when_the_run_ends_says_so) {
    MadeRun run = tests::healthy_run();
    run.timeline.add(at(50s), Mark::redundancy_reduced, "state/0");
    EXPECT_THAT(
        trades(tests::evidence_of(run), {}),
        ElementsAre(
            "state/0 went on with fewer copies than declared from 50.000 s to the end of the run "
            "(10 s): redundancy was given up to keep availability"));
}

TEST(Trades, the_longest_come_first_and_the_rest_are_counted) {
    MadeRun run = tests::healthy_run();
    for (int i = 0; i < 6; ++i)
        run.timeline.add(at(30s), Mark::leader_lost, "state/" + std::to_string(i));
    for (int i = 0; i < 6; ++i) {
        run.timeline.add(at(31s + 1s * i), Mark::leader_elected, "state/" + std::to_string(i));
    }
    EXPECT_THAT(
        trades(tests::evidence_of(run), {}),
        ElementsAre(AllOf(HasSubstr("state/5"), HasSubstr("6 s")), HasSubstr("state/4"),
                    HasSubstr("state/3"), "other waits for a new leader: 3 (each at most 3 s)"));
}

TEST(Trades, a_shard_that_waited_did_not_go_on_with_fewer_copies) {
    MadeRun run = tests::healthy_run();
    run.timeline.add(at(30s), Mark::leader_lost, "state/0");
    run.timeline.add(at(30s), Mark::redundancy_reduced, "state/0");
    run.timeline.add(at(30s), Mark::redundancy_reduced, "state/1");
    run.timeline.add(at(38s), Mark::leader_elected, "state/0");
    run.timeline.add(at(40s), Mark::redundancy_restored, "state/0");
    run.timeline.add(at(40s), Mark::redundancy_restored, "state/1");
    EXPECT_THAT(trades(tests::evidence_of(run), {}),
                ElementsAre(HasSubstr("writes to state/0 waited for a new leader 8 s"),
                            HasSubstr("state/1 went on with fewer copies than declared 10 s")));
    EXPECT_EQ(reduced_redundancy(tests::evidence_of(run), {}).size(), 2U) << "reduced all the same";
}

TEST(Trades, of_stores_out_of_scope_are_left_out) {
    MadeRun run = tests::healthy_run();
    run.stores[0].copies_before_acknowledging = 1;
    run.timeline.add(at(30s), Mark::leader_lost, "state/0");
    run.timeline.add(at(31s), Mark::leader_elected, "state/0");
    EXPECT_THAT(trades(tests::evidence_of(run), {"cache"}), IsEmpty());
    EXPECT_EQ(trades(tests::evidence_of(run), {"state"}).size(), 2U);
    EXPECT_THAT(reduced_redundancy(tests::evidence_of(run), {"state"}), IsEmpty());
}

}  // namespace
}  // namespace triaz::check
