// Axes: round values to mark, and their labels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/publish/document.hpp"

namespace triaz::publish::html {

struct Axis {
    double from = 0;
    double to = 1;
    std::vector<double> ticks;  // rising, inside [from, to]
};

// Steps of 1, 2 or 5 times a power of ten, at most `most` of them. Requires: to > from, most > 0.
std::vector<double> round_ticks(double from, double to, std::size_t most);

// The axis of the values of a chart. A share ends at 1 and begins at the highest round share that
// is below all; else it begins at 0.
Axis value_axis(const Chart& chart);

// "99.5%", "1.2 s", "3,000".
std::string label_of(double value, Chart::Unit unit);

// At most two decimals, no trailing zeros: for coordinates.
std::string number(double value);

}  // namespace triaz::publish::html
