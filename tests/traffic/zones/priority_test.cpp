#include "sim/traffic/zones/priority.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sim/base/stream.hpp"

namespace triaz::traffic {
namespace {

template <std::size_t N>
std::array<LevelLoad, N> shared(const std::array<Level, N>& levels, PriorityOptions options = {}) {
    std::array<LevelLoad, N> loads;
    share_load(options, levels, loads);
    return loads;
}

TEST(Priority, loads_sum_to_a_hundred_whatever_is_healthy) {
    base::Stream stream{1};
    for (int round = 0; round < 20'000; ++round) {
        std::array<Level, 4> levels;
        for (Level& level : levels) {
            level.total = static_cast<std::uint32_t>(stream.below(12));
            level.healthy = static_cast<std::uint32_t>(stream.below(level.total + 1));
            level.degraded =
                static_cast<std::uint32_t>(stream.below(level.total - level.healthy + 1));
        }
        const PriorityOptions options{.panic_threshold = round % 2 == 0 ? 50u : 0u};
        std::uint32_t sum = 0;
        for (const LevelLoad& load : shared(levels, options)) sum += load.healthy + load.degraded;
        ASSERT_EQ(sum, 100u);
    }
}

TEST(Priority, never_sends_to_a_level_without_health_unless_all_are_in_panic) {
    const auto loads = shared<3>({{{10, 0}, {10, 6}, {10, 1}}}, {.panic_threshold = 0});
    EXPECT_EQ(loads[0].healthy, 0u);
    EXPECT_EQ(loads[1].healthy + loads[2].healthy, 100u);
}

TEST(Priority, a_level_with_enough_health_elsewhere_is_not_in_panic) {
    const auto loads = shared<2>({{{10, 1}, {10, 10}}});
    EXPECT_FALSE(loads[0].panic);
    EXPECT_EQ(loads[0].healthy, 14u);
}

TEST(Priority, goes_by_targets_when_all_are_in_panic) {
    const auto loads = shared<2>({{{30, 0}, {10, 0}}});
    EXPECT_EQ(loads[0], (LevelLoad{75, 0, true}));
    EXPECT_EQ(loads[1], (LevelLoad{25, 0, true}));
}

TEST(Priority, leaves_all_to_the_first_when_nobody_is_healthy_and_panic_is_off) {
    const auto loads = shared<2>({{{30, 0}, {10, 0}}}, {.panic_threshold = 0});
    EXPECT_EQ(loads[0], (LevelLoad{100, 0, false}));
}

TEST(Priority, picks_levels_by_their_load) {
    const std::array<LevelLoad, 2> loads{LevelLoad{70, 5, false}, LevelLoad{20, 5, false}};
    std::array<std::array<int, 2>, 2> picked{};
    for (std::uint32_t draw = 0; draw < 100; ++draw) {
        const LevelChoice choice = pick_level(loads, draw);
        ++picked[choice.level][choice.degraded];
    }
    EXPECT_EQ(picked[0][0], 70);
    EXPECT_EQ(picked[0][1], 5);
    EXPECT_EQ(picked[1][0], 20);
    EXPECT_EQ(picked[1][1], 5);
}

TEST(Priority, fails_open_below_its_threshold) {
    EXPECT_TRUE(fails_open(0, 3, 0));
    EXPECT_FALSE(fails_open(1, 3, 0));
    EXPECT_TRUE(fails_open(1, 3, 50));
    EXPECT_FALSE(fails_open(2, 4, 50));
}

}  // namespace
}  // namespace triaz::traffic
