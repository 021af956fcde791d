// How long a client waits before it tries again.
//
// With n the number of the retry, from 1, and b = min(cap, base * factor^(n - 1)), which is fixed
// for a factor of 1:
//   none          b
//   full          uniform in [0, b]
//   equal         b / 2 + uniform in [0, b / 2]
//   around        b * uniform in [0.8, 1.2]
//   decorrelated  min(cap, uniform in [base, 3 * the wait before])
// Sources: Brooker, "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015); gRPC proposal
// A6.
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace triaz::traffic {

enum class Jittered : std::uint8_t { none, full, equal, around, decorrelated };

struct Backoff {
    base::Duration base = std::chrono::milliseconds{25};
    base::Duration cap = std::chrono::milliseconds{250};
    double factor = 2;
    Jittered jitter = Jittered::full;
};

// min(cap, base * factor^(retry - 1)). Requires: retry >= 1.
base::Duration longest_wait(const Backoff& backoff, std::uint32_t retry);

// `before` is the wait before the retry before this one (only for decorrelated; zero at first);
// `draw` uniform in [0, 1).
base::Duration wait_before(const Backoff& backoff, std::uint32_t retry, base::Duration before,
                           double draw);

}  // namespace triaz::traffic
