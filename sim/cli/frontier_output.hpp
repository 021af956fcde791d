// What `triaz frontier` says: a table, CSV, JSON or a picture.
#pragma once

#include <string>

#include "sim/report/context.hpp"
#include "sim/report/page.hpp"
#include "sim/search/frontier.hpp"

namespace triaz::cli {

std::string frontier_to_text(const search::FrontierQuestion& question,
                             const search::Frontier& frontier, const report::Style& style);
std::string frontier_to_csv(const search::FrontierQuestion& question,
                            const search::Frontier& frontier);
std::string frontier_to_json(const search::FrontierQuestion& question,
                             const search::Frontier& frontier, const report::Context& context);
// Self-contained SVG: every value tried, where the claim holds and where it is refuted.
std::string frontier_to_svg(const search::FrontierQuestion& question,
                            const search::Frontier& frontier);

}  // namespace triaz::cli
