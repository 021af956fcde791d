// A rehearsal on the real deployment to the same result as a simulation's: the same claims, judged
// by the same code, on evidence that people counted.
//
// Times of the result count from the instant at which counting began. A claim that looks at finer
// slices than were counted is judged by those that were counted, and says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/history/operation.hpp"
#include "sim/run/result.hpp"
#include "sim/scenario/people.hpp"

namespace triaz::run {

// What clients recorded beside the observation.
struct RecordedHistory {
    std::string path;
    std::string sha256;
    std::vector<history::Operation> operations;
};

// Why a history cannot be taken with this observation; nothing when it can.
std::optional<std::string> why_unfit(const plan::Observation& observation,
                                     const RecordedHistory& history);

// Requires: an observation without errors, with its scenario; a history that fits.
Result observe(const scenario::LoadedObservation& loaded, const std::string& path,
               const std::optional<RecordedHistory>& history = {});

}  // namespace triaz::run
