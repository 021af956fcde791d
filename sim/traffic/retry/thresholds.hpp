// Envoy's circuit breakers: limits on what one process has under way to one cluster. What is above
// a limit fails at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

enum class Resource : std::uint8_t { connections, pending, requests, retries };
inline constexpr std::size_t resource_count = 4;

struct Thresholds {
    std::array<std::uint32_t, resource_count> most{1024, 1024, 1024, 3};  // by Resource
};

class CircuitThresholds {
public:
    explicit CircuitThresholds(const Thresholds& thresholds) : most_(thresholds.most) {}

    // False: the limit is reached, and nothing was taken.
    bool take(Resource resource) {
        const auto at = static_cast<std::size_t>(resource);
        if (used_[at] >= most_[at]) return false;
        ++used_[at];
        return true;
    }
    void give_back(Resource resource) {
        const auto at = static_cast<std::size_t>(resource);
        base::ensure(used_[at] > 0, "only what was taken is given back");
        --used_[at];
    }
    std::uint32_t used(Resource resource) const {
        return used_[static_cast<std::size_t>(resource)];
    }

private:
    std::array<std::uint32_t, resource_count> most_;
    std::array<std::uint32_t, resource_count> used_{};
};

}  // namespace triaz::traffic
