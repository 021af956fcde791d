// The curves and bars of a result, with the same figures as tables.
#pragma once

#include <cstddef>
#include <string>

#include "sim/publish/document.hpp"
#include "sim/publish/record.hpp"

namespace triaz::publish {

// How many points a curve may have: fewer where many results stand in one report.
std::size_t points_for(std::size_t records);

// At most so many curves can be told apart; the worst off are drawn.
inline constexpr std::size_t most_curves = 8;

Chart success_chart(const Record& record, std::string id, std::size_t most_points);
Chart latency_chart(const Record& record, std::string id, std::size_t most_points);
Chart served_chart(const Record& record, std::string id, std::size_t most_points);
// How many shards were without a leader, without a quorum, or not guaranteed, over time.
Chart guarantee_chart(const Record& record, std::string id);
// By how many entries the worst copy of each store was behind.
Chart lag_chart(const Record& record, std::string id, std::size_t most_points);
Bars utilisation_bars(const Record& record, std::string id);

// Fault, recovery and degraded windows of all faults.
std::vector<Chart::Band> bands_of(const Record& record);

}  // namespace triaz::publish
