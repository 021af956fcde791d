// A result for people: the verdict first, then why, within 80 columns.
#pragma once

#include <string>

#include "sim/report/page.hpp"
#include "sim/run/result.hpp"

namespace triaz::report {

std::string to_text(const run::Result& result, const Style& style);

// The same in one line.
std::string to_line(const run::Result& result, const Style& style);

// A witness alone, for reports that have no other place for one. Ends with a line break.
std::string to_text(const check::Witness& witness, const Style& style);

}  // namespace triaz::report
