#include "sim/traffic/limit/quota.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/traffic/limit/shuffle_shard.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration time) { return base::Time{time}; }

TEST(TokenBucket, gives_its_burst_and_then_its_rate) {
    const Quota quota{.refill = 10ms, .burst = 5};
    TokenBucket bucket;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(bucket.take(quota, at(1s)));
    EXPECT_FALSE(bucket.take(quota, at(1s)));
    EXPECT_EQ(bucket.left(quota, at(1s)), 0u);
    EXPECT_EQ(bucket.ready(quota, at(1s)), at(1010ms));
    EXPECT_FALSE(bucket.take(quota, at(1009ms)));
    EXPECT_TRUE(bucket.take(quota, at(1010ms)));
    EXPECT_EQ(bucket.left(quota, at(1035ms)), 2u);
    EXPECT_EQ(bucket.left(quota, at(2s)), 5u);
}

// A twin that counts tokens as real numbers, to a millionth.
TEST(TokenBucket, is_a_bucket_of_tokens) {
    const Quota quota{.refill = 7ms, .burst = 13};
    TokenBucket bucket;
    base::Stream stream{10};
    std::int64_t nanotokens = 13 * 7'000'000;  // in nanoseconds of refill
    base::Time now{};
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto step =
            std::chrono::nanoseconds{stream.below(i % 1000 < 500 ? 4'000'000 : 40'000'000)};
        now += step;
        nanotokens = std::min<std::int64_t>(nanotokens + step.count(), 13 * 7'000'000);
        const auto tokens = static_cast<std::uint32_t>(1 + stream.below(3));
        const bool expected = nanotokens >= tokens * std::int64_t{7'000'000};
        ASSERT_EQ(bucket.left(quota, now), nanotokens / 7'000'000);
        ASSERT_EQ(bucket.take(quota, now, tokens), expected);
        if (expected) nanotokens -= tokens * std::int64_t{7'000'000};
        refused += !expected;
    }
    EXPECT_GT(refused, 1000);
}

TEST(TenantQuotas, let_no_tenant_use_what_is_anothers) {
    TenantQuotas quotas{{.refill = 1s, .burst = 2}, 2};
    EXPECT_TRUE(quotas.take(0, at(0s)));
    EXPECT_TRUE(quotas.take(0, at(0s)));
    EXPECT_FALSE(quotas.take(0, at(0s)));
    EXPECT_TRUE(quotas.take(1, at(0s)));
}

std::vector<TargetIndex> shard(const ShardShape& shape, std::uint64_t tenant) {
    std::vector<TargetIndex> result(shape.of_each);
    std::vector<TargetIndex> scratch(shape.targets);
    shard_of(shape, base::Stream{12}, tenant, result, scratch);
    return result;
}

TEST(ShuffleShard, is_the_same_for_a_tenant_each_time_and_without_repetition) {
    const ShardShape shape{20, 4};
    for (std::uint64_t tenant = 0; tenant < 100; ++tenant) {
        const auto own = shard(shape, tenant);
        EXPECT_EQ(own, shard(shape, tenant));
        EXPECT_EQ(std::set<TargetIndex>(own.begin(), own.end()).size(), 4u);
        EXPECT_LT(own.back(), 20u);
    }
}

// The figures of the Builders' Library: 8 workers in pairs make 28 shards; 2048 name servers, four
// each, make 730 billion.
TEST(ShuffleShard, counts_shards_as_its_authors_do) {
    EXPECT_EQ(combinations(8, 2), 28);
    EXPECT_NEAR(combinations(2048, 4), 730e9, 1e9);
    EXPECT_DOUBLE_EQ(probability_of_sharing({8, 2}, 2), 1.0 / 28);
    EXPECT_EQ(combinations(3, 4), 0);
    double sum = 0;
    for (std::uint32_t shared = 0; shared <= 5; ++shared)
        sum += probability_of_sharing({100, 5}, shared);
    EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(ShuffleShard, overlaps_as_often_as_the_formula_says) {
    for (const ShardShape shape : {ShardShape{8, 2}, ShardShape{20, 4}, ShardShape{6, 5}}) {
        std::vector<double> seen(shape.of_each + 1);
        constexpr std::uint64_t tenants = 800;
        std::vector<std::vector<TargetIndex>> shards;
        for (std::uint64_t tenant = 0; tenant < tenants; ++tenant)
            shards.push_back(shard(shape, tenant));
        for (std::size_t one = 0; one < tenants; ++one) {
            for (std::size_t other = 0; other < one; ++other) {
                std::vector<TargetIndex> both;
                std::ranges::set_intersection(shards[one], shards[other], std::back_inserter(both));
                ++seen[both.size()];
            }
        }
        const double pairs = tenants * (tenants - 1) / 2.0;
        for (std::uint32_t shared = 0; shared <= shape.of_each; ++shared) {
            EXPECT_NEAR(seen[shared] / pairs, probability_of_sharing(shape, shared), 0.006);
        }
    }
}

}  // namespace
}  // namespace triaz::traffic
