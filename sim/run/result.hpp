// One scenario and one seed, run and judged: what every report is made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/milestones.hpp"
#include "sim/plan/observation.hpp"
#include "sim/run/architecture.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::run {

struct FaultResult {
    std::size_t fault = 0;  // index into evidence.faults
    measure::Milestones milestones;
};

struct Result {
    std::string scenario_path;
    std::string question;
    std::string explanation;
    std::optional<std::string> mutant;
    std::vector<std::string> varied;  // words of the command line that changed the scenario
    std::uint64_t seed = 0;
    // Why the run was cut short, when it was ("SIGINT"): then no finding is more than inconclusive.
    std::optional<std::string> aborted;
    check::Verdict verdict = check::Verdict::inconclusive;
    std::vector<check::Finding> findings;
    std::vector<FaultResult> faults;
    measure::Evidence evidence;
    Architecture architecture;
    std::vector<scenario::Source> sources;
    std::vector<scenario::Assumption> assumptions;
    std::vector<scenario::NotSimulated> not_simulated;
    // Of a rehearsal on the real deployment: nothing was simulated, all evidence is from here.
    std::optional<plan::Observation> observation;
    std::string observed_in;  // its file, as named
    std::string history;      // a history of clients beside it, as named; empty: none

    // Every claim is as the scenario expects it, and there is one.
    bool as_expected() const;
};

// The command that gives this result again: "triaz run PATH --seed 42", quoted for a shell; of an
// observation "triaz observe import FILE".
std::string reproduce_line(const Result& result);
std::string reproduce_line(const std::string& scenario_path,
                           const std::optional<std::string>& mutant, std::uint64_t seed,
                           const std::vector<std::string>& varied = {});

}  // namespace triaz::run
