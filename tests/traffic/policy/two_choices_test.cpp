// Two choices against one, in the model of its theory: many servers with exponential work and one
// queue each, Poisson arrivals, and nothing else.
#include "sim/traffic/policy/two_choices.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/traffic/policy/peak_ewma.hpp"
#include "sim/traffic/policy/random.hpp"
#include "sim/traffic/policy/slow_start.hpp"
#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using testing::Pool;

constexpr std::size_t servers = 1000;

// Share of servers with k or more requests, k = 0, 1, ..., over time. The chain of arrivals and
// departures, made uniform: each step is an arrival with probability rho / (1 + rho), else the
// chance of a server drawn at random to finish something.
template <class Pick>
std::vector<double> shares_with_at_least(double rho, Pick&& pick) {
    constexpr int warm_up = 2'000'000;
    constexpr int steps = 6'000'000;
    base::Stream stream{11};
    Pool pool(servers);
    std::vector<double> time_with(200);        // server-steps with k or more
    std::vector<std::uint64_t> now_with(200);  // servers with k or more
    for (int step = 0; step < warm_up + steps; ++step) {
        if (stream.uniform() < rho / (1 + rho)) {
            Target& server = pool.targets[pick(pool.candidates(), stream).value()];
            ++now_with[++server.active];
        } else if (Target& server = pool.targets[stream.below(servers)]; server.active > 0) {
            --now_with[server.active--];
        }
        if (step < warm_up) continue;
        for (std::size_t k = 1; k < now_with.size() && now_with[k] > 0; ++k) {
            time_with[k] += static_cast<double>(now_with[k]);
        }
    }
    for (double& share : time_with) share /= static_cast<double>(steps) * servers;
    return time_with;
}

TEST(TwoChoices, have_the_doubly_exponential_tail_of_the_mean_field) {
    constexpr double rho = 0.9;
    const auto shares = shares_with_at_least(rho, [](const Candidates& seen, base::Stream& draws) {
        return pick_of_two(seen, {draws.below(servers), draws.below(servers)});
    });
    for (int k = 1; k <= 5; ++k) {
        const double expected = std::pow(rho, std::pow(2, k) - 1);
        EXPECT_NEAR(shares[k], expected, 0.05 * expected + 0.001) << "with " << k << " or more";
    }
    EXPECT_LT(shares[8], 1e-6);
}

TEST(TwoChoices, do_away_with_the_tail_that_one_choice_has) {
    constexpr double rho = 0.9;
    const auto shares = shares_with_at_least(rho, [](const Candidates& seen, base::Stream& draws) {
        return pick_random(seen, draws.below(servers));
    });
    for (int k = 1; k <= 10; ++k) {
        const double expected = std::pow(rho, k);
        EXPECT_NEAR(shares[k], expected, 0.05 * expected) << "with " << k << " or more";
    }
}

TEST(TwoChoices, take_the_first_drawn_of_equals) {
    Pool pool(3);
    EXPECT_EQ(pick_of_two(pool.candidates(), {2, 1}), 2u);
    pool.targets[2].active = 1;
    EXPECT_EQ(pick_of_two(pool.candidates(), {2, 1}), 1u);
    EXPECT_EQ(pick_of_two(pool.candidates(), {2, 2}), 2u);
}

TEST(TwoChoices, by_weight_divide_it_by_the_requests_under_way) {
    EXPECT_EQ(biased_weight({6, 0}, 1), 6);
    EXPECT_EQ(biased_weight({6, 2}, 1), 2);
    EXPECT_EQ(biased_weight({6, 2}, 0), 6);
    EXPECT_NEAR(biased_weight({6, 3}, 2), 6. / 16, 1e-12);
    EXPECT_NEAR(biased_weight({6, 3}, 0.5), 3, 1e-12);
}

TEST(PeakEwma, takes_a_slower_answer_at_its_word) {
    PeakEwma seen;
    seen.observe({10s}, base::Time{1s}, 20ms);
    EXPECT_DOUBLE_EQ(seen.load({10s}, base::Time{1s}, 0), 0.020);
    seen.observe({10s}, base::Time{1s}, 100ms);
    EXPECT_DOUBLE_EQ(seen.load({10s}, base::Time{1s}, 0), 0.100);
}

TEST(PeakEwma, forgets_a_slow_answer_as_the_memory_decays) {
    PeakEwma seen;
    seen.observe({10s}, base::Time{0s}, 100ms);
    EXPECT_NEAR(seen.load({10s}, base::Time{10s}, 0), 0.1 * std::exp(-1), 1e-12);
    seen.observe({10s}, base::Time{10s}, 10ms);
    const double expected = 0.1 * std::exp(-1) + 0.01 * (1 - std::exp(-1));
    EXPECT_NEAR(seen.load({10s}, base::Time{10s}, 0), expected, 1e-12);
}

TEST(PeakEwma, counts_what_is_under_way) {
    PeakEwma seen;
    seen.observe({10s}, base::Time{0s}, 10ms);
    EXPECT_DOUBLE_EQ(seen.load({10s}, base::Time{0s}, 4), 0.050);
}

TEST(PeakEwma, tries_a_new_target_once_and_then_waits_for_its_answer) {
    PeakEwma unknown;
    PeakEwma slow;
    slow.observe({10s}, base::Time{0s}, 5s);
    EXPECT_LT(unknown.load({10s}, base::Time{0s}, 0), slow.load({10s}, base::Time{0s}, 3));
    EXPECT_GT(unknown.load({10s}, base::Time{0s}, 1), slow.load({10s}, base::Time{0s}, 3));
}

TEST(SlowStart, rises_in_a_line_from_its_minimum) {
    const SlowStart options{.window = 100s, .aggression = 1, .minimum = 0.1};
    EXPECT_EQ(slow_start_factor(options, 0s), 0.1);
    EXPECT_EQ(slow_start_factor(options, 10s), 0.1);
    EXPECT_EQ(slow_start_factor(options, 50s), 0.5);
    EXPECT_EQ(slow_start_factor(options, 100s), 1);
    EXPECT_EQ(slow_start_factor({}, 0s), 1);
}

TEST(SlowStart, with_aggression_rises_faster_at_first) {
    const SlowStart options{.window = 100s, .aggression = 2, .minimum = 0.1};
    EXPECT_NEAR(slow_start_factor(options, 25s), 0.5, 1e-12);
    EXPECT_NEAR(slow_start_factor(options, 81s), 0.9, 1e-12);
}

TEST(SlowStart, never_gives_no_weight_at_all) {
    EXPECT_GT(slow_start_factor({.window = 1min, .aggression = 1, .minimum = 0}, 0s), 0);
}

}  // namespace
}  // namespace triaz::traffic
