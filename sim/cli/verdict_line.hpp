// How a verdict is written where one line says it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/check/verdict.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

report::Tone tone_of(check::Verdict verdict);
// "✓ UPHELD"
std::string headline(check::Verdict verdict, const report::Style& style);
// "1 run", "1,200 runs"
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace triaz::cli
