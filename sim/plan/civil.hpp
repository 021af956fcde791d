// Calendar days and instants of the real calendar, as plans and support desks are told in them.
//
// An Instant counts from 1970-01-01T00:00:00Z without leap seconds, as computers' clocks do.
// Nothing here reads a clock: "today" is always an argument. Days run from `first_day` to
// `last_day`: later ones are refused, because rules of daylight saving are not published that far.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"

namespace triaz::plan {

using Instant = std::chrono::sys_time<base::Duration>;
using Day = std::chrono::sys_days;

inline constexpr Day first_day =
    std::chrono::year{1990} / std::chrono::January / std::chrono::day{1};
inline constexpr Day last_day =
    std::chrono::year{2036} / std::chrono::December / std::chrono::day{31};

// "2026-11-23". Nothing when it is of another form, no day of the calendar or out of range.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);

// "09:30", "24:00": time of day since local midnight, by the minute.
std::optional<base::Duration> parse_time_of_day(std::string_view text);
std::string time_of_day_text(base::Duration since_midnight);

// "2026-11-23T10:15:00Z", "2026-11-23T11:15:00.25+01:00": with the distance from UTC, always.
// Nothing when it is of another form, no day of the calendar or out of range.
std::optional<Instant> parse_instant(std::string_view text);
// "2026-11-23T10:15:00Z", whole seconds, rounded down.
std::string to_text(Instant instant);

// Days from one to the other; negative when `to` is the earlier.
constexpr int days_between(Day from, Day to) { return static_cast<int>((to - from).count()); }

}  // namespace triaz::plan
