// What became of each element added to a set: the analysis of Jepsen's set-full checker.
//
// An element is known from the first return of its add, or of a read that holds it, whichever is
// earlier. It is lost when it was known, and the last read that missed it was called later than
// the last one that saw it, and later than it was known. It is stable when the last read that saw
// it was called later than the last that missed it. Neither: never read.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/consistency/report.hpp"

namespace triaz::consistency {

struct Element {
    enum class Fate : std::uint8_t { stable, lost, never_read } fate = Fate::never_read;
    history::Value value;
    std::optional<std::uint32_t> added_by;  // the operation; nothing: nobody added it
    std::optional<std::uint32_t> known_by;
    std::optional<std::uint32_t> last_seen_by, last_missed_by;  // reads
    bool acknowledged = false;
    std::uint64_t duplicated = 0;  // the most times that one read held it, when more than once
    // From being known until it was seen for good (stable) or missed for good (lost); nothing when
    // the history has no times. Never negative.
    std::optional<base::Duration> latency;
    // Stable, but missed by a read called after it was known.
    bool stale = false;
};

// In the order of the adds; elements that nobody added follow.
std::vector<Element> elements_of(const History& history,
                                 const std::vector<std::uint32_t>& operations);

// Of all keys. Refuted: an element is lost, held twice by one read, or was never added.
// Inconclusive: no element is stable.
void judge_set(const History& history, Report& report);

// Every read of a counter lies between what must and what may have been added by then: the bounds
// of Jepsen's counter checker, for negative amounts too.
void judge_counter(const History& history, Report& report);

// Every read of a bank holds the same total, and no balance is negative unless that is allowed.
void judge_bank(const History& history, Report& report);

}  // namespace triaz::consistency
