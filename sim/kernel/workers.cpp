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

void Workers::hand_over() {
    while (free_ > 0 && !queue_.empty()) {
        const Ticket ticket = queue_.pop();
        if (!clock_->waits(ticket)) continue;  // died in the queue
        --free_;
        --live_waiters_;
        clock_->slots_[ticket.slot].handle.promise().granted = true;
        clock_->wake_at(clock_->now(), ticket, 0);
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
