// The descriptions of the files about people: contracts, plans, operations. As in shapes.hpp, what
// a key is called, may be and means is said here and nowhere else.
#pragma once

#include "sim/scenario/form.hpp"

namespace triaz::scenario {

const Shape& contract_shape();
const Shape& plan_shape();
const Shape& operations_shape();
const Shape& observation_shape();

// Pieces of several of them.
Form day_form();                 // "2026-11-23"
Form time_of_day_form();         // "09:30"
std::vector<Key> office_keys();  // time zone, hours, weekdays, holidays
const Key& key_of_fault_kind();  // of a fault in a scenario
const Form& claims_of_a_scenario();

}  // namespace triaz::scenario
