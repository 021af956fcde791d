// JSON as a small tree in which every value knows where it stands.
//
// Objects keep their keys in the order of the file. A tree merged from several files keeps the
// position of whichever file a value came from.
// Invariant: at most `deepest` levels; keys of one object differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace triaz::scenario {

class Complaints;

// A byte of a file of `Files`.
struct Position {
    std::uint32_t file = 0;
    std::uint32_t offset = 0;
    bool operator==(const Position&) const = default;
};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

struct Value {
    using Data = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double,
                              std::string, Array, Object>;
    Position at;
    Data data;

    bool is_null() const { return std::holds_alternative<std::monostate>(data); }
    const bool* flag() const { return std::get_if<bool>(&data); }
    const std::string* text() const { return std::get_if<std::string>(&data); }
    const Array* array() const { return std::get_if<Array>(&data); }
    const Object* object() const { return std::get_if<Object>(&data); }
    // Any number, as the nearest double.
    std::optional<double> number() const;
    // A whole number that is not negative; 3.0 and 1e3 are whole.
    std::optional<std::uint64_t> count() const;
    // The value of a key, or nothing when there is no such key or this is no object.
    const Value* find(std::string_view key) const;
};

struct Member {
    std::string name;
    Position at;  // of the key
    Value value;
};

inline constexpr std::size_t deepest = 64;

// One file to a tree, or a complaint and nothing. Of a key given twice the tree has the first, and
// the other is complained of. `values_left` is what may still be made of all the files of one load
// together; it is lowered by what was made here.
std::optional<Value> parse(std::uint32_t file, std::string_view text, std::size_t& values_left,
                           Complaints& complaints);

// Compact JSON.
std::string to_json(const Value& value);

// "an object", "the number 3", "\"text\"", cut to fit a sentence.
std::string in_words(const Value& value);

// Text in double quotes for a sentence: escaped, cut to fit.
std::string in_quotes(std::string_view text);

// How many values there are in a tree.
std::size_t size_of(const Value& value);

}  // namespace triaz::scenario
