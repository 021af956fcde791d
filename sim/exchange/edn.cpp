#include "sim/exchange/edn.hpp"

#include <charconv>

namespace triaz::exchange {
namespace {

using history::Value;

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == ',' ||
           letter == '\f' || letter == '\v';
}

bool ends_token(char letter) {
    return is_space(letter) || letter == '(' || letter == ')' || letter == '[' || letter == ']' ||
           letter == '{' || letter == '}' || letter == '"' || letter == ';';
}

std::string shown(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x20 && byte < 0x7f) return std::string{"`"} + letter + "`";
    return "byte " + std::to_string(byte);
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | (code >> 6));
        byte(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        byte(0xe0 | (code >> 12));
        byte(0x80 | ((code >> 6) & 0x3f));
        byte(0x80 | (code & 0x3f));
    } else {
        byte(0xf0 | (code >> 18));
        byte(0x80 | ((code >> 12) & 0x3f));
        byte(0x80 | ((code >> 6) & 0x3f));
        byte(0x80 | (code & 0x3f));
    }
}

// A 64-bit integer, or the number as a word.
Value number(std::string_view token) {
    std::string_view digits = token;
    if (digits.ends_with('N')) digits.remove_suffix(1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error == std::errc{} && stop == end) return Value::of(value);
    return Value::word(std::string{token});
}

bool begins_number(std::string_view token) {
    const std::size_t sign = token[0] == '-' || token[0] == '+' ? 1 : 0;
    return token.size() > sign && token[sign] >= '0' && token[sign] <= '9';
}

}  // namespace

void EdnReader::fail(Place place, std::string message, std::string expected) {
    throw Malformed({place.line, place.column, std::move(message), std::move(expected)});
}

char EdnReader::take() {
    const char letter = text_[at_++];
    if (letter == '\n') {
        ++line_;
        line_start_ = at_;
    }
    return letter;
}

void EdnReader::skip_space(std::size_t depth) {
    while (!at_end()) {
        if (is_space(peek())) {
            take();
        } else if (peek() == ';') {
            while (!at_end() && peek() != '\n') take();
        } else if (text_.substr(at_).starts_with("#!")) {
            while (!at_end() && peek() != '\n') take();
        } else if (text_.substr(at_).starts_with("#_")) {
            at_ += 2;
            skip_form(depth + 1);
        } else if (peek() == '^') {
            take();
            skip_form(depth + 1);
        } else {
            return;
        }
    }
}

void EdnReader::check_depth(std::size_t depth) const {
    if (depth > history::deepest_value)
        fail(place(), "values are nested too deeply",
             "at most " + std::to_string(history::deepest_value) + " levels");
}

void EdnReader::skip_form(std::size_t depth) {
    const Place from = place();
    check_depth(depth);
    skip_space(depth);
    if (at_end()) fail(from, "a form is missing here", "a form to pass over");
    (void)form(depth);
}

void EdnReader::enter_list() {
    skip_space(0);
    if (at_end() || (peek() != '[' && peek() != '(')) return;
    opened_ = place();
    closes_with_ = take() == '[' ? ']' : ')';
}

std::optional<Value> EdnReader::next() {
    skip_space(0);
    if (at_end()) {
        if (closes_with_ != 0)
            fail(opened_, "this list is never closed", std::string{"a "} + shown(closes_with_));
        return {};
    }
    line_of_form_ = place().line;
    column_of_form_ = place().column;
    if (closes_with_ != 0 && peek() == closes_with_) {
        take();
        closes_with_ = 0;
        skip_space(0);
        if (!at_end()) fail(place(), "something follows the end of the list", "nothing more");
        return {};
    }
    return form(1);
}

Value EdnReader::form(std::size_t depth) {
    const Place open = place();
    check_depth(depth);
    switch (peek()) {
        case '[':
            take();
            return Value::list(items(']', open, depth));
        case '(':
            take();
            return Value::list(items(')', open, depth));
        case '{':
            take();
            return map(open, depth);
        case '"':
            return text();
        case '\\':
            return character();
        case '#':
            return dispatch(depth);
        case ']':
        case ')':
        case '}':
            fail(open, shown(peek()) + " closes nothing", "a form");
        default:
            return token();
    }
}

