#include "sim/traffic/health/observer.hpp"

#include <gtest/gtest.h>

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

const HealthCheck check{.interval = 10s, .turning_down = 1s, .rise = 2, .fall = 3};

base::Time at(base::Duration time) { return base::Time{time}; }

// How many strikes it takes to bring a healthy target down.
int strikes(OnErrors action) {
    const Observer observer{{.errors = 1, .action = action}};
    Opinion opinion{true, false, 0};
    for (int strike = 1; strike < 10; ++strike) {
        if (observer.strike(check, opinion, {}, {}).turn == Turn::down) return strike;
    }
    return 0;
}

TEST(Observer, strikes_after_errors_in_a_row) {
    Observer observer{{}};
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(observer.answered(true));
    EXPECT_FALSE(observer.answered(false));
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(observer.answered(true));
    EXPECT_TRUE(observer.answered(true));
    EXPECT_FALSE(observer.answered(true));
}

TEST(Observer, brings_a_target_down_as_fast_as_it_is_told_to) {
    EXPECT_EQ(strikes(OnErrors::check_sooner), 0);
    EXPECT_EQ(strikes(OnErrors::fail_check), 3);
    EXPECT_EQ(strikes(OnErrors::nearly_down), 2);
    EXPECT_EQ(strikes(OnErrors::down), 1);
}

TEST(Observer, counts_together_with_checks) {
    const Observer observer{{}};
    Opinion opinion{true, false, 0};
    judge(check, opinion, {.outcome = CheckOutcome::refused});
    judge(check, opinion, {.outcome = CheckOutcome::refused});
    EXPECT_EQ(observer.strike(check, opinion, {}, {}).turn, Turn::down);
    EXPECT_FALSE(opinion.healthy);
}

TEST(Observer, brings_the_next_check_forward_but_never_back) {
    const Observer observer{{}};
    Opinion opinion{true, false, 0};
    EXPECT_EQ(observer.strike(check, opinion, at(2s), at(9s)).next_start, at(3s));
    EXPECT_EQ(observer.strike(check, opinion, at(2s), at(2500ms)).next_start, at(2500ms));
}

TEST(Observer, leaves_an_unhealthy_target_to_its_checks) {
    const Observer observer{{}};
    Opinion opinion{false, false, 1};
    const Judgement judgement = observer.strike(check, opinion, at(2s), at(9s));
    EXPECT_EQ(judgement.turn, Turn::none);
    EXPECT_EQ(judgement.next_start, at(9s));
    EXPECT_EQ(opinion.streak, 1u);
}

}  // namespace
}  // namespace triaz::traffic
