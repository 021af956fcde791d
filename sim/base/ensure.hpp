// Our own bugs: a condition that cannot fail unless triaz is wrong. Always on, in every build.
// Bad input is never checked with `ensure`; it is a complaint of sim/scenario.
#pragma once

#include <stdexcept>
#include <string_view>

namespace triaz::base {

// Thrown by `ensure`; the command line catches it once, prints the reproduce line, exits with 70.
class Bug : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// A line of our own code. (std::source_location is not there for clang 14.)
struct CodeLine {
    const char* file;
    int line;

    static constexpr CodeLine here(const char* file = __builtin_FILE(),
                                   int line = __builtin_LINE()) {
        return {file, line};
    }
};

[[noreturn]] void fail_ensure(std::string_view what, CodeLine where);

inline void ensure(bool condition, std::string_view what, CodeLine where = CodeLine::here()) {
    if (!condition) [[unlikely]]
        fail_ensure(what, where);
}

}  // namespace triaz::base
