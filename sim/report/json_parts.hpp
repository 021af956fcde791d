// Private to sim/report: parts of the JSON of a result (json.hpp).
#pragma once

#include <optional>
#include <vector>

#include "sim/measure/evidence.hpp"
#include "sim/plan/observation.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/run/architecture.hpp"

namespace triaz::report {

void write_architecture(JsonWriter& json, const run::Architecture& architecture);

void write_observation(JsonWriter& json, const std::optional<plan::Observation>& observed);

// The members "intervals" and "intervals_left_out": when shards had no leader, no quorum, or
// acknowledged on fewer copies than declared; the first most_intervals of them by time.
inline constexpr std::size_t most_intervals = 500;
void write_intervals(JsonWriter& json, const std::vector<measure::ShardEvidence>& shards);

// Objects that say whether anything was simulated; and a row for each need.
void write_sessions(JsonWriter& json, const std::vector<measure::SessionEvidence>& sessions);
void write_needs(JsonWriter& json, const std::vector<measure::NeedEvidence>& needs);

// Service calls answered in each zone over time, in rows as wide as it takes to be few.
void write_zone_series(JsonWriter& json, const measure::Evidence& evidence);
// By how many entries the worst copy of each store was behind, in rows as wide.
void write_store_series(JsonWriter& json, const measure::Evidence& evidence);

}  // namespace triaz::report
