#include "sim/report/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "sim/base/ensure.hpp"
#include "sim/report/utf8.hpp"

namespace triaz::report {
namespace {

std::string escaped(char c) {
    switch (c) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(c);
    return {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]};
}

bool needs_escape(char32_t code) {
    return code < 0x20 || code == U'"' || code == U'\\' || code == 0x7f;
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
    base::ensure(!after_key_ && !levels_.empty(), "a key stands in an object, before one value");
    separate();
    quote(name);
    text_ += ": ";
    after_key_ = true;
    return *this;
}

void JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
}

void JsonWriter::value(double number) {
    if (!std::isfinite(number)) return raw("null");
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    raw({digits.data(), end});
}

void JsonWriter::value(base::Duration duration) { raw(exact_seconds(duration)); }

std::string JsonWriter::text() && {
    base::ensure(levels_.empty() && !after_key_, "every JSON container is closed");
    text_ += '\n';
    return std::move(text_);
}

void JsonWriter::open(char bracket, Layout layout) {
    separate();
    text_ += bracket;
    const bool inside_row = !levels_.empty() && levels_.back().layout == Layout::row;
    levels_.push_back({inside_row ? Layout::row : layout});
}

void JsonWriter::close(char bracket) {
    base::ensure(!levels_.empty() && !after_key_, "a JSON container to close");
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.empty && level.layout == Layout::lines) {
        text_ += '\n';
        text_.append(2 * levels_.size(), ' ');
    }
    text_ += bracket;
}

void JsonWriter::raw(std::string_view text) {
    separate();
    text_ += text;
}

// What goes between the element before and the next one.
void JsonWriter::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!level.empty) text_ += ',';
    if (level.layout == Layout::lines) {
        text_ += '\n';
        text_.append(2 * levels_.size(), ' ');
    } else if (!level.empty) {
        text_ += ' ';
    }
    level.empty = false;
}

void JsonWriter::quote(std::string_view text) {
    text_ += '"';
    for_each_code_point(text, [&](char32_t code, std::string_view bytes) {
        if (needs_escape(code))
            text_ += escaped(static_cast<char>(code));
        else
            text_ += bytes;
    });
    text_ += '"';
}

std::string exact_seconds(base::Duration duration) {
    constexpr std::uint64_t per_second = 1'000'000'000;
    const bool negative = duration.count() < 0;
    auto nanoseconds = static_cast<std::uint64_t>(duration.count());
    if (negative) nanoseconds = 0 - nanoseconds;
    std::string text{negative ? "-" : ""};
    text.append(std::to_string(nanoseconds / per_second));
    std::string fraction = std::to_string(per_second + nanoseconds % per_second).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty()) text.append(".").append(fraction);
    return text;
}

}  // namespace triaz::report
