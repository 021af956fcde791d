// Private to sim/cli: `triaz evidence verify` of a ledger.
#pragma once

#include <optional>
#include <string>

namespace triaz::cli {

// `head`: a hash that was noted elsewhere, and must be in the chain. Gives the exit code.
int verify_ledger(const std::string& path, const std::optional<std::string>& head);

}  // namespace triaz::cli
