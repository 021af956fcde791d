// A verdict has three values and a witness. Inconclusive is never green.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/verdict.hpp"

namespace triaz::check {

using base::Verdict;
enum class Strength : std::uint8_t { observed, exhaustive, proved };

using base::name_of;
std::string_view name_of(Strength strength);

// The smallest timeline that shows why a claim was refuted, and the mechanism by name.
struct Witness {
    struct Step {
        base::Time time;
        std::string what;
    };
    std::string mechanism;  // one of the fixed names in mechanism.hpp, e.g. "leader election"
    std::string summary;    // one sentence for people
    std::vector<Step> steps;
};

// A measured figure of a claim, in the order of reading. Counts are exact below 2^53.
struct Figure {
    std::string name;  // "longest_outage_s"
    double value = 0;
    std::string text;  // for people: "1.41 s"
    bool known =
        true;  // false: there is no value (never detected, ...): null in JSON, `text` says why
};

// One claim, judged.
struct Finding {
    std::string claim;  // its id
    std::string kind;   // "rto", "rpo", ...
    std::vector<std::string> contract;
    Verdict verdict = Verdict::inconclusive;
    Strength strength = Strength::observed;
    Verdict expected = Verdict::upheld;
    std::string
        stated;  // the claim in words: "no outage (Z1): success at least 99 % in every 100 ms"
    std::string reason;  // one sentence: why this verdict
    std::vector<Figure> measured;
    std::optional<Witness> witness;   // present exactly when refuted
    std::vector<std::string> trades;  // which promise was given up for which, when and for how long

    bool as_expected() const { return verdict == expected; }
};

// What several findings amount to: refuted if any is, else inconclusive if any is or there is none.
Verdict overall(const std::vector<Finding>& findings);

}  // namespace triaz::check
