#include "sim/base/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>
#include <system_error>

#include "sim/base/ensure.hpp"

namespace triaz::base {

namespace {

__extension__ using Wide = unsigned __int128;

struct WholeUnit {
    std::string_view name;
    std::uint64_t size;
};

struct DecimalUnit {
    std::string_view name;
    int exponent;  // of ten
};

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::array duration_units{WholeUnit{"ns", 1},
                                    WholeUnit{"us", 1'000},
                                    WholeUnit{"ms", 1'000'000},
                                    WholeUnit{"s", second},
                                    WholeUnit{"min", 60 * second},
                                    WholeUnit{"h", 3'600 * second},
                                    WholeUnit{"d", 86'400 * second}};
constexpr std::size_t written_duration_units = 4;

constexpr std::array byte_units{WholeUnit{"B", 1},
                                WholeUnit{"kB", 1'000},
                                WholeUnit{"KiB", 1ull << 10},
                                WholeUnit{"MB", 1'000'000},
                                WholeUnit{"MiB", 1ull << 20},
                                WholeUnit{"GB", 1'000'000'000},
                                WholeUnit{"GiB", 1ull << 30},
                                WholeUnit{"TB", 1'000'000'000'000},
                                WholeUnit{"TiB", 1ull << 40}};

constexpr std::array bandwidth_units{DecimalUnit{"bps", 0}, DecimalUnit{"kbps", 3},
                                     DecimalUnit{"Mbps", 6}, DecimalUnit{"Gbps", 9},
                                     DecimalUnit{"Tbps", 12}};
constexpr int percent_exponent = -2;

constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

// A quantity taken apart: "1.50 GB" is {"1", "5", "GB"}.
struct Written {
    std::string_view whole;
    std::string_view fraction;  // without trailing zeros
    std::string_view unit;
};

std::string_view take_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

std::optional<Written> take_apart(std::string_view text) {
    Written written;
    written.whole = take_digits(text);
    if (written.whole.empty()) return std::nullopt;
    if (written.whole.size() > 1 && written.whole.front() == '0') return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        written.fraction = take_digits(text);
        if (written.fraction.empty()) return std::nullopt;
        while (written.fraction.ends_with('0')) written.fraction.remove_suffix(1);
    }
    if (text.starts_with(' ')) text.remove_prefix(1);
    written.unit = text;
    return written;
}

// The value of at most 19 digits.
std::uint64_t value_of(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    return value;
}

// The quantity as a whole number of the smallest unit, or nothing.
std::optional<std::int64_t> whole_amount(const Written& written, std::span<const WholeUnit> units) {
    const auto unit = std::ranges::find(units, written.unit, &WholeUnit::name);
    if (unit == units.end()) return std::nullopt;
    // 19 digits fit a uint64; no longer number of a unit fits the result, nor, for durations, can a
    // longer fraction that does not end in zero be a whole number of nanoseconds.
    constexpr std::size_t most_digits = 19;
    if (written.whole.size() > most_digits || written.fraction.size() > most_digits) {
        return std::nullopt;
    }
    std::uint64_t denominator = 1;
    for (std::size_t i = 0; i < written.fraction.size(); ++i) denominator *= 10;
    const Wide numerator = Wide{value_of(written.fraction)} * unit->size;
    if (numerator % denominator != 0) return std::nullopt;
    const Wide amount = Wide{value_of(written.whole)} * unit->size + numerator / denominator;
    if (amount > largest) return std::nullopt;
    return static_cast<std::int64_t>(amount);
}

// The double nearest to the written number times ten to the power `exponent`, or nothing when it is
// out of a double's range.
std::optional<double> nearest_double(const Written& written, int exponent) {
    std::string text{written.whole};
    text += written.fraction;
    text += 'e';
    text += std::to_string(exponent - static_cast<std::int64_t>(written.fraction.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// amount / unit, exactly. Requires: 1 / unit has a finite decimal form.
std::string divided(std::uint64_t amount, std::uint64_t unit) {
    std::string text = std::to_string(amount / unit);
    std::uint64_t rest = amount % unit;
    if (rest != 0) text += '.';
    while (rest != 0) {
        rest *= 10;
        text += static_cast<char>('0' + rest / unit);
        rest %= unit;
    }
    return text;
}

// The fewest digits that are read back as `value`; it is 0.DIGITS times ten to the power `point`.
struct Digits {
    std::string text;
    int point = 0;
};

Digits shortest_digits(double value) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific)
                         .ptr;
    const std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
    const std::size_t mark = text.find('e');
    std::string_view exponent = text.substr(mark + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    Digits digits;
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.point);
    ++digits.point;
    for (const char c : text.substr(0, mark)) {
        if (c != '.') digits.text += c;
    }
    return digits;
}

std::string with_point(const Digits& digits, int point) {
    const auto count = static_cast<int>(digits.text.size());
    if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits.text;
    if (point >= count)
        return digits.text + std::string(static_cast<std::size_t>(point - count), '0');
    const auto whole = static_cast<std::size_t>(point);
    return digits.text.substr(0, whole) + "." + digits.text.substr(whole);
}

// The magnitude of any int64, the most negative included.
std::uint64_t magnitude(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? 0 - bits : bits;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    const auto written = take_apart(text);
    if (!written) return std::nullopt;
    const auto amount = whole_amount(*written, duration_units);
    return amount ? std::optional{Duration{*amount}} : std::nullopt;
}

std::optional<Bytes> parse_bytes(std::string_view text) {
    const auto written = take_apart(text);
    if (!written) return std::nullopt;
    const auto amount = whole_amount(*written, byte_units);
    return amount ? std::optional{Bytes{*amount}} : std::nullopt;
}

std::optional<Bandwidth> parse_bandwidth(std::string_view text) {
    const auto written = take_apart(text);
    if (!written) return std::nullopt;
    const auto unit = std::ranges::find(bandwidth_units, written->unit, &DecimalUnit::name);
    if (unit == bandwidth_units.end()) return std::nullopt;
    const auto value = nearest_double(*written, unit->exponent);
    return value ? std::optional{Bandwidth{*value}} : std::nullopt;
}

std::optional<Ratio> parse_ratio(std::string_view text) {
    const auto written = take_apart(text);
    if (!written || written->unit != "%" || written->whole.size() > 3) return std::nullopt;
    const std::uint64_t whole = value_of(written->whole);
    if (whole > 100 || (whole == 100 && !written->fraction.empty())) return std::nullopt;
    const auto value = nearest_double(*written, percent_exponent);
    return value ? std::optional{Ratio{*value}} : std::nullopt;
}

std::string to_text(Duration duration) {
    const std::uint64_t amount = magnitude(duration.count());
    const WholeUnit* unit = duration_units.data();
    for (const WholeUnit& larger : std::span{duration_units}.first(written_duration_units)) {
        if (larger.size <= amount) unit = &larger;
    }
    std::string text = divided(amount, unit->size);
    text += unit->name;
    return duration.count() < 0 ? "-" + text : text;
}

std::string to_text(Bytes bytes) {
    const std::uint64_t amount = magnitude(bytes.count);
    std::string best;
    for (const WholeUnit& unit : byte_units) {
        if (unit.size > amount && !best.empty()) break;
        std::string text = divided(amount, unit.size);
        text += unit.name;
        if (best.empty() || text.size() <= best.size()) best = std::move(text);
    }
    return bytes.count < 0 ? "-" + best : best;
}

std::string to_text(Bandwidth bandwidth) {
    const double value = bandwidth.bits_per_second;
    ensure(std::isfinite(value) && value >= 0, "a bandwidth is finite and not negative");
    if (value == 0) return "0bps";
    const Digits digits = shortest_digits(value);
    const DecimalUnit* unit = bandwidth_units.data();
    for (const DecimalUnit& larger : bandwidth_units) {
        if (larger.exponent < digits.point) unit = &larger;
    }
    std::string text = with_point(digits, digits.point - unit->exponent);
    text += unit->name;
    return text;
}

std::string to_text(Ratio ratio) {
    ensure(std::isfinite(ratio.value) && ratio.value >= 0, "a ratio is finite and not negative");
    if (ratio.value == 0) return "0%";
    const Digits digits = shortest_digits(ratio.value);
    return with_point(digits, digits.point - percent_exponent) + "%";
}

}  // namespace triaz::base
