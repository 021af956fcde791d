#include "sim/check/prose.hpp"

#include <gtest/gtest.h>

namespace triaz::check {
namespace {

using namespace std::chrono_literals;

TEST(Prose, writes_spans_and_instants_with_units) {
    EXPECT_EQ(span_text(0s), "0 s");
    EXPECT_EQ(span_text(1410ms), "1.41 s");
    EXPECT_EQ(span_text(100ms), "100 ms");
    EXPECT_EQ(clock_text(base::start_of_run + 30'100ms), "30.100 s");
    EXPECT_EQ(clock_text(base::start_of_run), "0.000 s");
}

TEST(Prose, lists_names_and_counts_the_rest) {
    EXPECT_EQ(list_text({"a"}), "a");
    EXPECT_EQ(list_text({"a", "b"}), "a and b");
    EXPECT_EQ(list_text({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(list_text({"a", "b", "c", "d"}, 2), "a, b and 2 more");
}

TEST(Figures, keep_their_order_and_say_when_they_are_unknown) {
    Figures figures;
    figures.seconds("longest_outage_s", 2300ms);
    figures.count("lost", 1000);
    figures.unknown("time_to_detect_s", "no fault");
    const auto all = figures.take();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].value, 2.3);  // the nearest double, not 2.3000000000000003
    EXPECT_EQ(all[0].text, "2.3 s");
    EXPECT_EQ(all[1].text, "1,000");
    EXPECT_FALSE(all[2].known);
    EXPECT_EQ(all[2].text, "no fault");
}

}  // namespace
}  // namespace triaz::check
