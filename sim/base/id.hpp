// Tagged indices: a ZoneId cannot be passed where a HostId is meant.
// An id is an index into the vector that holds the things it names; `none` names nothing.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace triaz::base {

template <class Tag>
struct Id {
    std::uint32_t value = std::numeric_limits<std::uint32_t>::max();

    static constexpr Id of(std::size_t index) { return Id{static_cast<std::uint32_t>(index)}; }
    constexpr bool is_none() const { return value == std::numeric_limits<std::uint32_t>::max(); }
    constexpr std::size_t index() const { return value; }
    constexpr auto operator<=>(const Id&) const = default;
};

}  // namespace triaz::base
