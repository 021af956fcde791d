#include "sim/check/recovery_point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/base/stream.hpp"
#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::at;
using tests::figure;
using tests::judged;
using tests::MadeRun;
using tests::recovery_point;

constexpr std::uint64_t written_before_the_fault =
    1000;  // write n is acknowledged at 10 s + n * 10 ms

MadeRun without_writes(std::uint64_t from, std::uint64_t to) {
    MadeRun run = tests::healthy_run();
    for (std::uint64_t write = from; write < to; ++write) {
        run.shards[0].applied.erase(write);
        run.shards[0].durable_somewhere.erase(write);
    }
    return run;
}

TEST(RecoveryPoint, is_zero_when_every_acknowledged_write_survives) {
    const Finding finding = judged(recovery_point(), tests::healthy_run());
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(finding.reason, "none of 1,000 acknowledged writes were lost");
    EXPECT_EQ(finding.stated, "no acknowledged write is lost; stores in scope: state");
    EXPECT_EQ(finding.kind, "rpo");
    EXPECT_EQ(figure(finding, "acknowledged_writes"), written_before_the_fault);
    EXPECT_EQ(figure(finding, "lost_writes"), 0);
    EXPECT_EQ(figure(finding, "lost_seconds"), 0);
    EXPECT_EQ(figure(finding, "guaranteed"), 1);
    EXPECT_THAT(finding.trades, IsEmpty());
}

TEST(RecoveryPoint, one_lost_write_refutes_it) {
    const Finding finding = judged(recovery_point(), without_writes(700, 701));
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.reason, "1 of 1,000 acknowledged writes were lost");
    ASSERT_TRUE(finding.witness);
    EXPECT_EQ(finding.witness->mechanism, "copies lost");
    EXPECT_THAT(finding.witness->steps.front().what,
                HasSubstr("write 700 of state/0 was acknowledged"));
    EXPECT_EQ(finding.witness->steps.front().time, at(17s));
    EXPECT_THAT(finding.witness->steps.back().what, HasSubstr("is without write 700"));
}

TEST(RecoveryPoint, a_loss_is_given_in_operations_bytes_and_seconds) {
    const Finding finding = judged(recovery_point(), without_writes(900, 950));
    EXPECT_EQ(figure(finding, "lost_writes"), 50);
    EXPECT_EQ(figure(finding, "lost_bytes"), 50 * 256);
    EXPECT_EQ(figure(finding, "lost_seconds"), 11);  // write 900 at 19 s, the fault at 30 s
}

TEST(RecoveryPoint, the_seconds_run_to_the_fault_after_the_oldest_lost_write) {
    MadeRun run = without_writes(900, 950);
    run.faults.insert(run.faults.begin(), run.faults[0]);
    run.faults[0].injected = at(18s);
    EXPECT_EQ(figure(judged(recovery_point(), run), "lost_seconds"), 11);
    run.faults[0].injected = at(19s);
    EXPECT_EQ(figure(judged(recovery_point(), run), "lost_seconds"), 0);
    // Without a fault after it there is nothing to count to.
    MadeRun silent = tests::run_without_fault();
    silent.shards[0].applied.erase(5);
    EXPECT_FALSE(tests::is_known(judged(recovery_point(), silent), "lost_seconds"));
}

TEST(RecoveryPoint, a_settled_write_can_be_lost_though_its_instant_is_forgotten) {
    auto evidence = tests::evidence_of(without_writes(5, 6));
    evidence.shards[0].ledger.settle(1000);
    const Finding finding = judge({recovery_point()}, {}, evidence)[0];
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_FALSE(tests::is_known(finding, "lost_seconds"));
    EXPECT_THAT(finding.witness->steps.back().what, HasSubstr("without write 5"));
}

TEST(RecoveryPoint, allows_as_many_losses_as_it_says) {
    EXPECT_EQ(judged(recovery_point(3), without_writes(10, 13)).verdict, Verdict::upheld);
    EXPECT_EQ(judged(recovery_point(2), without_writes(10, 13)).verdict, Verdict::refuted);
    EXPECT_THAT(judged(recovery_point(3), without_writes(10, 13)).reason, HasSubstr("3 of 1,000"));
}

TEST(RecoveryPoint, losses_of_all_shards_add_up) {
    MadeRun run = without_writes(10, 12);
    run.shards.push_back(run.shards[0]);
    run.shards[1].shard = 1;
    EXPECT_EQ(judged(recovery_point(3), run).verdict, Verdict::refuted);
    EXPECT_EQ(figure(judged(recovery_point(4), run), "lost_writes"), 4);
}

