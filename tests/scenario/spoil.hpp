// Sound files, spoilt at random: for tests that no loader ever breaks.
#pragma once

#include <cstddef>
#include <string>

#include "sim/base/stream.hpp"
#include "sim/scenario/document.hpp"

namespace triaz::scenario {

// Below `bound`, drawn evenly.
std::size_t below(base::Stream& stream, std::size_t bound);

// A few bytes removed, changed, inserted or repeated.
std::string with_spoilt_bytes(std::string text, base::Stream& stream);

// One value of a tree removed, repeated, or replaced by another of any type.
void spoil_a_value(Value& root, base::Stream& stream);

// The tree of a sound text.
Value tree(const std::string& text);

}  // namespace triaz::scenario
