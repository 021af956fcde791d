// What a plan is read from and held against: its file, and the day.
#pragma once

#include <string>

#include "sim/plan/civil.hpp"
#include "sim/scenario/people.hpp"

namespace triaz::cli {

// Ensures: it has a plan. Throws Failure, when the complaints have been written, if there is none.
scenario::LoadedPlan load_plan(const std::string& path);

// Today, in UTC.
plan::Day day_of_clock();

}  // namespace triaz::cli
