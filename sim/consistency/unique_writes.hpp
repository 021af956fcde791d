// A register whose writes all bring different values needs no search: which write a read saw is
// known, and linearizability is a matter of intervals (Gibbons and Korach, "Testing shared
// memories", SIAM Journal on Computing 26, 1997).
//
// A write and the reads that saw it are a cluster. Between the earliest return of its operations
// and their latest call the value must be there without a break, if the one is before the other: a
// forward zone. Otherwise all of them were under way at once, between latest call and earliest
// return: a backward zone. The register is linearizable exactly when each read saw a write that was
// called before the read returned, no two forward zones overlap, and no backward zone is inside a
// forward one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/consistency/report.hpp"

namespace triaz::consistency {

struct Zoned {
    Verdict verdict = Verdict::upheld;  // or refuted
    // When refuted: at most six operations that break the promise by themselves.
    std::vector<std::uint32_t> operations;
};

// Of operations on one object, places in the history in the order of their calls. Nothing when a
// value is written twice or is the initial one, or an operation neither reads nor writes.
// Time: n log n.
std::optional<Zoned> judge_by_zones(const History& history,
                                    const std::vector<std::uint32_t>& operations,
                                    const Question& question);

}  // namespace triaz::consistency
