#include "sim/traffic/retry/backoff.hpp"

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/traffic/retry/budget.hpp"
#include "sim/traffic/retry/thresholds.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, doubles_up_to_its_cap) {
    const Backoff backoff{.base = 25ms, .cap = 250ms, .jitter = Jittered::none};
    EXPECT_EQ(wait_before(backoff, 1, {}, 0.7), 25ms);
    EXPECT_EQ(wait_before(backoff, 2, {}, 0.7), 50ms);
    EXPECT_EQ(wait_before(backoff, 4, {}, 0.7), 200ms);
    EXPECT_EQ(wait_before(backoff, 5, {}, 0.7), 250ms);
    EXPECT_EQ(wait_before(backoff, 4'000'000'000, {}, 0.7), 250ms);
}

TEST(Backoff, with_factor_one_is_fixed) {
    const Backoff backoff{.base = 25ms, .cap = 1s, .factor = 1, .jitter = Jittered::none};
    EXPECT_EQ(wait_before(backoff, 1'000'000, {}, 0), 25ms);
}

TEST(Backoff, jitter_has_its_bounds) {
    const auto bounds = [](Jittered jitter) {
        const Backoff backoff{.base = 100ms, .cap = 10s, .jitter = jitter};
        return std::pair{wait_before(backoff, 3, 150ms, 0), wait_before(backoff, 3, 150ms, 1)};
    };
    using Bounds = std::pair<base::Duration, base::Duration>;
    EXPECT_EQ(bounds(Jittered::full), (Bounds{0ms, 400ms}));
    EXPECT_EQ(bounds(Jittered::equal), (Bounds{200ms, 400ms}));
    EXPECT_EQ(bounds(Jittered::around), (Bounds{320ms, 480ms}));
    EXPECT_EQ(bounds(Jittered::decorrelated), (Bounds{100ms, 450ms}));
}

TEST(Backoff, decorrelated_starts_at_its_base_and_stays_below_its_cap) {
    const Backoff backoff{.base = 100ms, .cap = 3s, .jitter = Jittered::decorrelated};
    EXPECT_EQ(wait_before(backoff, 1, {}, 0.9), 100ms);
    base::Stream stream{4};
    base::Duration wait{};
    base::Duration longest{};
    for (std::uint32_t retry = 1; retry < 1000; ++retry) {
        wait = wait_before(backoff, retry, wait, stream.uniform());
        EXPECT_GE(wait, 100ms);
        longest = std::max(longest, wait);
    }
    EXPECT_EQ(longest, 3s);
}

// Brooker's comparison: of n clients that collide at once, full jitter spreads the retries over the
// whole wait: the mean wait is half of it.
TEST(Backoff, full_jitter_waits_half_as_long_in_the_mean) {
    const Backoff backoff{.base = 100ms, .cap = 1s, .jitter = Jittered::full};
    base::Stream stream{5};
    double sum = 0;
    for (int i = 0; i < 100'000; ++i)
        sum += base::to_seconds(wait_before(backoff, 3, {}, stream.uniform()));
    EXPECT_NEAR(sum / 100'000, 0.2, 0.002);
}

TEST(RetryShare, is_a_fifth_of_what_is_under_way_but_three_always) {
    const RetryShare share;
    EXPECT_EQ(share.most(0), 3u);
    EXPECT_EQ(share.most(15), 3u);
    EXPECT_EQ(share.most(24), 4u);
    EXPECT_EQ(share.most(1000), 200u);
    EXPECT_TRUE(share.allows(100, 19));
    EXPECT_FALSE(share.allows(100, 20));
}

// gRPC A6: maxTokens 10, tokenRatio 0.1: retries stop when five tokens or fewer are left.
TEST(RetryTokens, stop_retries_when_half_of_them_are_gone) {
    RetryTokens tokens{{}};
    for (int failure = 1; failure <= 4; ++failure) {
        tokens.failed();
        EXPECT_TRUE(tokens.allows());
    }
    tokens.failed();
    EXPECT_FALSE(tokens.allows());
    tokens.succeeded();
    EXPECT_TRUE(tokens.allows());
    EXPECT_DOUBLE_EQ(tokens.tokens(), 5.1);
}

TEST(RetryTokens, never_leave_their_bounds) {
    RetryTokens tokens{{}};
    tokens.succeeded();
    EXPECT_EQ(tokens.tokens(), 10);
    for (int i = 0; i < 20; ++i) tokens.failed();
    EXPECT_EQ(tokens.tokens(), 0);
}

// Half of the bucket at once, then a tenth of the successes.
TEST(RetryTokens, bound_retries_by_a_tenth_of_the_successes) {
    RetryTokens tokens{{}};
    base::Stream stream{6};
    int successes = 0;
    int retries = 0;
    for (int request = 0; request < 100'000; ++request) {
        if (stream.uniform() < 0.5) {
            tokens.succeeded();
            ++successes;
            continue;
        }
        tokens.failed();
        if (tokens.allows()) {
            ++retries;
            tokens.failed();  // the retry fails too
        }
        EXPECT_LE(retries, 5 + successes / 10);
    }
    EXPECT_LT(retries, 5000);
}

TEST(CircuitThresholds, refuse_what_is_above_them) {
    CircuitThresholds breakers{{}};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(breakers.take(Resource::retries));
    EXPECT_FALSE(breakers.take(Resource::retries));
    breakers.give_back(Resource::retries);
    EXPECT_TRUE(breakers.take(Resource::retries));
    for (int i = 0; i < 1024; ++i) EXPECT_TRUE(breakers.take(Resource::pending));
    EXPECT_FALSE(breakers.take(Resource::pending));
    EXPECT_TRUE(breakers.take(Resource::requests));
    EXPECT_EQ(breakers.used(Resource::requests), 1u);
}

}  // namespace
}  // namespace triaz::traffic
