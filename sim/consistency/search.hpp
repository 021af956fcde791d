// Is there an order of the operations that the object allows? The searches for two promises.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/consistency/budget.hpp"
#include "sim/consistency/object.hpp"

namespace triaz::consistency {

struct Found {
    Verdict verdict = Verdict::inconclusive;
    std::uint64_t visited = 0;  // configurations
    // Moves, in order: when upheld of all (open ones as far as they are needed), else the longest
    // order found.
    std::vector<std::uint32_t> order;
    State reached = 0;  // after `order`
    // When refuted: the move whose return no order explains, the earliest such return.
    std::optional<std::uint32_t> impossible;
};

// Each operation seems to happen at one instant between its call and its return (Herlihy and Wing
// 1990). The search of Wing and Gong with the cache of Lowe ("Testing for linearizability", 2017),
// and four cuts that lose nothing: an observation that is legal now is made now; open operations
// of one kind are used in the order of their calls; a configuration that used no fewer open
// operations than a known one is passed over; so is one from which the observation that returns
// next cannot become legal.
//
// Visits at most `most` configurations. Requires: moves in the order of their calls.
Found linearize(Object& object, const std::vector<Move>& moves, Budget& budget,
                std::uint64_t most = UINT64_MAX);

// All operations seem to happen in one order that keeps that of each process (Lamport 1979).
Found order_sequentially(Object& object, const std::vector<Move>& moves, const History& history,
                         Budget& budget);

}  // namespace triaz::consistency
