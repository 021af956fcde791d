// Private to sim/cli: HTML to PDF by a program that is installed: chromium, or else weasyprint.
#pragma once

#include <string>

namespace triaz::cli {

// The bytes of a tagged PDF. Throws Failure when no such program is there (it says what to install)
// or when it fails.
std::string print_pdf(const std::string& html);

}  // namespace triaz::cli
