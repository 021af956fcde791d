// Which build this is.
#pragma once

#include <string_view>

namespace triaz::cli {

std::string_view version();  // "0.1.0"
std::string_view commit();   // of the source tree, or "unknown"

}  // namespace triaz::cli
