// How much a check may cost. What is cut short is inconclusive, never a verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace triaz::consistency {

class Budget {
public:
    // `is_over` is asked now and then: whoever knows a clock may end the search.
    Budget(std::size_t memory, std::function<bool()> is_over)
        : memory_(memory), is_over_(std::move(is_over)) {}
    // Enough for small histories, without a clock.
    Budget() : Budget(std::size_t{1} << 30, [] { return false; }) {}

    std::size_t memory() const { return memory_; }

    // One more step. Ensures: once true, always true.
    bool is_spent() {
        if ((++steps_ & 1023U) == 0 && !spent_) spent_ = is_over_();
        return spent_;
    }
    // Asked at once rather than now and then.
    bool is_spent_now() {
        if (!spent_) spent_ = is_over_();
        return spent_;
    }

private:
    std::size_t memory_;
    std::function<bool()> is_over_;
    std::uint64_t steps_ = 0;
    bool spent_ = false;
};

}  // namespace triaz::consistency
