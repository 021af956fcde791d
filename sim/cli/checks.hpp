// Checks of what is said on the command line: the complaint, or nothing.
#pragma once

#include <string>

namespace triaz::cli {

// 0 to 2^64 - 1. CLI11 alone would take -1 for the greatest.
std::string check_whole_number(const std::string& text);
// Longer than nothing: 60s, 1.5min.
std::string check_duration(const std::string& text);
// Greater than nothing: 50%, 0.5.
std::string check_share(const std::string& text);

}  // namespace triaz::cli
