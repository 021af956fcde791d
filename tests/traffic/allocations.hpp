// Counts what this program takes from the heap through `new`.
#pragma once

#include <cstddef>

namespace triaz::traffic::testing {

std::size_t allocations();

}  // namespace triaz::traffic::testing
