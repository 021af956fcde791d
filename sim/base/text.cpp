#include "sim/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace triaz::base {

namespace {

char folded(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

std::size_t edits_between(std::string_view left, std::string_view right) {
    // Rows of the table for the prefixes of `left`: two back, one back, this one.
    std::vector<std::size_t> before_last(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const char l = folded(left[i - 1]);
            const char r = folded(right[j - 1]);
            const std::size_t changed = last[j - 1] + (l == r ? 0 : 1);
            row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && l == folded(right[j - 2]) && folded(left[i - 2]) == r) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
    }
    return row.back();
}

std::string without_trailing_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

struct Unit {
    double size;
    std::string_view name;
};

// "2 min 5 s": whole counts of the two largest of these units.
std::string in_two_units(double seconds) {
    static constexpr std::array units{Unit{86'400, "d"}, Unit{3'600, "h"}, Unit{60, "min"},
                                      Unit{1, "s"}};
    std::size_t larger = 0;
    while (larger + 2 < units.size() && seconds < units[larger].size) ++larger;
    const Unit& large = units[larger];
    const Unit& small = units[larger + 1];
    const double smalls = std::floor(seconds / small.size + 0.5);
    const double per_large = large.size / small.size;
    const double larges = std::floor(smalls / per_large);
    if (larger > 0 && larges * large.size >= units[larger - 1].size) {
        return in_two_units(units[larger - 1].size);  // rounded up into the next unit
    }
    const double rest = smalls - larges * per_large;
    if (rest == 0) return fmt::format("{:.0f} {}", larges, large.name);
    return fmt::format("{:.0f} {} {:.0f} {}", larges, large.name, rest, small.name);
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
    std::optional<std::string_view> best;
    std::size_t fewest = 0;
    for (const std::string_view candidate : candidates) {
        const std::size_t edits = edits_between(word, candidate);
        const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
        const bool plausible = edits <= std::max<std::size_t>(longer / 3, 1) && edits < shorter;
        if (plausible && (!best || edits < fewest)) {
            best = candidate;
            fewest = edits;
        }
    }
    return best;
}

std::string percent(double share) {
    if (std::isnan(share)) return "n/a";
    const double shown = 100 * share;
    const double telling = 100 * std::min(std::abs(share), std::abs(1 - share));
    constexpr int most_decimals = 15;
    if (share != 0 && std::abs(shown) < 1e-12) return fmt::format("{:.2g}%", shown);
    int decimals = 1;
    for (double tenth = 1; telling > 0 && telling < tenth && decimals < most_decimals;
         tenth /= 10) {
        ++decimals;
    }
    return without_trailing_zeros(fmt::format("{:.{}f}", shown, decimals)) + "%";
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string thousands(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    std::string text = thousands(count).append(" ").append(count == 1 || many.empty() ? one : many);
    if (count != 1 && many.empty()) text += 's';
    return text;
}

std::string seconds_text(double seconds) {
    if (std::isnan(seconds)) return "n/a";
    if (seconds < 0) return std::string{"-"}.append(seconds_text(-seconds));
    if (std::isinf(seconds)) return "unbounded";
    constexpr double two_minutes = 120;
    if (seconds >= two_minutes) return in_two_units(seconds);
    static constexpr std::array units{Unit{1, "s"}, Unit{1e-3, "ms"}, Unit{1e-6, "us"},
                                      Unit{1e-9, "ns"}};
    if (seconds == 0) return "0 s";
    for (const Unit& unit : units) {
        const double amount = seconds / unit.size;
        // Half a unit in the third figure below 1 is shown as 1 of this unit, not 1000 of the next.
        if (amount < 0.9995 && &unit != &units.back()) continue;
        const int decimals = amount < 10 ? 2 : amount < 100 ? 1 : 0;
        return without_trailing_zeros(fmt::format("{:.{}f}", amount, decimals)) + " " +
               std::string{unit.name};
    }
    return "0 s";
}

}  // namespace triaz::base
