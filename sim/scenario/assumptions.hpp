// Where the numbers are from: every "source" of a tree.
#pragma once

#include <string_view>
#include <vector>

#include "sim/scenario/document.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::scenario {

// Appends what the object with a "source" is, in words, and the source; in the order of the tree.
// Top-level keys in `except` are passed over.
void gather_assumptions(const Value& root, const std::vector<std::string_view>& except,
                        std::vector<Assumption>& assumptions);

}  // namespace triaz::scenario
