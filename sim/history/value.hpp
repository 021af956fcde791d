// A value as a client wrote or read it: what is common to JSON and EDN.
//
// Two values are equal when they are written the same; sets and maps are kept sorted, so that the
// order in a file makes no difference. There is a total order, the same on every machine.
// Requires: whoever builds values bounds their depth (`deepest_value`), as comparing follows it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace triaz::history {

inline constexpr std::size_t deepest_value = 64;

class Value {
public:
    // `word`: a keyword, a symbol or a number that is no 64-bit integer, as it is written.
    enum class Kind : std::uint8_t { nil, boolean, integer, text, word, list, set, map };

    Value() = default;
    static Value of(bool truth) { return {Kind::boolean, truth ? 1 : 0, {}, {}}; }
    static Value of(std::int64_t number) { return {Kind::integer, number, {}, {}}; }
    static Value text(std::string text) { return {Kind::text, 0, std::move(text), {}}; }
    static Value word(std::string word) { return {Kind::word, 0, std::move(word), {}}; }
    static Value list(std::vector<Value> items) { return {Kind::list, 0, {}, std::move(items)}; }
    static Value set(std::vector<Value> items);
    // Of keys and values by turns; of a key given twice, the last.
    static Value map(std::vector<Value> items);

    Kind kind() const { return kind_; }
    bool is_nil() const { return kind_ == Kind::nil; }
    bool is_list() const { return kind_ == Kind::list; }
    bool is_integer() const { return kind_ == Kind::integer; }
    // True exactly for these letters: :name, name or "name".
    bool is_named(const char* name) const;

    // Of an integer; a boolean is 0 or 1, everything else 0.
    std::int64_t integer() const { return number_; }
    // Of a text or a word, else empty.
    const std::string& letters() const { return letters_; }
    // Of a list, a set, or a map (keys and values by turns), else empty.
    const std::vector<Value>& items() const { return items_; }
    // The value of a key of a map, or nothing.
    const Value* find(const char* name) const;

    bool operator==(const Value&) const = default;
    std::strong_ordering operator<=>(const Value& other) const;

private:
    Value(Kind kind, std::int64_t number, std::string letters, std::vector<Value> items)
        : kind_(kind), number_(number), letters_(std::move(letters)), items_(std::move(items)) {}

    Kind kind_ = Kind::nil;
    std::int64_t number_ = 0;
    std::string letters_;
    std::vector<Value> items_;
};

// For people, as EDN writes it: nil, 3, "text", [1 2], #{1 2}, {:a 1}.
std::string to_text(const Value& value);

}  // namespace triaz::history
