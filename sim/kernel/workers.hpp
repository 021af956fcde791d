// Servers with one first-in-first-out queue before them.
//
//     Lease lease = co_await workers.acquire();
//     if (!lease) ...rejected: the queue was full
//
// Order: who asked first is served first. A worker given back goes to the first waiter still alive,
// at the same instant. A waiter killed between being handed a worker and running again gives it
// back.
#pragma once

#include <cstdint>
#include <utility>

#include "sim/base/time.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/kernel/ring.hpp"

namespace triaz::kernel {

class Workers;

// A worker held; given back when it goes out of scope.
class Lease {
public:
    Lease() = default;
    Lease(Lease&& other) noexcept : workers_(std::exchange(other.workers_, nullptr)) {}
    Lease& operator=(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { give_back(); }

    explicit operator bool() const { return workers_ != nullptr; }
    void give_back();

private:
    friend class Workers;
    explicit Lease(Workers* workers) : workers_(workers) {}
    Workers* workers_ = nullptr;
};

class Workers {
public:
    // Requires: count > 0. The clock outlives the workers.
    Workers(Clock& clock, std::uint32_t count, std::uint32_t queue_limit)
        : clock_(&clock), count_(count), free_(count), queue_limit_(queue_limit) {}

    struct Acquire {
        Workers& workers;
        enum class Way : std::uint8_t { at_once, rejected, waited } way;

        bool await_ready() const noexcept { return way != Way::waited; }
        void await_suspend(Process::Handle) const noexcept {}
        Lease await_resume() const noexcept {
            if (way == Way::rejected) return Lease{};
            if (way == Way::waited) workers.take_up();
            return Lease{&workers};
        }
    };
    Acquire acquire() {
        account();
        if (free_ > 0) {
            --free_;
            return Acquire{*this, Acquire::Way::at_once};
        }
        if (waiting() >= queue_limit_) return Acquire{*this, Acquire::Way::rejected};
        queue_.push(clock_->ticket());
        ++live_waiters_;
        clock_->running().queue = this;
        return Acquire{*this, Acquire::Way::waited};
    }

    std::uint32_t busy() const { return count_ - free_; }
    std::uint32_t count() const { return count_; }
    std::size_t waiting() const { return live_waiters_; }

    // Integrals over time from the start of the run to now: workers busy, and requests in the
    // queue, in worker- and request-seconds.
    double busy_seconds();
    double queue_seconds();

private:
    friend class Lease;
    friend struct Process::promise_type;

    void give_back() {
        account();
        ++free_;
        hand_over();
    }
    void hand_over();
    void take_up() {
        Process::promise_type& promise = clock_->running();
        promise.queue = nullptr;
        promise.granted = false;
    }
    // A waiter dies in the queue, or with a worker handed over.
    void abandon(bool granted);
    void account() {
        const std::int64_t now = clock_->now().time_since_epoch().count();
        const auto elapsed = static_cast<double>(now - accounted_);
        busy_area_ += elapsed * (count_ - free_);
        queue_area_ += elapsed * static_cast<double>(live_waiters_);
        accounted_ = now;
    }

    Clock* clock_;
    std::uint32_t count_;
    std::uint32_t free_;
    std::uint32_t queue_limit_;
    std::size_t live_waiters_ = 0;
    Ring<Ticket> queue_;
    std::int64_t accounted_ = 0;
    double busy_area_ = 0;
    double queue_area_ = 0;
};

}  // namespace triaz::kernel
