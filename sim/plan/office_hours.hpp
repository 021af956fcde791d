// When people are at their desks: weekdays and hours of a time zone, without holidays.
#pragma once

#include <array>
#include <vector>

#include "sim/plan/time_zone.hpp"

namespace triaz::plan {

// Open from `opens` to `closes` by the clock on the wall, on each working day. An hour that the
// wall clock shows twice is open both times; one that it skips is not there.
// Invariant: 0 <= opens < closes <= 24 h; some weekday is open; holidays rise.
struct OfficeHours {
    TimeZone zone;
    base::Duration opens = std::chrono::hours{9};
    base::Duration closes = std::chrono::hours{18};
    std::array<bool, 7> weekdays{true, true, true, true, true, false, false};  // from Monday
    std::vector<Day> holidays;

    bool is_working_day(Day day) const;

    // The interval [opens, closes) of that day; nothing when it is no working day, or when the
    // clock skips all of it.
    struct Interval {
        Instant from;
        Instant until;
    };
    std::optional<Interval> of(Day day) const;

    bool is_open(Instant at) const;
    // The first open instant that is not before `at`.
    Instant next_open(Instant at) const;
    // When so much working time has passed since `from`: office hours alone count. No time at all
    // has passed at next_open(from).
    Instant after_working(Instant from, base::Duration work) const;
    // The last instant to do something within `days` working days: the end of that local day. The
    // day it begins on does not count.
    Instant end_of_working_day(Instant from, unsigned days) const;
};

}  // namespace triaz::plan
