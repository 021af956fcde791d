#include "sim/cli/version.hpp"

// Both are given by the build, when it knows them.
#ifndef TRIAZ_VERSION
#define TRIAZ_VERSION "0.1.0"
#endif
#ifndef TRIAZ_COMMIT
#define TRIAZ_COMMIT "unknown"
#endif

namespace triaz::cli {

std::string_view version() { return TRIAZ_VERSION; }

std::string_view commit() { return TRIAZ_COMMIT; }

}  // namespace triaz::cli
