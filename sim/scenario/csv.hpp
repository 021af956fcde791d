// An observation as a table of comma-separated values (RFC 4180), as spreadsheets write them, to
// the same tree as its JSON: every cell knows where it stands.
//
// A row whose first cell is "[section]" begins a section. In a section of single values ("[fault]",
// "[observation]" for the keys of the file itself) every row is a key and its value. In a section
// that is a list ("[counts]") the first row names the keys, and every other row is one item; an
// empty cell is an absent key. Rows without any text are passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"

namespace triaz::scenario {

// What cannot be a table is complained of, and then there is nothing. `values_left` as of `parse`.
std::optional<Value> parse_csv(std::uint32_t file, std::string_view text, std::size_t& values_left,
                               Complaints& complaints);

}  // namespace triaz::scenario
