// Counts over one cohort or one run. Every issued request ends in exactly one outcome.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace triaz::measure {

enum class Outcome : std::uint8_t {
    ok,         // success within the deadline
    late,       // success after it
    error,      // explicit failure
    rejected,   // shed: refused for want of capacity
    ambiguous,  // no answer: it may or may not have happened
};
inline constexpr std::size_t outcome_count = 5;

std::string_view name_of(Outcome outcome);

struct RequestTotals {
    std::uint64_t issued = 0;
    std::array<std::uint64_t, outcome_count> ended{};
    std::uint64_t attempts = 0;
    std::uint64_t failed_attempts = 0;  // attempts that did not bring success
    std::uint64_t unfinished = 0;       // issued so late that the run ended first; not judged

    std::uint64_t count(Outcome outcome) const { return ended[static_cast<std::size_t>(outcome)]; }
    RequestTotals& operator+=(const RequestTotals& other);
};

}  // namespace triaz::measure
