// What one run of a search came to: little enough to keep for a hundred thousand runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/search/instant.hpp"

namespace triaz::search {

struct Ruling {
    check::Verdict verdict = check::Verdict::inconclusive;
    std::string mechanism;  // when refuted
    std::string reason;     // one sentence

    bool operator==(const Ruling&) const = default;
};

struct Outcome {
    std::vector<Ruling> claims;     // in the order of the scenario's
    bool bit = true;                // every fault had an effect
    std::vector<Instant> instants;  // phases after the last fault, where they were asked for
    std::string failure;            // how it crashed: a bug of ours; then there are no rulings
};

// One line of JSON and back; nothing when it is no such line.
std::string to_line(const Outcome& outcome);
std::optional<Outcome> outcome_of_line(std::string_view line);

}  // namespace triaz::search
