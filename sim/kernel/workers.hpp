// Servers with one queue before them.
//
//     Lease lease = co_await workers.acquire();
//     if (!lease) ...rejected: the queue was full, or dropped from it
//
//     Lease lease = co_await workers.acquire_until(later);
//     if (!lease) ...the same, or nobody was free by then
//
// Order: who asked first is served first, unless the queue is of another discipline. A worker given
// back goes to the next waiter still alive, at the same instant. A waiter killed between being
// handed a worker and running again gives it back.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "sim/base/time.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/kernel/codel.hpp"
#include "sim/kernel/ring.hpp"

namespace triaz::kernel {

class Workers;

inline constexpr std::size_t cache_line = 64;

// Who is served next. Adaptive: last come, first served while the queue is long; in an overload the
// oldest have most likely been given up by their callers already (Facebook, "Fail at Scale", ACM
// Queue 13(8), 2015).
enum class Discipline : std::uint8_t { fifo, lifo, adaptive_lifo };

struct QueueOptions {
    std::uint32_t limit = 0;  // who may wait
    Discipline discipline = Discipline::fifo;
    bool drops_oldest = false;    // of a full queue: the new one takes the oldest one's place
    std::uint32_t long_from = 0;  // adaptive: waiters from which on the queue is long
    std::optional<CodelOptions> codel{};
};

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

class alignas(cache_line) Workers {
public:
    // Requires: count > 0. The clock outlives the workers.
    Workers(Clock& clock, std::uint32_t count, std::uint32_t queue_limit)
        : Workers(clock, count, QueueOptions{.limit = queue_limit}) {}
    Workers(Clock& clock, std::uint32_t count, const QueueOptions& options)
        : clock_(&clock), count_(count), free_(count), options_(options) {
        if (options.codel) codel_.emplace(*options.codel);
    }

    struct Acquire {
        Workers& workers;
        enum class Way : std::uint8_t { at_once, rejected, waited } way;

        bool await_ready() const noexcept { return way != Way::waited; }
        void await_suspend(Process::Handle) const noexcept {}
        Lease await_resume() const noexcept {
            if (way == Way::rejected) return Lease{};
            if (way == Way::waited) {
                if (workers.clock_->signal_ == dropped) {
                    workers.step_out();
                    return Lease{};
                }
                workers.take_up();
            }
            return Lease{&workers};
        }
    };
    Acquire acquire() {
        account();
        if (free_ > 0) {
            --free_;
            return Acquire{*this, Acquire::Way::at_once};
        }
        if (waiting() >= options_.limit) {
            if (!options_.drops_oldest || live_waiters_ == 0)
                return Acquire{*this, Acquire::Way::rejected};
            drop(take_oldest().ticket);
        }
        if (live_waiters_ == 0) queue_.clear();  // of the dead
        queue_.push({clock_->ticket(), clock_->now()});
        ++live_waiters_;
        clock_->running().queue = this;
        return Acquire{*this, Acquire::Way::waited};
    }

    // Waits no longer than that. A worker that becomes free at that very instant comes too late.
    Acquire acquire_until(base::Time time) {
        const Acquire acquiring = acquire();
        if (acquiring.way == Acquire::Way::waited) clock_->wake_at(time, clock_->ticket(), dropped);
        return acquiring;
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

    static constexpr Signal dropped = 1;  // to a waiter; a worker handed over is 0

    struct Waiter {
        Ticket ticket;
        base::Time since{};
    };

    void give_back() {
        account();
        ++free_;
        hand_over();
    }
    void hand_over();
    // The next one alive, out of the queue. Requires: someone alive waits.
    Waiter take_next();
    Waiter take_oldest();
    void drop(Ticket ticket);
    void take_up() {
        Process::promise_type& promise = clock_->running();
        promise.queue = nullptr;
        promise.granted = false;
    }
    // A waiter dies in the queue, or with a worker handed over.
    void abandon(bool granted);
    // A waiter that was dropped, or has waited long enough, runs again.
    void step_out() {
        Process::promise_type& promise = clock_->running();
        if (promise.queue == nullptr) return;
        const bool granted = promise.granted;
        take_up();
        abandon(granted);
    }
    void account() {
        const std::int64_t now = clock_->now().time_since_epoch().count();
        const auto elapsed = static_cast<double>(now - accounted_);
        busy_area_ += elapsed * (count_ - free_);
        queue_area_ += elapsed * static_cast<double>(live_waiters_);
        accounted_ = now;
    }

    // What every acquire and return touches comes first, in one line of the cache.
    Clock* clock_;
    std::uint32_t count_;
    std::uint32_t free_;
    std::size_t live_waiters_ = 0;
    std::int64_t accounted_ = 0;
    double busy_area_ = 0;
    double queue_area_ = 0;
    QueueOptions options_;
    std::optional<Codel> codel_;
    Ring<Waiter> queue_;  // the dead among them are passed over
};

}  // namespace triaz::kernel
