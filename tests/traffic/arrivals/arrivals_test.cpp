#include "sim/traffic/arrivals/processes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/allocations.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using Between = RateCurve::Between;

base::Time at(base::Duration time) { return base::Time{time}; }

// The largest distance of the values' distribution from the exponential of mean 1, times sqrt(n).
double kolmogorov_smirnov(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double share = 1 - std::exp(-values[i]);
        largest = std::max(
            {largest, share - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - share});
    }
    return largest * std::sqrt(n);
}

constexpr double once_in_a_thousand = 1.95;  // what that exceeds by chance (Kolmogorov 1933)

template <class Process>
std::vector<base::Time> arrivals(Process process, std::size_t count, std::uint64_t seed) {
    base::Stream stream{seed};
    std::vector<base::Time> result;
    base::Time now{};
    for (std::size_t i = 0; i < count; ++i) result.push_back(now = process.next(now, stream));
    return result;
}

// By the time-rescaling theorem the expected numbers between arrivals are exponential of mean 1.
void expect_follows(const RateCurve& curve, std::uint64_t seed, std::size_t count = 100'000) {
    const auto times = arrivals(CurveArrivals{curve}, count, seed);
    std::vector<double> steps;
    double before = 0;
    for (const base::Time time : times) {
        if (time == base::never) break;
        const double expected = curve.expected_until(time);
        steps.push_back(expected - before);
        before = expected;
    }
    ASSERT_GT(steps.size(), 1000u);
    EXPECT_LT(kolmogorov_smirnov(steps), once_in_a_thousand);
}

