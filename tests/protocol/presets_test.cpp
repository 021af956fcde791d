#include "sim/protocol/presets.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace triaz::protocol {
namespace {

using namespace std::chrono_literals;

TEST(Presets, have_names_in_order_and_tell_their_source) {
    EXPECT_TRUE(std::ranges::is_sorted(presets(), {}, &Preset::name));
    for (const Preset& preset : presets()) {
        EXPECT_FALSE(preset.source.empty()) << preset.name;
        EXPECT_EQ(find_preset(preset.name), &preset);
    }
    EXPECT_EQ(find_preset("no-such-system"), nullptr);
}

TEST(Presets, are_options_that_a_machine_accepts) {
    for (const Preset& preset : presets()) {
        EXPECT_LT(preset.heartbeat_period, preset.election_period) << preset.name;
        if (const auto* standby = std::get_if<standby::Options>(&preset.protocol)) {
            EXPECT_EQ(standby->data_members(), preset.members) << preset.name;
            EXPECT_EQ(standby->heartbeats_in_lease,
                      preset.election_period / preset.heartbeat_period)
                << preset.name;
            EXPECT_EQ(standby->fallback, preset.patience > 0s) << preset.name;
            standby::Standby::create(*standby, 0);
        } else if (const auto* raft = std::get_if<raft::Options>(&preset.protocol)) {
            raft::Raft::create(*raft, 0);
        } else {
            const auto& quorum = std::get<quorum::Options>(preset.protocol);
            quorum::Quorum::create(quorum, 0);
            EXPECT_GT(quorum.reads + quorum.writes, quorum.members) << preset.name;
        }
    }
}

// Four of six before the answer, and three of six are asked before another one takes over.
TEST(Presets, of_aurora_have_its_quorums) {
    const auto& aurora = std::get<standby::Options>(find_preset("aurora-4-of-6")->protocol);
    EXPECT_EQ(aurora.durable_copies(), 4);
    EXPECT_EQ(aurora.seen_before_promotion(), 3);
}

}  // namespace
}  // namespace triaz::protocol
