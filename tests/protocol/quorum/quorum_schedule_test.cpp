// Leaderless replication over random schedules: what a read finds, and what becomes of writes when
// quorums do not overlap, copies are only promised, or clocks are wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "sim/protocol/quorum/quorum.hpp"
#include "tests/protocol/schedule.hpp"

namespace triaz::protocol::testing {
namespace {

using quorum::Item;
using quorum::Options;
using quorum::Quorum;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

class QuorumSchedule : public Schedule<Quorum> {
public:
    QuorumSchedule(const Options& options, const Profile& profile, std::uint64_t seed,
                   Tick skew = 0)
        : Schedule(options, profile, seed),
          options_(options),
          skew_(skew),
          clocks_(base::Stream{seed}.stream("clocks")) {}

protected:
    void ask(Propose& propose) override {
        // Clocks start high enough to be wrong in both directions.
        const Tick error = skew_ == 0 ? 0 : clocks_.below(2 * skew_);
        propose.timestamp = 1'000'000 + now() * 1'000 + error * 1'000;
        const Item item = options_.item_of(propose.command.key);
        timestamps_[propose.command.key] = propose.timestamp;
        acknowledged_when_issued_[propose.command.key] = newest_acknowledged_[item];
        latest_issued_[item] = std::max(latest_issued_[item], propose.timestamp);
    }
    void ask(Read& read) override {
        read.item = latest_issued_.empty() ? 0 : clocks_.below(latest_issued_.size());
        read_of_[read.context] = {read.item, newest_acknowledged_[read.item],
                                  newest_read_[read.item]};
    }
    void after_acknowledgement(std::uint64_t key) override {
        const Item item = options_.item_of(key);
        const std::uint64_t timestamp = timestamps_[key];
        expect(timestamp > acknowledged_when_issued_[key], "a later write replaces an earlier one");
        newest_acknowledged_[item] = std::max(newest_acknowledged_[item], timestamp);
        std::size_t copies = 0;
        for (const Node& node : members()) {
            const auto held = node.state.items.find(item);
            if (held != node.state.items.end() && held->second.timestamp >= timestamp) ++copies;
        }
        expect(copies >= options_.writes, "an acknowledged write is on W disks");
    }
    void after_read(const Answered& answered) override {
        const Asked& asked = read_of_[answered.context];
        const std::uint64_t found =
            answered.found == Command::no_op ? 0 : timestamps_[answered.found];
        expect(found >= asked.acknowledged, "a read finds what was acknowledged before it");
        // Two reads meet in one member at least when each asks more than half.
        const bool overlap = 2 * options_.reads > options_.members;
        expect(!overlap || found >= asked.read, "reads do not go back");
        newest_read_[asked.item] = std::max(newest_read_[asked.item], found);
    }
    bool reads_everything() override { return false; }
    // Replaced by a later one.
    bool may_lose(std::uint64_t key) override {
        return timestamps_[key] < latest_issued_[options_.item_of(key)];
    }
    void at_end() override {
        for (const auto& [item, timestamp] : newest_acknowledged_) {
            for (const Node& node : members()) {
                const auto held = node.state.items.find(item);
                const bool has =
                    held != node.state.items.end() && held->second.timestamp >= timestamp;
                expect(has || timestamp == 0 || timestamp + 100'000 > 1'000'000 + now() * 1'000,
                       "healed, all members agree");
            }
        }
    }

private:
    struct Asked {
        Item item = 0;
        std::uint64_t acknowledged = 0;
        std::uint64_t read = 0;
    };
    Options options_;
    Tick skew_;
    base::Stream clocks_;
    std::map<std::uint64_t, std::uint64_t> timestamps_;  // by key
    std::map<std::uint64_t, std::uint64_t> acknowledged_when_issued_;
    std::map<Item, std::uint64_t> latest_issued_;
    std::map<Item, std::uint64_t> newest_acknowledged_;
    std::map<Item, std::uint64_t> newest_read_;
    std::map<Context, Asked> read_of_;
};

// N of 3 or 5, any R and W that overlap.
Options options_of(std::uint64_t seed) {
    base::Stream random = base::Stream{seed}.stream("options");
    Options options;
    options.members = random.below(2) == 0 ? 3 : 5;
    options.writes = static_cast<std::uint8_t>(1 + random.below(options.members));
    const auto least = options.members - options.writes + 1;
    options.reads =
        static_cast<std::uint8_t>(least + static_cast<int>(random.below(options.writes)));
    options.items = 5 + random.below(20);
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

TEST(QuorumRandomSchedule, finds_what_was_acknowledged_and_agrees_in_the_end) {
    std::size_t writes = 0;
    std::size_t reads = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        QuorumSchedule schedule(options_of(seed), profile_of(seed), seed);
        ASSERT_THAT(schedule.run(), IsEmpty()) << "seed " << seed;
        writes += schedule.acknowledged();
        reads += schedule.reads_granted();
    }
    EXPECT_GT(writes, 100'000u);
    EXPECT_GT(reads, 100'000u);
}

Violations found(void (*change)(Options&), Tick skew = 0, std::uint64_t seeds = 200) {
    Violations all;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Options options = options_of(seed);
        change(options);
        QuorumSchedule schedule(options, profile_of(seed), seed, skew);
        for (const auto& [what, times] : schedule.run()) all[what] += times;
    }
    return all;
}

TEST(QuorumMutant, whose_reads_and_writes_do_not_overlap_reads_what_is_stale) {
    const auto all = found([](Options& options) {
        options.writes = options.reads = static_cast<std::uint8_t>(options.members / 2);
    });
    EXPECT_THAT(all, Contains(Key("a read finds what was acknowledged before it")));
}

TEST(QuorumMutant, that_counts_what_it_keeps_for_others_has_too_few_copies_and_stale_reads) {
    const auto all = found([](Options& options) { options.sloppy = true; });
    EXPECT_THAT(all, Contains(Key("an acknowledged write is on W disks")));
    EXPECT_THAT(all, Contains(Key("a read finds what was acknowledged before it")));
}

TEST(QuorumMutant, that_does_not_repair_has_reads_that_go_back) {
    const auto all = found([](Options& options) { options.read_repair = false; });
    EXPECT_THAT(all, Contains(Key("reads do not go back")));
    EXPECT_EQ(all.count("a read finds what was acknowledged before it"), 0u);
}

TEST(QuorumMutant, that_keeps_nothing_for_others_has_members_that_never_agree) {
    const auto all = found([](Options& options) {
        options.hinted_handoff = false;
        options.read_repair = false;
        options.items = 0;
    });
    EXPECT_THAT(all, Contains(Key("healed, all members agree")));
}

// The later write has the earlier timestamp: acknowledged, and nowhere to be found.
TEST(QuorumMutant, whose_clocks_are_wrong_loses_updates) {
    const auto all = found([](Options&) {}, 100);
    EXPECT_THAT(all, Contains(Key("a later write replaces an earlier one")));
}

}  // namespace
}  // namespace triaz::protocol::testing
