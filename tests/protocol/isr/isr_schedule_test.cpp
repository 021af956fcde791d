// In-sync sets over random schedules, and mutants that these schedules must catch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocol/standby/standby_schedule.hpp"

namespace triaz::protocol::testing {
namespace {

using standby::Acknowledge;
using standby::Mutation;
using standby::Options;
using standby::Rule;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

// Every seed is another deployment: 1 to 5 members with data, up to three that only vote.
Options options_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("options");
    Options options;
    const auto data = static_cast<std::uint8_t>(2 + random.below(4));
    options.witnesses = static_cast<std::uint8_t>(random.below(4));
    options.members = static_cast<std::uint8_t>(data + options.witnesses);
    options.rule = Rule::in_sync;
    options.in_sync.minimum = static_cast<std::uint8_t>(1 + random.below(data));
    options.in_sync.lag_heartbeats = static_cast<std::uint32_t>(5 + random.below(10));
    options.heartbeats_in_lease = 5;
    constexpr std::uint32_t sizes[] = {1, 3, 1024};
    options.entries_per_message = sizes[random.below(3)];
    options.preferred_leader = static_cast<Member>(random.below(data));
    return options;
}

Profile profile_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("profile");
    Profile profile;
    profile.between_faults = 50 + random.below(500);
    profile.loss = random.below(3) == 0 ? 0 : 0.15 * random.uniform();
    profile.sync = 1 + random.below(20);
    profile.leaders_only = random.below(3) == 0;
    profile.down = 300 + random.below(1000);
    return profile;
}

class IsrRandomSchedule : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(IsrRandomSchedule, loses_nothing_that_every_member_of_the_set_had) {
    std::size_t elections = 0;
    std::size_t writes = 0;
    std::size_t reductions = 0;
    std::size_t truncations = 0;
    std::size_t small = 0;
    for (std::uint64_t seed = GetParam(); seed < GetParam() + 250; ++seed) {
        StandbySchedule schedule(options_of(seed), profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        elections += schedule.elections();
        writes += schedule.acknowledged();
        reductions += schedule.reductions();
        truncations += schedule.truncations();
        if (schedule.smallest_set() == 1) ++small;
        EXPECT_EQ(schedule.lost(), 0u) << "seed " << seed;
    }
    EXPECT_GT(elections, 750u);
    EXPECT_GT(writes, 25'000u);
    EXPECT_GT(reductions, 100u);
    EXPECT_GT(truncations, 100u);
    EXPECT_GT(small, 50u);
}

INSTANTIATE_TEST_SUITE_P(Of250, IsrRandomSchedule, ::testing::Values(0, 250, 500, 750));

// Kafka's default: a follower has the write in memory when it counts.
TEST(IsrRandomSchedule, loses_writes_of_a_member_that_lost_power_before_its_sync) {
    std::size_t lost = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Options options = options_of(seed);
        options.acknowledge_on = Acknowledge::receive;
        Profile profile = profile_of(seed);
        profile.sync = 40;
        StandbySchedule schedule(options, profile, seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        lost += schedule.lost();
    }
    EXPECT_GT(lost, 0u);
}

TEST(IsrSchedule, keeps_all_members_in_the_set_without_faults) {
    Profile calm;
    calm.chaos = 1;
    calm.settled = 30000;
    Options options;
    options.rule = Rule::in_sync;
    options.heartbeats_in_lease = 5;
    StandbySchedule schedule(options, calm, 1);
    EXPECT_THAT(schedule.run(), IsEmpty());
    EXPECT_GT(schedule.acknowledged(), 1500u);
    EXPECT_EQ(schedule.elections(), 1u);
    EXPECT_EQ(schedule.smallest_set(), 3u);
}

Violations found(Mutation mutation) {
    Violations all;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Options options = options_of(seed);
        options.mutation = mutation;
        StandbySchedule schedule(options, profile_of(seed), seed);
        for (const auto& [what, times] : schedule.run()) all[what] += times;
    }
    return all;
}

// unclean.leader.election.enable
TEST(IsrMutant, that_elects_from_outside_the_set_loses_acknowledged_writes) {
    EXPECT_THAT(found(Mutation::promote_unseen),
                AllOf(Contains(Key("an applied write is undone")),
                      Contains(Key("no acknowledged write is lost"))));
}

TEST(IsrMutant, that_shrinks_its_set_without_the_manager_loses_acknowledged_writes) {
    EXPECT_THAT(found(Mutation::shrink_at_once), Contains(Key("no acknowledged write is lost")));
}

TEST(IsrMutant, that_does_not_fence_has_two_leaders_and_stale_reads) {
    EXPECT_THAT(found(Mutation::no_fencing),
                AllOf(Contains(Key("at most one primary at an instant")),
                      Contains(Key("a granted read sees what was acknowledged"))));
}

}  // namespace
}  // namespace triaz::protocol::testing
