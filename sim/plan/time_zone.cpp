#include "sim/plan/time_zone.hpp"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

#include "sim/base/ensure.hpp"

namespace triaz::plan {

namespace {

const date::time_zone& rules_of(const void* rules) {
    return *static_cast<const date::time_zone*>(rules);
}

date::local_info info_of(const void* rules, Day day, base::Duration time_of_day) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time_of_day);
    return rules_of(rules).get_info(date::local_seconds{day.time_since_epoch() + seconds});
}

}  // namespace

TimeZone TimeZone::utc() { return *named("Etc/UTC"); }

std::optional<TimeZone> TimeZone::named(std::string_view name) {
    // A name that is no name must not be looked for as a file.
    const bool plain = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '+';
    });
    if (!plain || name.empty()) return std::nullopt;
    try {
        return TimeZone{std::string{name}, date::locate_zone(name)};
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::vector<std::string> TimeZone::names() {
    std::vector<std::string> names;
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
    std::ranges::sort(names);
    return names;
}

base::Duration TimeZone::offset(Instant at) const {
    return rules_of(rules_).get_info(std::chrono::floor<std::chrono::seconds>(at)).offset;
}

TimeZone::Local TimeZone::local(Instant at) const {
    const Instant shown = at + offset(at);
    const Day day = std::chrono::floor<std::chrono::days>(shown);
    return {day, shown - day};
}

Instant TimeZone::first(Day day, base::Duration time_of_day) const {
    base::ensure(time_of_day >= base::Duration::zero() && time_of_day <= std::chrono::hours{24},
                 "a time of day");
    const date::local_info info = info_of(rules_, day, time_of_day);
    if (info.result == date::local_info::nonexistent) return Instant{info.first.end};
    return Instant{day} + time_of_day - info.first.offset;
}

Instant TimeZone::last(Day day, base::Duration time_of_day) const {
    const date::local_info info = info_of(rules_, day, time_of_day);
    if (info.result != date::local_info::ambiguous) return first(day, time_of_day);
    return Instant{day} + time_of_day - info.second.offset;
}

std::string TimeZone::text(Instant at) const {
    const Local shown = local(at);
    return fmt::format("{} {}", to_text(shown.day), time_of_day_text(shown.time_of_day));
}

}  // namespace triaz::plan
