// A report as Markdown (CommonMark with tables as GitHub has them), for people who paste. Text from
// anywhere is escaped: it can make no markup, no HTML and no link of its own.
#pragma once

#include <string>
#include <string_view>

#include "sim/publish/document.hpp"

namespace triaz::publish {

std::string to_markdown(const Document& document);

// Fit for a line, and for a cell of a table: punctuation that Markdown reads is escaped, line
// breaks become spaces.
std::string markdown_text(std::string_view text);

// The parts of a report, for those who write Markdown of other things.
std::string markdown_table(const Table& table);

}  // namespace triaz::publish
