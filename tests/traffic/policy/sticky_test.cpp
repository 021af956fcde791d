#include "sim/traffic/policy/sticky.hpp"

#include <gtest/gtest.h>

#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using testing::Pool;

class Sticky : public ::testing::Test {
protected:
    StickyChoice at(base::Duration time, TargetIndex otherwise) {
        return pick_sticky(options, session, base::Time{time}, pool.candidates(), [&]() -> Choice {
            if (pool.candidates().empty()) return {};
            return otherwise;
        });
    }

    Pool pool{1, 1, 1};
    Session session;
    Stickiness options{.duration = 10s};
};

TEST_F(Sticky, a_session_stays_where_it_went_first) {
    EXPECT_EQ(at(0s, 1).target, 1u);
    EXPECT_EQ(at(5s, 2).target, 1u);
    EXPECT_FALSE(at(9s, 2).moved);
}

TEST_F(Sticky, a_session_moves_when_its_target_is_lost_and_stays_there) {
    at(0s, 1);
    pool.without(1);
    const StickyChoice choice = at(1s, 2);
    EXPECT_EQ(choice.target, 2u);
    EXPECT_TRUE(choice.moved);
    pool.everyone();
    EXPECT_EQ(at(2s, 0).target, 2u);
}

TEST_F(Sticky, a_session_is_bound_anew_when_its_time_is_over) {
    at(0s, 1);
    EXPECT_EQ(at(10s, 2).target, 2u);
}

TEST_F(Sticky, use_extends_the_time_only_when_told_so) {
    options.extended_by_use = true;
    at(0s, 1);
    at(9s, 2);
    EXPECT_EQ(at(18s, 2).target, 1u);
}

TEST_F(Sticky, a_session_outlives_a_moment_without_any_target) {
    at(0s, 1);
    pool.eligible.clear();
    EXPECT_EQ(at(1s, 0).target, std::nullopt);
    pool.everyone();
    EXPECT_EQ(at(2s, 0).target, 1u);
}

}  // namespace
}  // namespace triaz::traffic
