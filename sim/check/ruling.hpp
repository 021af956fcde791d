// One condition of a claim, decided; and how conditions become a finding.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/check/verdict.hpp"

namespace triaz::check {

struct Ruling {
    Verdict verdict = Verdict::upheld;
    std::string reason;
    std::optional<Witness> witness;  // present exactly when refuted

    static Ruling upheld(std::string reason) { return {Verdict::upheld, std::move(reason), {}}; }
    static Ruling inconclusive(std::string reason) {
        return {Verdict::inconclusive, std::move(reason), {}};
    }
    static Ruling refuted(std::string reason, Witness witness) {
        return {Verdict::refuted, std::move(reason), std::move(witness)};
    }
};

// Conditions that must all hold, as one: the first that is refuted, else the first that is
// inconclusive, else upheld for the reason of the last. Requires: there is one.
Ruling all_of(const std::vector<Ruling>& rulings);

}  // namespace triaz::check
