// Private to sim/cli: what `triaz model-check` asks the explorer, from its options.
#pragma once

#include "sim/cli/command.hpp"
#include "sim/explore/explore.hpp"

namespace triaz::cli {

// Throws a Failure if there is nothing of that name, or if it cannot be asked.
explore::Question question_of(const ModelCheckOptions& options);

}  // namespace triaz::cli
