#include "sim/check/session_keeping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::tests {
namespace {

using check::Sessions;
using check::Verdict;
using ::testing::HasSubstr;

// 100 calls under way, of which 10 were dropped by a fault that bit: 9 were back after 3 s, one
// after 20 s.
MadeRun calls_dropped() {
    MadeRun run = healthy_run();
    measure::SessionEvidence calls;
    calls.name = "calls";
    calls.carried_in = 90;
    calls.begun = 200;
    calls.established = 198;
    calls.blocked = 2;
    calls.completed = 188;
    calls.unfinished = 100;
    calls.under_way = 100;
    calls.dropped_with_carrier = 10;
    for (int n = 0; n < 9; ++n) calls.to_reestablish.record(3s);
    calls.to_reestablish.record(20s);
    run.sessions.push_back(calls);
    return run;
}

check::Claim claim(Sessions promise) {
    return {"calls", {"C22"}, Verdict::upheld, std::move(promise)};
}

Sessions kept(double share, base::Duration within) {
    Sessions promise;
    promise.kept = base::Ratio{share};
    promise.within = within;
    return promise;
}

TEST(SessionKeeping, counts_as_kept_what_was_back_in_time) {
    const auto finding = judged(claim(kept(0.99, 10s)), calls_dropped());
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "sessions");
    EXPECT_DOUBLE_EQ(figure(finding, "sessions_kept"), 0.99);
    EXPECT_EQ(figure(finding, "sessions_dropped"), 10);
    EXPECT_EQ(figure(finding, "sessions_reestablished"), 10);
    EXPECT_EQ(figure(finding, "worst_reestablish_s"), 20);
}

TEST(SessionKeeping, is_refuted_by_those_that_were_back_too_late) {
    const auto one = judged(claim(kept(1, 10s)), calls_dropped());
    ASSERT_EQ(one.verdict, Verdict::refuted);
    EXPECT_EQ(one.witness->mechanism, "detection");
    EXPECT_EQ(judged(claim(kept(0.9, 2s)), calls_dropped()).verdict, Verdict::upheld);
    EXPECT_EQ(judged(claim(kept(0.91, 2s)), calls_dropped()).verdict, Verdict::refuted);
    EXPECT_EQ(judged(claim(kept(1, 20s)), calls_dropped()).verdict, Verdict::upheld);
}

TEST(SessionKeeping, is_refuted_by_those_that_were_given_up) {
    MadeRun run = calls_dropped();
    run.sessions[0].dropped_with_path = 5;
    run.sessions[0].lost = 5;
    const auto finding = judged(claim(kept(0.95, 30s)), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    run.sessions[0].lost = 6;
    const auto refuted = judged(claim(kept(0.95, 30s)), run);
    ASSERT_EQ(refuted.verdict, Verdict::refuted);
    EXPECT_EQ(refuted.witness->mechanism, "no spare path");
    run.sessions[0].no_room = 1;
    EXPECT_EQ(judged(claim(kept(0.95, 30s)), run).witness->mechanism, "overload");
}

TEST(SessionKeeping, counts_drops_whether_made_good_or_not) {
    Sessions promise = kept(0.5, 60s);
    promise.dropped_at_most = 9;
    const auto finding = judged(claim(promise), calls_dropped());
    ASSERT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "sessions on the victim");
    promise.dropped_at_most = 10;
    EXPECT_EQ(judged(claim(promise), calls_dropped()).verdict, Verdict::upheld);
}

TEST(SessionKeeping, holds_those_that_begin_to_their_share) {
    Sessions promise = kept(0.5, 60s);
    promise.blocked_at_most = base::Ratio{0.01};
    EXPECT_EQ(judged(claim(promise), calls_dropped()).verdict, Verdict::upheld);
    promise.blocked_at_most = base::Ratio{0.009};
    EXPECT_EQ(judged(claim(promise), calls_dropped()).verdict, Verdict::refuted);
}

TEST(SessionKeeping, is_undecided_by_drops_shortly_before_the_end_when_they_matter) {
    MadeRun run = calls_dropped();
    run.sessions[0].dropped_with_path = 4;
    for (int n = 0; n < 4; ++n) run.sessions[0].waiting.record(1s);
    EXPECT_EQ(judged(claim(kept(0.99, 10s)), run).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(claim(kept(0.95, 10s)), run).verdict, Verdict::upheld);
    EXPECT_EQ(judged(claim(kept(0.99, 500ms)), run).verdict, Verdict::refuted);
}

TEST(SessionKeeping, judges_the_cohorts_that_are_named) {
    MadeRun run = calls_dropped();
    run.sessions.push_back(run.sessions[0]);
    run.sessions[1].name = "others";
    run.sessions[1].lost = 90;
    Sessions promise = kept(0.99, 10s);
    promise.cohorts = {"calls"};
    EXPECT_EQ(judged(claim(promise), run).verdict, Verdict::upheld);
    EXPECT_EQ(judged(claim(kept(0.99, 10s)), run).verdict, Verdict::refuted);
    promise.cohorts = {"nobody"};
    EXPECT_EQ(judged(claim(promise), run).verdict, Verdict::inconclusive);
}

TEST(SessionKeeping, is_undecided_with_few_sessions_or_a_fault_that_did_not_bite) {
    MadeRun few = calls_dropped();
    few.sessions[0].under_way = check::enough_sessions - 1;
    EXPECT_EQ(judged(claim(kept(0.5, 60s)), few).verdict, Verdict::inconclusive);
    MadeRun toothless = calls_dropped();
    toothless.faults[0].requests_served = 0;
    toothless.faults[0].replication_messages = 0;
    EXPECT_EQ(judged(claim(kept(0.5, 60s)), toothless).verdict, Verdict::inconclusive);
    toothless.faults[0].sessions_dropped = 1;
    EXPECT_EQ(judged(claim(kept(0.5, 60s)), toothless).verdict, Verdict::upheld);
}

// Recovery time at level Z3 counts them too, unless it is about some cohorts only.
TEST(SessionKeeping, a_dropped_session_is_no_hitless_recovery) {
    MadeRun run = calls_dropped();
    check::Claim hitless = recovery_time(check::Level::z3_hitless, {});
    const auto finding = judged(hitless, run);
    ASSERT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_THAT(finding.reason, HasSubstr("10 sessions were dropped"));
    EXPECT_EQ(figure(finding, "sessions_dropped"), 10);
    std::get<check::RecoveryTime>(hitless.promise).cohorts = {"web"};
    EXPECT_EQ(judged(hitless, run).verdict, Verdict::upheld);
}

}  // namespace
}  // namespace triaz::tests
