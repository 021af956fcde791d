// Support desks: who takes up which ticket, and when.
//
// A ticket whose tenant's jurisdiction is bound goes to people who are in that jurisdiction, or
// waits for them: being short-handed is no reason to let it out. Severities up to
// `round_the_clock` are taken up at any hour by whoever is at the desk or on call; the others in
// the office hours of a desk, by its own wall clock.
//
// Order: at one instant, people become free before tickets are given out; the more severe ticket
// goes first, then the older, then the one that stands first. It is offered to the people in the
// order of the model, those who are at their desk before those on call.
// A ticket that was taken up stays with whoever took it: one for round the clock in one go, any
// other in the office hours of that person's desk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/plan/office_hours.hpp"

namespace triaz::plan {

struct Desk {
    std::string name;
    std::string jurisdiction;  // "EEA"
    OfficeHours hours;
};

struct Absence {
    Instant from;
    Instant until;
};

struct Agent {
    std::string name;
    std::uint32_t desk = 0;
    std::string jurisdiction;  // where this person is, usually that of the desk
    bool on_call = false;      // outside office hours, for what is taken up round the clock
    std::vector<Absence> absences;
};

struct Support {
    std::vector<Desk> desks;
    std::vector<Agent> agents;
    std::uint32_t round_the_clock = 1;  // severities up to this one; 0: none
    std::vector<std::string> bound;     // jurisdictions whose tickets stay inside
    // When nobody of a bound ticket's jurisdiction is free, others take it. Makes a desk quick and
    // its promise void.
    bool overflow_leaves = false;
    base::Duration urgent_within = std::chrono::hours{1};  // round the clock: taken up so soon
};

struct Ticket {
    std::string jurisdiction;  // of the tenant
    std::uint32_t severity = 4;
    Instant opened;
    base::Duration work{};  // working time it takes
};

struct Handling {
    std::optional<std::uint32_t> agent;  // nothing: nobody took it before the end
    Instant taken;
    Instant done;
};

// What becomes of the tickets until `end`, one handling each, in their order.
// Requires: tickets rising by `opened`; indices in range.
std::vector<Handling> handle(const Support& support, const std::vector<Ticket>& tickets,
                             Instant end);

// The promises of the desk, judged from what happened, whoever decided it:
//   residency   every ticket of a bound jurisdiction was handled by somebody who is there
//   urgent      every ticket for round the clock was taken up within `urgent_within`
//   office      every other was taken up in office hours, by the end of the working day it was
//               opened on or, when opened after hours, of the next one
// Refuted with the first ticket that shows it; inconclusive when there was no such ticket.
// Requires: one handling for each ticket.
std::vector<check::Finding> judge_support(const Support& support,
                                          const std::vector<Ticket>& tickets,
                                          const std::vector<Handling>& handlings, Instant end);

}  // namespace triaz::plan
