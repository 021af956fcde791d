// Mirroring over random schedules: an acknowledged write is on as many disks as was promised, and
// after all is healed on every one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/protocol/mirror/mirror.hpp"
#include "tests/protocol/schedule.hpp"

namespace triaz::protocol::testing {
namespace {

using mirror::Mirror;
using mirror::Options;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

class MirrorSchedule : public Schedule<Mirror> {
public:
    MirrorSchedule(const Options& options, const Profile& profile, std::uint64_t seed,
                   std::size_t promised)
        : Schedule(options, profile, seed), promised_(promised) {}

    std::size_t most_kept() const { return most_kept_; }

protected:
    void after_step(Member member, const Output<Message>&) override {
        const State& state = members()[member].state;
        most_kept_ = std::max({most_kept_, state.writes.size(), state.held.size()});
    }
    void after_acknowledgement(std::uint64_t key) override {
        std::size_t copies = 0;
        for (const Node& node : members()) {
            if (key < node.applied.size() && node.applied[key]) ++copies;
        }
        expect(copies >= promised_, "an acknowledged write is on the promised number of disks");
    }
    void at_end() override {
        for (const Node& node : members()) {
            expect(node.state.writes.size() < 200 && node.state.held.size() < 200,
                   "healed, nothing is kept for long");
        }
    }

private:
    std::size_t promised_;
    std::size_t most_kept_ = 0;
};

Options options_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("options");
    Options options;
    options.members = static_cast<std::uint8_t>(2 + random.below(4));
    options.copies = static_cast<std::uint8_t>(1 + random.below(options.members));
    return options;
}

Profile profile_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("profile");
    Profile profile;
    profile.between_faults = 50 + random.below(500);
    profile.loss = random.below(3) == 0 ? 0 : 0.15 * random.uniform();
    profile.sync = 1 + random.below(20);
    return profile;
}

TEST(MirrorRandomSchedule, keeps_every_copy_it_acknowledges_and_completes_the_others) {
    std::size_t acknowledged = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const Options options = options_of(seed);
        MirrorSchedule schedule(options, profile_of(seed), seed, options.copies);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        acknowledged += schedule.acknowledged();
    }
    EXPECT_GT(acknowledged, 200'000u);
}

TEST(MirrorRandomSchedule, notices_fewer_copies_than_promised) {
    Violations all;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        MirrorSchedule schedule(Options{.members = 3, .copies = 2}, profile_of(seed), seed, 3);
        for (const auto& [what, times] : schedule.run()) all[what] += times;
    }
    EXPECT_THAT(all, Contains(Key("an acknowledged write is on the promised number of disks")));
}

TEST(MirrorRandomSchedule, keeps_nothing_for_long_without_faults) {
    Profile calm;
    calm.chaos = 1;
    calm.settled = 30000;
    MirrorSchedule schedule(Options{}, calm, 1, 3);
    EXPECT_THAT(schedule.run(), IsEmpty());
    EXPECT_GT(schedule.acknowledged(), 1500u);
    EXPECT_LT(schedule.most_kept(), 40u);
}

}  // namespace
}  // namespace triaz::protocol::testing
