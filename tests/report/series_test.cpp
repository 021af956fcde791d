#include "sim/report/series.hpp"

#include <gtest/gtest.h>

#include "sim/base/ensure.hpp"

namespace triaz::report {
namespace {

using namespace std::chrono_literals;

// The width of a row of slices of `slice` over `span`, at most `most` rows.
base::Duration row_width(base::Duration span, base::Duration slice, std::size_t most) {
    const measure::Slices slices{base::start_of_run, base::start_of_run + span, slice};
    return slice * slices_per_row(slices, most);
}

TEST(Series, has_rows_of_a_second_while_they_fit) {
    EXPECT_EQ(row_width(100s, 100ms, 100), 1s);
    EXPECT_EQ(row_width(10s, 250ms, 100), 1s);
}

TEST(Series, never_splits_a_slice) {
    EXPECT_EQ(row_width(100s, 300ms, 1000), 1200ms);
    EXPECT_EQ(row_width(1000s, 10s, 1000), 10s);
}

TEST(Series, widens_until_the_rows_fit) {
    EXPECT_EQ(row_width(101s, 100ms, 100), 2s);
    EXPECT_EQ(row_width(24h, 100ms, 1000), 120s);
    EXPECT_EQ(row_width(24h * 365, 1s, 100), 128h) << "beyond the table it doubles";
}

TEST(Series, never_has_more_rows_than_asked_for) {
    for (const base::Duration span : {1s, 59s, 61s, 3599s, 86'400s})
        for (const base::Duration slice : {100ms, 130ms, 1000ms, 7000ms})
            for (const std::size_t most : {1U, 2U, 7U, 500U}) {
                const measure::Slices slices{base::start_of_run, base::start_of_run + span, slice};
                const auto factor = slices_per_row(slices, most);
                EXPECT_LE(slices.widened(factor).all().size(), most);
            }
}

}  // namespace
}  // namespace triaz::report
