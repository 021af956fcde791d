#include "sim/measure/slices.hpp"

#include <gtest/gtest.h>

#include "sim/base/ensure.hpp"

namespace triaz::measure {
namespace {

using namespace std::chrono_literals;

constexpr base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

TEST(Slices, count_a_request_where_it_was_issued_however_late_it_ends) {
    Slices slices(at(1s), at(2s), 100ms);
    ASSERT_EQ(slices.all().size(), 10U);
    slices.issued(at(1s));
    slices.issued(at(1099ms));
    slices.issued(at(1100ms));
    slices.finished(at(1099ms), Outcome::ok, 2, true);
    slices.finished(at(1100ms), Outcome::rejected, 1, true);
    EXPECT_EQ(slices.all()[0].issued, 2U);
    EXPECT_EQ(slices.all()[0].finished, 1U);
    EXPECT_EQ(slices.all()[0].ok, 1U);
    EXPECT_EQ(slices.all()[0].slow, 1U);
    EXPECT_EQ(slices.all()[0].failed_attempts, 2U);
    EXPECT_EQ(slices.all()[0].rejected, 0U);
    EXPECT_EQ(slices.all()[1].ok, 0U);
    EXPECT_EQ(slices.all()[1].slow, 0U);  // a slow failure is a failure
    EXPECT_EQ(slices.all()[1].rejected, 1U);
}

TEST(Slices, only_success_inside_the_deadline_is_ok) {
    for (const Outcome outcome :
         {Outcome::late, Outcome::error, Outcome::rejected, Outcome::ambiguous}) {
        Slices slices(at(0s), at(1s), 1s);
        slices.issued(at(0s));
        slices.finished(at(0s), outcome, 0, false);
        EXPECT_EQ(slices.all()[0].ok, 0U) << name_of(outcome);
        EXPECT_EQ(slices.all()[0].finished, 1U);
    }
}

TEST(Slices, leave_out_what_is_outside) {
    Slices slices(at(1s), at(2s), 100ms);
    slices.issued(at(999ms));
    slices.issued(at(2s));
    slices.finished(at(2s), Outcome::ok, 0, false);
    for (const Slice& slice : slices.all()) EXPECT_EQ(slice.issued + slice.finished, 0U);
}

TEST(Slices, the_last_may_be_short) {
    Slices slices(at(0s), at(250ms), 100ms);
    ASSERT_EQ(slices.all().size(), 3U);
    EXPECT_EQ(slices.start_of(2), at(200ms));
    EXPECT_EQ(slices.end_of(1), at(200ms));
    EXPECT_EQ(slices.end_of(2), at(250ms));
    slices.issued(at(249ms));
    EXPECT_EQ(slices.all()[2].issued, 1U);
}

TEST(Slices, widened_hold_the_same_counts) {
    Slices slices(at(0s), at(700ms), 100ms);
    for (int i = 0; i < 7; ++i) {
        for (int n = 0; n <= i; ++n) {
            slices.issued(at(100ms * i));
            slices.finished(at(100ms * i), n == 0 ? Outcome::rejected : Outcome::ok, 1, n == 1);
        }
    }
    const Slices wide = slices.widened(3);
    ASSERT_EQ(wide.all().size(), 3U);
    EXPECT_EQ(wide.width(), 300ms);
    EXPECT_EQ(wide.end_of(2), at(700ms));
    EXPECT_EQ(wide.all()[0].issued, 1U + 2 + 3);
    EXPECT_EQ(wide.all()[1].issued, 4U + 5 + 6);
    EXPECT_EQ(wide.all()[2].issued, 7U);
    EXPECT_EQ(wide.all()[1].rejected, 3U);
    EXPECT_EQ(wide.all()[1].ok, 12U);
    EXPECT_EQ(wide.all()[1].slow, 3U);
    EXPECT_EQ(wide.all()[1].failed_attempts, 15U);
    EXPECT_EQ(wide.all()[1].finished, 15U);

    const Slices shifted = slices.widened(3, 2);
    ASSERT_EQ(shifted.all().size(), 2U);
    EXPECT_EQ(shifted.from(), at(200ms));
    EXPECT_EQ(shifted.all()[0].issued, 3U + 4 + 5);
    EXPECT_EQ(shifted.all()[1].issued, 6U + 7);
}

TEST(Slices, add_up_and_keep_the_worst_latency_of_those_that_ended_ok) {
    Slices slices(at(0s), at(200ms), 100ms);
    slices.finished(at(0s), Outcome::ok, 0, false, 10ms);
    slices.finished(at(1ms), Outcome::ok, 0, false, 30ms);
    slices.finished(at(2ms), Outcome::error, 1, false, 5s);
    slices.finished(at(100ms), Outcome::ok, 0, false, 20ms);
    EXPECT_EQ(slices.all()[0].latency, 40ms);
    EXPECT_EQ(slices.all()[0].worst_latency, 30ms);
    const Slices wide = slices.widened(2);
    EXPECT_EQ(wide.all()[0].latency, 60ms);
    EXPECT_EQ(wide.all()[0].worst_latency, 30ms);
}

TEST(Slices, refuse_no_width_and_no_time) {
    EXPECT_THROW(Slices(at(0s), at(1s), 0s), base::Bug);
    EXPECT_THROW(Slices(at(1s), at(1s), 100ms), base::Bug);
    EXPECT_THROW(Slices(at(0s), at(1s), 100ms).widened(0), base::Bug);
    EXPECT_THROW(Slices(at(0s), at(1s), 100ms).widened(2, 10), base::Bug);
}

}  // namespace
}  // namespace triaz::measure
