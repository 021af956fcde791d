#include "sim/kernel/workers.hpp"

namespace triaz::kernel {

Lease& Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        give_back();
        workers_ = std::exchange(other.workers_, nullptr);
    }
    return *this;
}

void Lease::give_back() {
    if (workers_ != nullptr) std::exchange(workers_, nullptr)->give_back();
}

Workers::Waiter Workers::take_oldest() {
    Waiter waiter = queue_.pop();
    while (!clock_->waits(waiter.ticket)) waiter = queue_.pop();
    --live_waiters_;
    return waiter;
}

Workers::Waiter Workers::take_next() {
    const bool last_first =
        options_.discipline == Discipline::lifo ||
        (options_.discipline == Discipline::adaptive_lifo && live_waiters_ >= options_.long_from);
    if (!last_first) return take_oldest();
    Waiter waiter = queue_.pop_last();
    while (!clock_->waits(waiter.ticket)) waiter = queue_.pop_last();
    --live_waiters_;
    return waiter;
}

void Workers::drop(Ticket ticket) {
    clock_->slots_[ticket.slot].handle.promise().queue = nullptr;
    clock_->wake_at(clock_->now(), ticket, dropped);
}

void Workers::hand_over() {
    while (free_ > 0 && live_waiters_ > 0) {
        const Waiter next = take_next();
        const base::Time now = clock_->now();
        if (codel_ && codel_->drops(now, now - next.since, live_waiters_ == 0)) {
            drop(next.ticket);
            continue;
        }
        --free_;
        clock_->slots_[next.ticket.slot].handle.promise().granted = true;
        clock_->wake_at(now, next.ticket, 0);
    }
}

void Workers::abandon(bool granted) {
    if (granted) {
        give_back();
    } else {
        account();
        --live_waiters_;
    }
}

double Workers::busy_seconds() {
    account();
    return busy_area_ * 1e-9;
}

double Workers::queue_seconds() {
    account();
    return queue_area_ * 1e-9;
}

}  // namespace triaz::kernel
