// Recorded histories out, in forms that other checkers read too; read_history.hpp reads both back.
#pragma once

#include <string>
#include <vector>

#include "sim/history/operation.hpp"

namespace triaz::exchange {

// Ours: one JSON object a line. Calls and returns in their order; an open operation that was given
// up ends with "info" there, another one not at all.
// Requires: operations in the order of their calls.
std::string to_json_lines(const std::vector<history::Operation>& operations);

// Jepsen's: one EDN map a line, with :index; key and value as an independent object's [key value].
std::string to_edn(const std::vector<history::Operation>& operations);

}  // namespace triaz::exchange
