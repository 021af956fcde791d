// Shuffle sharding: each tenant is given its own few of all targets, so that what one tenant breaks
// is shared by few others, and hardly ever by all of another's targets (MacCarthaigh, "Workload
// isolation using shuffle-sharding", Amazon Builders' Library).
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/stream.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

struct ShardShape {
    std::uint32_t targets = 8;
    std::uint32_t of_each = 2;  // targets a tenant is given
};

// Fills `shard`, rising: a uniformly random subset, a function of the stream's seed and the tenant
// alone. `scratch` has room for all targets. Requires: shard.size() == of_each <= targets.
void shard_of(const ShardShape& shape, const base::Stream& stream, std::uint64_t tenant,
              std::span<TargetIndex> shard, std::span<TargetIndex> scratch);

// The probability that two tenants share exactly this many targets:
// C(k, shared) C(n - k, k - shared) / C(n, k).
double probability_of_sharing(const ShardShape& shape, std::uint32_t shared);

// C(n, k), as a double.
double combinations(std::uint32_t n, std::uint32_t k);

}  // namespace triaz::traffic
