// What `triaz test` found: scenarios with their mutants, in a stable order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/context.hpp"
#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/page.hpp"

namespace triaz::report {

// One run: the scenario as it is, or one of its mutants.
struct TestedRun {
    enum class Status : std::uint8_t {
        passed,
        failed,      // a claim not as expected; a mutant that does not refute what it names
        undecided,   // the same, because a claim is inconclusive
        invalid,     // the files have errors
        unreadable,  // or cannot be read
        crashed,     // our bug
        aborted,     // by a signal
    };
    std::optional<std::string> mutant = {};
    Status status = Status::passed;
    std::string why = {};     // a sentence, empty when passed
    std::string detail = {};  // any text: complaints
    std::string reproduce = {};
    std::vector<ReadClaim> claims = {};
};

struct TestedScenario {
    std::string path;
    std::vector<TestedRun> runs;  // the scenario itself first
    bool passed() const;
};

std::string_view name_of(TestedRun::Status status);

// How the scenario itself, judged, is held against what it expects.
TestedRun judged_run(const ReadResult& result);
// How a mutant, judged, is held against the claims it must refute.
TestedRun judged_mutant(const std::string& mutant, const std::vector<std::string>& refutes,
                        const ReadResult& result);

std::string to_text(const std::vector<TestedScenario>& scenarios, const Style& style);
std::string to_json(const std::vector<TestedScenario>& scenarios, const Context& context);
// One case for each claim of a scenario, one for each mutant.
std::vector<TestCase> test_cases(const std::vector<TestedScenario>& scenarios);

}  // namespace triaz::report
