#include "sim/base/portable_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::base {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The distance in units in the last place of the true value, which long double holds 11 bits finer.
double ulps_off(double found, long double truth) {
    const double rounded = static_cast<double>(truth);
    const double next = std::nextafter(std::abs(rounded), infinity);
    const long double unit = static_cast<long double>(next) - std::abs(rounded);
    return static_cast<double>(std::abs(static_cast<long double>(found) - truth) / unit);
}

static_assert(portable_exp(0) == 1 && portable_log(1) == 0, "both run at compile time");

TEST(PortableMath, log_is_within_two_units_in_the_last_place_everywhere) {
    Stream stream{1};
    double worst = 0;
    const auto compare = [&](double x) {
        worst = std::max(worst, ulps_off(portable_log(x), std::log(static_cast<long double>(x))));
    };
    for (int i = 0; i < 500'000; ++i) {
        compare(std::ldexp(1 + stream.uniform(), static_cast<int>(stream.below(2'046)) - 1'022));
        compare(0.5 + stream.uniform());
        compare(1 + std::ldexp(stream.uniform() - 0.5, -static_cast<int>(stream.below(50))));
        compare(stream.uniform() + 0x1p-53);
    }
    EXPECT_LE(worst, 2);
    RecordProperty("worst", std::to_string(worst));
}

TEST(PortableMath, log_takes_subnormal_zero_negative_and_infinite_numbers) {
    EXPECT_DOUBLE_EQ(portable_log(0x1p-1074), std::log(0x1p-1074));
    EXPECT_DOUBLE_EQ(portable_log(0x1.8p-1060), std::log(0x1.8p-1060));
    EXPECT_EQ(portable_log(0), -infinity);
    EXPECT_EQ(portable_log(infinity), infinity);
    EXPECT_TRUE(std::isnan(portable_log(-1)));
    EXPECT_TRUE(std::isnan(portable_log(std::nan(""))));
}

TEST(PortableMath, exp_is_within_two_units_in_the_last_place_everywhere) {
    Stream stream{2};
    double worst = 0;
    const auto compare = [&](double x) {
        worst = std::max(worst, ulps_off(portable_exp(x), std::exp(static_cast<long double>(x))));
    };
    for (int i = 0; i < 500'000; ++i) {
        compare(-708 + 1'417 * stream.uniform());
        compare(20 * (stream.uniform() - 0.5));
        compare(std::ldexp(stream.uniform() - 0.5, -static_cast<int>(stream.below(60))));
    }
    EXPECT_LE(worst, 2);
    RecordProperty("worst", std::to_string(worst));
}

TEST(PortableMath, exp_fades_through_the_subnormal_numbers_and_overflows_to_infinity) {
    for (const double x : {-708.5, -720.0, -740.0, -745.1}) {
        EXPECT_NEAR(portable_exp(x), std::exp(x), 0x1p-1074 + 4e-16 * std::exp(x)) << x;
        EXPECT_GT(portable_exp(x), 0) << x;
    }
    EXPECT_EQ(portable_exp(-746), 0);
    EXPECT_EQ(portable_exp(-infinity), 0);
    EXPECT_DOUBLE_EQ(portable_exp(709.78), std::exp(709.78));
    EXPECT_EQ(portable_exp(709.785), infinity);
    EXPECT_EQ(portable_exp(1e300), infinity);
    EXPECT_EQ(portable_exp(infinity), infinity);
    EXPECT_TRUE(std::isnan(portable_exp(std::nan(""))));
}

TEST(PortableMath, expm1_is_within_four_units_in_the_last_place) {
    Stream stream{3};
    double worst = 0;
    const auto compare = [&](double x) {
        worst =
            std::max(worst, ulps_off(portable_expm1(x), std::expm1(static_cast<long double>(x))));
    };
    for (int i = 0; i < 300'000; ++i) {
        compare(4 * (stream.uniform() - 0.5));
        compare(80 * (stream.uniform() - 0.5));
        compare(std::ldexp(stream.uniform() - 0.5, -static_cast<int>(stream.below(60))));
    }
    EXPECT_LE(worst, 4);
    RecordProperty("worst", std::to_string(worst));
    EXPECT_EQ(portable_expm1(0), 0);
}

TEST(PortableMath, normal_survival_agrees_with_erfc_from_the_middle_to_the_far_tail) {
    for (double z = -9; z < 37; z += 0.01) {
        const long double truth = 0.5L * std::erfc(static_cast<long double>(z) / std::sqrt(2.0L));
        const double relative = static_cast<double>(normal_survival(z) / truth - 1);
        EXPECT_LT(std::abs(relative), 2e-13) << z;
    }
    EXPECT_EQ(normal_survival(40), 0);
    EXPECT_EQ(normal_survival(-40), 1);
}

TEST(PortableMath, normal_quantile_gives_the_values_published_with_its_algorithm) {
    // The three values Wichura gives for checking an implementation.
    EXPECT_NEAR(normal_quantile(0.25), -0.6744897501960817, 1e-15);
    EXPECT_NEAR(normal_quantile(0.001), -3.090232306167814, 1e-14);
    EXPECT_NEAR(normal_quantile(1e-20), -9.262340089798408, 1e-14);
    EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(PortableMath, normal_quantile_is_the_inverse_of_erfc) {
    for (double z = 0.01; z < 37; z += 0.01) {
        // Only the lower tail has small shares exactly; the upper is its mirror image.
        const double share = 0.5 * std::erfc(z / std::sqrt(2.0));
        EXPECT_NEAR(normal_quantile(share), -z, 4e-14 * (1 + z)) << z;
        if (share < 1e-3) continue;
        EXPECT_NEAR(normal_quantile(1 - share), z, 1e-12) << z;
    }
}

TEST(PortableMath, normal_quantile_of_what_is_no_share_is_a_bug) {
    EXPECT_THROW(normal_quantile(0), Bug);
    EXPECT_THROW(normal_quantile(1), Bug);
    EXPECT_THROW(normal_quantile(std::nan("")), Bug);
}

}  // namespace
}  // namespace triaz::base
