// What takes members out again, or in by the set: erase and merge, also where whole blocks are held
// as a stretch (which erase must open again), against std::set on histories that rapidcheck draws.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <set>
#include <vector>

#include "sim/base/sequence_set.hpp"

namespace triaz::base {
namespace {

constexpr std::uint64_t block_size = 4'096;
constexpr std::uint64_t blocks = 5;

// One thing done to a set, on the numbers first, first + step, ... below end.
struct Change {
    bool insert;
    std::uint64_t first;
    std::uint64_t end;
    std::uint64_t step;
};

std::ostream& operator<<(std::ostream& out, const Change& change) {
    return out << (change.insert ? "insert [" : "erase [") << change.first << ", " << change.end
               << ") by " << change.step;
}

// Whole blocks, runs across their edges and single numbers; bounds on and beside the edges.
rc::Gen<std::uint64_t> bound() {
    return rc::gen::map(
        rc::gen::pair(rc::gen::inRange<std::uint64_t>(0, blocks + 1),
                      rc::gen::weightedOneOf<std::uint64_t>(
                          {{4, rc::gen::just<std::uint64_t>(0)},
                           {2, rc::gen::element<std::uint64_t>(1, 63, 64, 65, 4'095)},
                           {1, rc::gen::inRange<std::uint64_t>(0, block_size)}})),
        [](const auto& place) { return place.first * block_size + place.second; });
}

rc::Gen<Change> change() {
    return rc::gen::build<Change>(
        rc::gen::set(&Change::insert, rc::gen::weightedElement<bool>({{2, true}, {1, false}})),
        rc::gen::set(&Change::first, bound()),
        rc::gen::set(&Change::end,
                     rc::gen::map(bound(), [](std::uint64_t last) { return last + 1; })),
        rc::gen::set(&Change::step, rc::gen::weightedElement<std::uint64_t>(
                                        {{6, 1}, {1, 64}, {1, 97}, {1, block_size}})));
}

struct Twins {
    SequenceSet fast;
    std::set<std::uint64_t> slow;

    void make(const Change& change) {
        for (std::uint64_t n = change.first; n < change.end; n += change.step) {
            if (change.insert) {
                RC_ASSERT(fast.insert(n) == slow.insert(n).second);
            } else {
                RC_ASSERT(fast.erase(n) == (slow.erase(n) == 1));
            }
        }
    }

    void agree() const {
        RC_ASSERT(fast.size() == slow.size());
        RC_ASSERT(fast.empty() == slow.empty());
        RC_ASSERT(fast.missing_from({}, slow.size() + 1) ==
                  std::vector<std::uint64_t>(slow.begin(), slow.end()));
        SequenceSet anew;
        for (const std::uint64_t number : slow) anew.insert(number);
        RC_ASSERT(fast == anew);  // held as if nothing had ever been taken out
        for (std::uint64_t n = 0; n <= (blocks + 1) * block_size; n += 61)
            RC_ASSERT(fast.contains(n) == slow.contains(n));
    }
};

void make_all(Twins& twins, const std::vector<Change>& changes) {
    for (const Change& each : changes) twins.make(each);
}

// The same cases in every run of the tests, unless RC_PARAMS asks for others.
template <class Property>
bool holds(const char* sentence, const Property& property) {
    setenv("RC_PARAMS", "seed=20 max_success=100", /*overwrite=*/0);
    return rc::check(sentence, property);
}

TEST(SequenceSetChange, agrees_with_a_plain_set_whatever_is_inserted_and_erased) {
    EXPECT_TRUE(holds("any history of insertions and erasures", [] {
        Twins twins;
        make_all(twins, *rc::gen::container<std::vector<Change>>(change()));
        twins.agree();
    }));
}

TEST(SequenceSetChange, an_erased_number_can_come_back_and_the_set_is_as_before) {
    EXPECT_TRUE(holds("insert after erase", [] {
        Twins twins;
        make_all(twins, *rc::gen::container<std::vector<Change>>(change()));
        const SequenceSet before = twins.fast;
        const std::uint64_t number = *bound();
        const bool was_in = twins.fast.erase(number);
        RC_ASSERT(!twins.fast.contains(number));
        RC_ASSERT(twins.fast.size() + (was_in ? 1 : 0) == before.size());
        RC_ASSERT(!twins.fast.erase(number));
        if (was_in) RC_ASSERT(twins.fast.insert(number));
        RC_ASSERT(twins.fast == before);
    }));
}

TEST(SequenceSetChange, a_merged_set_is_the_union) {
    EXPECT_TRUE(holds("merge", [] {
        Twins one;
        Twins other;
        make_all(one, *rc::gen::container<std::vector<Change>>(change()));
        make_all(other, *rc::gen::container<std::vector<Change>>(change()));
        const SequenceSet kept = other.fast;
        one.fast.merge(other.fast);
        one.slow.insert(other.slow.begin(), other.slow.end());
        one.agree();
        RC_ASSERT(other.fast == kept);
        one.fast.merge(one.fast);
        one.agree();
        one.make(*change());  // and can be changed on
        one.agree();
    }));
}

SequenceSet full_blocks(std::uint64_t first, std::uint64_t end) {
    SequenceSet set;
    for (std::uint64_t n = first * block_size; n < end * block_size; ++n) set.insert(n);
    return set;
}

TEST(SequenceSetChange, a_full_block_opens_at_either_end_of_its_stretch_and_in_the_middle) {
    for (const std::uint64_t block : {2U, 3U, 4U}) {
        SequenceSet set = full_blocks(2, 5);
        const std::uint64_t hole = block * block_size + 77;
        EXPECT_TRUE(set.erase(hole));
        EXPECT_FALSE(set.contains(hole));
        EXPECT_EQ(set.size(), 3 * block_size - 1);
        EXPECT_EQ(full_blocks(2, 5).missing_from(set, 2), std::vector<std::uint64_t>{hole});
        EXPECT_TRUE(set.insert(hole));
        EXPECT_EQ(set, full_blocks(2, 5));
    }
}

TEST(SequenceSetChange, the_only_full_block_opens_and_can_be_emptied) {
    SequenceSet set = full_blocks(7, 8);
    for (std::uint64_t n = 7 * block_size; n < 8 * block_size; ++n) EXPECT_TRUE(set.erase(n));
    EXPECT_TRUE(set.empty());
    EXPECT_EQ(set, SequenceSet{});
    EXPECT_FALSE(set.erase(7 * block_size));
}

TEST(SequenceSetChange, what_is_not_there_cannot_be_erased) {
    SequenceSet set = full_blocks(1, 2);
    EXPECT_FALSE(set.erase(0));
    EXPECT_FALSE(set.erase(block_size - 1));
    EXPECT_FALSE(set.erase(2 * block_size));
    EXPECT_EQ(set, full_blocks(1, 2));
}

}  // namespace
}  // namespace triaz::base
