#include "sim/traffic/retry/backoff.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

base::Duration longest_wait(const Backoff& backoff, std::uint32_t retry) {
    base::ensure(retry >= 1, "retries are counted from one");
    const double cap = base::to_seconds(backoff.cap);
    double wait = base::to_seconds(backoff.base);
    for (std::uint32_t n = 1; n < retry && wait < cap && backoff.factor > 1; ++n)
        wait *= backoff.factor;
    return wait >= cap ? backoff.cap : base::from_seconds(wait);
}

base::Duration wait_before(const Backoff& backoff, std::uint32_t retry, base::Duration before,
                           double draw) {
    const base::Duration longest = longest_wait(backoff, retry);
    const double seconds = base::to_seconds(longest);
    switch (backoff.jitter) {
        case Jittered::none:
            return longest;
        case Jittered::full:
            return base::from_seconds(seconds * draw);
        case Jittered::equal:
            return base::from_seconds(seconds / 2 + seconds / 2 * draw);
        case Jittered::around:
            return base::from_seconds(seconds * (0.8 + 0.4 * draw));
        case Jittered::decorrelated: {
            const double low = base::to_seconds(backoff.base);
            const double high = std::max(low, 3 * base::to_seconds(before));
            return std::min(backoff.cap, base::from_seconds(low + (high - low) * draw));
        }
    }
    return longest;
}

}  // namespace triaz::traffic
