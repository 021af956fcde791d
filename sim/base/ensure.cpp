#include "sim/base/ensure.hpp"

#include <fmt/format.h>

namespace triaz::base {

void fail_ensure(std::string_view what, CodeLine where) {
    std::string_view file = where.file;
    // From the folder of the source tree on: the message does not depend on where that lies.
    for (const std::string_view folder : {"sim/", "tests/"}) {
        if (const auto at = file.rfind(folder); at != std::string_view::npos) {
            file.remove_prefix(at);
            break;
        }
    }
    throw Bug(fmt::format("{}:{}: {}", file, where.line, what));
}

}  // namespace triaz::base
