// How a verdict is written where one line says it.
#pragma once

#include <string>

#include "sim/check/verdict.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

report::Tone tone_of(check::Verdict verdict);
// "✓ UPHELD"
std::string headline(check::Verdict verdict, const report::Style& style);

}  // namespace triaz::cli
