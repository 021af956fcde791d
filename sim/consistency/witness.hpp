// Why a history is refuted, as small as it can be told.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/consistency/budget.hpp"
#include "sim/consistency/search.hpp"

namespace triaz::consistency {

// A part of `operations` (on one object, or on all that are judged together) that breaks the
// promise by itself, and the story of it: cut at the earliest return that cannot be explained, then
// without every operation whose absence changes nothing and that nobody needs. An operation is
// needed when another one that is kept saw what it wrote: so whoever sees the part alone may
// conclude that the whole is refuted too.
//
// Requires: `found` refutes them. The effort is bounded; what is not tried is kept.
Witness witness_of(const History& history, const std::vector<std::uint32_t>& operations,
                   const Question& question, const Found& found, const std::vector<Move>& moves,
                   Budget& budget);

// "process 3: read -> 4 (line 12)"
std::string told(const history::Operation& operation);

// By key (nil first), each in the order of calls.
std::vector<std::vector<std::uint32_t>> by_key(const History& history);

}  // namespace triaz::consistency
