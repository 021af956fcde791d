// The clock and the processes that live by it.
//
// A process is a C++20 coroutine that returns `Process`. `clock.start(lifeline, process)` binds it
// to a lifeline and runs it up to its first wait. When the lifeline is cut, the process ends where
// it waits: its frame is destroyed, and what it held is given back by destructors.
//
// A wait is named by a Ticket: the process's slot and the number of its waits so far. Whoever holds
// the ticket may wake the process once; every other ticket of that wait is stale from then on, and
// all of them when the process dies. So a reply makes its own time-out stale, and nothing that
// waits elsewhere (a queue, a calendar entry, a message under way) has to be found when a process
// dies.
//
// Requires: no process cuts the lifeline it is bound to while it runs; lifelines and clock outlive
// their processes' waits (cut lifelines first).
#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/frame_pool.hpp"

namespace triaz::kernel {

class Clock;
class Lifeline;
class Workers;

// What a process is told when it is woken: a small number whose meaning is the waker's.
// Values below `first_event_kind` travel in the calendar as the event's kind.
using Signal = std::uint8_t;
inline constexpr std::uint8_t first_event_kind = 128;  // kinds from here on are the engine's own

struct Ticket {
    std::uint32_t slot = ~std::uint32_t{0};
    std::uint32_t wait = 0;
};

class Process {
public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct promise_type {
        promise_type() = default;
        promise_type(const promise_type&) = delete;
        promise_type& operator=(const promise_type&) = delete;
        ~promise_type();

        Process get_return_object() { return Process{Handle::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { throw; }

        static void* operator new(std::size_t size) { return FramePool::take(size); }
        static void operator delete(void* frame, std::size_t size) {
            FramePool::give_back(frame, size);
        }

        Clock* clock = nullptr;
        Lifeline* lifeline = nullptr;
        promise_type* older = nullptr;  // on the same lifeline
        promise_type* newer = nullptr;
        Workers* queue = nullptr;  // whose queue it waits in
        bool granted = false;      // and a worker was handed over, but not taken up yet
        std::uint32_t slot = 0;
    };

    Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    Process& operator=(Process&&) = delete;
    ~Process() {
        if (handle_) handle_.destroy();  // never started
    }

private:
    friend class Clock;
    explicit Process(Handle handle) : handle_(handle) {}
    Handle handle_;
};

// What processes depend on to live: an instance, a balancer node, a client population.
class Lifeline {
public:
    Lifeline() = default;
    Lifeline(const Lifeline&) = delete;
    Lifeline& operator=(const Lifeline&) = delete;
    ~Lifeline() { cut(); }

    // Ends every process bound to it. Order: the one started first dies first. What dying processes
    // start on this lifeline (from destructors) dies with them.
    void cut();

    bool empty() const { return oldest_ == nullptr; }

private:
    friend struct Process::promise_type;
    friend class Clock;
    Process::promise_type* oldest_ = nullptr;
    Process::promise_type* newest_ = nullptr;
};

class Clock {
public:
    base::Time now() const { return calendar_.now(); }
    Calendar& calendar() { return calendar_; }
    const Calendar& calendar() const { return calendar_; }

    // Requires: a process not yet started.
    void start(Lifeline& lifeline, Process process);

    // The ticket of the running process's next wait.
    Ticket ticket() const { return Ticket{running_, slots_[running_].wait}; }
    bool waits(Ticket ticket) const {
        return ticket.slot < slots_.size() && slots_[ticket.slot].wait == ticket.wait;
    }

    // Wakes later, with a signal, if the ticket is still good then. Requires: signal <
    // first_event_kind.
    void wake_at(base::Time at, Ticket ticket, Signal signal) {
        calendar_.enter(at, Event{signal, ticket.slot, ticket.wait});
    }
    void wake_after(LaneId lane, Ticket ticket, Signal signal) {
        calendar_.enter_lane(lane, Event{signal, ticket.slot, ticket.wait});
    }

    // Wakes at once, before the caller goes on; a process that is running now, or has started or
    // woken the one that is (it has asked for something that was answered before it began to wait),
    // is woken at this instant instead.
    void wake_now(Ticket ticket, Signal signal) {
        if (runs(ticket.slot)) {
            wake_at(now(), ticket, signal);
        } else if (waits(ticket)) {
            wake(ticket, signal);
        }
    }

    struct Wait {
        Clock& clock;
        bool await_ready() const noexcept { return false; }
        void await_suspend(Process::Handle) const noexcept {}
        Signal await_resume() const noexcept { return clock.signal_; }
    };
    // Waits until somebody uses the ticket; gives the signal.
    Wait wait() { return Wait{*this}; }
    // Waits for a while.
    Wait sleep(base::Duration duration) {
        wake_at(now() + duration, ticket(), 0);
        return Wait{*this};
    }

    // Handles every event at or before `limit`, in order: wakes processes, and gives the engine's
    // own events to `handle(Event)`. Returns early after an event that called `interrupt`.
    template <class Handle>
    void run(base::Time limit, Handle&& handle) {
        Event event;
        const auto stale = [this](const Event& entry) {
            return entry.kind < first_event_kind && !waits(Ticket{entry.index, entry.generation});
        };
        interrupted_ = false;
        while (!interrupted_ && calendar_.pop(limit, event, stale)) {
            if (event.kind < first_event_kind) {
                wake(Ticket{event.index, event.generation}, event.kind);
            } else {
                handle(event);
            }
        }
    }
    void interrupt() { interrupted_ = true; }

    std::size_t alive() const { return slots_.size() - free_slots_.size(); }

private:
    friend struct Process::promise_type;
    friend class Workers;
    friend class Lifeline;

    struct Slot {
        Process::Handle handle;
        std::uint32_t wait = 0;
    };

    // Who runs, and who was running when it was woken or started; restored also when a process
    // throws (our bug, on its way to the top).
    struct Running {
        Clock& clock;
        std::uint32_t slot;
        const Running* before;
        Running(Clock& of, std::uint32_t slot_of_it)
            : clock(of), slot(slot_of_it), before(std::exchange(of.innermost_, this)) {
            clock.running_ = slot;
        }
        ~Running() {
            clock.innermost_ = before;
            clock.running_ = before ? before->slot : ~std::uint32_t{0};
        }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
    };

    bool runs(std::uint32_t slot) const {
        for (const Running* one = innermost_; one != nullptr; one = one->before) {
            if (one->slot == slot) return true;
        }
        return false;
    }
    Process::promise_type& running() { return slots_[running_].handle.promise(); }

    void wake(Ticket ticket, Signal signal) {
        Slot& slot = slots_[ticket.slot];
        if (slot.wait != ticket.wait) return;
        ++slot.wait;
        signal_ = signal;
        resume(ticket.slot, slot.handle);
    }

    void resume(std::uint32_t slot, Process::Handle handle) {
        const Running running{*this, slot};
        handle.resume();
    }

    void forget(std::uint32_t slot) {
        ++slots_[slot].wait;
        slots_[slot].handle = nullptr;
        free_slots_.push_back(slot);
    }

    Calendar calendar_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::uint32_t running_ = ~std::uint32_t{0};
    const Running* innermost_ = nullptr;
    Signal signal_ = 0;
    bool interrupted_ = false;
};

inline void Clock::start(Lifeline& lifeline, Process process) {
    const Process::Handle handle = std::exchange(process.handle_, nullptr);
    Process::promise_type& promise = handle.promise();
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    promise.slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[promise.slot].handle = handle;
    promise.clock = this;
    promise.lifeline = &lifeline;
    promise.older = lifeline.newest_;
    (lifeline.newest_ ? lifeline.newest_->newer : lifeline.oldest_) = &promise;
    lifeline.newest_ = &promise;
    resume(promise.slot, handle);
}

inline void Lifeline::cut() {
    while (oldest_ != nullptr) {
        base::ensure(!oldest_->clock->runs(oldest_->slot),
                     "a running process does not cut its own lifeline");
        Process::Handle::from_promise(*oldest_).destroy();
    }
}

}  // namespace triaz::kernel
