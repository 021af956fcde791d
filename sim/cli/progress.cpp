#include "sim/cli/progress.hpp"

#include <string>

#include "sim/cli/terminal.hpp"

namespace triaz::cli {

Progress::Progress(std::size_t all, const char* things)
    : all_(all), things_(things), shown_(error_is_terminal()) {
    show(0);
}

Progress::~Progress() {
    if (shown_) write_error("\r\x1b[K");
}

void Progress::show(std::size_t ended) const {
    if (shown_)
        write_error("\r\x1b[K" + std::to_string(ended) + " of " + std::to_string(all_) + " " +
                    things_);
}

}  // namespace triaz::cli
