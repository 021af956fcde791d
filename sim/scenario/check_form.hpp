// Holds a tree against a form: wrong types, unknown and missing keys, wrong units, values out of
// bounds. Whatever needs more than one value to be judged is left to those who read the tree.
#pragma once

#include <string_view>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/form.hpp"

namespace triaz::scenario {

void check_form(const Value& value, const Form& form, Complaints& complaints);

// The keys that every object may have.
inline constexpr std::string_view source_key = "source";
inline constexpr std::string_view note_key = "note";

// `key` as a part of a JSON pointer, with the slash before it.
std::string pointer_part(std::string_view key);

}  // namespace triaz::scenario
