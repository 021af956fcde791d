// The commands and their options, typed: what parse.hpp makes of the words on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/cli/exit_code.hpp"

namespace triaz::cli {

enum class Format : std::uint8_t { human, json, junit };

struct RunOptions {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;
    std::vector<std::string> claims;  // empty: all
    Requirement requirement = Requirement::as_expected;
    Format format = Format::human;
    std::optional<std::string> output;  // a file; nothing: standard output
    bool quiet = false;
};

struct TestOptions {
    std::vector<std::string> paths;
    unsigned jobs = 0;  // 0: as many as there are processors
    Format format = Format::human;
    bool mutants = true;
    std::string filter;
    std::optional<std::string> output;
};

struct ValidateOptions {
    std::vector<std::string> files;
    Format format = Format::human;
};

struct SchemaOptions {
    std::string kind;
};

struct ExplainOptions {
    std::vector<std::string> words;  // one term; empty: list all
};

struct VersionOptions {};

using Command = std::variant<RunOptions, TestOptions, ValidateOptions, SchemaOptions,
                             ExplainOptions, VersionOptions>;

}  // namespace triaz::cli
