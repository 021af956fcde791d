#include "sim/base/ziggurat.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace triaz::base {
namespace {

using Density = std::function<double(double)>;

double exponential_density(double x) { return std::exp(-x); }
double normal_density(double x) { return std::exp(-x * x / 2); }

double edge(const ZigguratLayers& layers, std::size_t i) {
    return i < layers.size() ? layers[i].scale * 0x1p53 : 0;
}

// Equal areas are what makes choosing a layer by 8 random bits right. They must also close: the top
// layer, which the construction does not compute but cuts off at height 1, must have that area too.
void expect_equal_areas(const ZigguratLayers& layers, const Density& density, double tail) {
    const double bottom = edge(layers, 1) * density(edge(layers, 1)) + tail;
    EXPECT_NEAR(edge(layers, 0) * density(edge(layers, 1)) / bottom, 1, 1e-14);
    for (std::size_t i = 1; i < layers.size(); ++i) {
        const double height = density(edge(layers, i + 1)) - density(edge(layers, i));
        EXPECT_NEAR(edge(layers, i) * height / bottom, 1, 1e-10) << "layer " << i;
    }
}

TEST(Ziggurat, has_layers_of_equal_area) {
    const double exponential_start = edge(exponential_layers, 1);
    expect_equal_areas(exponential_layers, exponential_density, std::exp(-exponential_start));
    const double normal_start = edge(normal_layers, 1);
    expect_equal_areas(normal_layers, normal_density,
                       std::sqrt(std::acos(-1.0) / 2) * std::erfc(normal_start / std::sqrt(2.0)));
}

TEST(Ziggurat, calls_certain_only_what_lies_under_the_curve_at_the_top_of_its_layer) {
    for (const ZigguratLayers* layers : {&exponential_layers, &normal_layers}) {
        for (std::size_t i = 0; i < layers->size(); ++i) {
            const auto inside = static_cast<double>((*layers)[i].inside_below);
            const double furthest = inside * (*layers)[i].scale;
            EXPECT_NEAR(furthest, edge(*layers, i + 1), 1e-14 * edge(*layers, i)) << "layer " << i;
        }
    }
}

// Kolmogorov-Smirnov: the distance exceeds 1.95 / sqrt(n) once in a thousand samples.
void expect_to_follow(std::vector<double> sample, const std::function<double(double)>& cumulative) {
    std::ranges::sort(sample);
    const auto size = static_cast<double>(sample.size());
    double distance = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const double share = cumulative(sample[i]);
        distance = std::max({distance, share - static_cast<double>(i) / size,
                             static_cast<double>(i + 1) / size - share});
    }
    EXPECT_LT(distance, 1.95 / std::sqrt(size));
}

TEST(Ziggurat, draws_exponential_and_normal_variates) {
    Stream stream{1};
    std::vector<double> exponential(1'000'000);
    for (double& draw : exponential) draw = standard_exponential(stream);
    expect_to_follow(std::move(exponential), [](double x) { return 1 - std::exp(-x); });
    std::vector<double> normal(1'000'000);
    for (double& draw : normal) draw = standard_normal(stream);
    expect_to_follow(std::move(normal),
                     [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; });
}

// Few points are not certain; looked at alone, they show a fault that the whole sample hides.
TEST(Ziggurat, draws_rightly_near_the_edges_of_its_layers) {
    // Around a layer's edge the draws below and above it come from different branches: the share
    // in a narrow band shows whether a wedge is drawn too often. 64 bands of equal share.
    constexpr int draws = 4'000'000;
    constexpr std::size_t bands = 64;
    Stream stream{2};
    std::vector<int> exponential(bands);
    std::vector<int> normal(bands);
    for (int i = 0; i < draws; ++i) {
        const double e = 1 - std::exp(-standard_exponential(stream));
        ++exponential[std::min(bands - 1, static_cast<std::size_t>(e * bands))];
        const double n = std::erfc(-standard_normal(stream) / std::sqrt(2.0)) / 2;
        ++normal[std::min(bands - 1, static_cast<std::size_t>(n * bands))];
    }
    double exponential_chi = 0;
    double normal_chi = 0;
    constexpr double expected = double{draws} / bands;
    for (std::size_t band = 0; band < bands; ++band) {
        exponential_chi += std::pow(exponential[band] - expected, 2) / expected;
        normal_chi += std::pow(normal[band] - expected, 2) / expected;
    }
    // 63 degrees of freedom: exceeded once in a thousand.
    EXPECT_LT(exponential_chi, 103.4);
    EXPECT_LT(normal_chi, 103.4);
}

// Begun where the ziggurat ends, which it does once in 2,200 draws, and now and then ending there
// again.
TEST(Ziggurat, finishes_in_the_tail_with_an_exponential_from_there_on) {
    const double start = edge(exponential_layers, 1);
    Stream stream{4};
    std::vector<double> excess(1'000'000);
    int twice = 0;
    for (double& draw : excess) {
        ZigguratPoint point{stream, exponential_layers};
        point.layer = 0;
        point.certain = false;
        draw = finish_exponential(stream, point) - start;
        twice += draw > start ? 1 : 0;
    }
    const double expected = static_cast<double>(excess.size()) * std::exp(-start);
    EXPECT_NEAR(twice, expected, 4 * std::sqrt(expected));
    expect_to_follow(std::move(excess), [](double x) { return 1 - std::exp(-x); });
}

TEST(Ziggurat, draws_normal_variates_rightly_far_out) {
    // The ziggurat ends at 3.654. Beyond lies 2.58e-4 of the whole, half on either side, whose
    // distance from there has the mean density / survival - start.
    const double start = 3.6541528853610088;
    constexpr int draws = 8'000'000;
    Stream stream{3};
    int left = 0;
    int right = 0;
    double excess = 0;
    for (int i = 0; i < draws; ++i) {
        const double draw = standard_normal(stream);
        if (std::abs(draw) < start) continue;
        ++(draw < 0 ? left : right);
        excess += std::abs(draw) - start;
    }
    const double survival = std::erfc(start / std::sqrt(2.0)) / 2;
    const double expected = draws * survival;
    EXPECT_NEAR(left, expected, 4 * std::sqrt(expected));
    EXPECT_NEAR(right, expected, 4 * std::sqrt(expected));
    const double density = std::exp(-start * start / 2) / std::sqrt(2 * std::acos(-1.0));
    const double mean = density / survival - start;
    EXPECT_NEAR(excess / (left + right) / mean, 1, 4 / std::sqrt(2 * expected));
}

}  // namespace
}  // namespace triaz::base
