#include "sim/traffic/health/detection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "sim/base/stream.hpp"
#include "tests/traffic/health/expect_detection.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using testing::expect_detection_is_exact;

const HealthCheck plain{.interval = 2s, .rise = 2, .fall = 3};

TEST(Detection, of_a_crash_takes_from_fall_less_one_to_fall_intervals) {
    EXPECT_EQ(time_to_detect(plain, Condition::process_gone, {}), (Span{4s, 6s}));
}

// (fall - 1)(interval + timeout) + timeout + [0, interval]
TEST(Detection, of_a_hanging_target_waits_for_its_time_outs_too) {
    EXPECT_EQ(time_to_detect(plain, Condition::stuck, {}), (Span{10s, 12s}));
}

TEST(Detection, between_starts_hides_time_outs_in_the_interval) {
    HealthCheck check{.interval = 30s, .response_timeout = 5s, .rise = 5, .fall = 2};
    check.spacing = Spacing::between_starts;
    EXPECT_EQ(time_to_detect(check, Condition::stuck, {}), (Span{35s, 65s}));
    EXPECT_EQ(time_to_restore(check, Condition::process_gone, {}), (Span{120s, 150s}));
}

TEST(Detection, by_a_check_that_cannot_see_it_never_happens) {
    HealthCheck check = plain;
    check.depth = CheckDepth::connect;
    EXPECT_EQ(time_to_detect(check, Condition::stuck, {}), std::nullopt);
    EXPECT_EQ(time_to_restore(check, Condition::dependency_lost, {}), std::nullopt);
}

TEST(Detection, is_what_checking_one_by_one_finds) {
    HealthCheck check = plain;
    expect_detection_is_exact(check);
    check.spacing = Spacing::between_starts;
    expect_detection_is_exact(check);
    check.response_timeout = 5s;  // longer than the interval
    expect_detection_is_exact(check);
    check.rise = check.fall = 1;
    expect_detection_is_exact(check);
    check.spacing = Spacing::after_end;
    expect_detection_is_exact(check);
}

TEST(Detection, is_what_checking_one_by_one_finds_with_all_intervals_different) {
    HealthCheck check{.interval = 10s,
                      .turning_up = 3s,
                      .turning_down = 1s,
                      .unhealthy = 7s,
                      .no_traffic = 60s,
                      .connect_timeout = 1500ms,
                      .response_timeout = 2500ms,
                      .rise = 4,
                      .fall = 3};
    expect_detection_is_exact(check);
    check.unexpected_status_at_once = true;
    check.depth = CheckDepth::deep;
    expect_detection_is_exact(check);
    check.spacing = Spacing::between_starts;
    expect_detection_is_exact(check);
}

TEST(Detection, is_what_checking_one_by_one_finds_with_jitter) {
    HealthCheck check = plain;
    check.jitter = {.below = 0.2, .above = 0.3, .added = 500ms};
    expect_detection_is_exact(check);
    check.spacing = Spacing::between_starts;
    expect_detection_is_exact(check);
}

// The k-th of n checkers with phases of their own.
TEST(Detection, by_many_checkers_takes_the_mean_of_an_order_statistic) {
    const CheckerQuorum quorum{15, 18};
    const Span span{60s, 90s};
    base::Stream stream{23};
    double sum = 0;
    constexpr int rounds = 20'000;
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> turns;
        for (std::uint32_t i = 0; i < quorum.checkers; ++i)
            turns.push_back(60 + 30 * stream.uniform());
        std::sort(turns.begin(), turns.end());
        std::uint32_t healthy = quorum.checkers;
        for (const double turn : turns) {
            if (quorum.healthy(--healthy)) continue;
            sum += turn;
            break;
        }
    }
    const auto mean = mean_until_turned(span, quorum.turns_to_unhealthy(), quorum.checkers);
    EXPECT_NEAR(sum / rounds, base::to_seconds(mean), 0.1);
    EXPECT_NEAR(base::to_seconds(mean), 84.375, 1e-9);  // 60 + 30 * 13 / 16
}

}  // namespace
}  // namespace triaz::traffic
