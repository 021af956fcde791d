// Availability over time in few enough rows to be read and drawn.
#pragma once

#include <cstddef>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::report {

// All rows of one result together, over its cohorts.
inline constexpr std::size_t most_series_rows = 2000;

// How many slices of `slices` go into one row: rows of at least one second, widened along 1, 2, 5,
// 10, 20, 30, 60, 120, 300, 600, 1800, 3600 s and then by doubling until the cohort has at most
// `most` rows. Requires: most > 0.
std::uint32_t slices_per_row(const measure::Slices& slices, std::size_t most);

}  // namespace triaz::report
