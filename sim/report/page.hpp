// Plain text for a terminal, built line by line: never wider than asked, no control character from
// outside, colour and non-ASCII characters only where the style allows them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::report {

// What the reader's terminal can show. Set by the command line, which knows the terminal.
struct Style {
    bool colour = false;
    bool unicode = true;
};

inline constexpr std::size_t page_width = 80;

enum class Tone : std::uint8_t { plain, good, bad, unsure, strong, quiet };

// `text` made fit to show: control characters, marks that turn the direction of writing and bytes
// that are no UTF-8 become '?'; without unicode, also every character beyond ASCII that has no
// plain twin.
std::string printable(std::string_view text, const Style& style);

// Columns on a terminal: 0 for combining marks, 2 for wide East Asian characters, else 1.
std::size_t width_of(std::string_view text);

// Cut to `width` columns, with an ellipsis when something is missing.
std::string cut(std::string_view text, std::size_t width, const Style& style);

// Filled with spaces to `width` columns, at its end or at its front.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

// Broken at spaces into lines of at most `width` columns, but not between a number and its unit; a
// longer word is broken inside. At least one line. Requires: width >= 2.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

class Page {
public:
    explicit Page(Style style) : style_(style) {}

    const Style& style() const { return style_; }

    // A finished piece of a line in a tone.
    std::string painted(std::string_view text, Tone tone) const;

    // One line as it is: the caller keeps it within the width.
    void line(std::string_view text = {});
    // Text from anywhere, made printable and wrapped. The first line begins with `lead` (finished,
    // in `indent` columns), the others with as many spaces.
    void paragraph(std::string_view text, std::size_t indent, Tone tone = Tone::plain,
                   std::string_view lead = {});

    std::string text() && { return std::move(text_); }

private:
    Style style_;
    std::string text_;
};

}  // namespace triaz::report
