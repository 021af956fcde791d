#include "sim/measure/service_level.hpp"

#include <gtest/gtest.h>

#include "sim/base/ensure.hpp"

namespace triaz::measure {
namespace {

using namespace std::chrono_literals;

constexpr base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

Slice counted(std::uint32_t issued, std::uint32_t finished, std::uint32_t ok,
              std::uint32_t slow = 0) {
    return {issued, ok, finished, 0, slow, 0};
}

TEST(Standing, is_a_ratio_that_holds_at_equality) {
    const ServiceLevel level{base::Ratio{0.99}, {}};
    EXPECT_EQ(standing_of(counted(100, 100, 99), level, true), Standing::met);
    EXPECT_EQ(standing_of(counted(100, 100, 98), level, true), Standing::below);
    EXPECT_EQ(standing_of(counted(3, 3, 2), level, true), Standing::below);
    EXPECT_EQ(standing_of(counted(1, 1, 1), level, true), Standing::met);
}

TEST(Standing, forgives_the_rounding_of_the_ratio_alone) {
    for (std::uint32_t percent = 1; percent <= 100; ++percent) {
        const ServiceLevel level{base::Ratio{percent / 100.0}, {}};
        EXPECT_EQ(standing_of(counted(100, 100, percent), level, true), Standing::met) << percent;
        EXPECT_EQ(standing_of(counted(100, 100, percent - 1), level, true), Standing::below)
            << percent;
        EXPECT_EQ(standing_of(counted(1'000'000, 1'000'000, percent * 10'000 - 1), level, true),
                  Standing::below)
            << percent;
    }
}

TEST(Standing, of_a_slice_without_requests_says_nothing) {
    EXPECT_EQ(standing_of({}, ServiceLevel{base::Ratio{1}, {}}, true), Standing::unseen);
}

TEST(Standing, an_unfinished_request_has_failed_once_it_is_due) {
    const ServiceLevel level{base::Ratio{0.9}, {}};
    EXPECT_EQ(standing_of(counted(10, 8, 8), level, true), Standing::below);
    EXPECT_EQ(standing_of(counted(10, 8, 8), level, false), Standing::unseen);
    EXPECT_EQ(standing_of(counted(10, 0, 0), level, false), Standing::unseen);
    EXPECT_EQ(standing_of(counted(10, 0, 0), level, true), Standing::below);
}

TEST(Standing, is_decided_early_when_nothing_outstanding_can_change_it) {
    const ServiceLevel level{base::Ratio{0.5}, {}};
    EXPECT_EQ(standing_of(counted(10, 5, 5), level, false), Standing::met);
    EXPECT_EQ(standing_of(counted(10, 6, 0), level, false), Standing::below);
}

TEST(Standing, holds_the_latency_objective_of_what_succeeded) {
    const ServiceLevel level{base::Ratio{0.5}, base::Ratio{0.9}};
    EXPECT_EQ(standing_of(counted(20, 20, 10, 1), level, true), Standing::met);
    EXPECT_EQ(standing_of(counted(20, 20, 10, 2), level, true), Standing::below);
    EXPECT_EQ(standing_of(counted(20, 10, 10, 2), level, false), Standing::unseen);
    EXPECT_EQ(standing_of(counted(20, 10, 10, 1), level, false), Standing::unseen);
    EXPECT_EQ(standing_of(counted(20, 19, 19, 3), level, false), Standing::below);
    EXPECT_EQ(standing_of(counted(20, 19, 19, 0), level, false), Standing::met);
}

TEST(Standing, refuses_counts_that_contradict_each_other) {
    EXPECT_THROW(standing_of(counted(1, 2, 1), {}, true), base::Bug);
    EXPECT_THROW(standing_of(counted(2, 1, 2), {}, true), base::Bug);
    EXPECT_THROW(standing_of(counted(2, 2, 1, 2), {}, true), base::Bug);
}

TEST(Standings, take_the_deadline_of_each_slice_into_account) {
    Slices slices(at(0s), at(1s), 250ms);
    for (int i = 0; i < 4; ++i) slices.issued(at(250ms * i));
    const auto found = standings(slices, {}, 500ms, at(1s));
    EXPECT_EQ(found, (std::vector<Standing>{Standing::below, Standing::below, Standing::unseen,
                                            Standing::unseen}));
}

}  // namespace
}  // namespace triaz::measure
