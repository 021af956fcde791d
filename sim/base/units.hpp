// Quantities at boundaries: bytes, bandwidth, ratios; and their text form in files and output.
//
// A quantity is written as digits, perhaps a point and more digits, perhaps one space, and a unit:
// "150ms", "1.5 GB". Nothing else is taken: no sign, no exponent, no bare number, no needless
// leading zero, no other spelling of a unit. Parsing and writing are exact and know no locale.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"

namespace triaz::base {

struct Bytes {
    std::int64_t count = 0;
    constexpr auto operator<=>(const Bytes&) const = default;
};

// Payload bits per second, as links are sold ("10Gbps" = 1e10).
struct Bandwidth {
    double bits_per_second = 0;
    constexpr auto operator<=>(const Bandwidth&) const = default;
    constexpr double bytes_per_second() const { return bits_per_second / 8; }
};

// A share, 0 to 1. Written "99.9%".
struct Ratio {
    double value = 0;
    constexpr auto operator<=>(const Ratio&) const = default;
};

// "150ms", "2s", "1.5h"; units ns us ms s min h d. Nothing when the text is not of that form, is no
// whole number of nanoseconds ("0.5ns") or exceeds int64 nanoseconds (292 years).
std::optional<Duration> parse_duration(std::string_view text);
// "64KiB", "1.5GB"; units B kB MB GB TB KiB MiB GiB TiB. Nothing when it is no whole number of
// bytes.
std::optional<Bytes> parse_bytes(std::string_view text);
// "10Gbps"; units bps kbps Mbps Gbps Tbps. The nearest double.
std::optional<Bandwidth> parse_bandwidth(std::string_view text);
// "99.9%": 0 to 100. The nearest double.
std::optional<Ratio> parse_ratio(std::string_view text);

// Text that parses back to the very same value, with no digit more than that takes.
// The unit is the largest not above the value: "90s", "1.5ms", "10Gbps". Durations are written in
// ns, us, ms or s only, so that the figures of one table compare at a glance. Bytes take the unit
// that makes the text shortest, the larger of two: "64KiB", "1.5GB", "1.1kB". Something negative (a
// difference) is written with a minus, which no parser takes. Requires: bandwidth and ratio finite
// and not negative.
std::string to_text(Duration duration);
std::string to_text(Bytes bytes);
std::string to_text(Bandwidth bandwidth);
std::string to_text(Ratio ratio);

}  // namespace triaz::base
