#include "sim/protocol/ring.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "sim/base/stream.hpp"

namespace triaz::protocol {
namespace {

TEST(Ring, agrees_with_a_deque_over_random_pushes_and_drops) {
    base::Stream random{1};
    Ring<std::uint64_t> ring(100);
    std::deque<std::uint64_t> twin;
    std::uint64_t first = 100;
    for (int i = 0; i < 20000; ++i) {
        switch (random.below(8)) {
            case 0: {
                const std::uint64_t drop = random.below(twin.size() + 1);
                twin.erase(twin.begin(), twin.begin() + static_cast<std::ptrdiff_t>(drop));
                first += drop;
                ring.drop_before(first);
                break;
            }
            case 1: {
                const std::uint64_t keep = random.below(twin.size() + 1);
                twin.resize(keep);
                ring.drop_from(first + keep);
                break;
            }
            default: {
                const std::uint64_t value = random.bits();
                twin.push_back(value);
                ring.push(value);
            }
        }
        ASSERT_EQ(ring.first(), first);
        ASSERT_EQ(ring.size(), twin.size());
        ASSERT_EQ(ring.empty(), twin.empty());
        for (std::size_t n = 0; n < twin.size(); ++n) ASSERT_EQ(ring[first + n], twin[n]);
    }
}

TEST(Ring, does_not_take_back_what_is_dropped_at_either_end) {
    Ring<int> ring(1);
    for (int i = 1; i <= 20; ++i) ring.push(i);
    ring.drop_before(5);
    ring.drop_before(3);
    ring.drop_from(18);
    ring.drop_from(19);
    EXPECT_EQ(ring.first(), 5u);
    EXPECT_EQ(ring.next(), 18u);
    EXPECT_FALSE(ring.contains(4));
    EXPECT_FALSE(ring.contains(18));
    ring.restart_at(30);
    EXPECT_TRUE(ring.empty());
    EXPECT_EQ(ring.next(), 30u);
}

}  // namespace
}  // namespace triaz::protocol
