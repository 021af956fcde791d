#include "sim/measure/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"

namespace triaz::measure {
namespace {

using namespace std::chrono_literals;
using base::Duration;

// The smallest value with at least `share` of all at or below it.
Duration exact_quantile(std::vector<Duration> values, double share) {
    std::ranges::sort(values);
    const double wanted = share * static_cast<double>(values.size());
    const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(wanted)));
    return values[rank - 1];
}

TEST(Histogram, holds_small_values_exactly) {
    Histogram histogram;
    for (std::int64_t v = 0; v < 256; ++v) histogram.record(Duration{v});
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const auto expected = static_cast<std::int64_t>(std::max(1.0, share * 256)) - 1;
        EXPECT_EQ(histogram.quantile(share), Duration{expected}) << share;
    }
}

TEST(Histogram, quantiles_are_within_one_part_in_128_of_sorted_values) {
    base::Stream stream(1);
    const std::vector<base::Distribution> shapes{
        base::Distribution::exponential(2ms), base::Distribution::lognormal(1ms, 50ms),
        base::Distribution::uniform(0ns, 3s), base::Distribution::pareto(1us, 0.8)};
    for (const auto& shape : shapes) {
        Histogram histogram;
        std::vector<Duration> values;
        for (int i = 0; i < 20'000; ++i) {
            values.push_back(std::min<Duration>(shape.draw(stream), 2400h));
            histogram.record(values.back());
        }
        for (const double share : {0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
            const auto exact = exact_quantile(values, share).count();
            const auto found = histogram.quantile(share).count();
            EXPECT_GE(found, exact) << share;
            EXPECT_LE(static_cast<double>(found), static_cast<double>(exact) * (1 + 1.0 / 128))
                << share;
        }
        EXPECT_EQ(histogram.worst(), *std::ranges::max_element(values));
        double sum = 0;
        for (const Duration value : values) sum += base::to_seconds(value);
        EXPECT_NEAR(histogram.mean_seconds(), sum / 20'000, 1e-9 * sum);
    }
}

TEST(Histogram, takes_everything_from_nothing_to_292_years) {
    Histogram histogram;
    EXPECT_EQ(histogram.quantile(0.5), Duration::zero());
    histogram.record(Duration::max());
    EXPECT_EQ(histogram.quantile(0.5), Duration::max());
    histogram.record(-1ns);  // a clock of a live drill that ran backwards
    EXPECT_EQ(histogram.quantile(0.0), Duration::zero());
    EXPECT_EQ(histogram.count(), 2U);
}

TEST(Histogram, every_power_of_two_falls_between_its_neighbours) {
    for (int bit = 1; bit < 63; ++bit) {
        const std::int64_t power = std::int64_t{1} << bit;
        for (const std::int64_t value : {power - 1, power, power + 1}) {
            Histogram histogram;
            histogram.record(Duration{value});
            histogram.record(Duration::max());
            const std::int64_t found = histogram.quantile(0.5).count();
            EXPECT_GE(found, value);
            EXPECT_LE(found - value, value / 128) << value;
        }
    }
}

TEST(Histogram, merging_is_recording_both) {
    base::Stream stream(3);
    const auto shape = base::Distribution::exponential(5ms);
    Histogram left;
    Histogram right;
    Histogram both;
    for (int i = 0; i < 1000; ++i) {
        const Duration value = shape.draw(stream);
        (i % 3 == 0 ? left : right).record(value);
        both.record(value);
    }
    left.merge(right);
    EXPECT_EQ(left.count(), both.count());
    EXPECT_EQ(left.worst(), both.worst());
    EXPECT_EQ(left.mean_seconds(), both.mean_seconds());
    for (const double share : {0.1, 0.5, 0.99, 0.999}) {
        EXPECT_EQ(left.quantile(share), both.quantile(share));
    }
}

TEST(Histogram, counts_what_is_at_or_below_a_value) {
    Histogram histogram;
    EXPECT_EQ(histogram.count_up_to(1s), 0U);
    for (const auto value : {1s, 2s, 3s, 3s}) histogram.record(value);
    EXPECT_EQ(histogram.count_up_to(900ms), 0U);
    EXPECT_EQ(histogram.count_up_to(1s), 1U);
    EXPECT_EQ(histogram.count_up_to(2900ms), 2U);
    EXPECT_EQ(histogram.count_up_to(3s), 4U);
    EXPECT_EQ(histogram.count_up_to(1h), 4U);
}

}  // namespace
}  // namespace triaz::measure
