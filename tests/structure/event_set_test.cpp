#include "sim/structure/event_set.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::structure {
namespace {

EventSet set_of(const std::set<std::uint32_t>& events) {
    EventSet set;
    for (const std::uint32_t event : events) set = *set.united(EventSet{EventId{event}}, 4);
    return set;
}

std::set<std::uint32_t> events_of(EventSet set) {
    std::set<std::uint32_t> events;
    for (const EventId event : set.events()) events.insert(event.value);
    return events;
}

std::set<std::uint32_t> random_set(base::Stream& stream, std::size_t most) {
    std::set<std::uint32_t> events;
    const std::size_t count = stream.below(most + 1);
    // Few values, so that sets meet; and the largest that fits.
    while (events.size() < count) events.insert(static_cast<std::uint32_t>(stream.below(8) * 9362));
    return events;
}

TEST(EventSet, unites_as_sets_do_and_refuses_what_is_too_large) {
    base::Stream stream{11};
    for (int round = 0; round < 5'000; ++round) {
        const auto a = random_set(stream, 4);
        const auto b = random_set(stream, 4);
        std::set<std::uint32_t> both = a;
        both.insert(b.begin(), b.end());
        EXPECT_EQ(events_of(set_of(a)), a);
        EXPECT_EQ(set_of(a).size(), a.size());
        const std::size_t most = stream.below(5);
        const auto united = set_of(a).united(set_of(b), most);
        ASSERT_EQ(united.has_value(), both.size() <= most);
        if (united) {
            EXPECT_EQ(events_of(*united), both);
        }
    }
}

TEST(EventSet, is_ordered_by_size_and_then_by_its_events) {
    base::Stream stream{12};
    for (int round = 0; round < 5'000; ++round) {
        const auto a = random_set(stream, 4);
        const auto b = random_set(stream, 4);
        const bool less = a.size() != b.size() ? a.size() < b.size() : a < b;
        EXPECT_EQ(set_of(a) < set_of(b), less);
    }
}

TEST(EventSet, lists_each_subset_once) {
    const EventSet set = set_of({0, 7, 65'534});
    std::set<std::set<std::uint32_t>> subsets;
    for (const EventSet part : set.subsets()) subsets.insert(events_of(part));
    EXPECT_EQ(subsets.size(), 8U);
    EXPECT_TRUE(subsets.contains({}));
    EXPECT_TRUE(subsets.contains({0, 65'534}));
    EXPECT_TRUE(subsets.contains({0, 7, 65'534}));
}

}  // namespace
}  // namespace triaz::structure
