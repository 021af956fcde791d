// What is wrong with an input file, where, and how to cure it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace triaz::scenario {

struct Complaint {
    enum class Severity : std::uint8_t { error, warning } severity = Severity::error;
    // Cannot be read at all (missing, not permitted): exit code 6 rather than 3.
    bool unreadable = false;
    std::string code;  // stable, for machines: "unknown-key"
    std::string file;
    std::uint32_t line = 0;    // from 1; 0: the file as a whole
    std::uint32_t column = 0;  // from 1, in bytes
    std::string path;  // JSON pointer of the value; in overrides: of the value in what is patched
    std::string message;      // what is wrong, one sentence
    std::string expected;     // what would be right
    std::string nearest;      // the nearest known name, or empty
    std::string line_text;    // the line at fault, cut to fit, with the column kept inside
    std::uint32_t caret = 0;  // where the caret belongs under line_text, from 1, in characters
};

// For people: "file:line:col: error: message", the line, a caret, what was expected.
std::string to_text(const std::vector<Complaint>& complaints);

}  // namespace triaz::scenario
