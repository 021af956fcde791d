#include "sim/plan/office_hours.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::plan {

using std::chrono::days;

bool OfficeHours::is_working_day(Day day) const {
    const auto weekday = std::chrono::weekday{day}.iso_encoding() - 1;
    return weekdays[weekday] && !std::ranges::binary_search(holidays, day);
}

std::optional<OfficeHours::Interval> OfficeHours::of(Day day) const {
    if (!is_working_day(day)) return std::nullopt;
    const Interval open{zone.first(day, opens), zone.last(day, closes)};
    return open.from < open.until ? std::optional{open} : std::nullopt;
}

bool OfficeHours::is_open(Instant at) const {
    const auto open = of(zone.local(at).day);
    return open && open->from <= at && at < open->until;
}

Instant OfficeHours::next_open(Instant at) const {
    base::ensure(std::ranges::find(weekdays, true) != weekdays.end(), "some weekday is open");
    for (Day day = zone.local(at).day;; day += days{1}) {
        const auto open = of(day);
        if (open && at < open->until) return std::max(at, open->from);
    }
}

Instant OfficeHours::after_working(Instant from, base::Duration work) const {
    Instant at = next_open(from);
    for (;;) {
        const Instant until = of(zone.local(at).day)->until;
        if (at + work <= until) return at + work;
        work -= until - at;
        at = next_open(until);
    }
}

Instant OfficeHours::end_of_working_day(Instant from, unsigned count) const {
    Day day = zone.local(from).day;
    for (unsigned passed = 0; passed < count;) {
        day += days{1};
        if (is_working_day(day)) ++passed;
    }
    return zone.last(day, std::chrono::hours{24});
}

}  // namespace triaz::plan
