// Why a promise broke, by name: the mechanisms a witness can point to. Named from the evidence
// alone (timeline, totals, utilisation), by rules that check/README.md writes down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

enum class Mechanism : std::uint8_t {
    leader_election,         // writes wait while a shard has no leader
    quorum_lost,             // too few replicas alive and connected to elect or commit
    overload,                // the survivors cannot carry the load
    retry_storm,             // retries multiply the load, and it goes on when its cause is gone
    detection,               // traffic goes on to a dead target until it is found out
    gray_failure,            // paths lose or delay messages, and nothing is taken out of use
    in_flight,               // requests inside the victim when it died
    acknowledged_too_early,  // fewer durable copies than the promise needs
    copies_together,         // copies enough, but in one zone
    duplicate_effect,        // a retry took effect a second time
    no_spare_path,           // nothing alive serves this client
    copies_lost,         // no disk holds the write any more, though enough did when acknowledged
    rolled_back,         // a disk still holds the write, but the authority goes on without it
    idle_zone,           // a zone takes too small a share of the work
    human_action,        // recovery waited for a person
    inconsistent_reads,  // what clients read fits no order of what was written
    capacity_lost,       // instances that a fault took are not replaced in time
    dependency_lost,     // what others run did not answer, and nothing made up for it
    failed_open,         // a request went on without the answer it needs
    sessions_on_victim,  // sessions inside the victim when it died
    unknown,
};
inline constexpr std::size_t mechanism_count = 21;

std::string_view name_of(Mechanism mechanism);  // "leader election"
// What happened, as a clause for people: "writes waited while a shard had no leader".
std::string_view told(Mechanism mechanism);

// The mechanism behind an outage over [from, to).
Mechanism mechanism_of_outage(const measure::Evidence& evidence, base::Time from, base::Time to);

}  // namespace triaz::check
