#include "sim/base/time.hpp"

#include <gtest/gtest.h>

namespace triaz::base {
namespace {

using namespace std::chrono_literals;

TEST(Time, is_rounded_to_the_nearest_nanosecond_and_not_cut_off) {
    EXPECT_EQ(from_seconds(0.0005), 500us);
    EXPECT_EQ(from_seconds(1.6e-9), 2ns);
    EXPECT_EQ(from_seconds(1.4e-9), 1ns);
    EXPECT_EQ(from_seconds(-1.6e-9), -2ns);
    EXPECT_EQ(from_seconds(-1.4e-9), -1ns);
}

TEST(Time, in_seconds_comes_back_to_the_nanosecond_for_a_month) {
    for (std::int64_t count = 1; count < 2'600'000'000'000'000; count = count * 3 + 1) {
        EXPECT_EQ(from_seconds(to_seconds(Duration{count})).count(), count);
    }
}

TEST(Time, of_a_run_starts_at_zero) {
    EXPECT_EQ(to_seconds(start_of_run), 0);
    EXPECT_EQ(to_seconds(start_of_run + 1500ms), 1.5);
    EXPECT_GT(never, start_of_run + 24h * 365 * 200);
}

}  // namespace
}  // namespace triaz::base
