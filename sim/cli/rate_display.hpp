// How far a search is, its rate and the time left, on standard error: rewritten in place, on a
// terminal alone; gone when it goes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace triaz::cli {

class RateDisplay {
public:
    RateDisplay();
    ~RateDisplay();
    RateDisplay(const RateDisplay&) = delete;
    RateDisplay& operator=(const RateDisplay&) = delete;

    void show(std::uint64_t ended, std::uint64_t planned, const std::string& more);

private:
    using Clock = std::chrono::steady_clock;
    bool terminal_;
    bool shown_ = false;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point next_ = begin_;
};

}  // namespace triaz::cli
