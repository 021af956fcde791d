#include "sim/cli/rate_display.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/cli/terminal.hpp"

namespace triaz::cli {

RateDisplay::RateDisplay() : terminal_(error_is_terminal()) {}

RateDisplay::~RateDisplay() {
    if (shown_) write_error("\r\x1b[K");
}

void RateDisplay::show(std::uint64_t ended, std::uint64_t planned, const std::string& more) {
    const auto now = Clock::now();
    if (!terminal_ || now < next_) return;
    next_ = now + std::chrono::milliseconds{200};
    shown_ = true;
    constexpr int width = 20;
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - begin_).count());
    const double rate = static_cast<double>(ended) / seconds;
    const double share =
        planned > 0 ? static_cast<double>(ended) / static_cast<double>(planned) : 0;
    const auto full = static_cast<std::size_t>(share * width);
    const double left = rate > 0 ? static_cast<double>(planned - ended) / rate : 0;
    write_error("\r\x1b[K[" + std::string(full, '#') + std::string(width - full, '.') + "] " +
                base::thousands(ended) + " of " + base::thousands(planned) + ", " +
                base::thousands(static_cast<std::uint64_t>(rate)) + "/s, " +
                base::seconds_text(std::round(left)) + " left, " + more);
}

}  // namespace triaz::cli
