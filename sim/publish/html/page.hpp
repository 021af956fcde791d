// A report as one page of HTML that needs nothing else: no network, no file beside it. Its content
// security policy allows the style and the script of ours by their hashes, and nothing besides.
#pragma once

#include <string>

#include "sim/publish/document.hpp"

namespace triaz::publish::html {

std::string to_html(const Document& document);

}  // namespace triaz::publish::html
