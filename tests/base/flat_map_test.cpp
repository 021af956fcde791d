// Against std::map, through many growths.
#include "sim/base/flat_map.hpp"

#include <map>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::base {
namespace {

TEST(FlatMap, holds_what_a_map_holds) {
    Stream random{1};
    FlatMap flat;
    std::map<std::uint64_t, std::uint32_t> slow;
    EXPECT_EQ(flat.find(0), nullptr);
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        const std::uint64_t key = random.below(4'000) << random.below(50);
        const auto [found, is_new] = slow.try_emplace(key, i);
        std::uint32_t& value = flat.at(key, i);
        ASSERT_EQ(value, found->second);
        if (random.below(4) == 0) value = found->second = i;
    }
    for (const auto& [key, value] : slow) {
        ASSERT_NE(flat.find(key), nullptr);
        EXPECT_EQ(*flat.find(key), value);
        EXPECT_EQ(flat.find(~key) != nullptr, slow.contains(~key));
    }
}

TEST(FlatMap, keeps_keys_apart_that_share_their_lower_bits) {
    FlatMap flat;
    for (std::uint64_t key = 0; key < 200; ++key) flat.at(key << 56, 0) = std::uint32_t(key);
    for (std::uint64_t key = 0; key < 200; ++key) EXPECT_EQ(*flat.find(key << 56), key);
}

TEST(FlatMap, mixes_different_keys_to_different_numbers) {
    std::map<std::uint64_t, std::uint64_t> mixed;
    for (std::uint64_t key = 0; key < 5'000; ++key) mixed[FlatMap::mixed(key << 20)] = key;
    EXPECT_EQ(mixed.size(), 5'000u);
}

}  // namespace
}  // namespace triaz::base
