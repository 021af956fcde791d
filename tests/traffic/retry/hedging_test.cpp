#include "sim/traffic/retry/hedging.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/base/stream.hpp"
#include "sim/base/ziggurat.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

base::Time at(base::Duration time) { return base::Time{time}; }

TEST(Hedging, sends_again_after_its_delay_and_takes_the_first_success) {
    Hedging hedging{{.tries = 3, .delay = 10ms}};
    Hedging::Step step = hedging.due(at(0ms), true);
    EXPECT_TRUE(step.send);
    EXPECT_EQ(step.next, at(10ms));
    step = hedging.due(at(10ms), true);
    EXPECT_TRUE(step.send);
    EXPECT_EQ(step.next, at(20ms));
    step = hedging.ended(TryResult::succeeded, at(15ms), true);
    EXPECT_TRUE(step.done);
    EXPECT_TRUE(step.succeeded);
    EXPECT_EQ(hedging.under_way(), 1u);
    EXPECT_FALSE(hedging.due(at(20ms), true).send);
    EXPECT_FALSE(hedging.ended(TryResult::failed, at(30ms), true).done);  // said once only
}

TEST(Hedging, sends_the_next_at_once_after_a_failure) {
    Hedging hedging{{.tries = 3, .delay = 10ms}};
    hedging.due(at(0ms), true);
    Hedging::Step step = hedging.ended(TryResult::failed, at(3ms), true);
    EXPECT_TRUE(step.send);
    EXPECT_EQ(step.next, at(13ms));
    step = hedging.due(at(13ms), true);
    EXPECT_TRUE(step.send);
    EXPECT_EQ(step.next, std::nullopt);
    EXPECT_FALSE(hedging.ended(TryResult::failed, at(14ms), true).done);
    step = hedging.ended(TryResult::failed, at(15ms), true);
    EXPECT_TRUE(step.done);
    EXPECT_FALSE(step.succeeded);
}

TEST(Hedging, ends_with_a_failure_for_good) {
    Hedging hedging{{.tries = 2, .delay = 10ms}};
    hedging.due(at(0ms), true);
    const Hedging::Step step = hedging.ended(TryResult::failed_for_good, at(3ms), true);
    EXPECT_TRUE(step.done);
    EXPECT_FALSE(step.succeeded);
}

TEST(Hedging, may_wait_for_its_delay_after_a_failure) {
    Hedging hedging{{.tries = 2, .delay = 10ms, .next_after_failure = false}};
    hedging.due(at(0ms), true);
    const Hedging::Step step = hedging.ended(TryResult::failed, at(3ms), true);
    EXPECT_FALSE(step.send);
    EXPECT_FALSE(step.done);
    EXPECT_EQ(step.next, at(10ms));
    EXPECT_TRUE(hedging.due(at(10ms), true).send);
}

TEST(Hedging, gives_up_a_try_the_budget_refuses) {
    Hedging hedging{{.tries = 2, .delay = 10ms}};
    EXPECT_TRUE(hedging.due(at(0ms), false).send);  // the first needs no budget
    EXPECT_FALSE(hedging.due(at(10ms), false).send);
    EXPECT_EQ(hedging.sent(), 1u);
    EXPECT_TRUE(hedging.ended(TryResult::failed, at(20ms), true).done);
    Hedging refused{{.tries = 2, .delay = 10ms}};
    refused.due(at(0ms), true);
    EXPECT_TRUE(refused.ended(TryResult::failed, at(1ms), false).done);
}

// Two tries of exponential latency, mean 1, the second after d:
// P(T > t) = e^-t for t < d, e^-t e^-(t - d) beyond; E[T] = 1 - e^-d / 2.
TEST(Hedging, cuts_the_latency_by_what_theory_says) {
    base::Stream stream{8};
    constexpr int requests = 200'000;
    for (const double delay : {0.0, 0.5, 2.0}) {
        double sum = 0;
        std::uint64_t sent = 0;
        for (int i = 0; i < requests; ++i) {
            Hedging hedging{{.tries = 2, .delay = base::from_seconds(delay)}};
            const double first = base::standard_exponential(stream);
            const auto step = hedging.due(base::Time{}, true);
            double latency = first;
            if (base::to_seconds(*step.next) < first && hedging.due(*step.next, true).send)
                latency = std::min(first, delay + base::standard_exponential(stream));
            EXPECT_TRUE(hedging.ended(TryResult::succeeded, base::Time{}, true).done);
            sum += latency;
            sent += hedging.sent();
        }
        EXPECT_NEAR(sum / requests, 1 - std::exp(-delay) / 2, 0.01);
        EXPECT_NEAR(static_cast<double>(sent) / requests, 1 + std::exp(-delay), 0.01);
    }
}

}  // namespace
}  // namespace triaz::traffic
