// The explorer against its slow twin: the same states, and the same violations.
#include "tests/explore/twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/explore/mirror_subject.hpp"
#include "sim/explore/quorum_subject.hpp"
#include "sim/explore/raft_subject.hpp"
#include "sim/explore/standby_subject.hpp"

namespace triaz::explore::testing {
namespace {

using protocol::raft::Mutation;
using RaftOptions = protocol::raft::Options;
using MirrorOptions = protocol::mirror::Options;
using StandbyOptions = protocol::standby::Options;
using QuorumOptions = protocol::quorum::Options;
using protocol::standby::Rule;

// Nothing is merged or left out, and no violation ends the search.
Question everything(const Protocol& protocol, const Bounds& bounds, bool symmetry,
                    bool settled = false) {
    return {.protocol = protocol,
            .bounds = bounds,
            .invariants = {},
            .settled = settled,
            .symmetry = symmetry,
            .reduction = false,
            .merging = false};
}

template <class Subject, class Options>
void expect_same_states(const Options& options, const Bounds& bounds, bool settled = false) {
    for (const bool symmetry : {true, false}) {
        Twin<Subject> twin{options, bounds, symmetry};
        if (settled) twin.begin_settled();
        twin.explore();
        const Answer answer = explore(everything(options, bounds, symmetry, settled));
        EXPECT_EQ(answer.verdict, Verdict::upheld);
        EXPECT_EQ(answer.explored.states, twin.states()) << "symmetry: " << symmetry;
    }
}

TEST(Twin, of_raft_reaches_the_same_states_with_writes_and_lost_messages) {
    expect_same_states<RaftSubject>(RaftOptions{.pre_vote = false},
                                    {.writes = 1, .drops = 1, .elections = 1});
}

TEST(Twin, of_raft_reaches_the_same_states_with_reads_and_heartbeats) {
    expect_same_states<RaftSubject>(RaftOptions{},
                                    {.writes = 0, .reads = 1, .elections = 1, .heartbeats = 1});
}

TEST(Twin, of_raft_reaches_the_same_states_with_deaths_of_both_kinds) {
    expect_same_states<RaftSubject>(RaftOptions{.pre_vote = false},
                                    {.writes = 0, .crashes = 1, .power_losses = 1, .elections = 1});
}

TEST(Twin, of_raft_reaches_the_same_states_with_two_elections_of_two_members) {
    expect_same_states<RaftSubject>(RaftOptions{.members = 2},
                                    {.writes = 1, .power_losses = 1, .elections = 2});
}

TEST(Twin, of_mirroring_reaches_the_same_states_with_everything_at_once) {
    expect_same_states<MirrorSubject>(
        MirrorOptions{},
        {.writes = 1, .power_losses = 1, .drops = 1, .duplicates = 1, .elections = 0});
    expect_same_states<MirrorSubject>(MirrorOptions{.members = 2, .copies = 2},
                                      {.writes = 2, .crashes = 1, .elections = 0, .heartbeats = 1});
}

TEST(Twin, of_a_quorum_reaches_the_same_states_with_reads_and_faults) {
    expect_same_states<QuorumSubject>(QuorumOptions{.items = 1}, {.writes = 1, .reads = 1});
    expect_same_states<QuorumSubject>(
        QuorumOptions{.items = 1}, {.writes = 1, .power_losses = 1, .drops = 1, .duplicates = 1});
    expect_same_states<QuorumSubject>(QuorumOptions{.members = 2, .items = 1},
                                      {.writes = 1, .reads = 1, .crashes = 1, .heartbeats = 1});
}

TEST(Twin, of_a_standby_reaches_the_same_states_while_time_passes) {
    expect_same_states<StandbySubject>(StandbyOptions{.members = 2, .heartbeats_in_lease = 2},
                                       {.writes = 1, .heartbeats = 2});
    expect_same_states<StandbySubject>(StandbyOptions{.witnesses = 1, .heartbeats_in_lease = 2},
                                       {.writes = 0, .heartbeats = 1});
}

TEST(Twin, of_a_standby_reaches_the_same_states_from_a_settled_beginning) {
    expect_same_states<StandbySubject>(StandbyOptions{.heartbeats_in_lease = 2},
                                       {.writes = 1, .reads = 1, .heartbeats = 1}, true);
    expect_same_states<StandbySubject>(StandbyOptions{.members = 2, .heartbeats_in_lease = 2},
                                       {.writes = 1, .power_losses = 1, .heartbeats = 2}, true);
    expect_same_states<StandbySubject>(StandbyOptions{.witnesses = 1, .heartbeats_in_lease = 2},
                                       {.writes = 0, .heartbeats = 2, .drifts = 1}, true);
    expect_same_states<StandbySubject>(
        StandbyOptions{.members = 2, .fallback = true, .heartbeats_in_lease = 2},
        {.writes = 2, .heartbeats = 1}, true);
}

TEST(Twin, of_an_in_sync_set_reaches_the_same_states) {
    expect_same_states<StandbySubject>(
        StandbyOptions{.members = 2, .rule = Rule::in_sync, .heartbeats_in_lease = 2},
        {.writes = 1, .heartbeats = 2}, true);
}

// A message is taken out only if nothing comes of it: each member has the same lives still.
TEST(Twin, need_not_see_what_merging_leaves_out_of_a_standby) {
    for (const Rule rule : {Rule::any, Rule::in_sync}) {
        const StandbyOptions options{.members = 2, .rule = rule, .heartbeats_in_lease = 2};
        const Bounds bounds{.writes = 1, .power_losses = 1, .heartbeats = 2};
        Question question = everything(options, bounds, true, true);
        const Answer whole = explore(question);
        question.merging = true;
        const Answer merged = explore(question);
        EXPECT_EQ(merged.member_states, whole.member_states);
        EXPECT_LT(merged.explored.states, whole.explored.states);
    }
}

// What is left out are orders of steps of different members. So each member has the same lives
// still, and takes the same steps, whether the others went first or not.
TEST(Twin, need_not_see_what_the_reduction_leaves_out) {
    struct Case {
        RaftOptions options;
        Bounds bounds;
    };
    const RaftOptions plain{.pre_vote = false};
    for (const Case& each : {Case{plain, {.writes = 1, .drops = 1}},
                             Case{plain, {.writes = 0, .crashes = 1, .elections = 2}}}) {
        Question question = everything(each.options, each.bounds, false);
        const Answer whole = explore(question);
        question.reduction = true;
        const Answer reduced = explore(question);
        EXPECT_EQ(reduced.member_states, whole.member_states);
        EXPECT_EQ(reduced.member_steps, whole.member_steps);
        EXPECT_LT(reduced.explored.transitions, whole.explored.transitions);
    }
}

// For each invariant: whether it is violated, and in how few steps, whatever is merged or left out.
template <class Subject, class Options>
void expect_same_violations(const Options& options, const Bounds& bounds, bool settled = false) {
    Twin<Subject> twin{options, bounds, true};
    if (settled) twin.begin_settled();
    twin.explore();
    for (const Invariant invariant : all_invariants()) {
        Question question{
            .protocol = options, .bounds = bounds, .invariants = {}, .settled = settled};
        question.invariants.add(invariant);
        const auto found = twin.violated().find(invariant);
        for (const bool whole : {false, true}) {
            question.reduction = question.merging = !whole;
            const Answer answer = explore(question);
            ASSERT_EQ(answer.verdict == Verdict::refuted, found != twin.violated().end())
                << name_of(invariant) << " whole: " << whole;
            if (answer.verdict != Verdict::refuted) continue;
            EXPECT_EQ(answer.counterexample.front().steps.size(), found->second)
                << name_of(invariant);
        }
    }
}

TEST(Twin, finds_the_same_violations_of_one_copy_in_as_few_steps) {
    expect_same_violations<RaftSubject>(RaftOptions{.copies = 1, .pre_vote = false},
                                        {.writes = 1, .elections = 1});
}

TEST(Twin, finds_the_same_violations_of_answers_before_the_sync_in_as_few_steps) {
    expect_same_violations<RaftSubject>(
        RaftOptions{.pre_vote = false, .mutation = Mutation::answer_before_sync},
        {.writes = 0, .power_losses = 1, .elections = 1});
}

TEST(Twin, finds_two_leaders_after_a_forgotten_vote_in_as_few_steps) {
    const RaftOptions options{.pre_vote = false, .mutation = Mutation::forget_vote_on_restart};
    const Bounds bounds{.writes = 0, .crashes = 1, .elections = 2};
    Twin<RaftSubject> twin{options, bounds, true};
    twin.explore(Invariant::one_leader_a_term);
    const Answer answer = explore({.protocol = options, .bounds = bounds});
    ASSERT_EQ(answer.verdict, Verdict::refuted);
    EXPECT_EQ(answer.counterexample.front().steps.size(),
              twin.violated().at(Invariant::one_leader_a_term));
}

TEST(Twin, finds_the_same_violations_of_mirroring_with_one_copy_in_as_few_steps) {
    expect_same_violations<MirrorSubject>(MirrorOptions{.copies = 1},
                                          {.writes = 1, .power_losses = 1, .elections = 0});
}

TEST(Twin, finds_the_same_violations_of_a_quorum_without_overlap_in_as_few_steps) {
    expect_same_violations<QuorumSubject>(QuorumOptions{.writes = 1, .reads = 2, .items = 1},
                                          {.writes = 1, .reads = 1});
}

TEST(Twin, finds_the_same_violations_of_a_standby_that_acknowledges_alone_in_as_few_steps) {
    expect_same_violations<StandbySubject>(
        StandbyOptions{.members = 2,
                       .heartbeats_in_lease = 2,
                       .mutation = protocol::standby::Mutation::acknowledge_alone},
        {.writes = 1, .power_losses = 1, .heartbeats = 2}, true);
}

}  // namespace
}  // namespace triaz::explore::testing
