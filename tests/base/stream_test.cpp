#include "sim/base/stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace triaz::base {
namespace {

// Chi-square of equally likely cells.
double chi_square(const std::vector<std::uint64_t>& counts) {
    double total = 0;
    for (const std::uint64_t count : counts) total += static_cast<double>(count);
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const std::uint64_t count : counts) {
        const double off = static_cast<double>(count) - expected;
        sum += off * off / expected;
    }
    return sum;
}

// What chi-square exceeds once in a thousand times (Wilson & Hilferty 1931).
double critical_chi_square(std::size_t cells) {
    const double freedom = static_cast<double>(cells - 1);
    const double part = 2.0 / (9.0 * freedom);
    return freedom * std::pow(1 - part + 3.0902 * std::sqrt(part), 3);
}

TEST(Stream, seeds_by_the_published_split_mix) {
    // The first outputs of Vigna's splitmix64.c for seed 1234567, as in its many ports.
    std::uint64_t state = 1'234'567;
    EXPECT_EQ(split_mix(state), 6457827717110365317u);
    EXPECT_EQ(split_mix(state), 3203168211198807973u);
    EXPECT_EQ(split_mix(state), 9817491932198370423u);
    EXPECT_EQ(split_mix(state), 4593380528125082431u);
    EXPECT_EQ(split_mix(state), 16408922859458223821u);
}

TEST(Stream, generates_by_the_published_xoshiro256_plus_plus) {
    // The first outputs of Blackman & Vigna's reference from state {1, 2, 3, 4}.
    Xoshiro256 generator{{1, 2, 3, 4}};
    for (const std::uint64_t expected :
         {std::uint64_t{41943041}, std::uint64_t{58720359}, 3588806011781223u, 3591011842654386u,
          9228616714210784205u, 9973669472204895162u, 14011001112246962877u, 12406186145184390807u,
          15849039046786891736u, 10450023813501588000u}) {
        EXPECT_EQ(generator.next(), expected);
    }
}

TEST(Stream, of_a_seed_is_that_generator_seeded_by_split_mix) {
    // As the Rust crate rand gives it for Xoshiro256PlusPlus::seed_from_u64(0).
    Stream stream{0};
    EXPECT_EQ(stream.bits(), 5987356902031041503u);
    EXPECT_EQ(stream.bits(), 7051070477665621255u);
    EXPECT_EQ(stream.bits(), 6633766593972829180u);
}

TEST(Stream, gives_the_same_bits_for_the_same_seed_and_others_for_another) {
    Stream first{42};
    Stream second{42};
    Stream other{43};
    int equal_to_other = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::uint64_t bits = first.bits();
        EXPECT_EQ(bits, second.bits());
        equal_to_other += bits == other.bits() ? 1 : 0;
    }
    EXPECT_EQ(equal_to_other, 0);
}

TEST(Stream, derived_does_not_depend_on_what_was_drawn) {
    Stream root{7};
    Stream before = root.stream("faults");
    for (int i = 0; i < 100; ++i) root.bits();
    Stream after = root.stream("faults");
    EXPECT_EQ(before.bits(), after.bits());
}

TEST(Stream, derived_keeps_its_bits_from_release_to_release) {
    Stream by_name = Stream{1}.stream("faults");
    EXPECT_EQ(by_name.bits(), 7682913531739031909u);
    Stream by_number = Stream{1}.stream(7);
    EXPECT_EQ(by_number.bits(), 15185266115544679990u);
}

TEST(Stream, derived_differs_by_seed_name_number_kind_and_path) {
    std::set<std::uint64_t> seen;
    std::size_t made = 0;
    const auto note = [&](Stream stream) {
        seen.insert(stream.bits());
        ++made;
    };
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Stream root{seed};
        note(root);
        note(root.stream(""));
        for (std::uint64_t number = 0; number < 200; ++number) {
            note(root.stream(number));
            note(root.stream(std::to_string(number)));
            note(root.stream("a").stream(number));
            note(root.stream(number).stream("a"));
        }
        note(root.stream(1).stream(2));
        note(root.stream(2).stream(1));
    }
    EXPECT_EQ(seen.size(), made);
}

// Neighbouring names and numbers, as zones and instances have them, share nothing: the correlation
// of two independent uniforms over n draws has deviation 1 / sqrt(n).
TEST(Stream, derived_is_uncorrelated_with_its_parent_and_its_neighbours) {
    constexpr int draws = 20'000;
    const auto correlation = [](Stream first, Stream second) {
        double sum = 0;
        for (int i = 0; i < draws; ++i) sum += (first.uniform() - 0.5) * (second.uniform() - 0.5);
        return 12 * sum / draws;
    };
    const Stream root{11};
    const double bound = 4.5 / std::sqrt(static_cast<double>(draws));
    for (std::uint64_t number = 0; number < 50; ++number) {
        const std::string name = "zone-" + std::to_string(number);
        const std::string next = "zone-" + std::to_string(number + 1);
        EXPECT_LT(std::abs(correlation(root.stream(number), root.stream(number + 1))), bound);
        EXPECT_LT(std::abs(correlation(root.stream(name), root.stream(next))), bound);
        EXPECT_LT(std::abs(correlation(root, root.stream(name))), bound);
    }
}

// First draws across streams must be as uniform as draws within one: every instance has its own.
TEST(Stream, derived_by_number_starts_uniformly) {
    std::vector<std::uint64_t> counts(100);
    const Stream root{12};
    for (std::uint64_t number = 0; number < 50'000; ++number) {
        ++counts[static_cast<std::size_t>(root.stream(number).uniform() * 100)];
    }
    EXPECT_LT(chi_square(counts), critical_chi_square(counts.size()));
}

TEST(Stream, uniform_is_spread_evenly_over_zero_to_one) {
    std::vector<std::uint64_t> counts(1'000);
    Stream stream{5};
    double least = 1;
    double most = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        const double draw = stream.uniform();
        least = std::min(least, draw);
        most = std::max(most, draw);
        ASSERT_TRUE(draw >= 0 && draw < 1);
        ++counts[static_cast<std::size_t>(draw * 1'000)];
    }
    EXPECT_LT(chi_square(counts), critical_chi_square(counts.size()));
    EXPECT_LT(least, 2e-5);
    EXPECT_GT(most, 1 - 2e-5);
}

TEST(Stream, below_gives_each_number_equally_often) {
    Stream stream{6};
    for (const std::uint64_t bound : {2u, 3u, 7u, 10u, 97u, 256u}) {
        std::vector<std::uint64_t> counts(bound);
        for (int i = 0; i < 200'000; ++i) ++counts.at(stream.below(bound));
        EXPECT_LT(chi_square(counts), critical_chi_square(bound)) << "below " << bound;
    }
}

// Spread over so many numbers, multiply-and-shift alone gives every third of the low ones twice as
// often as the others.
TEST(Stream, below_a_bound_near_the_word_size_has_no_bias) {
    Stream stream{8};
    std::vector<std::uint64_t> counts(3);
    constexpr std::uint64_t bound = (std::uint64_t{3} << 62) + 1;
    for (int i = 0; i < 1'000'000; ++i) {
        const std::uint64_t draw = stream.below(bound);
        ASSERT_LT(draw, bound);
        if (draw < bound / 16) ++counts[draw % 3];
    }
    EXPECT_LT(chi_square(counts), critical_chi_square(3));
}

TEST(Stream, below_one_is_zero_and_below_zero_is_a_bug) {
    Stream stream{9};
    EXPECT_EQ(stream.below(1), 0u);
    EXPECT_THROW(stream.below(0), Bug);
}

}  // namespace
}  // namespace triaz::base
