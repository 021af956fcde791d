// The data behind terms.hpp.
#pragma once

#include <string>
#include <vector>

#include "sim/check/terms.hpp"

namespace triaz::check {

struct GlossaryEntry {
    Explanation explanation;
    std::vector<std::string> other_names;  // lower case, with spaces
};

const std::vector<GlossaryEntry>& glossary();

}  // namespace triaz::check
