#include "sim/traffic/policy/hash_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/base/stream.hpp"
#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using testing::Pool;

HashTable ring(const Pool& pool) { return {pool.targets, HashTable::Ring{}}; }
HashTable maglev(const Pool& pool) { return {pool.targets, HashTable::Maglev{}}; }

std::vector<double> share_of_slots(const HashTable& table, std::size_t targets) {
    std::vector<double> result(targets);
    for (const TargetIndex target : table.slots()) ++result[target];
    for (double& share : result) share /= static_cast<double>(table.slots().size());
    return result;
}

TEST(HashTable, of_maglev_gives_everyone_the_same_number_of_slots_but_one) {
    const Pool pool(7);
    const HashTable table = maglev(pool);
    std::vector<int> slots(7);
    for (const TargetIndex target : table.slots()) ++slots[target];
    const auto [least, most] = std::minmax_element(slots.begin(), slots.end());
    EXPECT_EQ(table.slots().size(), 65'537u);
    EXPECT_LE(*most - *least, 1);
}

TEST(HashTable, gives_slots_by_weight) {
    const Pool pool{1, 2, 5};
    const auto of_maglev = share_of_slots(maglev(pool), 3);
    const auto of_ring = share_of_slots(ring(pool), 3);
    for (TargetIndex target = 0; target < 3; ++target) {
        EXPECT_NEAR(of_maglev[target], pool.targets[target].weight / 8, 0.001);
        EXPECT_NEAR(of_ring[target], pool.targets[target].weight / 8, 0.002);
    }
}

TEST(HashTable, sends_a_key_to_the_same_target_each_time) {
    Pool pool(10);
    for (HashTable table : {ring(pool), maglev(pool)}) {
        table.rebuild(pool.candidates());
        for (std::uint64_t key = 0; key < 100; ++key) {
            EXPECT_EQ(table.pick(pool.candidates(), key), table.pick(pool.candidates(), key));
        }
    }
}

TEST(HashTable, moves_only_the_keys_of_the_target_that_leaves) {
    Pool pool(10);
    for (HashTable table : {ring(pool), maglev(pool)}) {
        pool.everyone();
        table.rebuild(pool.candidates());
        std::vector<Choice> before;
        for (std::uint64_t key = 0; key < 10'000; ++key)
            before.push_back(table.pick(pool.candidates(), key));
        pool.without(3);
        table.rebuild(pool.candidates());
        int moved = 0;
        for (std::uint64_t key = 0; key < 10'000; ++key) {
            const Choice now = table.pick(pool.candidates(), key);
            if (before[key] == 3u) {
                EXPECT_NE(now, 3u);
                ++moved;
            } else {
                EXPECT_EQ(now, before[key]);
            }
        }
        EXPECT_NEAR(moved, 1000, 150);
    }
}

// A target's arcs on a ring of 103 points each differ by a tenth of their sum (one deviation).
TEST(HashTable, spreads_the_keys_of_a_lost_target_over_all_others) {
    Pool pool(10);
    const auto expect_even = [&](HashTable table, double within) {
        pool.without(3);
        table.rebuild(pool.candidates());
        const auto picked = testing::counts(pool, 100'000, [&, key = std::uint64_t{0}]() mutable {
            return table.pick(pool.candidates(), key++);
        });
        for (const TargetIndex target : pool.eligible) EXPECT_NEAR(picked[target], 11'111, within);
    };
    expect_even(maglev(pool), 500);
    expect_even(ring(pool), 3500);
}

// Mirrokni et al. 2018: nobody above ceil(c m / n), ever, whatever the keys: here one key only.
TEST(HashTable, with_a_bound_never_fills_a_target_beyond_it) {
    for (const double factor : {1.0, 1.25, 2.0}) {
        Pool pool(8);
        for (HashTable table : {ring(pool), maglev(pool)}) {
            for (Target& target : pool.targets) target.active = 0;
            table.rebuild(pool.candidates());
            for (std::uint64_t request = 1; request <= 200; ++request) {
                const Choice target = table.pick(pool.candidates(), 42, {factor, pool.active()});
                ++pool.targets[target.value()].active;
                const double limit = std::ceil(factor * static_cast<double>(request) / 8);
                EXPECT_LE(pool.targets[target.value()].active, limit);
            }
        }
    }
}

TEST(HashTable, with_a_bound_keeps_a_key_at_home_while_there_is_room) {
    Pool pool(8);
    HashTable table = maglev(pool);
    table.rebuild(pool.candidates());
    const TargetIndex home = table.pick(pool.candidates(), 42).value();
    for (Target& target : pool.targets) target.active = 10;
    EXPECT_EQ(table.pick(pool.candidates(), 42, {1.25, pool.active()}), home);
    pool.targets[home].active = 13;  // ceil(1.25 * 84 / 8) = 14
    EXPECT_EQ(table.pick(pool.candidates(), 42, {1.25, pool.active()}), home);
    pool.targets[home].active = 14;
    EXPECT_NE(table.pick(pool.candidates(), 42, {1.25, pool.active()}), home);
}

TEST(HashTable, picks_nobody_when_nobody_is_eligible) {
    Pool pool(2);
    HashTable table = ring(pool);
    pool.eligible.clear();
    table.rebuild(pool.candidates());
    EXPECT_EQ(table.pick(pool.candidates(), 1), std::nullopt);
}

}  // namespace
}  // namespace triaz::traffic
