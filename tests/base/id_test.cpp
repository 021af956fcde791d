#include "sim/base/id.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace triaz::base {
namespace {

using ZoneId = Id<struct ZoneTag>;
using HostId = Id<struct HostTag>;

static_assert(!std::is_convertible_v<ZoneId, HostId>, "a zone is no host");
static_assert(!std::is_convertible_v<ZoneId, std::uint32_t>, "an id is no number");

TEST(Id, names_nothing_until_it_is_made_of_an_index) {
    EXPECT_TRUE(ZoneId{}.is_none());
    EXPECT_FALSE(ZoneId::of(0).is_none());
    EXPECT_EQ(ZoneId::of(7).index(), 7u);
}

TEST(Id, is_ordered_by_index_with_none_last) {
    EXPECT_LT(ZoneId::of(1), ZoneId::of(2));
    EXPECT_LT(ZoneId::of(2), ZoneId{});
    EXPECT_EQ(ZoneId::of(2), ZoneId::of(2));
}

}  // namespace
}  // namespace triaz::base
