// The plan as a calendar for people's calendar programs (RFC 5545).
//
// The same plan gives the same bytes: DTSTAMP is the day the plan was approved (its first day when
// it is not), UIDs are made of the plan's title and the ids in it. Timed events are in UTC, so no
// time zone needs to be described; exercises without a time of day and duties are all-day events.
#pragma once

#include <string>

#include "sim/plan/plan.hpp"

namespace triaz::plan {

// Lines end in CRLF and are folded at 75 octets, never inside a UTF-8 character.
std::string to_icalendar(const Plan& plan);

}  // namespace triaz::plan
