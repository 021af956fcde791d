// Text from outside, one code point at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace triaz::report {

struct CodePoint {
    char32_t code;
    std::size_t length;  // bytes read
    bool valid;
};

inline constexpr char32_t replacement_character = 0xFFFD;
inline constexpr std::string_view replacement_bytes = "\xEF\xBF\xBD";

// The first code point of `text`; a byte that starts none is the replacement character.
// Overlong forms, surrogates and values above U+10FFFF are not valid. Requires: text not empty.
CodePoint first_code_point(std::string_view text);

// Calls `visit(code, bytes)` for each; bytes are valid UTF-8 whatever `text` holds.
template <class Visit>
void for_each_code_point(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        visit(point.code, point.valid ? text.substr(0, point.length) : replacement_bytes);
        text.remove_prefix(point.length);
    }
}

}  // namespace triaz::report
