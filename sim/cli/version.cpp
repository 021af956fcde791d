#include "sim/cli/version.hpp"

namespace triaz::cli {

// Both names are given by sim/CMakeLists.txt.
std::string_view version() { return TRIAZ_VERSION; }

std::string_view commit() { return TRIAZ_COMMIT; }

}  // namespace triaz::cli
