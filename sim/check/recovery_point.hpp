// Judges a claim about the recovery point: acknowledged writes against what survives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/history/ledger.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

// The writes of one shard, told apart. A write that no authority answers for, but that some disk
// holds, is unreachable and not lost.
struct WriteAccount {
    std::uint64_t acknowledged = 0;
    std::uint64_t lost = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t salvageable = 0;  // lost to the authority, though some disk holds them
    std::uint64_t ambiguous = 0;
    std::uint64_t ambiguous_survived = 0;
    // Neither acknowledged nor ambiguous, and applied all the same: in flight when the run ended,
    // or reported as failed.
    std::uint64_t unacknowledged_survived = 0;
    std::uint64_t unexpected = 0;  // applied, though nobody issued them
    std::uint64_t applied_twice = 0;
    // Of the lost ones, the one acknowledged first, where that instant is still known.
    std::optional<history::Sequence> oldest_lost;
    std::optional<base::Time> oldest_lost_acknowledged;

    WriteAccount& operator+=(const WriteAccount& other);  // counts; the older of the oldest
};

WriteAccount account_of(const measure::ShardEvidence& shard);

Finding judge_recovery_point(const RecoveryPoint& claim, const std::vector<Sometimes>& sometimes,
                             const measure::Evidence& evidence);

}  // namespace triaz::check
