#include "sim/traffic/health/check.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using enum CheckOutcome;

// Feeds results that take no time, each when it is due, and collects turns and intervals.
class Checker {
public:
    explicit Checker(const HealthCheck& check) : check_(check), opinion_(first_opinion(check)) {}

    Turn sees(CheckOutcome outcome, base::Duration taken = {}) {
        const base::Time start = due_;
        const Judgement judgement =
            judge(check_, opinion_, {outcome, start, start + taken, had_traffic, draw});
        due_ = judgement.next_start;
        interval_ = due_ - start;
        return judgement.turn;
    }
    bool healthy() const { return opinion_.healthy; }
    base::Duration interval() const { return interval_; }

    bool had_traffic = true;
    double draw = 0;

private:
    HealthCheck check_;
    Opinion opinion_;
    base::Time due_{};
    base::Duration interval_{};
};

TEST(HealthCheck, turns_down_after_fall_failures_in_a_row) {
    Checker checker{{.rise = 2, .fall = 3}};
    EXPECT_EQ(checker.sees(refused), Turn::none);
    EXPECT_EQ(checker.sees(refused), Turn::none);
    EXPECT_EQ(checker.sees(passed), Turn::none);
    EXPECT_EQ(checker.sees(refused), Turn::none);
    EXPECT_EQ(checker.sees(refused), Turn::none);
    EXPECT_EQ(checker.sees(refused), Turn::down);
    EXPECT_EQ(checker.sees(passed), Turn::none);
    EXPECT_EQ(checker.sees(refused), Turn::none);
    EXPECT_EQ(checker.sees(passed), Turn::none);
    EXPECT_EQ(checker.sees(passed), Turn::up);
}

TEST(HealthCheck, checks_faster_while_an_opinion_turns) {
    Checker checker{{.interval = 10s,
                     .turning_up = 2s,
                     .turning_down = 1s,
                     .unhealthy = 5s,
                     .rise = 2,
                     .fall = 3}};
    const auto interval_after = [&](CheckOutcome outcome) {
        checker.sees(outcome);
        return checker.interval();
    };
    EXPECT_EQ(interval_after(passed), 10s);
    EXPECT_EQ(interval_after(refused), 1s);
    EXPECT_EQ(interval_after(refused), 1s);
    EXPECT_EQ(interval_after(refused), 5s);
    EXPECT_EQ(interval_after(refused), 5s);
    EXPECT_EQ(interval_after(passed), 2s);
    EXPECT_EQ(interval_after(passed), 10s);
}

TEST(HealthCheck, counts_the_interval_from_the_end_or_the_start) {
    Checker after{{.interval = 5s, .spacing = Spacing::after_end}};
    after.sees(response_timeout, 2s);
    EXPECT_EQ(after.interval(), 7s);
    Checker between{{.interval = 5s, .spacing = Spacing::between_starts}};
    between.sees(response_timeout, 2s);
    EXPECT_EQ(between.interval(), 5s);
    between.sees(response_timeout, 6s);
    EXPECT_EQ(between.interval(), 6s);
}

TEST(HealthCheck, may_let_the_first_success_decide) {
    const HealthCheck check{.rise = 3,
                            .fall = 3,
                            .starts_healthy = false,
                            .first_result = FirstResult::success_decides};
    Checker well{check};
    EXPECT_EQ(well.sees(passed), Turn::up);
    Checker unwell{check};
    EXPECT_EQ(unwell.sees(refused), Turn::none);
    EXPECT_EQ(unwell.sees(passed), Turn::none);
    EXPECT_EQ(unwell.sees(passed), Turn::none);
    EXPECT_EQ(unwell.sees(passed), Turn::up);
}

TEST(HealthCheck, may_let_the_first_failure_decide) {
    const HealthCheck check{.fall = 3, .first_result = FirstResult::failure_decides};
    Checker unwell{check};
    EXPECT_EQ(unwell.sees(refused), Turn::down);
    Checker well{check};
    EXPECT_EQ(well.sees(passed), Turn::none);
    EXPECT_EQ(well.sees(refused), Turn::none);
}

TEST(HealthCheck, may_turn_at_once_on_an_unexpected_status) {
    Checker checker{{.fall = 3, .unexpected_status_at_once = true}};
    EXPECT_EQ(checker.sees(response_timeout), Turn::none);
    EXPECT_EQ(checker.sees(unexpected_status), Turn::down);
}

TEST(HealthCheck, is_rare_without_traffic) {
    Checker checker{{.interval = 5s, .no_traffic = 60s}};
    checker.had_traffic = false;
    checker.sees(passed);
    EXPECT_EQ(checker.interval(), 60s);
    checker.had_traffic = true;
    checker.sees(passed);
    EXPECT_EQ(checker.interval(), 5s);
}

TEST(HealthCheck, jitter_spreads_the_interval) {
    EXPECT_EQ(with_jitter({.below = 0.1, .above = 0.1}, 10s, 0), 9s);
    EXPECT_EQ(with_jitter({.below = 0.1, .above = 0.1}, 10s, 0.5), 10s);
    EXPECT_EQ(with_jitter({.below = 0.1, .above = 0.1}, 10s, 1), 11s);
    EXPECT_EQ(with_jitter({.added = 2s}, 10s, 0.5), 11s);
    EXPECT_EQ(with_jitter({}, 10s, 0.7), 10s);
}

TEST(HealthCheck, sees_only_what_it_exercises) {
    const CheckDepth depths[] = {CheckDepth::connect, CheckDepth::shallow, CheckDepth::deep};
    const auto seen = [&](Condition condition) {
        std::vector<CheckOutcome> result;
        for (const CheckDepth depth : depths) result.push_back(seen_by(depth, condition));
        return result;
    };
    using Row = std::vector<CheckOutcome>;
    EXPECT_EQ(seen(Condition::serving), (Row{passed, passed, passed}));
    EXPECT_EQ(seen(Condition::process_gone), (Row{refused, refused, refused}));
    EXPECT_EQ(seen(Condition::host_silent),
              (Row{connect_timeout, connect_timeout, connect_timeout}));
    EXPECT_EQ(seen(Condition::stuck), (Row{passed, response_timeout, response_timeout}));
    EXPECT_EQ(seen(Condition::failing), (Row{passed, unexpected_status, unexpected_status}));
    EXPECT_EQ(seen(Condition::dependency_lost), (Row{passed, passed, unexpected_status}));
}

// More than 18 of 100 checkers keep an endpoint healthy; 18 or fewer do not.
TEST(CheckerQuorum, is_more_than_its_percentage) {
    const CheckerQuorum hundred{100, 18};
    EXPECT_TRUE(hundred.healthy(19));
    EXPECT_FALSE(hundred.healthy(18));
    EXPECT_EQ(hundred.turns_to_unhealthy(), 82u);
    EXPECT_EQ(hundred.turns_to_healthy(), 19u);
    for (std::uint32_t checkers = 1; checkers < 60; ++checkers) {
        const CheckerQuorum quorum{checkers, 18};
        EXPECT_FALSE(quorum.healthy(checkers - quorum.turns_to_unhealthy()));
        EXPECT_TRUE(quorum.healthy(checkers - quorum.turns_to_unhealthy() + 1));
        EXPECT_TRUE(quorum.healthy(quorum.turns_to_healthy()));
        EXPECT_FALSE(quorum.healthy(quorum.turns_to_healthy() - 1));
    }
}

}  // namespace
}  // namespace triaz::traffic
