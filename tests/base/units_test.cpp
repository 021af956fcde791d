#include "sim/base/units.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>
#include <locale>
#include <string>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::base {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

// Durations and byte counts of every magnitude, round ones among them.
std::int64_t any_count(Stream& stream) {
    std::int64_t count = static_cast<std::int64_t>(stream.bits() >> (1 + stream.below(63)));
    for (std::uint64_t zeros = stream.below(12); zeros > 0 && count < largest / 10; --zeros) {
        count *= 10;
    }
    return count;
}

TEST(Durations, are_parsed_in_every_unit) {
    EXPECT_EQ(parse_duration("1ns"), 1ns);
    EXPECT_EQ(parse_duration("150us"), 150us);
    EXPECT_EQ(parse_duration("150ms"), 150ms);
    EXPECT_EQ(parse_duration("2s"), 2s);
    EXPECT_EQ(parse_duration("3min"), 3min);
    EXPECT_EQ(parse_duration("1.5h"), 90min);
    EXPECT_EQ(parse_duration("2d"), 48h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Durations, are_exact_where_binary_fractions_are_not) {
    EXPECT_EQ(parse_duration("0.1ms"), 100'000ns);
    EXPECT_EQ(parse_duration("1.000000001s"), 1'000'000'001ns);
    EXPECT_EQ(parse_duration("9007199254740993ns"), Duration{9'007'199'254'740'993});  // 2^53 + 1
    EXPECT_EQ(parse_duration("9223372036.854775807s"), Duration{largest});
    EXPECT_EQ(parse_duration("0.0000000000000125d"), std::nullopt);   // 1.08 ns
    EXPECT_EQ(parse_duration("0.00000000000003125d"), std::nullopt);  // 2.7 ns
    EXPECT_EQ(parse_duration("0.000000000003125d"), 270ns);
}

TEST(Durations, take_one_space_before_the_unit_and_zeros_after_the_point) {
    EXPECT_EQ(parse_duration("5 ms"), 5ms);
    EXPECT_EQ(parse_duration("5.00000000000000000000000000000000 ms"), 5ms);
    EXPECT_EQ(parse_duration("0.5ms"), 500us);
}

TEST(Durations, finer_than_a_nanosecond_are_refused) {
    EXPECT_EQ(parse_duration("0.5ns"), std::nullopt);
    EXPECT_EQ(parse_duration("1.0000000001s"), std::nullopt);
    EXPECT_EQ(parse_duration("0.00000000000000000000000000000001s"), std::nullopt);
}

TEST(Durations, beyond_int64_nanoseconds_are_refused) {
    EXPECT_EQ(parse_duration("9223372036854775808ns"), std::nullopt);
    EXPECT_EQ(parse_duration("9223372036.854775808s"), std::nullopt);
    EXPECT_EQ(parse_duration("106752d"), std::nullopt);
    EXPECT_EQ(parse_duration("99999999999999999999999999999999s"), std::nullopt);
    EXPECT_EQ(parse_duration("18446744073709551617s"), std::nullopt);  // 2^64 + 1
}

TEST(Durations, of_any_other_form_are_refused) {
    for (const char* text :
         {"",      "ms",      " ms",     "5",          "5.",      "5.ms", ".5ms", "5  ms",
          " 5ms",  "5ms ",    "5\tms",   "-1s",        "+1s",     "--1s", "1e3s", "1e400s",
          "0x10s", "1.5.2ms", "1,5ms",   "1'000ms",    "1_000ms", "5MS",  "5Ms",  "5sec",
          "5m",    "5 m s",   "5msms",   "nan s",      "nans",    "infs", "inf",  "1/2s",
          "05ms",  "00s",     "1h30min", "5\xc2\xb5s", "1.-5s"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << '"' << text << '"';
    }
    using namespace std::string_view_literals;
    EXPECT_EQ(parse_duration("5ms\0"sv), std::nullopt);
}

TEST(Durations, are_written_in_the_largest_unit_up_to_seconds) {
    EXPECT_EQ(to_text(Duration{0}), "0ns");
    EXPECT_EQ(to_text(Duration{999ns}), "999ns");
    EXPECT_EQ(to_text(Duration{1us}), "1us");
    EXPECT_EQ(to_text(Duration{1s}), "1s");
    EXPECT_EQ(to_text(Duration{100ms}), "100ms");
    EXPECT_EQ(to_text(Duration{1500us}), "1.5ms");
    EXPECT_EQ(to_text(Duration{90s}), "90s");
    EXPECT_EQ(to_text(Duration{24h}), "86400s");
    EXPECT_EQ(to_text(Duration{1'000'000'001}), "1.000000001s");
    EXPECT_EQ(to_text(Duration{-1500us}), "-1.5ms");
    EXPECT_EQ(to_text(Duration::min()), "-9223372036.854775808s");
}

TEST(Durations, come_back_from_their_text) {
    Stream stream{1};
    for (int i = 0; i < 20'000; ++i) {
        const Duration duration{any_count(stream)};
        EXPECT_EQ(parse_duration(to_text(duration)), duration) << to_text(duration);
    }
    EXPECT_EQ(parse_duration(to_text(Duration::max())), Duration::max());
}

TEST(ByteCounts, know_decimal_from_binary_units) {
    EXPECT_EQ(parse_bytes("0B"), Bytes{0});
    EXPECT_EQ(parse_bytes("64kB"), Bytes{64'000});
    EXPECT_EQ(parse_bytes("64KiB"), Bytes{65'536});
    EXPECT_EQ(parse_bytes("2MB"), Bytes{2'000'000});
    EXPECT_EQ(parse_bytes("2MiB"), Bytes{2'097'152});
    EXPECT_EQ(parse_bytes("1.5GB"), Bytes{1'500'000'000});
    EXPECT_EQ(parse_bytes("1.5GiB"), Bytes{1'610'612'736});
    EXPECT_EQ(parse_bytes("3TB"), Bytes{3'000'000'000'000});
    EXPECT_EQ(parse_bytes("1TiB"), Bytes{1'099'511'627'776});
}

TEST(ByteCounts, that_are_no_whole_number_or_of_another_form_are_refused) {
    for (const char* text : {"0.5B", "0.1KiB", "1.0001kB", "8388608TiB", "KB", "1KB", "1kb", "1Mib",
                             "1b", "1", "", "-1B", "1PB"}) {
        EXPECT_EQ(parse_bytes(text), std::nullopt) << '"' << text << '"';
    }
    EXPECT_EQ(parse_bytes("8388607TiB"), Bytes{largest - (std::int64_t{1} << 40) + 1});
}

TEST(ByteCounts, are_written_in_the_unit_that_is_shortest) {
    EXPECT_EQ(to_text(Bytes{0}), "0B");
    EXPECT_EQ(to_text(Bytes{1'000}), "1kB");
    EXPECT_EQ(to_text(Bytes{65'536}), "64KiB");
    EXPECT_EQ(to_text(Bytes{1'500'000'000}), "1.5GB");
    EXPECT_EQ(to_text(Bytes{1'610'612'736}), "1.5GiB");
    EXPECT_EQ(to_text(Bytes{1'025}), "1025B");
    EXPECT_EQ(to_text(Bytes{1'100}), "1.1kB") << "no longer than 1100B";
    EXPECT_EQ(to_text(Bytes{-4'096}), "-4KiB");
}

TEST(ByteCounts, come_back_from_their_text) {
    Stream stream{2};
    for (int i = 0; i < 20'000; ++i) {
        const Bytes bytes{any_count(stream)};
        EXPECT_EQ(parse_bytes(to_text(bytes)), bytes) << to_text(bytes);
    }
    EXPECT_EQ(parse_bytes(to_text(Bytes{largest})), Bytes{largest});
}

TEST(Bandwidths, are_parsed_in_every_unit) {
    EXPECT_EQ(parse_bandwidth("0bps"), Bandwidth{0});
    EXPECT_EQ(parse_bandwidth("0.5bps"), Bandwidth{0.5});
    EXPECT_EQ(parse_bandwidth("9.6 kbps"), Bandwidth{9'600});
    EXPECT_EQ(parse_bandwidth("100Mbps"), Bandwidth{1e8});
    EXPECT_EQ(parse_bandwidth("10Gbps"), Bandwidth{1e10});
    EXPECT_EQ(parse_bandwidth("1.2Tbps"), Bandwidth{1.2e12});
    EXPECT_EQ(parse_bandwidth("10Gbps")->bytes_per_second(), 1.25e9);
}

TEST(Bandwidths, of_any_other_form_or_out_of_range_are_refused) {
    for (const char* text :
         {"", "bps", "10", "10gbps", "10Gb", "-1bps", "1e9bps", "nanbps", "infbps"}) {
        EXPECT_EQ(parse_bandwidth(text), std::nullopt) << '"' << text << '"';
    }
    EXPECT_EQ(parse_bandwidth(std::string(400, '9') + "bps"), std::nullopt);
    EXPECT_EQ(parse_bandwidth("0." + std::string(400, '0') + "1bps"), std::nullopt);
    EXPECT_EQ(parse_bandwidth("0." + std::string(100'000, '3') + "bps"), Bandwidth{1.0 / 3});
}

TEST(Bandwidths, are_written_in_the_largest_unit) {
    EXPECT_EQ(to_text(Bandwidth{0}), "0bps");
    EXPECT_EQ(to_text(Bandwidth{0.25}), "0.25bps");
    EXPECT_EQ(to_text(Bandwidth{999}), "999bps");
    EXPECT_EQ(to_text(Bandwidth{1'000}), "1kbps");
    EXPECT_EQ(to_text(Bandwidth{1e10}), "10Gbps");
    EXPECT_EQ(to_text(Bandwidth{2.5e9}), "2.5Gbps");
    EXPECT_EQ(to_text(Bandwidth{1e20}), "100000000Tbps");
    EXPECT_THROW(to_text(Bandwidth{std::numeric_limits<double>::infinity()}), Bug);
    EXPECT_THROW(to_text(Bandwidth{std::numeric_limits<double>::quiet_NaN()}), Bug);
    EXPECT_THROW(to_text(Bandwidth{-1}), Bug);
}

TEST(Bandwidths, come_back_from_their_text_to_the_last_bit) {
    Stream stream{3};
    for (int i = 0; i < 20'000; ++i) {
        const double value = std::abs(std::bit_cast<double>(stream.bits()));
        if (!std::isfinite(value)) continue;
        EXPECT_EQ(parse_bandwidth(to_text(Bandwidth{value})), Bandwidth{value});
        const double usual = std::exp2(40 * stream.uniform());
        EXPECT_EQ(parse_bandwidth(to_text(Bandwidth{usual})), Bandwidth{usual});
    }
}

TEST(Ratios, are_parsed_from_percent) {
    EXPECT_EQ(parse_ratio("0%"), Ratio{0});
    EXPECT_EQ(parse_ratio("99.9%"), Ratio{0.999});
    EXPECT_EQ(parse_ratio("99.999 %"), Ratio{0.99999});
    EXPECT_EQ(parse_ratio("7%"), Ratio{0.07});  // 7 / 100.0 and 7 * 0.01 differ: the nearest double
    EXPECT_EQ(parse_ratio("100%"), Ratio{1});
    EXPECT_EQ(parse_ratio("100.000%"), Ratio{1});
}

TEST(Ratios, beyond_a_hundred_percent_or_of_any_other_form_are_refused) {
    for (const char* text :
         {"100.1%", "101%", "100.00000000000000000000000000001%", "1000%", "-1%", "0.5", "50", "%",
          "", "50%%", "50percent", "1e1%", "nan%", "18446744073709551617%"}) {
        EXPECT_EQ(parse_ratio(text), std::nullopt) << '"' << text << '"';
    }
}

TEST(Ratios, are_written_with_the_fewest_digits) {
    EXPECT_EQ(to_text(Ratio{0}), "0%");
    EXPECT_EQ(to_text(Ratio{1}), "100%");
    EXPECT_EQ(to_text(Ratio{0.999}), "99.9%");
    EXPECT_EQ(to_text(Ratio{0.07}), "7%");
    EXPECT_EQ(to_text(Ratio{0.5}), "50%");
    EXPECT_EQ(to_text(Ratio{0.00001}), "0.001%");
    EXPECT_THROW(to_text(Ratio{-0.5}), Bug);
}

TEST(Ratios, come_back_from_their_text_to_the_last_bit) {
    Stream stream{4};
    for (int i = 0; i < 20'000; ++i) {
        const Ratio ratio{stream.uniform()};
        EXPECT_EQ(parse_ratio(to_text(ratio)), ratio);
        const Ratio nines{1 - std::exp2(-53 * stream.uniform())};
        EXPECT_EQ(parse_ratio(to_text(nines)), nines);
    }
}

// A locale with a decimal comma, whether or not one is installed.
struct CommaForPoint : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

TEST(Units, know_no_locale) {
    const std::locale before = std::locale::global(std::locale{std::locale{}, new CommaForPoint});
    const std::string c_before = std::setlocale(LC_ALL, nullptr);
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    EXPECT_EQ(parse_duration("1.5ms"), 1500us);
    EXPECT_EQ(parse_duration("1,5ms"), std::nullopt);
    EXPECT_EQ(parse_bandwidth("1.5Gbps"), Bandwidth{1.5e9});
    EXPECT_EQ(to_text(Bandwidth{1.5e9}), "1.5Gbps");
    EXPECT_EQ(to_text(Bandwidth{1e18}), "1000000Tbps");
    EXPECT_EQ(to_text(Duration{12'345'678us}), "12.345678s");
    std::setlocale(LC_ALL, c_before.c_str());
    std::locale::global(before);
}

}  // namespace
}  // namespace triaz::base