TEST(RecoveryPoint, an_unacknowledged_write_is_never_lost) {
    MadeRun run = tests::healthy_run();
    run.shards[0].acknowledged.erase(600);
    run.shards[0].acknowledged.erase(601);
    run.shards[0].ambiguous = {600};
    run.shards[0].applied.erase(600);
    run.shards[0].applied.erase(601);
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(figure(finding, "ambiguous_writes"), 1);
    EXPECT_EQ(figure(finding, "ambiguous_survived"), 0);
}

TEST(RecoveryPoint, what_survived_unacknowledged_is_counted_apart) {
    MadeRun run = tests::healthy_run();
    for (const std::uint64_t write : {600U, 601U, 602U}) run.shards[0].acknowledged.erase(write);
    run.shards[0].ambiguous = {600};
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(figure(finding, "ambiguous_survived"), 1);
    EXPECT_EQ(figure(finding, "unacknowledged_survived"), 2);
}

TEST(RecoveryPoint, a_write_nobody_issued_makes_the_evidence_worthless) {
    MadeRun run = tests::healthy_run();
    run.shards[0].applied.insert(1000);
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("1 write survives that nobody issued"));
    EXPECT_EQ(figure(finding, "unexpected_writes"), 1);
}

TEST(RecoveryPoint, duplicates_are_no_losses) {
    MadeRun run = tests::healthy_run();
    run.shards[0].applied_twice = 4;
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(figure(finding, "writes_applied_twice"), 4);
}

TEST(RecoveryPoint, unreachable_is_not_lost) {
    MadeRun run = tests::healthy_run();
    run.shards[0].reachable = false;
    run.shards[0].applied.clear();
    run.shards[0].authority = "1 of 3 members up";
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_EQ(finding.reason,
              "1,000 acknowledged writes are unreachable, not lost: some disk holds every one, but "
              "state/0 "
              "has no authority (1 of 3 members up)");
    EXPECT_EQ(figure(finding, "unreachable_writes"), 1000);
    EXPECT_EQ(figure(finding, "lost_writes"), 0);
}

TEST(RecoveryPoint, unreachable_and_on_no_disk_is_lost) {
    MadeRun run = without_writes(3, 5);
    run.shards[0].reachable = false;
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(figure(finding, "lost_writes"), 2);
    EXPECT_EQ(figure(finding, "unreachable_writes"), 998);
    EXPECT_EQ(judged(recovery_point(999), run).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(recovery_point(1000), run).verdict, Verdict::upheld);
}

TEST(RecoveryPoint, a_write_on_a_disk_that_the_authority_ignores_is_lost) {
    MadeRun run = tests::healthy_run();
    run.shards[0].applied.erase(800);
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "rolled back");
    EXPECT_EQ(figure(finding, "salvageable_writes"), 1);
}

