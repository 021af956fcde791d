#include "sim/check/claim.hpp"

#include <array>

namespace triaz::check {

std::string_view name_of(Level level) {
    constexpr std::array<std::string_view, 4> names{"Z0", "Z1", "Z2", "Z3"};
    return names[static_cast<std::size_t>(level)];
}

}  // namespace triaz::check
