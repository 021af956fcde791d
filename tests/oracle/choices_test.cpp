// The power of two choices through the whole engine, against its closed forms: of many servers with
// exponential work, loaded to rho each, the share that holds k requests or more is rho^k when each
// request goes to one drawn at random, and rho^(2^k - 1) when it goes to the less loaded of two
// (Vvedenskaya, Dobrushin & Karpelevich 1996; Mitzenmacher 2001, theorem 1). The limit is that of
// infinitely many servers; with 400 the mean is half a per cent above it.
#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz {
namespace {

using namespace std::chrono_literals;

constexpr double load = 0.9;
constexpr std::size_t servers = 400;
constexpr double work = 10;  // ms

// The share of servers with k requests or more.
double tail(int k, bool two_choices) {
    return std::pow(load, two_choices ? std::pow(2, k) - 1 : k);
}

// P(the sum of k exponentials of mean 1 > t).
double erlang_tail(int k, double t) {
    double term = std::exp(-t);
    double sum = term;
    for (int n = 1; n < k; ++n) sum += term *= t / n;
    return sum;
}

// Who finds k - 1 waiting stays for k pieces of work. One drawn at random holds k - 1 or more with
// probability s(k - 1); the less loaded of two does when both do.
double sojourn_tail(double milliseconds, bool two_choices) {
    const double power = two_choices ? 2 : 1;
    double sum = 0;
    for (int k = 1; k < 400; ++k) {
        const double finds =
            std::pow(tail(k - 1, two_choices), power) - std::pow(tail(k, two_choices), power);
        sum += finds * erlang_tail(k, milliseconds / work);
    }
    return sum;
}

double mean_sojourn(bool two_choices) {
    double inside = 0;
    for (int k = 1; k < 400; ++k) inside += tail(k, two_choices);
    return inside / load * work;  // Little
}

struct Seen {
    double mean = 0;
    double p99 = 0;
};

std::vector<Seen> seen_of_both() {
    const auto runs = support::in_children(2, [](std::size_t two) {
        support::WorldBuilder build({.zones = 1, .hosts_per_zone = servers});
        const auto app =
            build.service("app", build.hosts(0), {1, 1'000'000, support::exponential(10ms)});
        const auto front = build.balancer("front", app);
        if (two == 1) build.at(front).policy = traffic::policy::TwoChoices{};
        if (two == 0) build.at(front).policy = traffic::policy::EvenRandom{};
        build.cohort("users", front, load / work * 1e3 * servers);
        build.world.warm_up = 6s;
        build.world.duration = 26s;
        const measure::Evidence evidence = engine::simulate(build.world);
        const measure::Histogram& latency = evidence.cohorts[0].latency;
        return support::Numbers{latency.mean_seconds() * 1e3,
                                base::to_seconds(latency.quantile(0.99)) * 1e3};
    });
    return {{runs[0].at(0), runs[0].at(1)}, {runs[1].at(0), runs[1].at(1)}};
}

TEST(Choices, of_two_shorten_the_tail_as_much_as_theory_says) {
    EXPECT_NEAR(mean_sojourn(false), 100, 1e-6) << "the formula itself: M/M/1";
    EXPECT_NEAR(mean_sojourn(true), 26.14, 0.01);
    const auto seen = seen_of_both();
    for (const bool two : {false, true}) {
        const Seen& run = seen[two ? 1 : 0];
        const double mean = mean_sojourn(two);
        EXPECT_NEAR(run.mean, mean, 0.02 * mean) << two;
        // The quantile at which the formula has 1 %, within 3 % of time.
        EXPECT_GT(sojourn_tail(run.p99 * 0.97, two), 0.01) << two << ' ' << run.p99;
        EXPECT_LT(sojourn_tail(run.p99 * 1.03, two), 0.01) << two << ' ' << run.p99;
    }
    EXPECT_GT(seen[0].p99 / seen[1].p99, 4) << "for information: 461 ms against 84 ms or so";
}

}  // namespace
}  // namespace triaz
