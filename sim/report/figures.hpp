// Sums over the evidence of a run that more than one report shows.
#pragma once

#include <cstdint>

#include "sim/measure/evidence.hpp"

namespace triaz::report {

// Writes of a shard or of all. The client's view (issued, acknowledged, ambiguous) against what
// survived.
struct WriteTotals {
    std::uint64_t issued = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t ambiguous = 0;
    std::uint64_t lost = 0;  // acknowledged, and on no surviving disk that could answer for it
    std::uint64_t unreachable =
        0;  // acknowledged and on some disk, but no quorum answers at the end
    std::uint64_t duplicated = 0;  // took effect more than once
    WriteTotals& operator+=(const WriteTotals& other);
};

WriteTotals writes_of(const measure::ShardEvidence& shard);
WriteTotals writes_of(const measure::Evidence& evidence);

// Requests of all cohorts.
measure::RequestTotals requests_of(const measure::Evidence& evidence);

}  // namespace triaz::report
