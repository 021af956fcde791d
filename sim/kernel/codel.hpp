// CoDel: a queue is too long when waiting in it has not been below the target for a whole interval;
// then requests are dropped one by one at growing speed, until it is (RFC 8289, section 5).
//
// The driver asks about each request it takes from the head of the queue; when told to drop it, it
// takes and asks about the next.
#pragma once

#include <cmath>
#include <cstdint>

#include "sim/base/time.hpp"

namespace triaz::kernel {

struct CodelOptions {
    base::Duration target = std::chrono::milliseconds{5};
    base::Duration interval = std::chrono::milliseconds{100};
};

class Codel {
public:
    explicit Codel(const CodelOptions& options) : options_(options) {}

    // `waited`: in the queue, until now. `last`: nobody is behind it; the last one always stays.
    bool drops(base::Time now, base::Duration waited, bool last) {
        const bool too_long = above_for_an_interval(now, waited, last);
        if (!too_long) {
            dropping_ = false;
            return false;
        }
        if (dropping_) {
            if (now < next_) return false;
            ++count_;
            next_ = after(next_);
            return true;
        }
        dropping_ = true;
        // If it was dropping a short while ago, it goes on near the speed that was right then.
        const std::uint32_t since = count_ - count_at_start_;
        const bool lately = dropped_ever_ && now - next_ < 16 * options_.interval;
        count_ = since > 1 && lately ? since : 1;
        count_at_start_ = count_;
        dropped_ever_ = true;
        next_ = after(now);
        return true;
    }

    bool dropping() const { return dropping_; }

private:
    bool above_for_an_interval(base::Time now, base::Duration waited, bool last) {
        if (waited < options_.target || last) {
            above_until_ = base::never;
            return false;
        }
        if (above_until_ == base::never) above_until_ = now + options_.interval;
        return now >= above_until_;
    }
    base::Time after(base::Time time) const {
        return time + base::from_seconds(base::to_seconds(options_.interval) /
                                         std::sqrt(static_cast<double>(count_)));
    }

    CodelOptions options_;
    base::Time above_until_ = base::never;  // never: not above
    bool dropping_ = false;
    bool dropped_ever_ = false;
    std::uint32_t count_ = 0;
    std::uint32_t count_at_start_ = 0;
    base::Time next_{};
};

// Facebook's shorter form for servers ("Fail at Scale", ACM Queue 13(8), 2015): whoever waited
// longer than a limit is dropped; the limit is the interval as long as the queue was empty within
// the last interval, else the target.
class ControlledDelay {
public:
    explicit ControlledDelay(const CodelOptions& options) : options_(options) {}

    void was_empty(base::Time now) { empty_at_ = now; }
    base::Duration limit(base::Time now) const {
        return now - empty_at_ > options_.interval ? options_.target : options_.interval;
    }
    bool drops(base::Time now, base::Duration waited) const { return waited > limit(now); }

private:
    CodelOptions options_;
    base::Time empty_at_{};
};

}  // namespace triaz::kernel