std::vector<Value> EdnReader::items(char close, Place open, std::size_t depth) {
    std::vector<Value> found;
    for (;;) {
        skip_space(depth);
        if (at_end()) fail(open, "this is never closed", std::string{"a "} + shown(close));
        if (peek() == close) {
            take();
            return found;
        }
        if (peek() == ']' || peek() == ')' || peek() == '}')
            fail(place(), shown(peek()) + " closes what was opened otherwise",
                 std::string{"a "} + shown(close));
        found.push_back(form(depth + 1));
    }
}

Value EdnReader::map(Place open, std::size_t depth) {
    std::vector<Value> found = items('}', open, depth);
    if (found.size() % 2 != 0)
        fail(open, "the last key of this map has no value", "keys and values by turns");
    return Value::map(std::move(found));
}

Value EdnReader::dispatch(std::size_t depth) {
    const Place open = place();
    take();
    if (at_end()) fail(open, "the text ends after #", "a set, a tag or #_");
    if (peek() == '{') {
        take();
        return Value::set(items('}', open, depth));
    }
    if (peek() == '"') return text();
    return tagged(depth);
}

Value EdnReader::tagged(std::size_t depth) {
    const std::string tag{bare()};
    const Place after = place();
    skip_space(depth);
    if (at_end()) fail(after, "the tag #" + tag + " stands before nothing", "a form");
    Value value = form(depth + 1);
    if (tag.ends_with("Tuple"))
        if (const Value* const key = value.find("key"))
            if (const Value* const of_key = value.find("value"))
                return Value::list({*key, *of_key});
    return value;
}

std::uint32_t EdnReader::hexadecimal(Place open) {
    std::uint32_t code = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < 4 || error != std::errc{} || stop != digits.data() + 4)
        fail(open, "\\u is followed by something else than four digits", "such as \\u00e4");
    at_ += 4;
    return code;
}

Value EdnReader::text() {
    const Place open = place();
    take();
    std::string letters;
    while (!at_end()) {
        const Place here = place();
        const char letter = take();
        if (letter == '"') return Value::text(std::move(letters));
        if (letter != '\\') {
            letters += letter;
            continue;
        }
        if (at_end()) break;
        const char escaped = take();
        switch (escaped) {
            case 'n':
                letters += '\n';
                break;
            case 't':
                letters += '\t';
                break;
            case 'r':
                letters += '\r';
                break;
            case 'b':
                letters += '\b';
                break;
            case 'f':
                letters += '\f';
                break;
            case 'u': {
                std::uint32_t code = hexadecimal(here);
                if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
                    at_ += 2;
                    const std::uint32_t low = hexadecimal(here);
                    code = 0x10000 + ((code - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
                }
                append_utf8(letters, code);
                break;
            }
            default:
                letters += escaped;
        }
    }
    fail(open, "this text is never closed", "a `\"`");
}

Value EdnReader::character() {
    const std::size_t from = at_;
    take();
    if (!at_end()) take();
    while (!at_end() && !ends_token(peek())) take();
    return Value::word(std::string{text_.substr(from, at_ - from)});
}

std::string_view EdnReader::bare() {
    const std::size_t from = at_;
    while (!at_end() && !ends_token(peek())) take();
    return text_.substr(from, at_ - from);
}

Value EdnReader::token() {
    const Place open = place();
    const auto byte = static_cast<unsigned char>(peek());
    if (byte < 0x20 || byte == 0x7f)
        fail(open, shown(peek()) + " begins no value", "a history as text");
    const std::string_view word = bare();
    if (word == "nil") return {};
    if (word == "true") return Value::of(true);
    if (word == "false") return Value::of(false);
    if (begins_number(word)) return number(word);
    return Value::word(std::string{word});
}

}  // namespace triaz::exchange
