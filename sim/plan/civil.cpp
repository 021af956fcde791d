#include "sim/plan/civil.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triaz::plan {

namespace {

using namespace std::chrono_literals;

// The number that all of `digits` make; nothing when one of them is none.
std::optional<unsigned> number(std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    const Day found{date};
    return found < first_day || found > last_day ? std::nullopt : std::optional{found};
}

std::string to_text(Day day) {
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<base::Duration> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = number(text.substr(0, 2));
    const auto minutes = number(text.substr(3, 2));
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    const base::Duration time = *hours * 1h + *minutes * 1min;
    return time > 24h ? std::nullopt : std::optional{time};
}

std::string time_of_day_text(base::Duration since_midnight) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(since_midnight).count();
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

namespace {

// What stands after the time of day: "Z", "+01:00", "-05:30".
std::optional<base::Duration> offset_of(std::string_view text) {
    if (text == "Z") return base::Duration{};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto size = parse_time_of_day(text.substr(1));
    if (!size || *size > 14h) return std::nullopt;
    return text[0] == '-' ? -*size : *size;
}

// ".25" as nanoseconds; at most nine digits.
std::optional<base::Duration> fraction_of(std::string_view digits) {
    constexpr std::size_t most = 9;
    if (digits.empty() || digits.size() > most) return std::nullopt;
    std::string padded{digits};
    padded.resize(most, '0');
    const auto nanoseconds = number(padded);
    if (!nanoseconds) return std::nullopt;
    return base::Duration{static_cast<std::int64_t>(*nanoseconds)};
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
    constexpr std::size_t to_seconds = 19;  // "2026-11-23T10:15:00"
    if (text.size() <= to_seconds || text[10] != 'T' || text[16] != ':') return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const auto time = parse_time_of_day(text.substr(11, 5));
    const auto seconds = number(text.substr(17, 2));
    if (!day || !time || *time >= 24h || !seconds || *seconds > 59) return std::nullopt;
    std::string_view rest = text.substr(to_seconds);
    base::Duration fraction{};
    if (rest.front() == '.') {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        const auto parsed = fraction_of(rest.substr(1, end - 1));
        if (!parsed) return std::nullopt;
        fraction = *parsed;
        rest.remove_prefix(end);
    }
    const auto offset = offset_of(rest);
    if (!offset) return std::nullopt;
    return Instant{*day} + *time + *seconds * 1s + fraction - *offset;
}

std::string to_text(Instant instant) {
    const Day day = std::chrono::floor<std::chrono::days>(instant);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(instant - day).count();
    return fmt::format("{}T{:02}:{:02}:{:02}Z", to_text(day), seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
}

}  // namespace triaz::plan
