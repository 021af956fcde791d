#include "sim/traffic/retry/breaker.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

CircuitBreaker::CircuitBreaker(const BreakerOptions& options)
    : options_(options), results_(std::max(options.window, options.trials)) {
    base::ensure(options.least <= options.window && options.least > 0, "a window can be full");
    base::ensure(options.trials > 0, "half open lets someone try");
}

std::optional<CircuitBreaker::Ticket> CircuitBreaker::admit(base::Time now) {
    if (state_ == BreakerState::open && now - opened_ >= options_.open_time)
        enter(BreakerState::half_open, now);
    if (state_ == BreakerState::open) return {};
    if (state_ == BreakerState::half_open && admitted_++ >= options_.trials) {
        --admitted_;
        return {};
    }
    return epoch_;
}

void CircuitBreaker::ended(Ticket ticket, bool failed, base::Time now) {
    if (ticket != epoch_ || state_ == BreakerState::open) return;
    record(failed);
    if (state_ == BreakerState::half_open) {
        if (recorded_ < options_.trials) return;
        const double rate = 100.0 * failures_ / recorded_;
        enter(rate >= options_.failure_percent ? BreakerState::open : BreakerState::closed, now);
    } else if (too_many_failures()) {
        enter(BreakerState::open, now);
    }
}

bool CircuitBreaker::too_many_failures() const {
    if (options_.in_a_row > 0 && row_ >= options_.in_a_row) return true;
    return recorded_ >= options_.least && 100.0 * failures_ / recorded_ >= options_.failure_percent;
}

void CircuitBreaker::record(bool failed) {
    const std::uint32_t window =
        state_ == BreakerState::half_open ? options_.trials : options_.window;
    if (recorded_ == window) {
        failures_ -= results_[next_];
    } else {
        ++recorded_;
    }
    results_[next_] = failed;
    next_ = (next_ + 1) % window;
    failures_ += failed;
    row_ = failed ? row_ + 1 : 0;
}

void CircuitBreaker::enter(BreakerState state, base::Time now) {
    state_ = state;
    ++epoch_;
    if (state == BreakerState::open) opened_ = now;
    admitted_ = recorded_ = failures_ = row_ = 0;
    next_ = 0;
}

}  // namespace triaz::traffic
