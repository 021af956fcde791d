// What a judge says. Inconclusive is never green.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace triaz::base {

enum class Verdict : std::uint8_t {
    upheld,
    refuted,
    inconclusive,  // cut short, or what was seen cannot tell
};

constexpr std::string_view name_of(Verdict verdict) {
    constexpr std::array<std::string_view, 3> names{"upheld", "refuted", "inconclusive"};
    return names[static_cast<std::size_t>(verdict)];
}

}  // namespace triaz::base
