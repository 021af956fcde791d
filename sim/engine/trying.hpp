// The tries of one call: how many, how long between them, and what is known when they are over. And
// what a calling process remembers of its calls to one callee: its retry budget, circuit breaker
// and connections.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/request.hpp"
#include "sim/kernel/workers.hpp"
#include "sim/traffic/retry/backoff.hpp"
#include "sim/traffic/retry/breaker.hpp"
#include "sim/traffic/retry/budget.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

class Caller {
public:
    Caller(const world::Tries& tries, kernel::Clock& clock) {
        if (const auto* tokens = std::get_if<traffic::RetryTokens::Options>(&tries.budget))
            tokens_.emplace(*tokens);
        if (const auto* share = std::get_if<traffic::RetryShare>(&tries.budget)) share_ = *share;
        if (tries.breaker) breaker.emplace(*tries.breaker);
        if (tries.connections > 0) connections.emplace(clock, tries.connections, tries.may_wait);
    }

    std::optional<traffic::CircuitBreaker> breaker;
    std::optional<kernel::Workers> connections;

private:
    friend class Trying;
    bool may_retry() const {
        if (tokens_) return tokens_->allows();
        return !share_ || share_->allows(under_way_, retries_);
    }
    void note(bool ok) {
        if (tokens_) ok ? tokens_->succeeded() : tokens_->failed();
    }

    std::optional<traffic::RetryTokens> tokens_;
    std::optional<traffic::RetryShare> share_;
    std::uint64_t under_way_ = 0;  // calls, and those of them that are being tried again
    std::uint64_t retries_ = 0;
};

class Trying {
public:
    // `caller` outlives it; null when the process remembers nothing.
    explicit Trying(const world::Tries& tries, Caller* caller = nullptr)
        : tries_(&tries), caller_(caller) {
        if (caller_ != nullptr) ++caller_->under_way_;
    }
    Trying(const Trying&) = delete;
    Trying& operator=(const Trying&) = delete;
    ~Trying() {
        if (caller_ == nullptr) return;
        --caller_->under_way_;
        if (retrying_) --caller_->retries_;
    }

    // The connections that a try needs one of; null: none.
    kernel::Workers* connections() const {
        return caller_ != nullptr && caller_->connections ? &*caller_->connections : nullptr;
    }
    // Before a try. False: the circuit breaker is open, and the try ends here, cut short.
    bool admitted(base::Time now) {
        if (caller_ == nullptr || !caller_->breaker) return true;
        admission_ = caller_->breaker->admit(now);
        return admission_.has_value();
    }

    // A try ended. True when another one may follow.
    bool again(kernel::Signal how, bool write, base::Time now) {
        last_ = how;
        ++done_;
        const bool ok = how == signal::ok;
        if (!ok && (how == signal::timed_out || how == signal::uncertain || how == signal::reset))
            uncertain_ = true;
        const bool may =
            !ok && done_ < tries_->limit && (!write || !uncertain_ || tries_->retry_writes);
        return caller_ == nullptr ? may : remember(ok, now, may);
    }

    // How long to wait before the next try.
    base::Duration pause(base::Stream& stream) {
        if (tries_->backoff.base == base::Duration{}) return {};
        const bool drawn = tries_->backoff.jitter != traffic::Jittered::none;
        pause_ = traffic::wait_before(tries_->backoff, done_, pause_, drawn ? stream.uniform() : 0);
        return pause_;
    }

    bool succeeded() const { return last_ == signal::ok; }
    kernel::Signal last() const { return last_; }
    std::uint32_t done() const { return done_; }
    std::uint32_t failed() const { return succeeded() ? done_ - 1 : done_; }
    // Some try ended without saying whether the operation happened.
    bool uncertain() const { return uncertain_; }

private:
    bool remember(bool ok, base::Time now, bool may) {
        caller_->note(ok);
        if (admission_) caller_->breaker->ended(*admission_, !ok, now);
        admission_.reset();
        if (!may || retrying_) return may && (caller_->tokens_ ? caller_->may_retry() : true);
        if (!caller_->may_retry()) return false;
        retrying_ = true;
        ++caller_->retries_;
        return true;
    }

    const world::Tries* tries_;
    Caller* caller_;
    std::uint32_t done_ = 0;
    kernel::Signal last_ = signal::failed;
    bool uncertain_ = false;
    bool retrying_ = false;
    std::optional<traffic::CircuitBreaker::Ticket> admission_;
    base::Duration pause_{};
};

}  // namespace triaz::engine
