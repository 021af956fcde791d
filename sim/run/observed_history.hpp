// Private to sim/run: a history that clients recorded during a rehearsal, as evidence.
#pragma once

#include <optional>

#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/run/observe.hpp"
#include "sim/world/world.hpp"

namespace triaz::run {

// Its operations as the requests of a cohort: ok within the deadline, late after it, error when
// they failed, ambiguous when nobody knows. A compare-and-set that found another value has
// succeeded. Operations called outside the observation are left out.
// Requires: every operation has instants (`why_unfit`).
measure::CohortEvidence requests_of(const RecordedHistory& recorded,
                                    const plan::Observation& observation,
                                    const world::Cohort& cohort);

// Of a set: what was added, with or without success, against the last read. Nothing when the
// object is no set: what a register lost cannot be told from what was overwritten.
std::optional<measure::ShardEvidence> writes_of(const RecordedHistory& recorded,
                                                const plan::Observation& observation);

// The finding of a claim of linearizability (its name and contract are kept), decided by this
// history as `triaz check` does.
check::Finding judge_history(const RecordedHistory& recorded, const plan::Observation& observation,
                             check::Finding finding);

}  // namespace triaz::run
