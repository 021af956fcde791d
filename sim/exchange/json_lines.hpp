// Reads one line of JSON as a value: the door to nlohmann_json.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/exchange/complaint.hpp"
#include "sim/history/value.hpp"

namespace triaz::exchange {

// Objects become maps, arrays lists; a number that is no 64-bit integer becomes a word. Throws
// Malformed with the place at fault; `line` is its line.
history::Value json_value(std::string_view text, std::uint64_t line);

}  // namespace triaz::exchange
