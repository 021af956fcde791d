#include "sim/base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace triaz::base {
namespace {

constexpr std::array<std::string_view, 7> keys{
    "latency", "zone", "zones", "max_retries", "lifetime", "availability_zone", "rto"};

TEST(Nearest, finds_a_letter_changed_left_out_added_or_swapped) {
    EXPECT_EQ(nearest("latancy", keys), "latency");
    EXPECT_EQ(nearest("latncy", keys), "latency");
    EXPECT_EQ(nearest("lattency", keys), "latency");
    EXPECT_EQ(nearest("laetncy", keys), "latency");
    EXPECT_EQ(nearest("availabilty_zones", keys), "availability_zone");
}

TEST(Nearest, counts_a_swap_of_neighbours_as_one_edit) {
    // Two replacements would be too far for words of three letters.
    EXPECT_EQ(nearest("rot", keys), "rto");
    EXPECT_EQ(nearest("otr", keys), std::nullopt);
}

TEST(Nearest, takes_case_and_dashes_for_no_difference) {
    EXPECT_EQ(nearest("Max-Retries", keys), "max_retries");
    EXPECT_EQ(nearest("RTO", keys), "rto");
    const std::array<std::string_view, 1> dashed{"a_b_c"};
    EXPECT_EQ(nearest("a-b-c", dashed), "a_b_c");
}

TEST(Nearest, proposes_nothing_far_fetched) {
    EXPECT_EQ(nearest("bandwidth", keys), std::nullopt);
    EXPECT_EQ(nearest("", keys), std::nullopt);
    EXPECT_EQ(nearest("x", keys), std::nullopt);
    EXPECT_EQ(nearest("lat", keys), std::nullopt);
    const std::array<std::string_view, 2> short_keys{"a", ""};
    EXPECT_EQ(nearest("b", short_keys), std::nullopt) << "a word all of whose letters differ";
    EXPECT_EQ(nearest("zone", {}), std::nullopt);
}

TEST(Nearest, takes_one_edit_in_three_letters_and_no_more) {
    const std::array<std::string_view, 1> one{"abcdefghi"};
    EXPECT_EQ(nearest("xyzdefghi", one), "abcdefghi");
    EXPECT_EQ(nearest("wxyzefghi", one), std::nullopt);
    const std::array<std::string_view, 1> two_letters{"ms"};
    EXPECT_EQ(nearest("mz", two_letters), "ms") << "one edit is always plausible";
}

TEST(Nearest, takes_the_nearest_and_of_equals_the_first) {
    EXPECT_EQ(nearest("zonex", keys), "zone");
    EXPECT_EQ(nearest("zoness", keys), "zones");
    const std::array<std::string_view, 2> reversed{"zones", "zone"};
    EXPECT_EQ(nearest("zonex", reversed), "zones");
}

TEST(Percent, shows_two_figures_of_what_is_rare) {
    EXPECT_EQ(percent(0.5), "50%");
    EXPECT_EQ(percent(0.123456), "12.3%");
    EXPECT_EQ(percent(0.9995), "99.95%");
    EXPECT_EQ(percent(0.99995), "99.995%");
    EXPECT_EQ(percent(0.999951234), "99.9951%");
    EXPECT_EQ(percent(0.00012), "0.012%");
    EXPECT_EQ(percent(1.35), "135%");
    EXPECT_EQ(percent(-0.25), "-25%");
    EXPECT_EQ(percent(std::nan("")), "n/a");
}

TEST(Percent, reads_as_all_or_nothing_only_when_it_is) {
    EXPECT_EQ(percent(1), "100%");
    EXPECT_EQ(percent(0), "0%");
    for (double lack = 0.1; lack > 1.2e-16; lack /= 3) {
        EXPECT_NE(percent(1 - lack), "100%") << lack;
        EXPECT_EQ(percent(1 - lack).substr(0, 1), "9") << lack;
    }
    for (double share = 0.1; share > 0; share /= 7) EXPECT_NE(percent(share), "0%") << share;
}

TEST(Thousands, are_grouped_by_three) {
    EXPECT_EQ(thousands(0), "0");
    EXPECT_EQ(thousands(999), "999");
    EXPECT_EQ(thousands(1'000), "1,000");
    EXPECT_EQ(thousands(123'456), "123,456");
    EXPECT_EQ(thousands(1'000'000), "1,000,000");
    EXPECT_EQ(thousands(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(Counted, takes_the_plural_of_all_but_one) {
    EXPECT_EQ(counted(1, "run"), "1 run");
    EXPECT_EQ(counted(0, "run"), "0 runs");
    EXPECT_EQ(counted(1'200, "run"), "1,200 runs");
    EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
    EXPECT_EQ(counted(2, "entry", "entries"), "2 entries");
}

TEST(SecondsText, has_three_figures_in_the_unit_that_suits) {
    EXPECT_EQ(seconds_text(0), "0 s");
    EXPECT_EQ(seconds_text(5e-9), "5 ns");
    EXPECT_EQ(seconds_text(12.34e-6), "12.3 us");
    EXPECT_EQ(seconds_text(0.35), "350 ms");
    EXPECT_EQ(seconds_text(1.4123), "1.41 s");
    EXPECT_EQ(seconds_text(1.4), "1.4 s");
    EXPECT_EQ(seconds_text(87.46), "87.5 s");
    EXPECT_EQ(seconds_text(119), "119 s");
    EXPECT_EQ(seconds_text(-0.002), "-2 ms");
    EXPECT_EQ(seconds_text(std::numeric_limits<double>::infinity()), "unbounded");
    EXPECT_EQ(seconds_text(std::nan("")), "n/a");
}

TEST(SecondsText, goes_over_to_the_next_unit_where_the_figures_round_to_it) {
    EXPECT_EQ(seconds_text(0.99949), "999 ms");
    EXPECT_EQ(seconds_text(0.99951), "1 s");
    EXPECT_EQ(seconds_text(0.00099960), "1 ms");
    EXPECT_EQ(seconds_text(9.996), "10 s");
    EXPECT_EQ(seconds_text(99.96), "100 s");
}

TEST(SecondsText, takes_the_two_largest_units_from_two_minutes_on) {
    EXPECT_EQ(seconds_text(120), "2 min");
    EXPECT_EQ(seconds_text(125), "2 min 5 s");
    EXPECT_EQ(seconds_text(3'599.7), "1 h");
    EXPECT_EQ(seconds_text(12'000), "3 h 20 min");
    EXPECT_EQ(seconds_text(86'399), "1 d");
    EXPECT_EQ(seconds_text(4 * 86'400 + 6 * 3'600 + 59), "4 d 6 h");
}

}  // namespace
}  // namespace triaz::base
