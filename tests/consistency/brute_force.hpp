// The twin of the searches: tries every order of the operations, and every choice of open ones, on
// plain values. It shares no code with what it judges.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// What must hold between two operations for the first to have to come before the second.
using Before = std::function<bool(const history::Operation&, const history::Operation&)>;

bool in_time(const history::Operation& a, const history::Operation& b);
bool in_process(const history::Operation& a, const history::Operation& b);
bool unordered(const history::Operation& a, const history::Operation& b);

// Whether some order of all `ok` operations and some of the open ones is legal and keeps `before`.
bool some_order_is_legal(const History& history, const Question& question, const Before& before);

}  // namespace triaz::consistency
