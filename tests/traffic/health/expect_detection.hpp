// Expects the closed form of detection and restoration to be what the brute force finds.
#pragma once

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "tests/traffic/health/brute_force.hpp"

namespace triaz::traffic::testing {

inline constexpr Condition failures[] = {Condition::process_gone, Condition::host_silent,
                                         Condition::stuck, Condition::failing,
                                         Condition::dependency_lost};

inline std::optional<Span> formula(const HealthCheck& check, const Change& change) {
    const Surroundings around{change.answer_time, change.had_traffic};
    return change.to == Condition::serving ? time_to_restore(check, change.from, around)
                                           : time_to_detect(check, change.to, around);
}

inline void expect_formula_is_exact(const HealthCheck& check, const Change& change) {
    const auto expected = formula(check, change);
    const auto least = over_phases(check, change, 0);
    const auto most = over_phases(check, change, 1);
    ASSERT_EQ(expected.has_value(), least.has_value());
    if (!expected) return;
    const double step =
        base::to_seconds(check.interval + check.no_traffic.value_or(base::Duration{0}) +
                         check.unhealthy.value_or(base::Duration{0}) + check.response_timeout +
                         check.connect_timeout) *
        2e-3;
    EXPECT_GE(least->least, expected->least);
    EXPECT_LE(most->most, expected->most);
    EXPECT_NEAR(base::to_seconds(least->least), base::to_seconds(expected->least), step);
    EXPECT_NEAR(base::to_seconds(most->most), base::to_seconds(expected->most), step);
}

inline void expect_formula_holds_with_any_jitter(const HealthCheck& check, const Change& change) {
    const auto expected = formula(check, change);
    if (!expected) return;
    base::Stream stream{17};
    for (int round = 0; round < 1000; ++round) {
        const base::Time at{
            check.interval * 20 +
            base::from_seconds(100 * stream.uniform() * base::to_seconds(check.interval))};
        const auto after = turns_after(check, change, at, [&] { return stream.uniform(); });
        ASSERT_TRUE(after);
        EXPECT_GE(*after, expected->least);
        EXPECT_LE(*after, expected->most);
    }
}

// Every failure and its recovery, with checks that take no time and some time.
inline void expect_detection_is_exact(const HealthCheck& check) {
    const base::Duration quick = std::min(check.response_timeout, check.connect_timeout) / 3;
    for (const base::Duration answer_time : {base::Duration{0}, quick}) {
        for (const Condition failure : failures) {
            for (const bool had_traffic : {true, false}) {
                const Change down{Condition::serving, failure, answer_time, had_traffic};
                const Change up{failure, Condition::serving, answer_time, had_traffic};
                SCOPED_TRACE(static_cast<int>(failure));
                for (const Change& change : {down, up}) {
                    expect_formula_is_exact(check, change);
                    expect_formula_holds_with_any_jitter(check, change);
                }
            }
        }
    }
}

}  // namespace triaz::traffic::testing
