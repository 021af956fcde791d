// Private to sim/cli: the words of `triaz check` on their way to its options.
#pragma once

#include <optional>
#include <string>

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct CheckWords {
    CheckOptions options;
    std::optional<std::string> model, consistency, failed_cas, total;
    std::string time_budget = "60s", memory_budget = "1GB";
};

// Makes the subcommand, all but --format.
void add_check(CLI::App& app, CheckWords& words);

// Requires: CLI11 has checked the words.
CheckOptions check_options_of(const CheckWords& words, Format format);

}  // namespace triaz::cli
