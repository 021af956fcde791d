// A vector as a sorted set: clang 14 cannot compile the ranges of g++ 12's library that would do.
#pragma once

#include <algorithm>
#include <vector>

namespace triaz::plan {

// Sorts, and leaves each value once.
template <class Element>
void sort_unique(std::vector<Element>& elements) {
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
}

}  // namespace triaz::plan
