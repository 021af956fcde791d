// Writes JSON text, key by key, in the order it is told: no locale, the same bytes everywhere.
//
// Containers are laid out one element a line, or on one line when opened as `Layout::row`. Strings
// may hold anything: what is no UTF-8 becomes U+FFFD. Numbers are the shortest decimals that read
// back to the same value; a double that is not finite is null; instants and durations are exact
// decimals of seconds. Requires: keys exactly inside objects, every container closed before `text`.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"

namespace triaz::report {

class JsonWriter {
public:
    enum class Layout : std::uint8_t { lines, row };

    void begin_object(Layout layout = Layout::lines) { open('{', layout); }
    void end_object() { close('}'); }
    void begin_array(Layout layout = Layout::lines) { open('[', layout); }
    void end_array() { close(']'); }

    JsonWriter& key(std::string_view name);

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view{text}); }
    void value(double number);
    void value(bool truth) { raw(truth ? "true" : "false"); }
    void value(base::Duration duration);
    void value(base::Time time) { value(time.time_since_epoch()); }
    void value(std::nullptr_t) { raw("null"); }
    template <std::unsigned_integral Count>
    void value(Count count) {
        raw(std::to_string(count));
    }
    template <class Value>
    void value(const std::optional<Value>& maybe) {
        if (maybe)
            value(*maybe);
        else
            value(nullptr);
    }
    // A list of scalars, on one line.
    template <class Value>
    void value(const std::vector<Value>& values) {
        begin_array(Layout::row);
        for (const Value& each : values) value(each);
        end_array();
    }

    template <class Value>
    void member(std::string_view name, const Value& of_member) {
        key(name).value(of_member);
    }

    // The whole text, ending in a line feed.
    std::string text() &&;

private:
    struct Level {
        Layout layout;
        bool empty = true;
    };

    void open(char bracket, Layout layout);
    void close(char bracket);
    void raw(std::string_view text);
    void separate();
    void quote(std::string_view text);

    std::string text_;
    std::vector<Level> levels_;
    bool after_key_ = false;
};

// Exact seconds, without trailing zeros: 1.41, 30, -0.000000001.
std::string exact_seconds(base::Duration duration);

}  // namespace triaz::report
