// From trees that have been held against their shapes to contracts and operations.
#pragma once

#include <optional>
#include <string>

#include "sim/plan/operations.hpp"
#include "sim/plan/plan.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/names.hpp"
#include "sim/world/world.hpp"

namespace triaz::scenario {

// `value` holds the whole file, with what it extends. Each holds it against its shape, reads it and
// complains; what it gives is of use only when there was no error.
plan::Contract read_contract(const Value& value, Complaints& complaints);
plan::Operations read_operations(const Value& value, Complaints& complaints);

// A scenario's tree, form not looked at: faults and claims as far as a plan looks at them.
plan::Tried read_tried(const Value& scenario, const std::string& shown);
plan::Deployment read_deployment(const std::string& shown, const world::World& world,
                                 const Value* not_simulated);

// Pieces of several readers; the form has been looked at.
plan::Day read_day(const Fields& fields, std::string_view key);
std::optional<plan::Day> read_maybe_day(const Fields& fields, std::string_view key);
base::Duration read_time_of_day(const Fields& fields, std::string_view key);
plan::TimeZone read_time_zone(const Fields& fields, std::string_view key);
plan::OfficeHours read_office_hours(const Fields& fields);
std::vector<std::string> read_texts(const Fields& fields, std::string_view key);

}  // namespace triaz::scenario