TEST(RecoveryPoint, survival_on_too_few_copies_is_observed_and_not_guaranteed) {
    MadeRun run = tests::healthy_run();
    run.stores[0].copies_before_acknowledging = 1;
    const Finding finding = judged(recovery_point(), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(figure(finding, "guaranteed"), 0);
    EXPECT_THAT(finding.reason,
                HasSubstr("observed, not guaranteed: state acknowledges after 1 of 3 copies"));
    EXPECT_THAT(finding.trades, ElementsAre(HasSubstr("state acknowledges after 1 of 3 copies")));
}

// The store told of a stretch in which it acknowledged without its copies.
Finding judged_with_downgrade(const MadeRun& run, base::Duration from, base::Duration to) {
    measure::Evidence evidence = tests::evidence_of(run);
    evidence.shards[0].not_guaranteed.push_back({at(from), at(to)});
    return judge_recovery_point({}, {}, evidence);
}

TEST(RecoveryPoint, survival_of_a_downgrade_is_observed_and_not_guaranteed) {
    const Finding finding = judged_with_downgrade(tests::healthy_run(), 30s, 42s);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(figure(finding, "guaranteed"), 0);
    EXPECT_EQ(figure(finding, "longest_without_guarantee_s"), 12);
    EXPECT_THAT(finding.reason,
                HasSubstr("observed, not guaranteed: state/0 acknowledged on fewer durable copies "
                          "than declared from 30.000 s to 42.000 s"));
    EXPECT_EQ(figure(judged(recovery_point(), tests::healthy_run()), "longest_without_guarantee_s"),
              0);
}

TEST(RecoveryPoint, a_loss_within_a_downgrade_was_acknowledged_too_early) {
    const MadeRun run = without_writes(10, 12);
    const Finding always = judged_with_downgrade(run, 0s, 60s);
    EXPECT_EQ(always.verdict, Verdict::refuted);
    EXPECT_EQ(always.witness->mechanism, "acknowledged too early");
    EXPECT_EQ(judged_with_downgrade(run, 59s, 60s).witness->mechanism,
              judged(recovery_point(), run).witness->mechanism);
}

TEST(RecoveryPoint, a_guarantee_needs_a_majority) {
    const auto guaranteed = [](std::uint32_t copies, std::uint32_t before) {
        MadeRun run = tests::healthy_run();
        run.stores[0].copies = copies;
        run.stores[0].copies_before_acknowledging = before;
        return figure(judged(recovery_point(), run), "guaranteed") == 1;
    };
    EXPECT_TRUE(guaranteed(3, 2));
    EXPECT_TRUE(guaranteed(5, 3));
    EXPECT_TRUE(guaranteed(3, 3));
    EXPECT_TRUE(guaranteed(1, 1));
    EXPECT_FALSE(guaranteed(5, 2));
    EXPECT_FALSE(guaranteed(4, 2));
    EXPECT_FALSE(guaranteed(2, 1));
    EXPECT_FALSE(guaranteed(3, 0));
}

TEST(RecoveryPoint, a_loss_on_too_few_copies_was_acknowledged_too_early) {
    MadeRun run = without_writes(10, 12);
    run.stores[0].copies_before_acknowledging = 1;
    EXPECT_EQ(judged(recovery_point(), run).witness->mechanism, "acknowledged too early");
}

TEST(RecoveryPoint, stores_left_out_are_printed_and_not_judged) {
    MadeRun run = tests::healthy_run();
    run.stores.push_back(run.stores[0]);
    run.stores[1].name = "cache";
    run.shards.push_back(run.shards[0]);
    run.shards[1].store = "cache";
    run.shards[1].applied.clear();
    EXPECT_EQ(judged(recovery_point(), run).verdict, Verdict::refuted);
    const Finding finding = judged(recovery_point(0, {"state"}), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(finding.stated,
              "no acknowledged write is lost; stores in scope: state; left out: cache");
}

TEST(RecoveryPoint, of_a_store_there_is_not_or_that_took_no_write_is_undecided) {
    EXPECT_EQ(judged(recovery_point(0, {"nothing"}), tests::healthy_run()).verdict,
              Verdict::inconclusive);
    EXPECT_EQ(judged(recovery_point(0, {"state", "nothing"}), tests::healthy_run()).verdict,
              Verdict::inconclusive);
    MadeRun idle = tests::healthy_run();
    idle.shards[0].acknowledged.clear();
    EXPECT_THAT(judged(recovery_point(), idle).reason, HasSubstr("state acknowledged no write"));
    MadeRun none = tests::healthy_run();
    none.stores.clear();
    none.shards.clear();
    EXPECT_EQ(judged(recovery_point(), none).verdict, Verdict::inconclusive);
}

TEST(RecoveryPoint, trades_name_reduced_redundancy_and_how_long) {
    MadeRun run = tests::healthy_run();
    run.timeline.add(at(30s), history::Mark::redundancy_reduced, "state/0");
    run.timeline.add(at(42s), history::Mark::redundancy_restored, "state/0");
    const Finding finding = judged(recovery_point(), run);
    EXPECT_THAT(finding.trades,
                ElementsAre("state/0 went on with fewer copies than declared 12 s from 30.000 "
                            "s: redundancy was given up to keep availability"));
    EXPECT_EQ(figure(finding, "longest_reduced_redundancy_s"), 12);
}

// Naive set arithmetic over random histories.
TEST(RecoveryPoint, agrees_with_naive_set_arithmetic) {
    base::Stream stream(3);
    for (int round = 0; round < 300; ++round) {
        MadeRun run = tests::healthy_run();
        tests::Shard& shard = run.shards[0];
        shard = {};
        shard.issued = 1 + stream.below(9000);
        shard.reachable = stream.below(4) != 0;
        const std::uint64_t rarely = 1 + stream.below(300);
        for (std::uint64_t write = 0; write < shard.issued; ++write) {
            const bool acknowledged = stream.below(rarely) != 1;
            if (acknowledged) shard.acknowledged.insert(write);
            if (!acknowledged && stream.below(2) == 0) shard.ambiguous.insert(write);
            if (stream.below(rarely) != 1) shard.applied.insert(write);
            if (stream.below(rarely) != 1) shard.durable_somewhere.insert(write);
        }
        std::uint64_t lost = 0;
        std::uint64_t unreachable = 0;
        std::optional<std::uint64_t> oldest;
        for (const std::uint64_t write : shard.acknowledged) {
            const bool kept =
                (shard.reachable ? shard.applied : shard.durable_somewhere).contains(write);
            if (!kept) ++lost;
            if (!kept && !oldest) oldest = write;
            if (kept && !shard.reachable) ++unreachable;
        }
        std::uint64_t ambiguous_survived = 0;
        std::uint64_t others_survived = 0;
        for (const std::uint64_t write : shard.applied) {
            if (shard.acknowledged.contains(write)) continue;
            ++(shard.ambiguous.contains(write) ? ambiguous_survived : others_survived);
        }
        const auto evidence = tests::evidence_of(run);
        const WriteAccount account = account_of(evidence.shards[0]);
        EXPECT_EQ(account.acknowledged, shard.acknowledged.size());
        EXPECT_EQ(account.lost, lost);
        EXPECT_EQ(account.unreachable, unreachable);
        EXPECT_EQ(account.ambiguous_survived, ambiguous_survived);
        EXPECT_EQ(account.unacknowledged_survived, others_survived);
        EXPECT_EQ(account.unexpected, 0U);
        EXPECT_EQ(account.oldest_lost, oldest);
        const Finding finding = judge({recovery_point()}, {}, evidence)[0];
        EXPECT_EQ(finding.verdict == Verdict::refuted, lost > 0);
        if (lost == 0 && unreachable > 0) {
            EXPECT_EQ(finding.verdict, Verdict::inconclusive);
        }
    }
}

// The oldest is by the instant of acknowledgement, not by number.
TEST(WriteAccount, finds_the_write_that_was_acknowledged_first) {
    measure::ShardEvidence shard;
    for (int i = 0; i < 4; ++i) shard.ledger.issue();
    shard.ledger.acknowledge(2, at(1s));
    shard.ledger.acknowledge(0, at(3s));
    shard.ledger.acknowledge(1, at(2s));
    shard.surviving.reachable = true;
    const WriteAccount account = account_of(shard);
    EXPECT_EQ(account.lost, 3U);
    EXPECT_EQ(account.oldest_lost, 2U);
    EXPECT_EQ(account.oldest_lost_acknowledged, at(1s));
}

TEST(WriteAccount, of_several_shards_keeps_the_oldest) {
    WriteAccount sum;
    WriteAccount young{.lost = 1, .oldest_lost = 7, .oldest_lost_acknowledged = at(9s)};
    WriteAccount old{.lost = 2, .oldest_lost = 3, .oldest_lost_acknowledged = at(4s)};
    WriteAccount forgotten{.lost = 1, .oldest_lost = 1, .oldest_lost_acknowledged = {}};
    sum += young;
    sum += forgotten;
    sum += old;
    EXPECT_EQ(sum.lost, 4U);
    EXPECT_EQ(sum.oldest_lost, 3U);
    EXPECT_EQ(sum.oldest_lost_acknowledged, at(4s));
}

// jepsen-io/jepsen, jepsen/test/jepsen/checker_test.clj, set-test: acknowledged 0 and 1, ambiguous
// 10 and 11, failed 20 and 21; the final read is 0, 10, 20 and 30. Lost: 1. Recovered: 10 and 20.
// Unexpected: 30.
TEST(WriteAccount, agrees_with_the_published_set_checker) {
    measure::ShardEvidence shard;
    for (int i = 0; i < 30; ++i) shard.ledger.issue();
    for (const history::Sequence write : {0U, 1U}) shard.ledger.acknowledge(write, at(1s));
    for (const history::Sequence write : {10U, 11U}) shard.ledger.leave_ambiguous(write);
    shard.surviving.reachable = true;
    for (const history::Sequence write : {0U, 10U, 20U, 30U}) shard.surviving.applied.insert(write);
    const WriteAccount account = account_of(shard);
    EXPECT_EQ(account.acknowledged, 2U);
    EXPECT_EQ(account.lost, 1U);
    EXPECT_EQ(account.oldest_lost, 1U);
    EXPECT_EQ(account.ambiguous_survived + account.unacknowledged_survived, 2U);
    EXPECT_EQ(account.unexpected, 1U);
}

}  // namespace
}  // namespace triaz::check
