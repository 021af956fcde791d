// Every rule that can be left out is missed by the explorer, and the same bounds uphold what is
// whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/explore/explore.hpp"
#include "sim/explore/raft_subject.hpp"
#include "sim/explore/search.hpp"

namespace triaz::explore {
namespace {

using protocol::raft::Mutation;
using Wrong = protocol::standby::Mutation;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using RaftOptions = protocol::raft::Options;

struct Hunt {
    RaftOptions options;
    Bounds bounds;
    std::vector<std::uint8_t> elections_of{};
    Invariants invariants = Invariants::all();

    Answer answer() const {
        return explore({.protocol = options,
                        .bounds = bounds,
                        .elections_of = elections_of,
                        .invariants = invariants,
                        .reduction = false});
    }
    Counterexample found() const {
        const Answer found = answer();
        EXPECT_THAT(found.counterexample, SizeIs(1));
        return found.counterexample.empty() ? Counterexample{} : found.counterexample.front();
    }
    Verdict without_mutation() const {
        Hunt whole = *this;
        whole.options.mutation = Mutation::none;
        whole.options.copies = 0;
        return explore({.protocol = whole.options,
                        .bounds = bounds,
                        .elections_of = elections_of,
                        .invariants = invariants})
            .verdict;
    }
};

Invariants only(Invariant invariant) {
    Invariants set;
    set.add(invariant);
    return set;
}

TEST(Mutant, with_one_copy_commits_what_is_on_one_disk) {
    const Hunt hunt{.options = {.copies = 1}, .bounds = {.writes = 1}};
    const Counterexample found = hunt.found();
    EXPECT_EQ(found.invariant, Invariant::durable_copies);
    EXPECT_THAT(found.what, HasSubstr("1 of 3 copies"));
    EXPECT_THAT(found.steps, SizeIs(7));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

TEST(Mutant, with_one_copy_loses_an_acknowledged_write) {
    const Hunt hunt{.options = {.copies = 1, .pre_vote = false, .check_quorum = false},
                    .bounds = {.writes = 1, .elections = 2},
                    .elections_of = {1, 1, 0},
                    .invariants = only(Invariant::acknowledged_is_kept)};
    const Counterexample found = hunt.found();
    EXPECT_THAT(found.what, HasSubstr("without write a of term 1"));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

TEST(Mutant, that_forgets_its_vote_elects_two_leaders) {
    const Hunt hunt{.options = {.mutation = Mutation::forget_vote_on_restart},
                    .bounds = {.writes = 0, .crashes = 1, .elections = 2},
                    .elections_of = {1, 1, 0}};
    const Counterexample found = hunt.found();
    EXPECT_EQ(found.invariant, Invariant::one_leader_a_term);
    EXPECT_THAT(found.what, HasSubstr("leads term 1, and so did"));
    EXPECT_THAT(found.steps, SizeIs(14));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

TEST(Mutant, that_answers_before_the_sync_promises_what_it_does_not_have) {
    const Hunt hunt{.options = {.mutation = Mutation::answer_before_sync},
                    .bounds = {.writes = 1, .power_losses = 1}};
    const Counterexample found = hunt.found();
    EXPECT_EQ(found.invariant, Invariant::durable_copies);
    EXPECT_THAT(found.steps, SizeIs(7));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

TEST(Mutant, that_answers_before_the_sync_loses_what_was_committed) {
    const Hunt hunt{.options = {.pre_vote = false,
                                .check_quorum = false,
                                .mutation = Mutation::answer_before_sync},
                    .bounds = {.writes = 0, .power_losses = 1, .elections = 2},
                    .elections_of = {1, 1, 0},
                    .invariants = only(Invariant::leader_completeness)};
    EXPECT_THAT(hunt.found().what, HasSubstr("without the no-op of term 1"));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

TEST(Mutant, that_reads_without_a_round_grants_a_stale_read) {
    const Hunt hunt{.options = {.pre_vote = false, .mutation = Mutation::read_without_round},
                    .bounds = {.writes = 1, .reads = 1, .elections = 2},
                    .elections_of = {1, 1, 0}};
    EXPECT_EQ(hunt.found().invariant, Invariant::linearizable_reads);
}

TEST(Mutant, that_votes_without_comparing_logs_elects_an_incomplete_leader) {
    const Hunt hunt{.options = {.mutation = Mutation::vote_without_log_check},
                    .bounds = {.writes = 0, .elections = 2}};
    const Counterexample found = hunt.found();
    EXPECT_EQ(found.invariant, Invariant::leader_completeness);
    EXPECT_THAT(found.steps, SizeIs(20));
    EXPECT_EQ(hunt.without_mutation(), Verdict::upheld);
}

// Figure 8 of the paper, with three members. The shortest way has 29 steps too, and takes ten times
// as long to find.
TEST(Mutant, that_commits_old_terms_by_counting_replaces_a_committed_entry) {
    const RaftOptions options{.pre_vote = false,
                              .entries_per_message = 1,
                              .mutation = Mutation::commit_old_terms_by_counting};
    const Question question{.protocol = options,
                            .bounds = {.writes = 1, .elections = 4},
                            .elections_of = {2, 2, 0},
                            .settled = true};
    Cluster<RaftSubject> cluster{options, question};
    const Watch nobody;
    Search<RaftSubject> search{cluster, question, nobody};
    search.run();
    ASSERT_TRUE(search.refuted());
    EXPECT_TRUE(search.violated().contains(Invariant::leader_completeness));
    EXPECT_GE(search.trace().size(), 29U);
}

// Reads by a lease: an election period of two heartbeats, and a lease of one unless said otherwise.
RaftOptions by_lease(std::uint8_t heartbeats_in_lease = 1) {
    return {.pre_vote = false,
            .reads = protocol::raft::Reads::by_lease,
            .heartbeats_in_election = 2,
            .heartbeats_in_lease = heartbeats_in_lease};
}

Answer judged(const RaftOptions& options, const Bounds& bounds, Invariant invariant) {
    return explore({.protocol = options,
                    .bounds = bounds,
                    .elections_of = {1, 1, 0},
                    .invariants = only(invariant),
                    .settled = true});
}

constexpr Bounds with_a_slow_clock{.writes = 0, .elections = 2, .heartbeats = 3, .drifts = 1};

TEST(RaftLease, with_a_margin_outlives_no_clock_that_is_slow_by_as_much) {
    const Answer answer = judged(by_lease(), with_a_slow_clock, Invariant::one_leader_at_once);
    EXPECT_EQ(answer.verdict, Verdict::upheld);
}

TEST(RaftLease, without_a_margin_outlives_the_lease_that_is_kept_when_its_clock_is_slow) {
    const Answer answer = judged(by_lease(2), with_a_slow_clock, Invariant::one_leader_at_once);
    ASSERT_THAT(answer.counterexample, SizeIs(1));
    EXPECT_THAT(answer.counterexample.front().what,
                HasSubstr("member 0 holds its lease while member 1 leads"));
}

// A lease that another member leads beside is as good as a stale read.
std::string found_of_lease(Mutation mutation, const Bounds& bounds,
                           Invariant invariant = Invariant::one_leader_at_once) {
    RaftOptions options = by_lease();
    EXPECT_EQ(judged(options, bounds, invariant).verdict, Verdict::upheld);
    options.mutation = mutation;
    const Answer answer = judged(options, bounds, invariant);
    EXPECT_THAT(answer.counterexample, SizeIs(1));
    return answer.counterexample.empty() ? "" : answer.counterexample.front().what;
}

TEST(Mutant, that_serves_reads_after_its_lease_leads_beside_another) {
    const Bounds bounds{.writes = 0, .elections = 2, .heartbeats = 2};
    EXPECT_THAT(found_of_lease(Mutation::serve_reads_after_lease, bounds), HasSubstr("member 0"));
}

TEST(Mutant, that_counts_its_lease_from_the_answer_leads_beside_another) {
    const Bounds bounds{.writes = 1, .elections = 2, .heartbeats = 2};
    EXPECT_THAT(found_of_lease(Mutation::count_lease_from_answer, bounds), HasSubstr("member 0"));
}

TEST(Mutant, that_forgets_the_lease_it_keeps_when_it_restarts_votes_while_it_lasts) {
    const Bounds bounds{.writes = 0, .crashes = 1, .elections = 2, .heartbeats = 2};
    EXPECT_THAT(found_of_lease(Mutation::forget_lease_on_restart, bounds), HasSubstr("member 0"));
}

TEST(Mutant, that_keeps_its_lease_when_it_hands_over_grants_a_stale_read) {
    const Bounds bounds{.writes = 1, .reads = 1, .elections = 2, .transfers = 1};
    const std::string found =
        found_of_lease(Mutation::keep_lease_in_transfer, bounds, Invariant::linearizable_reads);
    EXPECT_THAT(found, HasSubstr("member 0 grants a read"));
}

Counterexample found_of_standby(protocol::standby::Options options, Wrong mutation,
                                const Bounds& bounds, Invariants invariants = Invariants::all()) {
    options.heartbeats_in_lease = 2;
    Question question{
        .protocol = options, .bounds = bounds, .invariants = invariants, .settled = true};
    const auto enough = [](const Progress& progress) { return progress.states < 200'000; };
    EXPECT_NE(explore(question, enough).verdict, Verdict::refuted);
    options.mutation = mutation;
    question.protocol = options;
    const Answer answer = explore(question);
    EXPECT_THAT(answer.counterexample, SizeIs(1));
    return answer.counterexample.empty() ? Counterexample{} : answer.counterexample.front();
}

// Its lease ran out two heartbeats ago, and the others have elected a new primary.
TEST(StandbyMutant, that_does_not_fence_leads_beside_another) {
    const Counterexample found =
        found_of_standby({.witnesses = 1}, Wrong::no_fencing, {.writes = 0, .heartbeats = 2});
    EXPECT_EQ(found.invariant, Invariant::one_leader_at_once);
    EXPECT_THAT(found.what, HasSubstr("member 0 and member 1 both are primary"));
}

// The new primary acknowledges a write, and the old one grants a read without it.
TEST(StandbyMutant, that_does_not_fence_serves_reads_after_its_lease) {
    const Counterexample found =
        found_of_standby({}, Wrong::no_fencing, {.writes = 1, .reads = 1, .heartbeats = 2},
                         only(Invariant::linearizable_reads));
    EXPECT_THAT(found.what, HasSubstr("member 0 grants a read"));
    EXPECT_THAT(found.steps, SizeIs(22));
}

TEST(StandbyMutant, that_acknowledges_alone_has_one_copy) {
    const Counterexample found =
        found_of_standby({}, Wrong::acknowledge_alone, {.writes = 1, .heartbeats = 1});
    EXPECT_EQ(found.invariant, Invariant::durable_copies);
    EXPECT_THAT(found.steps, SizeIs(2));
}

TEST(StandbyMutant, that_acknowledges_alone_loses_a_write) {
    const Counterexample found =
        found_of_standby({.witnesses = 1}, Wrong::acknowledge_alone, {.writes = 1, .heartbeats = 2},
                         only(Invariant::acknowledged_is_kept));
    EXPECT_THAT(found.what, HasSubstr("leads epoch 2 without write a"));
}

TEST(StandbyMutant, that_promotes_without_looking_at_logs_loses_a_write) {
    const Counterexample found =
        found_of_standby({}, Wrong::promote_unseen, {.writes = 1, .heartbeats = 2},
                         only(Invariant::acknowledged_is_kept));
    EXPECT_THAT(found.what, HasSubstr("without write a"));
}

TEST(StandbyMutant, that_streams_what_it_has_not_synced_is_behind_its_standby) {
    const Counterexample found =
        found_of_standby({}, Wrong::stream_unsynced, {.writes = 1, .heartbeats = 1});
    EXPECT_EQ(found.invariant, Invariant::log_matching);
}

TEST(StandbyMutant, that_restores_its_guarantee_too_early_does_not_cover_what_went_before) {
    const Counterexample found = found_of_standby(
        {.members = 2, .fallback = true}, Wrong::restore_too_early, {.writes = 2, .heartbeats = 1});
    EXPECT_EQ(found.invariant, Invariant::durable_copies);
    EXPECT_THAT(found.what, HasSubstr("write b is acknowledged, and on 1 of 2 disks"));
}

Counterexample found_of_quorum(const protocol::quorum::Options& options, const Bounds& bounds) {
    const Answer answer = explore({.protocol = options, .bounds = bounds});
    EXPECT_THAT(answer.counterexample, SizeIs(1));
    return answer.counterexample.empty() ? Counterexample{} : answer.counterexample.front();
}

TEST(QuorumMutant, without_overlap_reads_what_is_stale) {
    const Counterexample found =
        found_of_quorum({.writes = 1, .reads = 2, .items = 1}, {.writes = 1, .reads = 1});
    EXPECT_EQ(found.invariant, Invariant::linearizable_reads);
    EXPECT_THAT(found.steps, SizeIs(5));
}

TEST(QuorumMutant, that_counts_hints_as_copies_has_too_few) {
    const Counterexample found =
        found_of_quorum({.items = 1, .sloppy = true}, {.writes = 1, .heartbeats = 2});
    EXPECT_EQ(found.invariant, Invariant::durable_copies);
    EXPECT_THAT(found.what, HasSubstr("on 1 of 3 disks"));
}

}  // namespace
}  // namespace triaz::explore
