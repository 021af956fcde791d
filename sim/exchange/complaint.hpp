// What is wrong with a recorded history, and where.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace triaz::exchange {

struct Complaint {
    std::uint64_t line = 0, column = 0;  // from 1, columns in bytes; 0: the file as a whole
    std::string message;                 // one sentence
    std::string expected;                // what would be right
};

// "file:line:column: error: message", the line, a caret, what was expected.
std::string to_text(const Complaint& complaint, std::string_view file, std::string_view text);

// Ends the reading of a file; caught in `read_history`.
class Malformed : public std::runtime_error {
public:
    explicit Malformed(Complaint complaint)
        : std::runtime_error(complaint.message), complaint_(std::move(complaint)) {}
    const Complaint& complaint() const { return complaint_; }

private:
    Complaint complaint_;
};

}  // namespace triaz::exchange
