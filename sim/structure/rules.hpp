// What lint looks for: every finding names one of these by its code. Codes are stable; the first
// digit is the subject: 1 single losses, 2 stores, 3 capacity, 4 where things may stand, 5
// detection.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace triaz::structure {

enum class Severity : std::uint8_t { note, warning, error };
std::string_view name_of(Severity severity);

struct Rule {
    std::string_view code;      // "TZ101"
    std::string_view name;      // "single-point-of-failure"
    Severity severity;          // of most of its findings
    std::string_view contract;  // the rows of the contract it bears on: "C09, C11"; may be empty
    std::string_view title;     // what is wrong, a few words
    std::string_view meaning;   // a paragraph: when it is found, and why it matters
    std::string_view cure;      // a sentence
};

std::span<const Rule> rules();
// Nothing when there is no such rule; by code or by name, case makes no difference.
const Rule* find_rule(std::string_view word);

// What a contract asks of how a deployment is built, and the rules that find what breaks it.
struct Property {
    std::string_view name;   // "corporate-isolation"
    std::string_view codes;  // "TZ401"; several: "TZ202, TZ203"
};
std::span<const Property> properties();

}  // namespace triaz::structure
