#include "sim/history/timeline.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim/base/ensure.hpp"

namespace triaz::history {
namespace {

using namespace std::chrono_literals;
using base::start_of_run;

TEST(Timeline, keeps_the_order_in_which_things_happened) {
    Timeline timeline;
    timeline.add(start_of_run + 1s, Mark::leader_lost, "state/0", "term 1");
    timeline.add(start_of_run + 1s, Mark::target_down, "edge");
    timeline.add(start_of_run + 2s, Mark::leader_elected, "state/0");
    ASSERT_EQ(timeline.entries.size(), 3U);
    EXPECT_EQ(timeline.entries[0].detail, "term 1");
    EXPECT_EQ(timeline.entries[1].subject, "edge");
    EXPECT_EQ(timeline.count(Mark::target_down), 1U);
    EXPECT_EQ(timeline.count(Mark::target_up), 0U);
}

TEST(Timeline, never_goes_back) {
    Timeline timeline;
    timeline.add(start_of_run + 2s, Mark::leader_lost, "state/0");
    EXPECT_THROW(timeline.add(start_of_run + 1s, Mark::leader_elected, "state/0"), base::Bug);
}

TEST(Mark, has_a_name_of_its_own_that_is_read_back) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < mark_count; ++i) {
        const Mark mark = static_cast<Mark>(i);
        names.insert(name_of(mark));
        EXPECT_EQ(mark_named(name_of(mark)), mark);
    }
    EXPECT_EQ(names.size(), mark_count);
    EXPECT_EQ(name_of(Mark::leader_elected), "leader-elected");
    EXPECT_EQ(name_of(Mark::redundancy_restored), "redundancy-restored");
    EXPECT_EQ(mark_named("leader_elected"), std::nullopt);
}

}  // namespace
}  // namespace triaz::history
