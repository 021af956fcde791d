#include "sim/plan/civil.hpp"

#include <gtest/gtest.h>

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;

TEST(Civil, reads_a_day_and_writes_it_back) {
    for (const char* text : {"1990-01-01", "2024-02-29", "2026-11-23", "2036-12-31"}) {
        const auto day = parse_day(text);
        ASSERT_TRUE(day) << text;
        EXPECT_EQ(to_text(*day), text);
    }
}

TEST(Civil, refuses_what_is_no_day) {
    for (const char* text : {"", "2026-2-3", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10",
                             "2026-01-00", "2026/01/01", "20260101xx", "2026-01-011", "1989-12-31",
                             "2037-01-01", "202a-01-01", " 2026-01-1"})
        EXPECT_FALSE(parse_day(text)) << text;
}

TEST(Civil, counts_the_days_of_common_and_leap_years) {
    const auto day = [](const char* text) { return *parse_day(text); };
    EXPECT_EQ(days_between(day("2026-03-01"), day("2027-03-01")), 365);
    EXPECT_EQ(days_between(day("2027-03-01"), day("2028-03-01")), 366);
    EXPECT_EQ(days_between(day("2028-03-01"), day("2027-03-01")), -366);
}

TEST(Civil, reads_times_of_day_to_the_minute) {
    EXPECT_EQ(parse_time_of_day("09:30"), 9h + 30min);
    EXPECT_EQ(parse_time_of_day("00:00"), 0h);
    EXPECT_EQ(parse_time_of_day("24:00"), 24h);
    for (const char* text : {"9:30", "24:01", "12:60", "12-30", "ab:cd", ""})
        EXPECT_FALSE(parse_time_of_day(text)) << text;
    EXPECT_EQ(time_of_day_text(9h + 5min), "09:05");
}

TEST(Civil, writes_an_instant_of_any_year) {
    EXPECT_EQ(to_text(Instant{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_text(Instant{*parse_day("2026-11-23")} + 10h + 15min + 7s + 999ms),
              "2026-11-23T10:15:07Z");
    EXPECT_EQ(to_text(Instant{} - 1ns), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace triaz::plan
