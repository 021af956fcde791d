#include "sim/plan/set_cover.hpp"

#include <algorithm>
#include <bit>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Sets = std::vector<std::vector<std::uint32_t>>;

TEST(SetCover, beats_the_greedy_choice) {
    // Greedy takes the set of four and then needs two more.
    const Sets sets{{0, 1, 2, 3}, {0, 2, 4}, {1, 3, 5}};
    const Cover cover = smallest_cover(6, sets);
    EXPECT_THAT(cover.chosen, ElementsAre(1, 2));
    EXPECT_TRUE(cover.exact);
}

TEST(SetCover, says_what_no_set_holds) {
    const Cover cover = smallest_cover(4, {{1}, {1, 1}});
    EXPECT_THAT(cover.chosen, ElementsAre(0));
    EXPECT_THAT(cover.left, ElementsAre(0, 2, 3));
}

TEST(SetCover, of_nothing_is_nothing) {
    EXPECT_THAT(smallest_cover(0, {}).chosen, IsEmpty());
    EXPECT_THAT(smallest_cover(0, {{}, {}}).chosen, IsEmpty());
}

TEST(SetCover, is_as_small_as_the_smallest_of_all_choices) {
    base::Stream random{23};
    for (int round = 0; round < 500; ++round) {
        const auto elements = static_cast<std::uint32_t>(1 + random.below(9));
        Sets sets(1 + random.below(9));
        std::vector<std::uint32_t> masks;
        for (auto& set : sets) {
            std::uint32_t mask = 0;
            for (std::uint32_t element = 0; element < elements; ++element) {
                if (random.below(3) == 0) set.push_back(element), mask |= 1U << element;
            }
            masks.push_back(mask);
        }
        std::uint32_t reachable = 0;
        for (const std::uint32_t mask : masks) reachable |= mask;
        int smallest = static_cast<int>(sets.size());
        for (std::uint32_t choice = 0; choice < 1U << sets.size(); ++choice) {
            std::uint32_t held = 0;
            for (std::size_t i = 0; i < sets.size(); ++i) {
                if ((choice >> i & 1U) != 0) held |= masks[i];
            }
            if (held == reachable) smallest = std::min(smallest, std::popcount(choice));
        }
        const Cover cover = smallest_cover(elements, sets);
        ASSERT_TRUE(cover.exact);
        ASSERT_EQ(cover.chosen.size(), static_cast<std::size_t>(smallest)) << round;
        ASSERT_EQ(cover.left.size(),
                  elements - static_cast<std::uint32_t>(std::popcount(reachable)));
        std::uint32_t held = 0;
        for (const std::uint32_t set : cover.chosen) held |= masks[set];
        ASSERT_EQ(held, reachable);
    }
}

TEST(SetCover, says_when_it_gave_up_and_still_covers) {
    base::Stream random{4};
    Sets sets(60);
    for (auto& set : sets)
        for (std::uint32_t element = 0; element < 90; ++element)
            if (random.below(8) == 0) set.push_back(element);
    const Cover cover = smallest_cover(90, sets, 50'000);
    EXPECT_FALSE(cover.exact);
    std::vector<bool> held(90);
    for (const std::uint32_t set : cover.chosen)
        for (const std::uint32_t element : sets[set]) held[element] = true;
    EXPECT_EQ(std::ranges::count(held, false), static_cast<long>(cover.left.size()));
}

}  // namespace
}  // namespace triaz::plan
