// Hedging: the same request is sent again while its first try is still under way, and the first
// success wins (Dean & Barroso, "The Tail at Scale", 2013; gRPC proposal A6).
//
// The driver sends when told, sets a timer to `next` when there is one, and reports what tries come
// to. After `done` it cancels the tries that remain.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

struct HedgingOptions {
    std::uint32_t tries = 2;         // the first one included
    base::Duration delay{};          // between them; zero: all at once
    bool next_after_failure = true;  // a failure that is not fatal sends the next one at once
};

enum class TryResult : std::uint8_t { succeeded, failed, failed_for_good };

class Hedging {
public:
    struct Step {
        bool send = false;               // one more try, now
        std::optional<base::Time> next;  // when to call `due`
        bool done = false;
        bool succeeded = false;  // when done
    };

    explicit Hedging(const HedgingOptions& options) : options_(options) {
        base::ensure(options.tries > 0, "there is a first try");
    }

    // At the start, and whenever the timer expires. `allowed`: a retry budget has no objection to
    // a hedge (the first try needs none); a try refused is given up.
    Step due(base::Time now, bool allowed) {
        if (done_ || given_ == options_.tries) return {};
        return send(now, given_ == 0 || allowed);
    }

    Step ended(TryResult result, base::Time now, bool allowed) {
        base::ensure(under_way_ > 0, "only a try under way ends");
        --under_way_;
        if (done_) return {};
        if (result != TryResult::failed) {
            return finish(result == TryResult::succeeded);
        }
        if (given_ == options_.tries) return under_way_ > 0 ? Step{} : finish(false);
        if (options_.next_after_failure) return send(now, allowed);
        return {false, next_due(), false, false};
    }

    std::uint32_t sent() const { return sent_; }
    std::uint32_t under_way() const { return under_way_; }

private:
    Step send(base::Time now, bool allowed) {
        ++given_;
        last_ = now;
        if (allowed) {
            ++sent_;
            ++under_way_;
        }
        if (under_way_ == 0) return finish(false);  // nothing to wait for
        return {allowed, next_due(), false, false};
    }
    Step finish(bool succeeded) {
        done_ = true;
        return {false, {}, true, succeeded};
    }
    std::optional<base::Time> next_due() const {
        if (given_ >= options_.tries) return {};
        return last_ + options_.delay;
    }

    HedgingOptions options_;
    std::uint32_t given_ = 0;  // tries sent or given up
    std::uint32_t sent_ = 0;
    std::uint32_t under_way_ = 0;
    base::Time last_{};
    bool done_ = false;
};

}  // namespace triaz::traffic
