// Private to sim/cli: the words of `triaz model-check` on their way to its options.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct ModelCheckWords {
    ModelCheckOptions options;
    std::vector<std::uint8_t> elections{2};
    bool no_pre_vote = false, no_check_quorum = false, no_symmetry = false, no_reduction = false;
    std::vector<std::string> invariants;
    std::string time_budget = "60s", memory_budget = "2GB";
};

// Makes the subcommand, all but --format and --output.
void add_model_check(CLI::App& app, ModelCheckWords& words);

// Requires: CLI11 has checked the words.
ModelCheckOptions model_check_options_of(const ModelCheckWords& words, Format format);

}  // namespace triaz::cli
