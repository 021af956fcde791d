// Primaries and standbys over random schedules, and mutants that these schedules must catch.
#include "tests/protocol/standby/standby_schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// Every seed is another deployment: 2 to 5 members with data, up to two witnesses.
Options options_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("options");
    Options options;
    const auto data = static_cast<std::uint8_t>(2 + random.below(4));
    options.witnesses = static_cast<std::uint8_t>(data == 2 ? 1 : random.below(3));
    options.members = static_cast<std::uint8_t>(data + options.witnesses);
    options.rule = random.below(2) == 0 ? Rule::any : Rule::first;
    options.synchronous = static_cast<std::uint8_t>(1 + random.below(data - 1u));
    options.acknowledge_on = random.below(3) == 0 ? Acknowledge::apply : Acknowledge::sync;
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
    profile.patience = 100 + random.below(100);
    return profile;
}

struct Seen {
    std::size_t elections = 0;
    std::size_t resumed = 0;
    std::size_t truncations = 0;
    std::size_t reductions = 0;
    std::size_t restorations = 0;
    std::size_t unguaranteed = 0;
    std::size_t lost = 0;
    std::size_t reads = 0;
    std::size_t writes = 0;

    void add(const StandbySchedule& schedule) {
        elections += schedule.elections();
        resumed += schedule.resumed();
        truncations += schedule.truncations();
        reductions += schedule.reductions();
        restorations += schedule.restorations();
        unguaranteed += schedule.unguaranteed();
        lost += schedule.lost();
        reads += schedule.reads_granted();
        writes += schedule.acknowledged();
    }
};

class StandbyRandomSchedule : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(StandbyRandomSchedule, loses_nothing_that_it_acknowledged_synchronously) {
    Seen seen;
    for (std::uint64_t seed = GetParam(); seed < GetParam() + 250; ++seed) {
        StandbySchedule schedule(options_of(seed), profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        seen.add(schedule);
    }
    EXPECT_GT(seen.elections, 750u);
    EXPECT_GT(seen.resumed, 250u);
    EXPECT_GT(seen.truncations, 125u);
    EXPECT_GT(seen.reads, 10'000u);
    EXPECT_GT(seen.writes, 25'000u);
    EXPECT_EQ(seen.reductions, 0u);
    EXPECT_EQ(seen.lost, 0u);
}

TEST_P(StandbyRandomSchedule, that_falls_back_loses_only_what_it_told_of) {
    Seen seen;
    for (std::uint64_t seed = GetParam(); seed < GetParam() + 250; ++seed) {
        Options options = options_of(seed);
        options.fallback = true;
        StandbySchedule schedule(options, profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        seen.add(schedule);
    }
    EXPECT_GT(seen.reductions, 250u);
    EXPECT_GT(seen.restorations, 100u);
    EXPECT_GT(seen.unguaranteed, 1000u);
    EXPECT_GT(seen.lost, 20u);
}

INSTANTIATE_TEST_SUITE_P(Of250, StandbyRandomSchedule, ::testing::Values(0, 250, 500, 750));

TEST(AsynchronousRandomSchedule, keeps_one_primary_and_matching_logs_and_loses_writes) {
    Seen seen;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Options options = options_of(seed);
        options.synchronous = 0;
        StandbySchedule schedule(options, profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        seen.add(schedule);
    }
    EXPECT_GT(seen.lost, 200u);
    EXPECT_EQ(seen.reductions, 0u);
}

TEST(RemoteWriteRandomSchedule, loses_writes_when_power_fails) {
    Seen seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Options options = options_of(seed);
        options.acknowledge_on = Acknowledge::receive;
        Profile profile = profile_of(seed);
        profile.sync = 40;
        StandbySchedule schedule(options, profile, seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        seen.add(schedule);
    }
    EXPECT_GT(seen.lost, 10u);
}

TEST(StandbySchedule, is_the_same_for_the_same_seed) {
    StandbySchedule once(options_of(7), profile_of(7), 7);
    StandbySchedule again(options_of(7), profile_of(7), 7);
    once.run();
    again.run();
    EXPECT_EQ(once.steps(), again.steps());
    EXPECT_EQ(once.acknowledged(), again.acknowledged());
}

TEST(StandbySchedule, has_one_primary_and_short_logs_without_faults) {
    Profile calm;
    calm.chaos = 1;
    calm.settled = 30000;
    Options options;
    options.heartbeats_in_lease = 5;
    StandbySchedule schedule(options, calm, 1);
    EXPECT_THAT(schedule.run(), IsEmpty());
    EXPECT_GT(schedule.acknowledged(), 1500u);
    EXPECT_EQ(schedule.elections(), 1u);
}

struct Hunt {
    std::uint64_t seeds = 200;
    bool fallback = false;
    int synchronous = -1;

    Violations found(Mutation mutation) const {
        Violations all;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            Options options = options_of(seed);
            options.mutation = mutation;
            options.fallback = fallback;
            if (synchronous >= 0) options.synchronous = static_cast<std::uint8_t>(synchronous);
            StandbySchedule schedule(options, profile_of(seed), seed);
            for (const auto& [what, times] : schedule.run()) all[what] += times;
        }
        return all;
    }
};

TEST(StandbyMutant, that_does_not_fence_has_two_primaries_and_stale_reads) {
    EXPECT_THAT(Hunt{}.found(Mutation::no_fencing),
                AllOf(Contains(Key("at most one primary at an instant")),
                      Contains(Key("a granted read sees what was acknowledged"))));
}

TEST(StandbyMutant, that_promotes_without_looking_at_the_logs_loses_acknowledged_writes) {
    EXPECT_THAT(Hunt{}.found(Mutation::promote_unseen),
                AllOf(Contains(Key("an applied write is undone")),
                      Contains(Key("no acknowledged write is lost"))));
}

TEST(StandbyMutant, that_acknowledges_after_one_copy_loses_acknowledged_writes) {
    EXPECT_THAT(Hunt{}.found(Mutation::acknowledge_alone),
                AllOf(Contains(Key("an acknowledged write is on the promised number of disks")),
                      Contains(Key("no acknowledged write is lost"))));
}

TEST(StandbyMutant, that_streams_what_it_has_not_synced_has_logs_that_differ) {
    EXPECT_THAT(Hunt{}.found(Mutation::stream_unsynced), Contains(Key("log matching")));
}

TEST(StandbyMutant, that_restores_the_guarantee_too_early_is_found_out) {
    Hunt hunt;
    hunt.fallback = true;
    EXPECT_THAT(hunt.found(Mutation::none), IsEmpty());
    EXPECT_THAT(hunt.found(Mutation::restore_too_early),
                Contains(Key("a guarantee that is restored covers what went before")));
}

}  // namespace
}  // namespace triaz::protocol::testing
