// What `triaz explore` says, for people and as JSON.
#pragma once

#include <string>

#include "sim/report/context.hpp"
#include "sim/report/page.hpp"
#include "sim/search/search.hpp"

namespace triaz::cli {

std::string explored_to_text(const search::Question& question, const search::Answer& answer,
                             const report::Style& style);
std::string explored_to_json(const search::Question& question, const search::Answer& answer,
                             const report::Context& context);

}  // namespace triaz::cli
