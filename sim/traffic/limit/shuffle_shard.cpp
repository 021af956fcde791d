#include "sim/traffic/limit/shuffle_shard.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

void shard_of(const ShardShape& shape, const base::Stream& stream, std::uint64_t tenant,
              std::span<TargetIndex> shard, std::span<TargetIndex> scratch) {
    base::ensure(shape.of_each <= shape.targets && shard.size() == shape.of_each &&
                     scratch.size() >= shape.targets,
                 "a shard is a part of all targets");
    base::Stream own = stream.stream(tenant);
    std::iota(scratch.begin(), scratch.begin() + shape.targets, TargetIndex{0});
    for (std::uint32_t i = 0; i < shape.of_each; ++i) {
        std::swap(scratch[i], scratch[i + own.below(shape.targets - i)]);
        shard[i] = scratch[i];
    }
    std::sort(shard.begin(), shard.end());
}

double combinations(std::uint32_t n, std::uint32_t k) {
    if (k > n) return 0;
    double result = 1;
    for (std::uint32_t i = 1; i <= k; ++i) result = result * (n - k + i) / i;
    return result;
}

double probability_of_sharing(const ShardShape& shape, std::uint32_t shared) {
    if (shared > shape.of_each) return 0;
    const std::uint32_t others = shape.targets - shape.of_each;
    return combinations(shape.of_each, shared) * combinations(others, shape.of_each - shared) /
           combinations(shape.targets, shape.of_each);
}

}  // namespace triaz::traffic
