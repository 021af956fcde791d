// A report as JSON, for other tools: the same sections and blocks as the page, schema
// "triaz.report/1.0". Every table of the page is there, cell by cell.
#pragma once

#include <string>

#include "sim/publish/document.hpp"

namespace triaz::publish {

std::string to_json(const Document& document);

}  // namespace triaz::publish
