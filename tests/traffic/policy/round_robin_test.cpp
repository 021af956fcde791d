#include "sim/traffic/policy/round_robin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/traffic/policy/earliest_deadline.hpp"
#include "sim/traffic/policy/least_requests.hpp"
#include "sim/traffic/policy/random.hpp"
#include "sim/traffic/policy/smooth_round_robin.hpp"
#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using testing::counts;
using ::testing::ElementsAre;
using testing::Pool;

template <class Pick>
std::vector<TargetIndex> sequence(std::size_t picks, Pick&& pick) {
    std::vector<TargetIndex> result;
    for (std::size_t i = 0; i < picks; ++i) result.push_back(pick().value());
    return result;
}

auto by_weight(const Pool& pool) {
    return [&pool](TargetIndex target) { return pool.targets[target].weight; };
}

TEST(RoundRobin, goes_through_all_in_order) {
    Pool pool(3);
    RoundRobin policy;
    EXPECT_THAT(sequence(7, [&] { return policy.pick(pool.candidates()); }),
                ElementsAre(0, 1, 2, 0, 1, 2, 0));
}

TEST(RoundRobin, picks_nobody_when_nobody_is_eligible) {
    Pool pool(0);
    EXPECT_EQ(RoundRobin{}.pick(pool.candidates()), std::nullopt);
    EXPECT_EQ(SmoothRoundRobin{0}.pick(pool.candidates()), std::nullopt);
    EXPECT_EQ(EarliestDeadline{0}.pick(by_weight(pool)), std::nullopt);
    EXPECT_EQ(LeastRequests{}.pick(pool.candidates()), std::nullopt);
    EXPECT_EQ(WeightedRandom{0}.pick(0.5), std::nullopt);
    EXPECT_EQ(pick_random(pool.candidates(), 0), std::nullopt);
}

TEST(RoundRobin, gives_nobody_a_second_turn_when_another_leaves) {
    Pool pool(4);
    RoundRobin policy;
    EXPECT_EQ(policy.pick(pool.candidates()), 0u);
    EXPECT_EQ(policy.pick(pool.candidates()), 1u);
    pool.without(0);
    EXPECT_THAT(sequence(3, [&] { return policy.pick(pool.candidates()); }), ElementsAre(2, 3, 1));
    pool.everyone();
    EXPECT_THAT(sequence(3, [&] { return policy.pick(pool.candidates()); }), ElementsAre(2, 3, 0));
}

TEST(RoundRobin, goes_on_after_the_one_that_left_in_its_turn) {
    Pool pool(3);
    RoundRobin policy;
    EXPECT_EQ(policy.pick(pool.candidates()), 0u);
    EXPECT_EQ(policy.pick(pool.candidates()), 1u);
    pool.without(1);
    EXPECT_EQ(policy.pick(pool.candidates()), 2u);
}

// The example of nginx's own change: weights 5, 1, 1 give a a b a c a a.
TEST(SmoothRoundRobin, spreads_the_heavy_one_as_nginx_documents) {
    Pool pool{5, 1, 1};
    SmoothRoundRobin policy{3};
    EXPECT_THAT(sequence(7, [&] { return policy.pick(pool.candidates()); }),
                ElementsAre(0, 0, 1, 0, 2, 0, 0));
}

TEST(SmoothRoundRobin, takes_each_exactly_its_weight_in_a_cycle) {
    Pool pool{3, 7, 1, 4, 9};
    SmoothRoundRobin policy{5};
    for (int cycle = 0; cycle < 10; ++cycle) {
        EXPECT_THAT(counts(pool, 24, [&] { return policy.pick(pool.candidates()); }),
                    ElementsAre(3, 7, 1, 4, 9));
    }
}

TEST(EarliestDeadline, takes_each_exactly_its_weight_in_a_cycle) {
    Pool pool{1, 2, 4, 8};  // sums of 1 / weight are exact
    EarliestDeadline policy{4};
    policy.rebuild(pool.candidates(), by_weight(pool));
    for (int cycle = 0; cycle < 10; ++cycle) {
        EXPECT_THAT(counts(pool, 15, [&] { return policy.pick(by_weight(pool)); }),
                    ElementsAre(1, 2, 4, 8));
    }
}

