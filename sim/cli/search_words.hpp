// Private to sim/cli: the words of the commands that search (`explore`, `shrink`, `mutate`,
// `tolerance`, `frontier`) on their way to options.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct ExploreWords {
    ExploreOptions options;
    std::string lasting;
    std::string after;
    std::string load = "100%";
    std::string budget;
    bool no_symmetry = false;
};

struct ShrinkWords {
    ShrinkOptions options;
    std::string duration;
    std::string load = "100%";
};

// Makes the subcommand, all but --format.
void add_explore(CLI::App& app, ExploreWords& words);
// Requires: CLI11 has checked the words.
ExploreOptions explore_options_of(const ExploreWords& words, Format format);

struct MutateWords {
    MutateOptions options;
};
// Makes the subcommand, all but --format.
void add_mutate(CLI::App& app, MutateWords& words);
MutateOptions mutate_options_of(const MutateWords& words, Format format);

struct ToleranceWords {
    ToleranceOptions options;
    std::string within = "15s";
    std::string load = "100%";
};
// Makes the subcommand, all but --format.
void add_tolerance(CLI::App& app, ToleranceWords& words);
ToleranceOptions tolerance_options_of(const ToleranceWords& words, Format format);

struct FrontierWords {
    FrontierOptions options;
};
// Makes the subcommand, all but --format.
void add_frontier(CLI::App& app, FrontierWords& words);
FrontierOptions frontier_options_of(const FrontierWords& words, Format format);

void add_shrink(CLI::App& app, ShrinkWords& words);
ShrinkOptions shrink_options_of(const ShrinkWords& words);

}  // namespace triaz::cli
