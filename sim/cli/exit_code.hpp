// What the program says to its caller when it ends.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "sim/check/verdict.hpp"
#include "sim/scenario/complaint.hpp"

namespace triaz::cli {

enum class ExitCode : std::uint8_t {
    as_required = 0,  // every selected claim as required
    refuted = 1,      // a claim not as required
    usage = 2,
    invalid_input = 3,
    inconclusive = 4,  // a claim could not be decided
    nothing_selected = 5,
    io = 6,    // cannot read or write
    bug = 70,  // ours
};
// 128 + n when a signal ended it.
int exit_code_of_signal(int signal);

// Which of two speaks for both: 70 > 3 > 6 > 1 > 4 > 5 > 0.
ExitCode worse(ExitCode a, ExitCode b);

// Where nothing else was required than that it be upheld.
ExitCode exit_code_of(base::Verdict verdict);

// How a claim is held against what was required of it: what the scenario expects, or always upheld.
enum class Requirement : std::uint8_t { as_expected, upheld };
ExitCode exit_code_of(check::Verdict verdict, check::Verdict expected, Requirement requirement);

// Errors only; warnings are well.
ExitCode exit_code_of(const std::vector<scenario::Complaint>& complaints);

// Something that ends a command, told in one sentence on standard error.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, const std::string& sentence)
        : std::runtime_error(sentence), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

// Whoever read our standard output has gone: nothing to say, and nobody to say it to.
class ReaderGone : public std::runtime_error {
public:
    ReaderGone() : std::runtime_error("the reader of standard output is gone") {}
};

}  // namespace triaz::cli
