#include "sim/measure/totals.hpp"

namespace triaz::measure {

namespace {

constexpr std::array<std::string_view, outcome_count> outcome_names{"ok", "late", "error",
                                                                    "rejected", "ambiguous"};
static_assert(static_cast<std::size_t>(Outcome::ambiguous) + 1 == outcome_count);

}  // namespace

std::string_view name_of(Outcome outcome) {
    return outcome_names[static_cast<std::size_t>(outcome)];
}

RequestTotals& RequestTotals::operator+=(const RequestTotals& other) {
    issued += other.issued;
    for (std::size_t i = 0; i < outcome_count; ++i) ended[i] += other.ended[i];
    attempts += other.attempts;
    failed_attempts += other.failed_attempts;
    unfinished += other.unfinished;
    return *this;
}

}  // namespace triaz::measure
