// The four session guarantees (Terry et al. 1994) of registers whose written values differ: is
// there, for each key, one order of its versions that suits every process?
//
// Each guarantee asks for its own order of versions: read your writes (what a process reads is not
// older than what it wrote), monotonic reads (nor than what it read), monotonic writes (its writes
// are ordered as it made them), writes follow reads (a write is newer than what its process read).
// They are judged one by one, then all four in one order. Keys are judged apart: an order across
// keys is not asked for.
#pragma once

#include "sim/consistency/budget.hpp"
#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// Requires: the history suits a register or kv without append.
void judge_sessions(const History& history, Report& report, Budget& budget);

}  // namespace triaz::consistency
