// Raft over random schedules, and mutants of it that these schedules must catch.
#include "tests/protocol/raft/raft_schedule.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::protocol::testing {
namespace {

using raft::Mutation;
using raft::Options;
using raft::Reads;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

// Every seed is another deployment as well.
Options options_of(std::uint64_t seed, std::uint8_t members) {
    base::Stream random = base::Stream{seed}.stream("options");
    Options options;
    options.members = members;
    options.pre_vote = random.below(4) != 0;
    options.check_quorum = random.below(4) != 0;
    constexpr std::uint32_t sizes[] = {1, 3, 1024};
    options.entries_per_message = sizes[random.below(3)];
    options.preferred_leader = static_cast<Member>(random.below(members));
    if (options.check_quorum && base::Stream{seed}.stream("lease").below(2) == 0) {
        options.reads = Reads::by_lease;
        options.heartbeats_in_election = 5;  // as in a profile
        options.heartbeats_in_lease = 4;
    }
    if (random.below(5) == 0) {  // more copies than a majority
        options.copies = static_cast<std::uint8_t>(members - random.below(members / 2));
    }
    return options;
}

Profile profile_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("profile");
    Profile profile;
    profile.between_faults = 50 + random.below(500);
    profile.loss = random.below(3) == 0 ? 0 : 0.15 * random.uniform();
    profile.sync = 1 + random.below(20);
    profile.leaders_only = random.below(3) == 0;
    profile.drift = 0.08;
    profile.hand_overs = random.below(2) == 0;
    return profile;
}

struct Batch {
    std::uint8_t members;
    std::uint64_t first_seed;
};

class RaftRandomSchedule : public ::testing::TestWithParam<Batch> {};

TEST_P(RaftRandomSchedule, keeps_every_invariant_and_recovers) {
    constexpr std::uint64_t seeds = 250;
    std::size_t elections = 0;
    std::size_t truncations = 0;
    std::size_t reads = 0;
    std::size_t writes = 0;
    for (std::uint64_t seed = GetParam().first_seed; seed < GetParam().first_seed + seeds; ++seed) {
        RaftSchedule schedule(options_of(seed, GetParam().members), profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty())
            << int{GetParam().members} << " members, seed " << seed;
        elections += schedule.elections();
        truncations += schedule.truncations();
        reads += schedule.reads_granted();
        writes += schedule.acknowledged();
    }
    // The schedules bite: without these the invariants above say little.
    EXPECT_GT(elections, seeds * 4);
    EXPECT_GT(truncations, seeds / 2);
    EXPECT_GT(reads, seeds * 50);
    EXPECT_GT(writes, seeds * 100);
}

INSTANTIATE_TEST_SUITE_P(OfThree, RaftRandomSchedule,
                         ::testing::Values(Batch{3, 0}, Batch{3, 250}, Batch{3, 500},
                                           Batch{3, 750}));
INSTANTIATE_TEST_SUITE_P(OfFive, RaftRandomSchedule,
                         ::testing::Values(Batch{5, 0}, Batch{5, 250}, Batch{5, 500},
                                           Batch{5, 750}));

TEST(RaftRandomSchedule, is_the_same_for_the_same_seed) {
    RaftSchedule once(options_of(7, 5), profile_of(7), 7);
    RaftSchedule again(options_of(7, 5), profile_of(7), 7);
    once.run();
    again.run();
    EXPECT_EQ(once.steps(), again.steps());
    EXPECT_EQ(once.committed(), again.committed());
    EXPECT_EQ(once.acknowledged(), again.acknowledged());
}

TEST(RaftRandomSchedule, keeps_logs_short_without_faults) {
    Profile calm;
    calm.chaos = 1;
    calm.settled = 30000;
    RaftSchedule schedule(Options{}, calm, 1);
    EXPECT_THAT(schedule.run(), IsEmpty());
    EXPECT_GT(schedule.committed(), 1500u);
    EXPECT_LT(schedule.longest_log(), 40u);
    EXPECT_EQ(schedule.elections(), 1u);
}

// Where a mutant is hunted, and the same place without it: what is found must be its doing.
struct Hunt {
    std::uint64_t seeds = 100;
    bool leases = false;
    std::uint8_t margin = 1;  // of the lease, in heartbeats of which five are an election period
    Profile profile;
    std::uint32_t entries_per_message = 1024;

    Violations found(Mutation mutation, std::uint8_t copies = 0) const {
        Violations all;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) add(mutation, copies, seed, all);
        return all;
    }

    // What is rare is hunted until all of it is found; a control then takes as many seeds.
    Violations found_at_last(Mutation mutation, const std::vector<std::string>& wanted) {
        Violations all;
        const auto missing = [&](const std::string& what) { return !all.contains(what); };
        std::uint64_t tried = 0;
        for (; tried < seeds && std::ranges::any_of(wanted, missing); ++tried)
            add(mutation, 0, tried, all);
        seeds = tried;
        return all;
    }

    void add(Mutation mutation, std::uint8_t copies, std::uint64_t seed, Violations& all) const {
        Options options = options_of(seed, seed % 2 == 0 ? 3 : 5);
        options.copies = copies;
        options.check_quorum = options.check_quorum || leases;
        options.reads = leases ? Reads::by_lease : Reads::by_round;
        options.heartbeats_in_election = 5;
        options.heartbeats_in_lease = static_cast<std::uint8_t>(5 - margin);
        options.mutation = mutation;
        options.entries_per_message = entries_per_message;
        RaftSchedule schedule(options, profile, seed);
        for (const auto& [what, times] : schedule.run()) all[what] += times;
    }
};

