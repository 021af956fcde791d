// Time zones by their names of the IANA database ("Europe/Berlin"), with daylight saving.
//
// The rules are those of the system's own database (Debian: tzdata), so an answer about a day to
// come can change when a government changes its mind and the database follows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/civil.hpp"

namespace triaz::plan {

class TimeZone {
public:
    TimeZone() : TimeZone(utc()) {}
    static TimeZone utc();
    static std::optional<TimeZone> named(std::string_view name);
    // All that `named` knows, sorted.
    static std::vector<std::string> names();

    const std::string& name() const { return name_; }

    // What a calendar and a clock on the wall show.
    struct Local {
        Day day;
        base::Duration time_of_day{};  // below 24 h
    };
    Local local(Instant at) const;
    base::Duration offset(Instant at) const;  // local minus UTC

    // The instant at which the wall clock shows this time. One that is shown twice (clocks go back)
    // has a first and a last; for one that is skipped (clocks go forward) both are the instant of
    // the change. `time_of_day` may be 24 h: midnight at the end of the day.
    Instant first(Day day, base::Duration time_of_day) const;
    Instant last(Day day, base::Duration time_of_day) const;

    // "2026-11-23 10:15".
    std::string text(Instant at) const;

private:
    TimeZone(std::string name, const void* rules) : name_(std::move(name)), rules_(rules) {}
    std::string name_;
    const void* rules_;  // of the library behind the door; it lives as long as the program
};

}  // namespace triaz::plan
