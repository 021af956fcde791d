#include "sim/measure/totals.hpp"

#include <gtest/gtest.h>

namespace triaz::measure {
namespace {

TEST(RequestTotals, add_up_field_by_field) {
    RequestTotals a{10, {1, 2, 3, 0, 4}, 20, 9, 0};
    const RequestTotals b{5, {1, 0, 1, 1, 1}, 6, 2, 1};
    a += b;
    EXPECT_EQ(a.issued, 15U);
    EXPECT_EQ(a.count(Outcome::ok), 2U);
    EXPECT_EQ(a.count(Outcome::late), 2U);
    EXPECT_EQ(a.count(Outcome::error), 4U);
    EXPECT_EQ(a.count(Outcome::rejected), 1U);
    EXPECT_EQ(a.count(Outcome::ambiguous), 5U);
    EXPECT_EQ(a.attempts, 26U);
    EXPECT_EQ(a.failed_attempts, 11U);
    EXPECT_EQ(a.unfinished, 1U);
}

TEST(Outcome, is_named_as_reports_have_it) {
    EXPECT_EQ(name_of(Outcome::ok), "ok");
    EXPECT_EQ(name_of(Outcome::late), "late");
    EXPECT_EQ(name_of(Outcome::error), "error");
    EXPECT_EQ(name_of(Outcome::rejected), "rejected");
    EXPECT_EQ(name_of(Outcome::ambiguous), "ambiguous");
}

}  // namespace
}  // namespace triaz::measure
