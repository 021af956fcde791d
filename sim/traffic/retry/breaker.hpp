// The classical circuit breaker (Nygard, "Release It!", 2007): closed it lets calls through and
// watches the last of them; open it refuses all for a while; half open it lets a few try, and their
// failure rate decides. Windows and defaults as in Resilience4j.
//
// Answers to calls let through before the last change of state count no more.
// Invariant: in half open at most `trials` calls are let through.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"

namespace triaz::traffic {

struct BreakerOptions {
    std::uint32_t window = 100;   // of the last calls
    std::uint32_t least = 100;    // calls in the window before it may open; at most the window
    double failure_percent = 50;  // opens at this rate or above
    std::uint32_t in_a_row = 0;   // opens at so many failures in a row, whatever the rate; zero: no
    base::Duration open_time = std::chrono::seconds{60};
    std::uint32_t trials = 10;  // in half open
};

enum class BreakerState : std::uint8_t { closed, open, half_open };

class CircuitBreaker {
public:
    // Of the state a call was let through in, to be given back with its answer.
    using Ticket = std::uint64_t;

    explicit CircuitBreaker(const BreakerOptions& options);

    // Nothing: refused. May turn open to half open.
    std::optional<Ticket> admit(base::Time now);
    // An admitted call ended. A call that ends without an answer has failed.
    void ended(Ticket ticket, bool failed, base::Time now);

    BreakerState state() const { return state_; }

private:
    void enter(BreakerState state, base::Time now);
    void record(bool failed);
    bool too_many_failures() const;

    BreakerOptions options_;
    BreakerState state_ = BreakerState::closed;
    Ticket epoch_ = 0;
    base::Time opened_{};
    std::uint32_t admitted_ = 0;         // in half open
    std::vector<std::uint8_t> results_;  // a ring of the last calls: failed?
    std::size_t next_ = 0;
    std::uint32_t recorded_ = 0;
    std::uint32_t failures_ = 0;  // among those recorded
    std::uint32_t row_ = 0;
};

}  // namespace triaz::traffic
