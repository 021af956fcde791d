#include "sim/kernel/clock.hpp"

#include "sim/kernel/workers.hpp"

namespace triaz::kernel {

Process::promise_type::~promise_type() {
    if (clock == nullptr) return;  // never started
    (older ? older->newer : lifeline->oldest_) = newer;
    (newer ? newer->older : lifeline->newest_) = older;
    clock->forget(slot);
    if (queue != nullptr) queue->abandon(granted);
}

}  // namespace triaz::kernel
