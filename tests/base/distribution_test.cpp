#include "sim/base/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "sim/base/ensure.hpp"

namespace triaz::base {
namespace {

using namespace std::chrono_literals;

using Cumulative = std::function<double(double)>;  // of milliseconds, by the C library

double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// The 99th percentile of a standard normal, from tables.
constexpr double z99 = 2.3263478740408408;

double exponential_of_mean_half(double ms) { return ms <= 0 ? 0 : 1 - std::exp(-ms / 0.5); }

double lognormal_of_2_and_20(double ms) {
    return ms <= 0 ? 0 : normal_cumulative(std::log(ms / 2) / (std::log(10.0) / z99));
}

double pareto_of_1_and_shape_3(double ms) { return ms <= 1 ? 0 : 1 - std::pow(1 / ms, 3); }

double uniform_of_2_to_6(double ms) { return std::clamp((ms - 2) / 4, 0.0, 1.0); }

// Points (0, 1 ms), (0.5, 2 ms), (0.9, 4 ms), (1, 20 ms).
double empirical_of_four_points(double ms) {
    if (ms <= 1) return 0;
    if (ms <= 2) return 0.5 * (ms - 1);
    if (ms <= 4) return 0.5 + 0.4 * (ms - 2) / 2;
    return std::min(1.0, 0.9 + 0.1 * (ms - 4) / 16);
}

Cumulative conditioned(Cumulative whole, double low, double high) {
    const double below = whole(low);
    const double mass = whole(high) - below;
    return [=](double ms) { return std::clamp((whole(ms) - below) / mass, 0.0, 1.0); };
}

struct Case {
    std::string name;
    Distribution distribution;
    Cumulative cumulative;
};

std::vector<Case> cases() {
    const auto exponential = Distribution::exponential(500us);
    const auto lognormal = Distribution::lognormal(2ms, 20ms);
    const auto pareto = Distribution::pareto(1ms, 3);
    const auto uniform = Distribution::uniform(2ms, 6ms);
    const auto empirical = Distribution::empirical({{0, 1ms}, {0.5, 2ms}, {0.9, 4ms}, {1, 20ms}});
    constexpr double no_bound = 1e12;
    return {
        {"exponential", exponential, exponential_of_mean_half},
        {"lognormal", lognormal, lognormal_of_2_and_20},
        {"pareto", pareto, pareto_of_1_and_shape_3},
        {"uniform", uniform, uniform_of_2_to_6},
        {"empirical", empirical, empirical_of_four_points},
        {"exponential truncated", exponential.truncated(100us, 2ms),
         conditioned(exponential_of_mean_half, 0.1, 2)},
        {"exponential from 1 ms", exponential.truncated(1ms, Duration::max()),
         conditioned(exponential_of_mean_half, 1, no_bound)},
        {"lognormal truncated", lognormal.truncated(1ms, 30ms),
         conditioned(lognormal_of_2_and_20, 1, 30)},
        {"lognormal up to 5 ms", lognormal.truncated(0ms, 5ms),
         conditioned(lognormal_of_2_and_20, 0, 5)},
        {"pareto truncated", pareto.truncated(2ms, 10ms),
         conditioned(pareto_of_1_and_shape_3, 2, 10)},
        {"uniform truncated", uniform.truncated(1ms, 3ms), conditioned(uniform_of_2_to_6, 1, 3)},
        {"empirical truncated", empirical.truncated(1500us, 10ms),
         conditioned(empirical_of_four_points, 1.5, 10)},
        {"truncated twice", exponential.truncated(100us, 2ms).truncated(200us, 3ms),
         conditioned(exponential_of_mean_half, 0.2, 2)},
    };
}

double in_ms(Duration duration) { return to_seconds(duration) * 1e3; }

constexpr int sample_size = 200'000;

std::vector<double> sample_in_ms(const Distribution& distribution, std::uint64_t seed) {
    Stream stream{seed};
    std::vector<double> sample(sample_size);
    for (double& draw : sample) draw = in_ms(distribution.draw(stream));
    return sample;
}

// Kolmogorov-Smirnov: the distance exceeds 1.95 / sqrt(n) = 0.00436 once in a thousand samples.
TEST(Distribution, draws_follow_the_cumulative_of_every_kind) {
    const double critical = 1.95 / std::sqrt(static_cast<double>(sample_size));
    for (const Case& each : cases()) {
        std::vector<double> sample = sample_in_ms(each.distribution, 1);
        std::ranges::sort(sample);
        double distance = 0;
        for (int i = 0; i < sample_size; ++i) {
            const double share = each.cumulative(sample[static_cast<std::size_t>(i)]);
            distance = std::max(
                {distance, share - i / double{sample_size}, (i + 1) / double{sample_size} - share});
        }
        EXPECT_LT(distance, critical) << each.name;
    }
}

// Five standard errors of a sample's mean, and of its variance.
TEST(Distribution, draws_have_the_mean_that_is_claimed_for_every_kind) {
    for (const Case& each : cases()) {
        const std::vector<double> sample = sample_in_ms(each.distribution, 2);
        double sum = 0;
        double squares = 0;
        for (const double draw : sample) {
            sum += draw;
            squares += draw * draw;
        }
        const double mean = sum / sample_size;
        const double deviation = std::sqrt(squares / sample_size - mean * mean);
        EXPECT_NEAR(each.distribution.mean_seconds() * 1e3, mean,
                    5 * deviation / std::sqrt(double{sample_size}))
            << each.name;
    }
}

TEST(Distribution, draws_stay_within_the_bounds) {
    for (const Case& each : cases()) {
        Stream stream{3};
        const Duration low = each.distribution.quantile(0);
        for (int i = 0; i < 20'000; ++i) {
            const Duration draw = each.distribution.draw(stream);
            ASSERT_GE(draw, low) << each.name;
            ASSERT_LE(draw, each.distribution.upper_bound()) << each.name;
        }
    }
}

TEST(Distribution, cumulative_agrees_with_the_closed_form_of_every_kind) {
    for (const Case& each : cases()) {
        for (int us = 0; us < 25'000; us += 7) {
            EXPECT_NEAR(each.distribution.cumulative(us * 1us), each.cumulative(us * 1e-3), 1e-12)
                << each.name << " at " << us << " us";
        }
    }
}

TEST(Distribution, quantile_is_the_inverse_of_the_cumulative_for_every_kind) {
    for (const Case& each : cases()) {
        for (double share = 0.0005; share < 1; share += 0.001) {
            // Rounded to a nanosecond, the value is off by half of one.
            const double ms = in_ms(each.distribution.quantile(share));
            EXPECT_LE(each.cumulative(ms - 0.6e-6), share + 1e-12) << each.name;
            EXPECT_GE(each.cumulative(ms + 0.6e-6), share - 1e-12) << each.name;
        }
    }
}

TEST(Distribution, truncated_has_the_mean_of_its_quantiles) {
    for (const Case& each : cases()) {
        if (each.distribution.upper_bound() == Duration::max()) continue;
        constexpr int steps = 400'000;
        double sum = 0;
        for (int i = 0; i < steps; ++i) {
            sum += to_seconds(each.distribution.quantile((i + 0.5) / steps));
        }
        const double mean = each.distribution.mean_seconds();
        EXPECT_NEAR(sum / steps, mean, 2e-6 * mean) << each.name;
    }
}

TEST(Distribution, mean_is_the_textbook_closed_form) {
    EXPECT_EQ(Distribution::constant(3ms).mean_seconds(), 3e-3);
    EXPECT_EQ(Distribution::exponential(500us).mean_seconds(), 5e-4);
    const double sigma = std::log(10.0) / z99;
    EXPECT_NEAR(Distribution::lognormal(2ms, 20ms).mean_seconds(),
                2e-3 * std::exp(sigma * sigma / 2), 1e-15);
    EXPECT_NEAR(Distribution::pareto(1ms, 3).mean_seconds(), 1.5e-3, 1e-15);
    EXPECT_EQ(Distribution::pareto(1ms, 1).mean_seconds(), std::numeric_limits<double>::infinity());
    EXPECT_EQ(Distribution::pareto(1ms, 0.5).mean_seconds(),
              std::numeric_limits<double>::infinity());
    EXPECT_NEAR(Distribution::uniform(2ms, 6ms).mean_seconds(), 4e-3, 1e-15);
    // 0.5 * 1.5 + 0.4 * 3 + 0.1 * 12 ms.
    EXPECT_NEAR(
        Distribution::empirical({{0, 1ms}, {0.5, 2ms}, {0.9, 4ms}, {1, 20ms}}).mean_seconds(),
        3.15e-3, 1e-15);
}

TEST(Distribution, truncated_mean_keeps_its_figures_where_the_textbook_formula_cancels) {
    // A narrow window is nearly uniform.
    EXPECT_NEAR(Distribution::exponential(10'000h).truncated(1ms, 1100us).mean_seconds(), 1.05e-3,
                1e-12);
    EXPECT_NEAR(Distribution::pareto(1ms, 1).truncated(2ms, 2001us).mean_seconds(), 2.0005e-3,
                1e-9);
    // E[X] = (ln b - ln a) a b / (b - a) for shape 1.
    EXPECT_NEAR(Distribution::pareto(1ms, 1).truncated(1ms, 2ms).mean_seconds(),
                2e-3 * std::log(2.0), 1e-15);
    // Far out in the tail an exponential forgets where it is.
    EXPECT_NEAR(Distribution::exponential(1ms).truncated(25ms, Duration::max()).mean_seconds(),
                26e-3, 1e-15);
}

TEST(Distribution, exponential_is_exact_far_out) {
    // The ziggurat ends at 7.697 means. Beyond are e^-7.697 of the draws, and their excess is again
    // an exponential of that mean.
    const auto distribution = Distribution::exponential(1ms);
    const double start = 7.69711747013104972;
    constexpr int draws = 8'000'000;
    Stream stream{4};
    int beyond = 0;
    double excess = 0;
    for (int i = 0; i < draws; ++i) {
        const double ms = in_ms(distribution.draw(stream));
        if (ms < start) continue;
        ++beyond;
        excess += ms - start;
    }
    const double expected = draws * std::exp(-start);
    EXPECT_NEAR(beyond, expected, 4 * std::sqrt(expected));
    EXPECT_NEAR(excess / beyond, 1, 4 / std::sqrt(expected));
}

// Four standard errors are 0.13 %; rounding down instead of to the nearest is off by 2.5 % at a
// mean of 20 ns.
TEST(Distribution, exponential_has_no_bias_from_rounding_to_nanoseconds) {
    for (const Duration mean : {Duration{20ns}, Duration{500us}}) {
        const auto distribution = Distribution::exponential(mean);
        Stream stream{5};
        constexpr int draws = 10'000'000;
        double sum = 0;
        for (int i = 0; i < draws; ++i)
            sum += static_cast<double>(distribution.draw(stream).count());
        // The mean of an exponential of mean m rounded to whole numbers is 1 / (2 sinh(1 / 2m)).
        const double rounded = 1 / (2 * std::sinh(0.5 / static_cast<double>(mean.count())));
        EXPECT_NEAR(sum / draws / rounded, 1, 4 / std::sqrt(double{draws}));
    }
}

TEST(Distribution, lognormal_has_the_percentiles_it_was_made_of) {
    const auto distribution = Distribution::lognormal(3ms, 47ms);
    EXPECT_LE(std::abs((distribution.quantile(0.5) - 3ms).count()), 1);
    EXPECT_LE(std::abs((distribution.quantile(0.99) - 47ms).count()), 1);
}

TEST(Distribution, empirical_draws_a_lump_as_often_as_its_share) {
    const auto distribution = Distribution::empirical({{0, 1ms}, {0.3, 1ms}, {0.5, 2ms}, {1, 2ms}});
    Stream stream{6};
    int at_one = 0;
    int at_two = 0;
    for (int i = 0; i < sample_size; ++i) {
        const Duration draw = distribution.draw(stream);
        at_one += draw == 1ms ? 1 : 0;
        at_two += draw == 2ms ? 1 : 0;
    }
    EXPECT_NEAR(at_one, 0.3 * sample_size, 4 * std::sqrt(0.3 * 0.7 * sample_size));
    EXPECT_NEAR(at_two, 0.5 * sample_size, 4 * std::sqrt(0.5 * 0.5 * sample_size));
    EXPECT_NEAR(distribution.cumulative(1ms), 0.3, 1e-15);
    EXPECT_NEAR(distribution.cumulative(2ms - 1ns), 0.5, 1e-6);
    EXPECT_EQ(distribution.cumulative(2ms), 1);
    EXPECT_NEAR(distribution.share_between(2ms, 3ms), 0.5, 1e-12) << "the lump at the bound counts";
    EXPECT_EQ(distribution.truncated(2ms, 3ms).quantile(0.1), 2ms);
    EXPECT_NEAR(distribution.truncated(1500us, 3ms).mean_seconds(),
                (0.1 * 1.75e-3 + 0.5 * 2e-3) / 0.6, 1e-12);
}

TEST(Distribution, truncated_far_out_in_the_tail_still_has_its_shape) {
    // Between 20 and 26 means there is 2e-9 of an exponential; within, it decays as ever.
    const auto distribution = Distribution::exponential(1ms).truncated(20ms, 26ms);
    const double mass = 1 - std::exp(-6.0);
    for (const double share : {0.01, 0.25, 0.5, 0.75, 0.99}) {
        EXPECT_NEAR(in_ms(distribution.quantile(share)), 20 - std::log(1 - share * mass), 2e-6);
    }
    EXPECT_NEAR(distribution.cumulative(21ms), (1 - std::exp(-1.0)) / mass, 1e-9);
}

TEST(Distribution, truncated_where_nothing_is_cut_off_is_itself) {
    const auto whole = Distribution::exponential(1ms);
    const auto same = whole.truncated(0ms, Duration::max());
    Stream first{7};
    Stream second{7};
    for (int i = 0; i < 100; ++i) EXPECT_EQ(whole.draw(first), same.draw(second));
    EXPECT_TRUE(Distribution::constant(2ms).truncated(1ms, 3ms).is_constant());
}

// Around 1,000 hours the last bit of a double's logarithm is worth tens of nanoseconds.
TEST(Distribution, truncated_to_a_narrow_window_far_from_zero_stays_in_it) {
    const Duration low = 1'000h;
    const Duration high = low + 10us;
    const auto distribution = Distribution::lognormal(1'000h, 2'000h).truncated(low, high);
    for (double share = 0; share < 1; share += 0.0001) {
        const Duration value = distribution.quantile(share);
        ASSERT_TRUE(value >= low && value <= high)
            << (value - low).count() << " ns after the low end";
    }
    EXPECT_GE(distribution.mean_seconds(), to_seconds(low));
    EXPECT_LE(distribution.mean_seconds(), to_seconds(high));
}

TEST(Distribution, share_between_tells_what_a_truncation_would_leave) {
    const auto distribution = Distribution::exponential(1ms);
    EXPECT_NEAR(distribution.share_between(1ms, 2ms), std::exp(-1.0) - std::exp(-2.0), 1e-15);
    EXPECT_EQ(distribution.share_between(0ms, Duration::max()), 1);
    EXPECT_EQ(distribution.share_between(2ms, 1ms), 0);
    EXPECT_EQ(Distribution::constant(5ms).share_between(1ms, 5ms), 1);
    EXPECT_EQ(Distribution::constant(5ms).share_between(6ms, 7ms), 0);
    EXPECT_EQ(Distribution::constant(5ms).share_between(1ms, 4ms), 0);
    EXPECT_EQ(Distribution::uniform(1ms, 2ms).share_between(3ms, 4ms), 0);
    EXPECT_EQ(distribution.truncated(1ms, 3ms).share_between(4ms, 5ms), 0);
    EXPECT_EQ(distribution.truncated(1ms, 3ms).share_between(0ms, 0ms), 0);
    EXPECT_NEAR(distribution.truncated(1ms, 3ms).share_between(1ms, 2ms),
                (1 - std::exp(-1.0)) / (1 - std::exp(-2.0)), 1e-14);
}

TEST(Distribution, upper_bound_is_none_but_for_what_ends) {
    EXPECT_EQ(Distribution{}.upper_bound(), 0ms);
    EXPECT_EQ(Distribution::constant(3ms).upper_bound(), 3ms);
    EXPECT_EQ(Distribution::uniform(2ms, 6ms).upper_bound(), 6ms);
    EXPECT_EQ(Distribution::exponential(1ms).upper_bound(), Duration::max());
    EXPECT_EQ(Distribution::lognormal(1ms, 2ms).upper_bound(), Duration::max());
    EXPECT_EQ(Distribution::pareto(1ms, 2).upper_bound(), Duration::max());
    EXPECT_EQ(Distribution::pareto(1ms, 2).truncated(0ms, 9ms).upper_bound(), 9ms);
}

TEST(Distribution, without_spread_is_a_constant_that_takes_nothing_from_the_stream) {
    Stream used{8};
    Stream untouched{8};
    for (const Distribution& distribution :
         {Distribution::constant(2ms), Distribution::lognormal(2ms, 2ms),
          Distribution::uniform(2ms, 2ms), Distribution::empirical({{0, 2ms}, {1, 2ms}})}) {
        EXPECT_TRUE(distribution.is_constant());
        EXPECT_EQ(distribution.draw(used), 2ms);
        EXPECT_EQ(distribution.quantile(0.7), 2ms);
        EXPECT_EQ(distribution.cumulative(2ms - 1ns), 0);
        EXPECT_EQ(distribution.cumulative(2ms), 1);
    }
    EXPECT_TRUE(Distribution::exponential(0ms).is_constant());
    EXPECT_EQ(Distribution{}.draw(used), 0ms);
    EXPECT_EQ(used.bits(), untouched.bits());
}

TEST(Distribution, constant_is_exact_beyond_what_a_double_holds) {
    const Duration odd{9'007'199'254'740'993};
    Stream stream{9};
    EXPECT_EQ(Distribution::constant(odd).draw(stream), odd);
}

TEST(Distribution, without_a_bound_stops_at_the_longest_draw) {
    const auto wild = Distribution::pareto(1s, 0.01);
    Stream stream{10};
    Duration most{0};
    for (int i = 0; i < 1'000; ++i) most = std::max(most, wild.draw(stream));
    EXPECT_EQ(most, longest_draw);
    const auto slow = Distribution::exponential(Duration::max());
    for (int i = 0; i < 1'000; ++i) EXPECT_LE(slow.draw(stream), longest_draw);
}

struct Golden {
    std::string name;
    std::array<std::int64_t, 10> first_nanoseconds;  // of seed 2026
    std::uint64_t digest;                            // of a million draws of seed 7
};

const std::vector<Golden> golden{
    {"exponential",
     {298180, 374156, 292378, 2654637, 21962, 608134, 805684, 494359, 525092, 580479},
     9421427882456161116u},
    {"lognormal",
     {1115684, 922456, 4072559, 126844, 1917180, 6737837, 7815483, 5804148, 688106, 4922184},
     4384438034766244499u},
    {"pareto",
     {1219922, 1283303, 1215213, 5869431, 1014749, 1499937, 1711077, 1390374, 1419154, 1472536},
     10050944201361988359u},
    {"uniform",
     {3708004, 4456357, 4887839, 5456466, 2120832, 5660823, 5235023, 5596588, 5298743, 3896061},
     2791467634489360775u},
    {"empirical",
     {1854002, 2570446, 3109799, 3820582, 1060416, 6432917, 3543779, 3995735, 3623429, 1948030},
     13019743615582661489u},
    {"exponential truncated",
     {370169, 558585, 711763, 1031473, 114989, 1225622, 881905, 1156116, 920560, 411262},
     4602873146106542251u},
    {"lognormal truncated",
     {2347344, 3414295, 4397118, 6890078, 1073132, 8805314, 5638700, 8075540, 5946351, 2568429},
     1071137636436499897u},
    {"pareto truncated",
     {2403172, 2735498, 3043344, 3826403, 2020386, 4428450, 3433080, 4199139, 3529743, 2471718},
     1376222053244434396u},
    {"uniform truncated",
     {2427001, 2614089, 2721960, 2864116, 2030208, 2915206, 2808756, 2899147, 2824686, 2474015},
     17116721395543716011u},
    {"empirical truncated",
     {2217816, 2860932, 3231737, 3720400, 1541536, 3896020, 3530098, 3840818, 3584857, 2379427},
     12933489345275349307u},
};

// FNV-1a over the nanoseconds of many draws: rare branches, such as the ziggurat's tail, are in it.
std::uint64_t digest_of(const Distribution& distribution) {
    Stream stream{7};
    std::uint64_t digest = 0xcbf2'9ce4'8422'2325;
    for (int i = 0; i < 1'000'000; ++i) {
        digest ^= static_cast<std::uint64_t>(distribution.draw(stream).count());
        digest *= 0x0000'0100'0000'01b3;
    }
    return digest;
}

// Whatever the compiler, the optimisation and the C library: a published result must come out
// again.
TEST(Distribution, draws_the_same_nanoseconds_everywhere) {
    const std::vector<Case> all = cases();
    for (const Golden& expected : golden) {
        const auto found = std::ranges::find(all, expected.name, &Case::name);
        ASSERT_NE(found, all.end()) << expected.name;
        Stream stream{2026};
        for (const std::int64_t nanoseconds : expected.first_nanoseconds) {
            EXPECT_EQ(found->distribution.draw(stream).count(), nanoseconds) << expected.name;
        }
        EXPECT_EQ(digest_of(found->distribution), expected.digest) << expected.name;
    }
}

TEST(Distribution, of_impossible_parameters_is_a_bug) {
    EXPECT_THROW(Distribution::constant(-1ns), Bug);
    EXPECT_THROW(Distribution::exponential(-1ns), Bug);
    EXPECT_THROW(Distribution::lognormal(0ms, 1ms), Bug);
    EXPECT_THROW(Distribution::lognormal(2ms, 1ms), Bug);
    EXPECT_THROW(Distribution::pareto(0ms, 1), Bug);
    EXPECT_THROW(Distribution::pareto(1ms, 0), Bug);
    EXPECT_THROW(Distribution::uniform(2ms, 1ms), Bug);
    EXPECT_THROW(Distribution::uniform(-1ms, 1ms), Bug);
    EXPECT_THROW(Distribution::empirical({{0, 1ms}}), Bug);
    EXPECT_THROW(Distribution::empirical({{0, 1ms}, {0.5, 2ms}}), Bug);
    EXPECT_THROW(Distribution::empirical({{0.1, 1ms}, {1, 2ms}}), Bug);
    EXPECT_THROW(Distribution::empirical({{0, 2ms}, {1, 1ms}}), Bug);
    EXPECT_THROW(Distribution::empirical({{0, 1ms}, {0.5, 2ms}, {0.5, 3ms}, {1, 4ms}}), Bug);
    EXPECT_THROW(Distribution::exponential(1ms).truncated(2ms, 2ms), Bug);
    EXPECT_THROW(Distribution::exponential(1ms).truncated(60ms, 70ms), Bug);
    EXPECT_THROW(Distribution::constant(5ms).truncated(1ms, 4ms), Bug);
    EXPECT_THROW(Distribution::uniform(1ms, 2ms).truncated(3ms, 4ms), Bug);
    EXPECT_THROW(Distribution::exponential(1ms).quantile(1), Bug);
}

}  // namespace
}  // namespace triaz::base
