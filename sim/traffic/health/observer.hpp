// Watching the traffic itself between checks: so many errors in a row count as a failed check, or
// more, and the next check comes early (HAProxy's observe, error-limit and on-error, which are off
// unless configured).
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/base/time.hpp"
#include "sim/traffic/health/check.hpp"

namespace triaz::traffic {

enum class OnErrors : std::uint8_t {
    check_sooner,  // nothing but the early check
    fail_check,    // as if a check had failed (HAProxy's default)
    nearly_down,   // as if all but one of the failures needed had been seen
    down,
};

struct ObserverOptions {
    std::uint32_t errors = 10;  // in a row
    OnErrors action = OnErrors::fail_check;
};

class Observer {
public:
    explicit Observer(const ObserverOptions& options) : options_(options) {}

    // An answer arrived. True: `strike` is due.
    bool answered(bool error) {
        row_ = error ? row_ + 1 : 0;
        if (row_ < options_.errors) return false;
        row_ = 0;
        return true;
    }

    // What the errors do to the opinion. `next_start` is when the next check was due.
    // An unhealthy target is left as it is.
    Judgement strike(const HealthCheck& check, Opinion& opinion, base::Time now,
                     base::Time next_start) const {
        if (!opinion.healthy) return {Turn::none, next_start};
        Judgement result;
        switch (options_.action) {
            case OnErrors::check_sooner:
                break;
            case OnErrors::fail_check:
                ++opinion.streak;
                break;
            case OnErrors::nearly_down:
                opinion.streak = std::max(opinion.streak + 1, check.fall - 1);
                break;
            case OnErrors::down:
                opinion.streak = check.fall;
                break;
        }
        if (opinion.streak >= check.fall) {
            opinion.healthy = false;
            opinion.streak = 0;
            result.turn = Turn::down;
        }
        const base::Time sooner = now + check.turning_down.value_or(check.interval);
        result.next_start = std::min(next_start, sooner);
        return result;
    }

private:
    ObserverOptions options_;
    std::uint32_t row_ = 0;
};

}  // namespace triaz::traffic
