// What `triaz tolerance` says, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "sim/report/context.hpp"
#include "sim/report/page.hpp"
#include "sim/search/tolerance.hpp"

namespace triaz::cli {

// Refuted: something is not survived, or structure and simulation disagree.
check::Verdict verdict_of(const std::vector<search::Attack>& attacks);

std::string attacks_to_text(const std::string& path, const std::vector<search::Attack>& attacks,
                            const report::Style& style);
std::string attacks_to_json(const std::string& path, const std::vector<search::Attack>& attacks,
                            const report::Context& context);

}  // namespace triaz::cli
