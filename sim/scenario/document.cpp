#include "sim/scenario/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "sim/scenario/utf8.hpp"

namespace triaz::scenario {

namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 40> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    out.append(buffer.data(), end);
}

void append_json(std::string& out, const Value& value) {
    std::visit(Overloaded{
                   [&](std::monostate) { out += "null"; },
                   [&](bool flag) { out += flag ? "true" : "false"; },
                   [&](std::int64_t number) { append_number(out, number); },
                   [&](std::uint64_t number) { append_number(out, number); },
                   [&](double number) { append_number(out, number); },
                   [&](const std::string& text) { append_escaped(out, text); },
                   [&](const Array& items) {
                       out += '[';
                       for (std::size_t i = 0; i < items.size(); ++i) {
                           if (i > 0) out += ',';
                           append_json(out, items[i]);
                       }
                       out += ']';
                   },
                   [&](const Object& members) {
                       out += '{';
                       for (std::size_t i = 0; i < members.size(); ++i) {
                           if (i > 0) out += ',';
                           append_escaped(out, members[i].name);
                           out += ':';
                           append_json(out, members[i].value);
                       }
                       out += '}';
                   },
               },
               value.data);
}

}  // namespace

std::optional<double> Value::number() const {
    if (const auto* number = std::get_if<std::int64_t>(&data)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&data)) return static_cast<double>(*number);
    if (const auto* number = std::get_if<double>(&data)) return *number;
    return std::nullopt;
}

std::optional<std::uint64_t> Value::count() const {
    constexpr double exact = 0x1p53;
    if (const auto* number = std::get_if<std::uint64_t>(&data)) return *number;
    if (const auto* number = std::get_if<std::int64_t>(&data)) {
        if (*number >= 0) return static_cast<std::uint64_t>(*number);
    }
    if (const auto* number = std::get_if<double>(&data)) {
        if (*number >= 0 && *number <= exact && std::floor(*number) == *number) {
            return static_cast<std::uint64_t>(*number);
        }
    }
    return std::nullopt;
}

const Value* Value::find(std::string_view key) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    for (const Member& member : *members) {
        if (member.name == key) return &member.value;
    }
    return nullptr;
}

std::string to_json(const Value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string clean;
    std::size_t at = 0;
    while (at < text.size() && clean.size() < longest) {
        const std::size_t length = character_length(text.substr(at));
        clean += length == 0 ? std::string_view{"?"} : text.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
    std::string out;
    append_escaped(out, clean);
    if (at < text.size()) out.insert(out.size() - 1, "...");
    return out;
}

std::string in_words(const Value& value) {
    const auto number = [](auto n) {
        std::string text = "the number ";
        append_number(text, n);
        return text;
    };
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string{"null"}; },
                          [](bool flag) { return std::string{flag ? "true" : "false"}; },
                          [&](std::int64_t n) { return number(n); },
                          [&](std::uint64_t n) { return number(n); },
                          [&](double n) { return number(n); },
                          [](const std::string& text) { return "the text " + in_quotes(text); },
                          [](const Array& items) {
                              return std::string{items.empty() ? "an empty list" : "a list"};
                          },
                          [](const Object& members) {
                              return std::string{members.empty() ? "an empty object" : "an object"};
                          },
                      },
                      value.data);
}

std::size_t size_of(const Value& value) {
    std::size_t size = 1;
    if (const Array* items = value.array()) {
        for (const Value& item : *items) size += size_of(item);
    } else if (const Object* members = value.object()) {
        for (const Member& member : *members) size += size_of(member.value);
    }
    return size;
}

}  // namespace triaz::scenario
