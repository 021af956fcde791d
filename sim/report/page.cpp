#include "sim/report/page.hpp"

#include <algorithm>
#include <array>

#include "sim/report/utf8.hpp"

namespace triaz::report {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t Count>
bool is_in(char32_t code, const std::array<Range, Count>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

// Controls (also C1), and the marks that reorder or hide what follows them.
constexpr std::array<Range, 7> unshowable{{{0x00, 0x1F},
                                           {0x7F, 0x9F},
                                           {0x200B, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2060, 0x206F},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFF9, 0xFFFC}}};

// The blocks people write in; not all of UAX 11.
constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0x303E},
                                     {0x3041, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0x1F300, 0x1FAFF},
                                     {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 5> combining{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

struct Twin {
    char32_t code;
    std::string_view ascii;
};
constexpr std::array<Twin, 20> twins{
    {{U'\u00A0', " "},  {U'\u00B1', "+-"}, {U'\u00B5', "u"},  {U'\u00B7', "-"},
     {U'\u00D7', "x"},  {U'\u03BC', "u"},  {U'\u2010', "-"},  {U'\u2011', "-"},
     {U'\u2013', "-"},  {U'\u2014', "-"},  {U'\u2018', "'"},  {U'\u2019', "'"},
     {U'\u201C', "\""}, {U'\u201D', "\""}, {U'\u2022', "*"},  {U'\u2026', "..."},
     {U'\u2192', "->"}, {U'\u2212', "-"},  {U'\u2264', "<="}, {U'\u2265', ">="}}};

std::string_view ascii_twin(char32_t code) {
    for (const Twin& twin : twins)
        if (twin.code == code) return twin.ascii;
    return "?";
}

std::size_t width_of_code(char32_t code) {
    if (is_in(code, combining)) return 0;
    return is_in(code, wide) ? 2 : 1;
}

std::string_view escape_of(Tone tone) {
    switch (tone) {
        case Tone::plain:
            return {};
        case Tone::good:
            return "\x1b[32m";
        case Tone::bad:
            return "\x1b[1;31m";
        case Tone::unsure:
            return "\x1b[33m";
        case Tone::strong:
            return "\x1b[1m";
        case Tone::quiet:
            return "\x1b[2m";
    }
    return {};
}

// The bytes of the longest beginning of `text` that fits.
std::size_t fitting(std::string_view text, std::size_t width) {
    std::size_t bytes = 0;
    std::size_t columns = 0;
    while (bytes < text.size()) {
        const CodePoint point = first_code_point(text.substr(bytes));
        columns += width_of_code(point.code);
        if (columns > width) break;
        bytes += point.length;
    }
    return bytes;
}

void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the next word off `text`; a number together with the short word that follows one space
// after, which is its unit: "28 s", "95 %". Empty at the end.
std::string_view take_unbroken(std::string_view& text) {
    constexpr std::size_t longest_unit = 4;
    skip_spaces(text);
    std::size_t length = std::min(text.find(' '), text.size());
    if (length > 0 && length < text.size() && is_digit(text[length - 1])) {
        const std::size_t end = std::min(text.find(' ', length + 1), text.size());
        if (end > length + 1 && end - length - 1 <= longest_unit) length = end;
    }
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    return word;
}

}  // namespace

std::string printable(std::string_view text, const Style& style) {
    std::string shown;
    for_each_code_point(text, [&](char32_t code, std::string_view bytes) {
        if (code == U'\n' || code == U'\t')
            shown += ' ';
        else if (is_in(code, unshowable) || code == replacement_character)
            shown += '?';
        else if (code < 0x80 || style.unicode)
            shown += bytes;
        else
            shown += ascii_twin(code);
    });
    return shown;
}

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    for_each_code_point(text,
                        [&](char32_t code, std::string_view) { width += width_of_code(code); });
    return width;
}

std::string cut(std::string_view text, std::size_t width, const Style& style) {
    if (width_of(text) <= width) return std::string{text};
    const std::string_view ellipsis = style.unicode ? "…" : "...";
    if (width <= width_of(ellipsis)) return std::string{text.substr(0, fitting(text, width))};
    const std::size_t kept = fitting(text, width - width_of(ellipsis));
    return std::string{text.substr(0, kept)} + std::string{ellipsis};
}

std::string left(std::string_view text, std::size_t width) {
    const std::size_t used = width_of(text);
    return std::string{text} + std::string(used < width ? width - used : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
    const std::size_t used = width_of(text);
    return std::string(used < width ? width - used : 0, ' ') + std::string{text};
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    while (true) {
        std::string_view word = take_unbroken(text);
        if (word.empty()) return lines;
        if (!lines.back().empty()) {
            if (width_of(lines.back()) + 1 + width_of(word) <= width) {
                lines.back() += ' ';
            } else {
                lines.emplace_back();
            }
        }
        while (width_of(word) > width) {
            const std::size_t bytes = fitting(word, width);
            lines.back() += word.substr(0, bytes);
            lines.emplace_back();
            word.remove_prefix(bytes);
        }
        lines.back() += word;
    }
}

std::string Page::painted(std::string_view text, Tone tone) const {
    if (!style_.colour || tone == Tone::plain || text.empty()) return std::string{text};
    return std::string{escape_of(tone)} + std::string{text} + "\x1b[0m";
}

void Page::line(std::string_view text) {
    text_ += text;
    text_ += '\n';
}

void Page::paragraph(std::string_view text, std::size_t indent, Tone tone, std::string_view lead) {
    const std::string blank(indent, ' ');
    bool first = true;
    for (const std::string& part : wrapped(printable(text, style_), page_width - indent)) {
        line((first && !lead.empty() ? std::string{lead} : blank) + painted(part, tone));
        first = false;
    }
}

}  // namespace triaz::report
