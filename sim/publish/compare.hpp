// Base against head, claim by claim: worse, same or better. Results are paired by scenario, mutant
// and seed; with common random numbers both of a pair meet the same arrivals, so the difference of
// each pair is what counts, and few pairs suffice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/publish/document.hpp"
#include "sim/publish/record.hpp"

namespace triaz::publish {

enum class Change : std::uint8_t { same, better, worse, added, gone };
std::string_view name_of(Change change);

struct Measure {
    std::string name;
    std::size_t pairs = 0;
    double base = 0;  // means over the pairs
    double head = 0;
    double difference = 0;
    // Half the width of the 95 % interval of the difference, by Student's t; nothing with one pair.
    std::optional<double> half_width;
    // Better or worse when the interval leaves zero out and less (or more) is known to be better.
    Change change = Change::same;
};

struct ComparedClaim {
    std::string scenario;  // with its mutant
    std::string claim;
    std::size_t pairs = 0;
    std::vector<check::Verdict> base;  // one a pair
    std::vector<check::Verdict> head;
    Change change = Change::same;
    std::string why;                // of the first pair that is worse, or better
    std::vector<Measure> measures;  // those that differ
};

struct Comparison {
    std::vector<ComparedClaim> claims;  // in the order of the base, then what is new
    bool regressed() const;             // a claim is worse or gone
};

// When each side is of one scenario, those two are compared whatever their paths are.
Comparison compare(const std::vector<Record>& base, const std::vector<Record>& head);

// For a pull request's comment (to_markdown), or a page.
Document to_document(const Comparison& comparison);
std::string to_json(const Comparison& comparison);

}  // namespace triaz::publish
