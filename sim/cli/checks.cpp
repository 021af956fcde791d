#include "sim/cli/checks.hpp"

#include <charconv>
#include <cstdint>

#include "sim/base/units.hpp"

namespace triaz::cli {

std::string check_whole_number(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end) return {};
    return text + " is no whole number of 0 to 2^64 - 1";
}

std::string check_duration(const std::string& text) {
    const auto duration = base::parse_duration(text);
    if (duration && duration->count() > 0) return {};
    return text + " is no time such as 60s or 1.5min";
}

std::string check_share(const std::string& text) {
    const auto share = base::parse_ratio(text);
    if (share && share->value > 0) return {};
    return text + " is no share such as 50%";
}

}  // namespace triaz::cli
