// What the explorer answers, and when it does not.
#include "sim/explore/explore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/explore/raft_subject.hpp"
#include "sim/explore/search.hpp"

namespace triaz::explore {
namespace {

using protocol::raft::Mutation;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using RaftOptions = protocol::raft::Options;
using MirrorOptions = protocol::mirror::Options;
using StandbyOptions = protocol::standby::Options;
using QuorumOptions = protocol::quorum::Options;
using protocol::standby::Rule;

Question question(const Protocol& protocol, const Bounds& bounds) {
    return {.protocol = protocol, .bounds = bounds};
}

TEST(Explore, upholds_raft_with_two_elections_and_no_faults) {
    const Answer answer = explore(question(RaftOptions{}, {.writes = 0, .elections = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_EQ(answer.explored.states, 26'523U);
    EXPECT_EQ(answer.explored.frontier, 0U);
}

TEST(Explore, upholds_raft_with_a_loss_of_power_and_a_lost_message) {
    const Answer answer = explore(
        question(RaftOptions{}, {.writes = 1, .power_losses = 1, .drops = 1, .elections = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_raft_with_a_read_among_two_writes) {
    const Answer answer =
        explore(question(RaftOptions{}, {.writes = 2, .reads = 1, .elections = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_raft_whose_leader_hands_over_while_a_write_is_under_way) {
    const Answer answer = explore({.protocol = RaftOptions{},
                                   .bounds = {.writes = 1, .elections = 1, .transfers = 1},
                                   .settled = true});
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_GT(answer.explored.states, 1'000U);
}

TEST(Explore, upholds_raft_of_five_members) {
    const Answer answer =
        explore(question(RaftOptions{.members = 5, .pre_vote = false}, {.writes = 0}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_mirroring_with_every_kind_of_fault) {
    const Answer answer = explore(
        question(MirrorOptions{},
                 {.writes = 1, .power_losses = 1, .drops = 1, .duplicates = 1, .heartbeats = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

Question settled(const Protocol& protocol, const Bounds& bounds) {
    return {.protocol = protocol, .bounds = bounds, .settled = true};
}

TEST(Explore, upholds_raft_with_a_crash_a_lost_message_and_an_election) {
    const Answer answer =
        explore(settled(RaftOptions{}, {.writes = 1, .crashes = 1, .drops = 1, .elections = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_GT(answer.explored.states, 100'000U);
}

TEST(Explore, upholds_a_standby_while_its_first_primary_is_elected) {
    const Answer answer =
        explore(question(StandbyOptions{.heartbeats_in_lease = 2}, {.writes = 1, .heartbeats = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_GT(answer.explored.states, 30'000U);
}

// A primary that restarts leads again only if it is answered before its lease runs out.
TEST(Explore, upholds_a_standby_with_a_witness_through_a_restart_or_a_failover) {
    const Answer answer = explore(settled(StandbyOptions{.witnesses = 1, .heartbeats_in_lease = 2},
                                          {.writes = 0, .power_losses = 1, .heartbeats = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_GT(answer.explored.states, 100'000U);
}

TEST(Explore, upholds_a_standby_with_a_write_and_a_read_in_a_failover) {
    const Answer answer = explore(settled(StandbyOptions{.witnesses = 1, .heartbeats_in_lease = 2},
                                          {.writes = 1, .reads = 1, .heartbeats = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_a_standby_that_falls_back_for_what_it_promised) {
    const Answer answer =
        explore(settled(StandbyOptions{.witnesses = 1, .fallback = true, .heartbeats_in_lease = 2},
                        {.writes = 1, .heartbeats = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_an_in_sync_set_with_a_loss_of_power) {
    const Answer answer = explore(settled(StandbyOptions{.witnesses = 1,
                                                         .rule = Rule::in_sync,
                                                         .in_sync = {.lag_heartbeats = 3},
                                                         .heartbeats_in_lease = 2},
                                          {.writes = 1, .power_losses = 1, .heartbeats = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, upholds_a_quorum_with_two_writes_and_a_read) {
    const Answer answer = explore(question(QuorumOptions{.items = 1}, {.writes = 2, .reads = 1}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
    EXPECT_GT(answer.explored.states, 100'000U);
}

TEST(Explore, upholds_a_quorum_whose_reads_do_not_go_back) {
    const Answer answer = explore(question(QuorumOptions{.items = 1}, {.writes = 1, .reads = 2}));
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(Explore, answers_the_same_twice) {
    const Question asked = question(RaftOptions{}, {.writes = 1, .crashes = 1, .drops = 1});
    const Answer once = explore(asked);
    const Answer again = explore(asked);
    EXPECT_EQ(once.explored.states, again.explored.states);
    EXPECT_EQ(once.explored.transitions, again.explored.transitions);
    EXPECT_EQ(once.explored.depth, again.explored.depth);
    EXPECT_EQ(once.member_states, again.member_states);
}

TEST(Explore, leaves_out_states_but_no_verdict_by_symmetry_reduction_and_merging) {
    Question asked = question(RaftOptions{}, {.writes = 1, .drops = 1});
    const std::uint64_t least = explore(asked).explored.states;
    for (bool Question::*saving : {&Question::symmetry, &Question::reduction, &Question::merging}) {
        Question without = asked;
        without.*saving = false;
        const Answer answer = explore(without);
        EXPECT_EQ(answer.verdict, Verdict::upheld);
        EXPECT_GT(answer.explored.states, least);
    }
}

TEST(Explore, is_inconclusive_when_it_is_told_to_stop) {
    const Answer answer =
        explore(question(RaftOptions{}, {.writes = 2, .elections = 2}),
                [](const Progress& progress) { return progress.states < 10'000; });
    EXPECT_EQ(answer.verdict, Verdict::inconclusive);
    EXPECT_EQ(answer.cut_short, CutShort::told_to_stop);
    EXPECT_GT(answer.explored.states, 10'000U);
    EXPECT_GT(answer.explored.frontier, 0U);
}

TEST(Explore, is_inconclusive_when_memory_runs_out_and_keeps_to_its_budget) {
    Question asked = question(RaftOptions{}, {.writes = 2, .elections = 2});
    asked.memory = 20'000'000;
    const Answer answer = explore(asked);
    EXPECT_EQ(answer.verdict, Verdict::inconclusive);
    EXPECT_EQ(answer.cut_short, CutShort::memory);
    EXPECT_LT(answer.explored.bytes, 30'000'000U);
}

TEST(Explore, complains_of_what_it_cannot_explore) {
    EXPECT_THAT(complaint_about(question(RaftOptions{}, {.duplicates = 1})), HasSubstr("once"));
    EXPECT_THAT(complaint_about(question(RaftOptions{.members = 7}, {})), HasSubstr("members"));
    EXPECT_THAT(complaint_about(question(RaftOptions{}, {.writes = 16})), HasSubstr("at most"));
    EXPECT_THAT(complaint_about(question(MirrorOptions{.copies = 4}, {})), HasSubstr("copy"));
    EXPECT_THAT(complaint_about(question(RaftOptions{}, {.drifts = 1})), HasSubstr("clocks"));
    EXPECT_THAT(complaint_about(question(StandbyOptions{}, {.duplicates = 1})), HasSubstr("once"));
    EXPECT_THAT(complaint_about(question(StandbyOptions{.synchronous = 3}, {})),
                HasSubstr("synchronous"));
    EXPECT_THAT(complaint_about(question(QuorumOptions{}, {})), HasSubstr("one item"));
    EXPECT_THAT(complaint_about(question(RaftOptions{}, {})), IsEmpty());
    Question dealt = question(RaftOptions{}, {.elections = 2});
    dealt.elections_of = {1, 0, 0};
    EXPECT_THAT(complaint_about(dealt), HasSubstr("elections"));
}

// A rule that Raft never promised, so that some run breaks it: nobody commits a second entry.
struct Planted : RaftSubject {
    static void remember(Record<Planted>&, const Options&, protocol::Member, const View& view,
                         const Events&, Finding& finding) {
        finding.expect(view.commit < 2, Invariant::same_sequence,
                       [] { return std::string{"planted"}; });
    }
    static void check(const Scene<Planted>&, Finding&) {}
};

TEST(Explore, finds_a_violation_that_was_planted_in_as_few_steps_as_it_takes) {
    Question asked = question(RaftOptions{.pre_vote = false}, {.writes = 1});
    asked.reduction = false;
    Cluster<Planted> cluster{RaftOptions{.pre_vote = false}, asked};
    const Watch nobody;
    Search<Planted> search{cluster, asked, nobody};
    search.run();
    ASSERT_TRUE(search.refuted());
    EXPECT_EQ(search.violated().first(), Invariant::same_sequence);
    // Own vote synced, one asked, its vote synced, the reply: leader. A write. Two appends arrive
    // at one follower and are synced at once, as at the leader; the follower's reply.
    EXPECT_EQ(search.trace().size(), 10U);
}

}  // namespace
}  // namespace triaz::explore
