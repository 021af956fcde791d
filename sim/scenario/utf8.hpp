// UTF-8 enough to show text that may be broken.
#pragma once

#include <cstddef>
#include <string_view>

namespace triaz::scenario {

// The bytes of the character that begins `text`; 0 when it is not well-formed. Requires: not empty.
std::size_t character_length(std::string_view text);

}  // namespace triaz::scenario
