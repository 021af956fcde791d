// The form test runners read: one JUnit XML document. Each suite has the property evidence_class:
// simulated.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace triaz::report {

struct TestCase {
    enum class Outcome : std::uint8_t {
        passed,
        failed,  // a claim was not as required
        error,   // it could not be decided or not be run
        skipped,
    };
    std::string suite;  // the scenario
    std::string name;   // the claim or the mutant
    Outcome outcome = Outcome::passed;
    std::string message = {};  // one line, empty when passed
    std::string detail = {};   // any text
};

// Well-formed UTF-8 XML 1.0 whatever is in the texts: what XML cannot hold becomes U+FFFD.
// Suites stand in the order of their first case.
std::string to_junit(std::span<const TestCase> cases);

}  // namespace triaz::report