constexpr const char* two_leaders = "at most one leader a term";
constexpr const char* incomplete = "leader completeness";
constexpr const char* conflict = "committed prefixes never conflict";

TEST(RaftMutant, that_acknowledges_after_one_copy_loses_acknowledged_writes) {
    const Hunt hunt;
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
    EXPECT_THAT(hunt.found(Mutation::none, 1),
                AllOf(Contains(Key("committed is durable on a majority")),
                      Contains(Key("an applied write is undone")),
                      Contains(Key("no acknowledged write is lost"))));
}

TEST(RaftMutant, that_forgets_its_vote_elects_two_leaders) {
    Hunt hunt;
    hunt.seeds = 600;
    hunt.profile.election_period = 40;
    hunt.profile.heartbeat_period = 8;
    hunt.profile.hop = 20;
    hunt.profile.sync = 2;
    hunt.profile.between_faults = 15;
    hunt.profile.down = 10;
    hunt.profile.deaths_only = true;
    EXPECT_THAT(hunt.found_at_last(Mutation::forget_vote_on_restart, {two_leaders}),
                Contains(Key(two_leaders)));
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
}

// Figure 8 of the paper needs a long tail of entries that were never committed, short reigns and
// appends of one entry, so that a leader can die between an old entry and its own first one.
TEST(RaftMutant, that_commits_old_terms_by_counting_replaces_committed_entries) {
    Hunt hunt;
    hunt.seeds = 600;
    hunt.entries_per_message = 1;
    hunt.profile.election_period = 80;
    hunt.profile.heartbeat_period = 16;
    hunt.profile.hop = 20;
    hunt.profile.between_operations = 4;
    hunt.profile.chaos = 8000;
    hunt.profile.between_faults = 60;
    hunt.profile.down = 60;
    hunt.profile.deaths_only = true;
    hunt.profile.loss = 0.2;
    EXPECT_THAT(hunt.found_at_last(Mutation::commit_old_terms_by_counting, {incomplete, conflict}),
                AllOf(Contains(Key(incomplete)), Contains(Key(conflict))));
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
}

TEST(RaftMutant, that_answers_before_the_sync_loses_acknowledged_writes) {
    EXPECT_THAT(Hunt{}.found(Mutation::answer_before_sync),
                AllOf(Contains(Key("committed is durable on a majority")),
                      Contains(Key("no acknowledged write is lost"))));
}

TEST(RaftMutant, that_grants_reads_without_a_round_serves_stale_ones_and_loses_nothing) {
    const Violations found = Hunt{}.found(Mutation::read_without_round);
    EXPECT_THAT(found, Contains(Key("a granted read sees what was acknowledged")));
    EXPECT_EQ(found.size(), 1u);
}

// Thesis 6.4.1. Operations follow each other closely, since a stale read has little time.
Hunt hunt_for_stale_reads() {
    Hunt hunt;
    hunt.leases = true;
    hunt.profile.between_operations = 2;
    hunt.profile.between_faults = 800;
    hunt.profile.chaos = 6000;
    hunt.profile.settled = 1000;
    hunt.profile.hop = 3;
    hunt.profile.sync = 2;
    hunt.profile.leaders_only = true;
    hunt.profile.drift = 0.08;
    return hunt;
}

TEST(RaftLease, without_a_margin_serves_stale_reads_when_clocks_drift_apart) {
    Hunt hunt = hunt_for_stale_reads();
    hunt.profile.drift = 0.6;
    hunt.margin = 0;
    const Violations found = hunt.found(Mutation::none);
    EXPECT_THAT(found, Contains(Key("a granted read sees what was acknowledged")));
    EXPECT_EQ(found.size(), 1u);
    hunt.profile.drift = 0;
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
}

TEST(RaftMutant, that_serves_reads_after_its_lease_serves_stale_ones) {
    const Hunt hunt = hunt_for_stale_reads();
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
    const Violations found = hunt.found(Mutation::serve_reads_after_lease);
    EXPECT_THAT(found, Contains(Key("a granted read sees what was acknowledged")));
    EXPECT_EQ(found.size(), 1u);
}

TEST(RaftMutant, that_votes_without_comparing_logs_elects_incomplete_leaders) {
    EXPECT_THAT(Hunt{}.found(Mutation::vote_without_log_check),
                AllOf(Contains(Key(incomplete)), Contains(Key("no acknowledged write is lost"))));
}

}  // namespace
}  // namespace triaz::protocol::testing