TEST(EarliestDeadline, is_never_more_than_one_pick_off_its_share_of_two) {
    Pool pool{1, 3};
    EarliestDeadline policy{2};
    policy.rebuild(pool.candidates(), by_weight(pool));
    double light = 0;
    for (int pick = 1; pick <= 4000; ++pick) {
        if (policy.pick(by_weight(pool)) == 0u) ++light;
        EXPECT_NEAR(light, pick / 4.0, 1.0);
    }
}

TEST(EarliestDeadline, takes_equals_in_turn) {
    Pool pool(3);
    EarliestDeadline policy{3};
    policy.rebuild(pool.candidates(), by_weight(pool));
    EXPECT_THAT(sequence(6, [&] { return policy.pick(by_weight(pool)); }),
                ElementsAre(0, 1, 2, 0, 1, 2));
}

TEST(EarliestDeadline, leaves_out_who_is_not_eligible) {
    Pool pool{1, 2, 1};
    EarliestDeadline policy{3};
    pool.without(1);
    policy.rebuild(pool.candidates(), by_weight(pool));
    EXPECT_THAT(counts(pool, 10, [&] { return policy.pick(by_weight(pool)); }),
                ElementsAre(5, 0, 5));
}

TEST(LeastRequests, takes_the_one_with_the_fewest) {
    Pool pool(3);
    pool.targets[0].active = 4;
    pool.targets[1].active = 2;
    pool.targets[2].active = 3;
    LeastRequests policy;
    EXPECT_EQ(policy.pick(pool.candidates()), 1u);
    EXPECT_EQ(policy.pick(pool.candidates()), 1u);
}

TEST(LeastRequests, takes_equals_in_turn) {
    Pool pool(3);
    LeastRequests policy;
    EXPECT_THAT(sequence(4, [&] { return policy.pick(pool.candidates()); }),
                ElementsAre(0, 1, 2, 0));
}

TEST(LeastRequests, lets_a_heavier_one_carry_more) {
    Pool pool{1, 3};
    LeastRequests policy;
    for (int i = 0; i < 40; ++i) ++pool.targets[policy.pick(pool.candidates()).value()].active;
    EXPECT_EQ(pool.targets[0].active, 10u);
    EXPECT_EQ(pool.targets[1].active, 30u);
}

TEST(Random, takes_everyone_equally_often) {
    Pool pool(5);
    pool.without(2);
    base::Stream stream{7};
    const auto picked = counts(pool, 40'000, [&] {
        return pick_random(pool.candidates(), stream.below(pool.eligible.size()));
    });
    EXPECT_EQ(picked[2], 0u);
    for (const TargetIndex target : pool.eligible) EXPECT_NEAR(picked[target], 10'000, 400);
}

TEST(Random, by_weight_takes_each_by_its_weight) {
    Pool pool{1, 2, 3, 4};
    base::Stream stream{8};
    WeightedRandom policy{4};
    policy.rebuild(pool.candidates());
    const auto picked = counts(pool, 100'000, [&] { return policy.pick(stream.uniform()); });
    for (TargetIndex target = 0; target < 4; ++target) {
        EXPECT_NEAR(picked[target], 10'000 * pool.targets[target].weight, 800);
    }
}

TEST(Random, by_weight_takes_the_edges_of_its_draw) {
    Pool pool{1, 1};
    WeightedRandom policy{2};
    policy.rebuild(pool.candidates());
    EXPECT_EQ(policy.pick(0), 0u);
    EXPECT_EQ(policy.pick(0.4999), 0u);
    EXPECT_EQ(policy.pick(0.5), 1u);
    EXPECT_EQ(policy.pick(1), 1u);
}

}  // namespace
}  // namespace triaz::traffic
