// Long-lived sessions, from their begin to the one end that each comes to: blocked, completed,
// lost, or unfinished when the run is over.
//
// A session that is established is a process on the lifeline of its instance, where it holds a
// worker; so it dies with the instance, whatever kills that. What it was is written in its record,
// which outlives the process: noticed after the detection time, it is attempted anew with the rest
// of its holding time. A carrier that is lost, or a path that is cut, drops the sessions on it in
// the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/network.hpp"
#include "sim/engine/pool.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::engine {

struct Simulation;

enum class DropCause : std::uint8_t { instance, carrier, path };

struct Session {
    std::uint32_t cohort = 0;
    std::uint32_t place = 0;  // among HeldSessions::all
    // Grows when it is dropped or over: a process that has seen another one is not its own any
    // more.
    std::uint32_t epoch = 0;
    bool established = false;      // now
    bool was_established = false;  // at some time
    base::Duration left{};         // of its holding time, from `since` on
    base::Time since{};            // established, or dropped
    kernel::Ticket ticket;         // of the process that holds it
    std::uint32_t unit = 0;
    Place from = 0;                   // where it comes in
    std::optional<std::size_t> part;  // of its carrier
};

struct SessionCohort {
    base::Stream stream{0};
    std::uint64_t number = 0;  // for balancers that go by the session
    measure::SessionEvidence seen;
};

struct HeldSessions {
    std::vector<SessionCohort> cohorts;
    Pool<Session> records;
    std::vector<std::uint32_t> all;  // in the system, whether established or not
    kernel::Lifeline callers;        // of those that are not established
    bool judging = false;            // the warm-up is over, the run is not
    bool fault_seen = false;
    bool over = false;  // nothing is noted any more
};

// sessions.cpp
void start_sessions(Simulation& simulation);
void attempt_session(Simulation& simulation, kernel::Event event);
// All that came in through this part of a carrier; how many.
std::uint64_t drop_sessions_of(Simulation& simulation, std::uint32_t carrier, std::size_t part);
// All whose way is cut now; how many.
std::uint64_t drop_cut_sessions(Simulation& simulation);
// Before a fault strikes; and after, which tells of what it dropped.
std::vector<std::uint64_t> sessions_before_fault(Simulation& simulation);
std::uint64_t note_drops(Simulation& simulation, const std::vector<std::uint64_t>& before,
                         const std::string& with);

}  // namespace triaz::engine
