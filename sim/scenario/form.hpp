// What a value in a file may be, as data. The checks of the reader and the JSON Schema for editors
// are both made from it, so that they cannot drift.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::scenario {

struct Shape;

struct Form {
    enum class Kind : std::uint8_t {
        text,  // for people
        name,  // by which other parts refer to this one
        boolean,
        count,  // a whole number
        number,
        duration,
        bytes,
        bandwidth,
        ratio,   // "99%" or 0.99
        choice,  // one of some words
        object,  // of one shape
        list,
        map,      // an object whose keys are names
        either,   // of some forms that JSON tells apart
        by_key,   // an object of the shape whose first key it has
        by_word,  // an object of the shape that the word under its key `chosen_by` picks
        patch,    // an RFC 7386 merge patch; judged when it has been applied
        anything,
    };

    Kind kind = Kind::anything;
    std::string least;  // bounds, as a file would have them; empty: none
    std::string most;
    bool least_excluded = false;       // more than `least`
    std::vector<std::string> words;    // choice; by_word: one for each shape
    std::vector<const Shape*> shapes;  // object: one; by_key, by_word
    std::string chosen_by;             // by_word
    std::vector<Form> parts;           // list, map: the element; either: the alternatives
    std::size_t least_items = 0;       // list, map
    std::size_t most_items = 1'000'000;
    std::string pattern;           // text: what it must match, for the schema (ECMAScript)
    std::string pattern_in_words;  // the same for people
    bool (*matches)(std::string_view) = nullptr;  // and for the reader; a test holds them together
    std::string of;  // name, map: what is named, such as "zone"; patch: what is patched
};

struct Key {
    std::string name;
    Form form;
    std::string about;  // for the hints of editors and the documentation
    bool required = false;
    std::string fallback =
        {};  // taken when the key is absent, as a file would have it, text unquoted
    std::string example = {};  // JSON
    std::string unless = {};   // required, but not where this other key is given
};

// The keys an object may have. Besides, every object may have "source" and "note".
struct Shape {
    std::string name;  // in sentences: "health check"; in the schema: health_check
    std::string about;
    std::vector<Key> keys;

    const Key* find(std::string_view key) const;
};

Form text();
Form text(std::string pattern, std::string pattern_in_words, bool (*matches)(std::string_view));
Form name(std::string of);
Form boolean();
Form count(std::string least, std::string most);
Form number(std::string least, std::string most);
Form number_above(std::string least, std::string most);
Form duration(std::string least = "0s", std::string most = "365d");
Form bytes(std::string least, std::string most);
Form bandwidth();
Form ratio();
Form choice(std::vector<std::string> words);
Form object(const Shape& shape);
Form list(Form element, std::size_t least_items = 0, std::size_t most_items = 100'000);
Form map(std::string of, Form element, std::size_t least_items = 0,
         std::size_t most_items = 10'000);
Form either(std::vector<Form> parts);
Form by_key(std::vector<const Shape*> shapes);
Form by_word(std::string key, std::vector<std::string> words, std::vector<const Shape*> shapes);
Form patch(std::string of);  // of a "model" or a "scenario"
Form anything();
Form distribution();  // "2ms" or {"exponential": {"mean": "2ms"}} and the like

// What is wanted, for a sentence: "a duration such as \"150ms\", at least 1ms".
std::string in_words(const Form& form);

// Letters, digits, '.', '_' and '-', beginning with a letter or digit; at most 63.
bool is_name(std::string_view text);
inline constexpr std::string_view name_pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$";

inline constexpr std::size_t longest_text = 10'000;  // bytes

}  // namespace triaz::scenario
