// A page that shows why a history is refuted: one self-contained HTML file, light or dark as the
// reader's system is.
#pragma once

#include <string>

#include "sim/consistency/report.hpp"

namespace triaz::exchange {

// Processes are lanes, operations bars from call to return, numbered in the longest order found;
// the operation that cannot come next is marked. Beside it a table of the operations and the story.
// A history without witness gives a page that says so.
std::string picture(const consistency::History& history, const consistency::Report& report,
                    const std::string& title);

}  // namespace triaz::exchange
