// Transactions of appends and reads of lists against the isolation levels: the anomalies of Adya
// ("Weak Consistency", MIT 1999) as Elle finds them.
//
// Cycles of dependencies: G0 of writes alone; G1c of writes and reads; G-single-item with one
// anti-dependency (a read that did not see a later append); G-nonadjacent-item with several that
// never follow each other; G2-item with two that do. With "-process" or "-realtime" at the end the
// cycle also needs the order of a process, or that of time.
#pragma once

#include <string_view>
#include <vector>

#include "sim/consistency/budget.hpp"
#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// Whether a history with this anomaly breaks this level of transactions.
bool rules_out(std::string_view anomaly, Consistency level);

// The weakest levels that the anomalies rule out, in the order of the enumerators; those that a
// weaker one implies are left out.
std::vector<Consistency> weakest_ruled_out(const std::vector<Anomaly>& anomalies);

// All anomalies that matter at the level asked for. Requires: the history suits Model::append.
void judge_append(const History& history, Report& report, Budget& budget);

}  // namespace triaz::consistency