TEST(Arrivals, poisson_gaps_are_exponential) {
    const auto times = arrivals(PoissonArrivals{250}, 100'000, 1);
    std::vector<double> gaps{250 * base::to_seconds(times[0])};
    for (std::size_t i = 1; i < times.size(); ++i)
        gaps.push_back(250 * base::to_seconds(times[i] - times[i - 1]));
    EXPECT_LT(kolmogorov_smirnov(gaps), once_in_a_thousand);
}

// Numbers in windows of ten seconds: their mean, and their variance over the mean.
struct Windows {
    double mean = 0;
    double dispersion = 0;
};
Windows windows(const std::vector<base::Time>& times, double window) {
    std::vector<double> counts(static_cast<std::size_t>(base::to_seconds(times.back()) / window));
    for (const base::Time time : times) {
        const auto at_window = static_cast<std::size_t>(base::to_seconds(time) / window);
        if (at_window < counts.size()) ++counts[at_window];
    }
    Windows result;
    double squares = 0;
    for (const double count : counts) result.mean += count / static_cast<double>(counts.size());
    for (const double count : counts) squares += (count - result.mean) * (count - result.mean);
    result.dispersion = squares / static_cast<double>(counts.size() - 1) / result.mean;
    return result;
}

TEST(Arrivals, poisson_numbers_have_the_variance_of_their_mean) {
    const Windows seen = windows(arrivals(PoissonArrivals{20}, 1'000'000, 2), 10);
    EXPECT_NEAR(seen.mean, 200, 1);
    EXPECT_NEAR(seen.dispersion, 1, 0.06);
}

TEST(Arrivals, in_bursts_have_the_moments_of_their_formula) {
    const BurstyArrivals process{{.calm_rate = 5, .burst_rate = 50, .calm = 900ms, .burst = 100ms}};
    EXPECT_DOUBLE_EQ(process.mean_rate(), 9.5);
    EXPECT_NEAR(process.index_of_dispersion(), 4.4532, 0.0001);
    const Windows seen = windows(arrivals(process, 2'000'000, 3), 50);
    EXPECT_NEAR(seen.mean, 475, 3);
    EXPECT_NEAR(seen.dispersion, process.index_of_dispersion(), 0.35);
}

TEST(Arrivals, in_bursts_of_one_rate_are_poisson) {
    const BurstyArrivals process{{.calm_rate = 7, .burst_rate = 7, .calm = 1s, .burst = 1s}};
    EXPECT_DOUBLE_EQ(process.index_of_dispersion(), 1);
    const auto times = arrivals(process, 100'000, 4);
    std::vector<double> gaps{7 * base::to_seconds(times[0])};
    for (std::size_t i = 1; i < times.size(); ++i)
        gaps.push_back(7 * base::to_seconds(times[i] - times[i - 1]));
    EXPECT_LT(kolmogorov_smirnov(gaps), once_in_a_thousand);
}

TEST(Arrivals, in_bursts_may_be_silent_in_between) {
    const BurstyArrivals process{{.calm_rate = 0, .burst_rate = 100, .calm = 9s, .burst = 1s}};
    const auto times = arrivals(process, 100'000, 5);
    EXPECT_NEAR(100'000 / base::to_seconds(times.back()), 10, 0.8);
}

TEST(RateCurve, integrates_its_rate) {
    const RateCurve ramp = RateCurve::ramp(10, 30, 10s);
    EXPECT_DOUBLE_EQ(ramp.rate_at(at(5s)), 20);
    EXPECT_DOUBLE_EQ(ramp.rate_at(at(60s)), 30);
    EXPECT_DOUBLE_EQ(ramp.expected_until(at(5s)), 75);
    EXPECT_DOUBLE_EQ(ramp.expected_until(at(12s)), 260);
    const RateCurve steps = RateCurve::of({{0s, 1}, {10s, 5}}, Between::held, 20s);
    EXPECT_DOUBLE_EQ(steps.rate_at(at(9s)), 1);
    EXPECT_DOUBLE_EQ(steps.rate_at(at(10s)), 5);
    EXPECT_DOUBLE_EQ(steps.rate_at(at(25s)), 1);
    EXPECT_DOUBLE_EQ(steps.expected_until(at(25s)), 65);
}

TEST(RateCurve, draws_arrivals_that_follow_it) {
    expect_follows(RateCurve::constant(40), 6);
    expect_follows(RateCurve::ramp(1, 1000, 100s), 7);
    expect_follows(RateCurve::ramp(1000, 10, 150s), 8);
    expect_follows(RateCurve::of({{0s, 0}, {1s, 100}, {2s, 0}}, Between::linear, 3s), 9);
    expect_follows(RateCurve::of({{0s, 20}, {7s, 0}, {9s, 200}}, Between::held, 10s), 10);
}

TEST(RateCurve, of_a_day_has_its_night_and_its_noon) {
    std::vector<double> hourly(24, 0.2);
    for (int hour = 8; hour < 20; ++hour) hourly[static_cast<std::size_t>(hour)] = 2;
    const RateCurve day = RateCurve::day(hourly);
    expect_follows(day, 11, 200'000);
    const auto times = arrivals(CurveArrivals{day}, 1'000'000, 12);
    std::vector<double> by_hour(24);
    const double days = std::floor(base::to_seconds(times.back()) / 86'400);
    for (const base::Time time : times) {
        if (base::to_seconds(time) >= days * 86'400) break;
        by_hour[static_cast<std::size_t>(base::to_seconds(time) / 3600) % 24] += 1 / days;
    }
    ASSERT_GE(days, 9);
    EXPECT_NEAR(by_hour[3], 720, 4 * std::sqrt(720 / days));
    EXPECT_NEAR(by_hour[12], 7200, 4 * std::sqrt(7200 / days));
    EXPECT_NEAR(by_hour[7], 3960, 4 * std::sqrt(3960 / days));
    EXPECT_DOUBLE_EQ(day.rate_at(at(7h + 30min)), 1.1);
    EXPECT_NEAR(day.rate_at(at(24h * 365 + 7h + 30min)), 1.1, 1e-9);
}

TEST(RateCurve, comes_to_an_end_when_its_rate_does) {
    const RateCurve curve = RateCurve::of({{0s, 100}, {10s, 0}}, Between::held);
    base::Stream stream{13};
    base::Time now{};
    int count = 0;
    for (; now != base::never; now = curve.next(now, stream)) {
        EXPECT_LE(now, at(10s));
        ++count;
    }
    EXPECT_NEAR(count, 1000, 100);
    EXPECT_EQ(RateCurve::constant(0).next(at(1s), stream), base::never);
    EXPECT_EQ(RateCurve::of({{0s, 0}}, Between::held, 1s).next(at(1s), stream), base::never);
}

TEST(RateCurve, may_pass_many_periods_at_once) {
    const RateCurve rare = RateCurve::of({{0s, 1e-9}}, Between::held, 1s);
    base::Stream stream{17};
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) sum += base::to_seconds(rare.next({}, stream)) / 1e9;
    EXPECT_NEAR(sum / 10'000, 1, 0.05);
}

TEST(RateCurve, begins_late_when_its_rate_does) {
    const RateCurve curve = RateCurve::of({{0s, 0}, {5s, 1000}}, Between::held);
    base::Stream stream{14};
    EXPECT_GT(curve.next({}, stream), at(5s));
    EXPECT_LT(curve.next({}, stream), at(5050ms));
}

RateCurve::Complaint complaint(std::string_view text) {
    return std::get<RateCurve::Complaint>(RateCurve::parse_csv(text, Between::held));
}

TEST(RateCurve, reads_recorded_rates) {
    const auto read =
        RateCurve::parse_csv("time,rate\r\n100,5\r\n160.5, 7.25\n\n220,0\n", Between::held);
    const auto& curve = std::get<RateCurve>(read);
    EXPECT_EQ(curve.rate_at(at(0s)), 5);
    EXPECT_EQ(curve.rate_at(at(60s)), 5);
    EXPECT_EQ(curve.rate_at(at(60500ms)), 7.25);
    EXPECT_EQ(curve.rate_at(at(120s)), 0);
    EXPECT_DOUBLE_EQ(curve.expected_until(at(1h)), 60.5 * 5 + 59.5 * 7.25);
    const auto linear = std::get<RateCurve>(RateCurve::parse_csv("0,0\n10,10", Between::linear));
    EXPECT_EQ(linear.rate_at(at(4s)), 4);
}

TEST(RateCurve, says_which_row_it_cannot_read) {
    EXPECT_EQ(complaint("time,rate\n0,1\n5,x\n").line, 3u);
    EXPECT_EQ(complaint("0,1\n5\n").line, 2u);
    EXPECT_EQ(complaint("0,1\n5,-2\n").text, "a rate is not negative");
    EXPECT_EQ(complaint("0,1\n0,2\n").text, "times rise from row to row");
    EXPECT_EQ(complaint("0,1\n1,nan\n").line, 2u);
    EXPECT_EQ(complaint("0,1\n1e300,1\n").line, 2u);
    EXPECT_EQ(complaint("time,rate\n").text, "there is no row");
    EXPECT_EQ(complaint("").text, "there is no row");
}

TEST(Arrivals, do_not_allocate) {
    Arrivals processes[] = {PoissonArrivals{10}, BurstyArrivals{{1, 10, 1s, 1s}},
                            CurveArrivals{RateCurve::ramp(1, 100, 60s)}};
    base::Stream stream{15};
    const std::size_t before = support::allocations();
    for (Arrivals& process : processes) {
        base::Time now{};
        for (int i = 0; i < 1000; ++i) now = next_arrival(process, now, stream);
    }
    EXPECT_EQ(support::allocations(), before);
}

// One server, exponential work of 10 ms, think time 90 ms, n callers: the machine repair model.
// P(idle) = 1 / sum over k of n! / (n - k)! (s / z)^k; throughput (1 - P(idle)) / s.
TEST(ClosedLoop, has_the_throughput_of_the_machine_repair_model) {
    constexpr double s = 0.01;
    constexpr double z = 0.09;
    for (const std::uint32_t callers : {1u, 5u, 20u}) {
        double term = 1;
        double sum = 1;
        for (std::uint32_t k = 1; k <= callers; ++k) sum += term *= (callers - k + 1) * s / z;
        const double expected = (1 - 1 / sum) / s;

        const ClosedLoop loop{callers, base::Distribution::exponential(90ms)};
        const auto work = base::Distribution::exponential(10ms);
        base::Stream stream{16};
        std::vector<base::Time> sends;
        for (std::uint32_t i = 0; i < callers; ++i) sends.push_back(loop.first({}, stream));
        base::Time free{};
        constexpr int requests = 200'000;
        for (int request = 0; request < requests; ++request) {
            const auto next = std::min_element(sends.begin(), sends.end());
            free = std::max(free, *next) + work.draw(stream);
            *next = loop.next(free, stream);
        }
        EXPECT_NEAR(requests / base::to_seconds(free), expected, 0.015 * expected);
    }
}

}  // namespace
}  // namespace triaz::traffic
