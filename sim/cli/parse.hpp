// The words of the command line, made into a typed command; the door to CLI11.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/cli/command.hpp"

namespace triaz::cli {

// Text for standard output instead of a command: --help, --version.
struct Help {
    std::string text;
};

// Throws Failure(usage) with the nearest known word when the words make no command.
std::variant<Command, Help> parse(const std::vector<std::string>& words);

}  // namespace triaz::cli
