// Counts what this program takes from the heap through `new`.
#pragma once

#include <cstddef>

namespace triaz::support {

std::size_t allocations();

}  // namespace triaz::support
