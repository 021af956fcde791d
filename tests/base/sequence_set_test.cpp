#include "sim/base/sequence_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <set>
#include <vector>

#include "sim/base/stream.hpp"

namespace triaz::base {
namespace {

using Numbers = std::vector<std::uint64_t>;

// The slow twin: the same set, and the plainest code.
struct Twin {
    SequenceSet fast;
    std::set<std::uint64_t> slow;

    void insert(std::uint64_t number) {
        EXPECT_EQ(fast.insert(number), slow.insert(number).second) << number;
        EXPECT_EQ(fast.size(), slow.size());
    }

    Numbers missing_from(const Twin& other) const {
        Numbers result;
        std::ranges::set_difference(slow, other.slow, std::back_inserter(result));
        return result;
    }
};

void expect_equal_everywhere(const Twin& left, const Twin& right) {
    const Numbers expected = left.missing_from(right);
    EXPECT_EQ(left.fast.count_missing_from(right.fast), expected.size());
    EXPECT_EQ(left.fast.missing_from(right.fast, expected.size() + 1), expected);
    const std::size_t half = expected.size() / 2;
    EXPECT_EQ(left.fast.missing_from(right.fast, half),
              Numbers(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(half)));
    EXPECT_EQ(left.fast == right.fast, left.slow == right.slow);
}

struct Input {
    std::uint64_t seed;
    int insertions;
    std::uint64_t one_left_out_in;  // so that the two sets differ
    std::function<std::uint64_t(Stream&, int)> number;
};

// Two sets drawn alike, compared with their twins again and again.
void compare_with_twins(const Input& input) {
    Stream stream{input.seed};
    Twin left;
    Twin right;
    for (int i = 0; i < input.insertions; ++i) {
        const std::uint64_t drawn = input.number(stream, i);
        if (stream.below(input.one_left_out_in) != 0) left.insert(drawn);
        if (stream.below(input.one_left_out_in) != 0) right.insert(drawn);
        const std::uint64_t asked = input.number(stream, i);
        EXPECT_EQ(left.fast.contains(asked), left.slow.contains(asked)) << asked;
        if (i % (input.insertions / 9) == 0) expect_equal_everywhere(left, right);
    }
    expect_equal_everywhere(left, right);
    expect_equal_everywhere(right, left);
    for (const std::uint64_t missing : left.missing_from(right)) right.insert(missing);
    for (const std::uint64_t missing : right.missing_from(left)) left.insert(missing);
    EXPECT_TRUE(left.fast == right.fast);
    expect_equal_everywhere(left, right);
}

TEST(SequenceSet, agrees_with_a_plain_set_on_nearly_ordered_numbers_with_few_holes) {
    compare_with_twins(
        {1, 60'000, 7'000, [](Stream&, int i) { return static_cast<std::uint64_t>(i) ^ 1'365; }});
}

TEST(SequenceSet, agrees_with_a_plain_set_on_nearly_ordered_numbers_with_many_holes) {
    compare_with_twins({2, 60'000, 50, [](Stream& stream, int i) {
                            return static_cast<std::uint64_t>(i) + stream.below(300);
                        }});
}

TEST(SequenceSet, agrees_with_a_plain_set_on_dense_numbers_in_any_order) {
    compare_with_twins({3, 120'000, 50, [](Stream& stream, int) { return stream.below(12'288); }});
}

TEST(SequenceSet, agrees_with_a_plain_set_on_sparse_numbers) {
    compare_with_twins({4, 3'000, 50, [](Stream& stream, int) { return stream.below(5'000'000); }});
}

TEST(SequenceSet, agrees_with_a_plain_set_on_numbers_in_falling_order) {
    compare_with_twins({5, 40'000, 7'000, [](Stream&, int i) {
                            return static_cast<std::uint64_t>(40'000 - i) ^ 85;
                        }});
}

TEST(SequenceSet, agrees_with_a_plain_set_up_to_the_largest_number) {
    constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    compare_with_twins(
        {6, 60'000, 50, [](Stream& stream, int) { return last - stream.below(6'000); }});
    SequenceSet full;
    for (std::uint64_t i = 0; i < 8'192; ++i) full.insert(last - i);
    EXPECT_TRUE(full.contains(last));
    EXPECT_EQ(full.count_missing_from(SequenceSet{}), 8'192u);
}

TEST(SequenceSet, counts_a_number_once) {
    SequenceSet set;
    EXPECT_TRUE(set.empty());
    EXPECT_TRUE(set.insert(5));
    EXPECT_FALSE(set.insert(5));
    EXPECT_EQ(set.size(), 1u);
}

TEST(SequenceSet, still_knows_the_numbers_of_the_blocks_it_dropped) {
    SequenceSet set;
    for (std::uint64_t i = 0; i < 3 * 4'096; ++i) EXPECT_TRUE(set.insert(i));
    for (std::uint64_t i = 0; i < 3 * 4'096; ++i) EXPECT_FALSE(set.insert(i));
    EXPECT_TRUE(set.contains(0));
    EXPECT_TRUE(set.contains(3 * 4'096 - 1));
    EXPECT_FALSE(set.contains(3 * 4'096));
    EXPECT_EQ(set.size(), 3 * 4'096u);
}

TEST(SequenceSet, is_equal_whatever_the_order_of_insertion) {
    SequenceSet rising;
    SequenceSet falling;
    for (std::uint64_t i = 0; i < 20'000; ++i) rising.insert(i);
    EXPECT_FALSE(rising == falling);
    for (std::uint64_t i = 20'000; i-- > 0;) falling.insert(i);
    EXPECT_TRUE(rising == falling);
    falling.insert(20'000);
    EXPECT_FALSE(rising == falling);
    rising.insert(20'001);
    EXPECT_FALSE(rising == falling) << "as many members, but others";
}

SequenceSet set_of_blocks(std::initializer_list<std::uint64_t> blocks) {
    SequenceSet set;
    for (const std::uint64_t block : blocks) {
        for (std::uint64_t i = 0; i < 4'096; ++i) set.insert(block * 4'096 + i);
    }
    return set;
}

TEST(SequenceSet, of_full_blocks_is_equal_only_to_the_set_of_the_same_blocks) {
    EXPECT_TRUE(set_of_blocks({0, 1, 2}) == set_of_blocks({0, 2, 1}));
    EXPECT_TRUE(set_of_blocks({0, 1, 2}) == set_of_blocks({2, 1, 0}));
    EXPECT_FALSE(set_of_blocks({0, 1}) == set_of_blocks({0, 2}));
}

TEST(SequenceSet, lists_no_more_of_the_missing_than_asked_for) {
    SequenceSet set;
    for (std::uint64_t i = 0; i < 10'000; ++i) set.insert(i);
    EXPECT_TRUE(set.missing_from(SequenceSet{}, 0).empty());
    EXPECT_EQ(set.missing_from(SequenceSet{}, 3), (Numbers{0, 1, 2}));
    EXPECT_TRUE(set.missing_from(set, 10).empty());
    EXPECT_TRUE(SequenceSet{}.missing_from(set, 10).empty());
}

TEST(SequenceSet, counts_the_missing_across_blocks_without_a_member) {
    SequenceSet set = set_of_blocks({1, 5});
    set.insert(3 * 4'096);
    EXPECT_EQ(set.count_missing_from(SequenceSet{}), 2 * 4'096u + 1);
    EXPECT_EQ(set.count_missing_from(set_of_blocks({1})), 4'096u + 1);
    EXPECT_EQ(set.count_missing_from(set_of_blocks({0, 1, 2, 3})), 4'096u);
    EXPECT_EQ(set_of_blocks({0, 1}).missing_from(set, 2), (Numbers{0, 1}));
}

constexpr std::uint64_t long_run = 10'000'000;
constexpr std::size_t flat_bound = 64 * 1'024;

TEST(SequenceSet, stays_small_over_ten_million_nearly_ordered_numbers) {
    SequenceSet set;
    std::size_t most = 0;
    for (std::uint64_t i = 0; i < long_run; ++i) {
        set.insert(i ^ 1'365);  // a permutation that moves a number by up to 2,047
        if (i % 1'000 == 0) most = std::max(most, set.memory());
    }
    EXPECT_LT(most, flat_bound);
    EXPECT_GT(most, 528u) << "a bitmap at least was held";
    EXPECT_GE(set.size(), long_run);
}

// A write that failed leaves a hole for ever: what comes after it must not pile up.
TEST(SequenceSet, stays_small_behind_holes_that_never_fill) {
    SequenceSet set;
    std::size_t most = 0;
    for (std::uint64_t i = 0; i < long_run; ++i) {
        if (i % 500'000 != 3) set.insert(i);
        if (i % 1'000 == 0) most = std::max(most, set.memory());
    }
    EXPECT_LT(most, flat_bound);
    EXPECT_EQ(set.size(), long_run - 20);
    EXPECT_FALSE(set.contains(500'003));
    EXPECT_TRUE(set.contains(500'004));
}

}  // namespace
}  // namespace triaz::base
