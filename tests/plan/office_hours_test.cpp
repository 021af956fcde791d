// Properties over ten years of instants; wall_clock_test.py compares with another program.
#include "sim/plan/office_hours.hpp"

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;

Day day(const char* text) { return *parse_day(text); }

OfficeHours berlin() {
    OfficeHours hours;
    hours.zone = *TimeZone::named("Europe/Berlin");
    hours.holidays = {day("2026-12-25"), day("2027-01-01")};
    return hours;
}

// Of Berlin's wall clock, in winter: one hour ahead of UTC.
Instant winter(const char* text, base::Duration time) { return Instant{day(text)} + time - 1h; }
Instant summer(const char* text, base::Duration time) { return Instant{day(text)} + time - 2h; }

TEST(OfficeHours, are_those_of_the_wall_clock_in_winter_and_in_summer) {
    const OfficeHours hours = berlin();
    EXPECT_FALSE(hours.is_open(winter("2026-11-23", 9h - 1s)));
    EXPECT_TRUE(hours.is_open(winter("2026-11-23", 9h)));
    EXPECT_TRUE(hours.is_open(winter("2026-11-23", 18h - 1s)));
    EXPECT_FALSE(hours.is_open(winter("2026-11-23", 18h)));
    EXPECT_TRUE(hours.is_open(summer("2026-07-06", 9h)));
    EXPECT_FALSE(hours.is_open(summer("2026-07-06", 9h - 1s)));
}

TEST(OfficeHours, open_again_after_a_weekend_in_which_the_clocks_change) {
    const OfficeHours hours = berlin();
    // 2027-03-28: clocks go forward; 2026-10-25: back.
    EXPECT_EQ(hours.next_open(winter("2027-03-26", 18h)), summer("2027-03-29", 9h));
    EXPECT_EQ(hours.next_open(summer("2026-10-23", 18h)), winter("2026-10-26", 9h));
    EXPECT_EQ(summer("2027-03-29", 9h) - winter("2027-03-26", 9h), 71h);
    EXPECT_EQ(winter("2026-10-26", 9h) - summer("2026-10-23", 9h), 73h);
}

TEST(OfficeHours, skip_holidays) {
    const OfficeHours hours = berlin();
    EXPECT_EQ(hours.next_open(winter("2026-12-24", 18h)), winter("2026-12-28", 9h));
    EXPECT_EQ(hours.next_open(winter("2027-01-01", 10h)), winter("2027-01-04", 9h));
}

TEST(OfficeHours, count_working_time_across_nights_and_weekends) {
    const OfficeHours hours = berlin();
    EXPECT_EQ(hours.after_working(winter("2026-11-27", 17h), 2h), winter("2026-11-30", 10h));
    EXPECT_EQ(hours.after_working(winter("2026-11-27", 8h), 9h), winter("2026-11-27", 18h));
    EXPECT_EQ(hours.after_working(winter("2026-11-28", 8h), 0h), winter("2026-11-30", 9h));
}

TEST(OfficeHours, give_three_business_days_to_the_end_of_the_third_one) {
    const OfficeHours hours = berlin();
    EXPECT_EQ(hours.end_of_working_day(winter("2026-11-23", 15h), 3), winter("2026-11-27", 0h));
    EXPECT_EQ(hours.end_of_working_day(winter("2026-12-23", 15h), 3), winter("2026-12-30", 0h));
    EXPECT_EQ(hours.end_of_working_day(winter("2026-11-23", 15h), 7), winter("2026-12-03", 0h));
}

TEST(OfficeHours, hold_their_laws_at_any_instant_of_ten_years) {
    base::Stream random{7};
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
        OfficeHours hours = berlin();
        hours.zone = *TimeZone::named(zone);
        for (int i = 0; i < 4000; ++i) {
            const Instant at = Instant{day("2026-01-01")} +
                               std::chrono::seconds{random.below(std::uint64_t{3652} * 86400)};
            const Instant open = hours.next_open(at);
            ASSERT_GE(open, at);
            ASSERT_TRUE(hours.is_open(open)) << to_text(at);
            ASSERT_EQ(open == at, hours.is_open(at)) << to_text(at);
            if (open > at) {
                ASSERT_FALSE(hours.is_open(open - 1ns)) << to_text(at);
            }
            const TimeZone::Local local = hours.zone.local(open);
            ASSERT_TRUE(hours.is_working_day(local.day));
            ASSERT_GE(local.time_of_day, 9h);
            ASSERT_LT(local.time_of_day, 18h);
            // Working time adds up.
            const base::Duration a = std::chrono::seconds{random.below(200'000)};
            const base::Duration b = std::chrono::seconds{random.below(200'000)};
            ASSERT_EQ(hours.after_working(hours.after_working(at, a), b),
                      std::max(hours.after_working(at, a + b),
                               hours.next_open(hours.after_working(at, a))))
                << to_text(at);
        }
    }
}

TEST(TimeZone, knows_only_names_of_the_database) {
    EXPECT_TRUE(TimeZone::named("Europe/Berlin"));
    for (const char* name : {"", "Berlin", "Europe/Berlln", "../../etc/passwd", "/etc/passwd", "."})
        EXPECT_FALSE(TimeZone::named(name)) << name;
}

}  // namespace
}  // namespace triaz::plan
