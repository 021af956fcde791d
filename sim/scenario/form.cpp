#include "sim/scenario/form.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/document.hpp"

namespace triaz::scenario {

namespace {

std::string bounds(const Form& form) {
    if (form.least.empty() && form.most.empty()) return {};
    if (form.most.empty()) {
        return fmt::format(", {} {}", form.least_excluded ? "above" : "at least", form.least);
    }
    if (form.least_excluded) return fmt::format(", above {} and at most {}", form.least, form.most);
    return fmt::format(", {} to {}", form.least, form.most);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    return out;
}

std::vector<std::string> all_quoted(std::vector<std::string> words) {
    for (std::string& word : words) word = in_quotes(word);
    return words;
}

std::string with_article(std::string_view noun) {
    const bool vowel =
        !noun.empty() && std::string_view{"aeiou"}.find(noun.front()) != std::string_view::npos;
    return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

Form of_kind(Form::Kind kind) {
    Form form;
    form.kind = kind;
    return form;
}

Form bounded(Form::Kind kind, std::string least, std::string most) {
    Form form = of_kind(kind);
    form.least = std::move(least);
    form.most = std::move(most);
    return form;
}

std::string first_keys(const std::vector<const Shape*>& shapes) {
    std::vector<std::string> keys;
    keys.reserve(shapes.size());
    for (const Shape* shape : shapes) keys.push_back(shape->keys.front().name);
    return joined(all_quoted(std::move(keys)));
}

}  // namespace

const Key* Shape::find(std::string_view key) const {
    const auto found = std::ranges::find(keys, key, &Key::name);
    return found == keys.end() ? nullptr : &*found;
}

Form text() { return of_kind(Form::Kind::text); }

Form text(std::string pattern, std::string pattern_in_words, bool (*matches)(std::string_view)) {
    Form form = text();
    form.pattern = std::move(pattern);
    form.pattern_in_words = std::move(pattern_in_words);
    form.matches = matches;
    return form;
}

Form name(std::string of) {
    Form form = of_kind(Form::Kind::name);
    form.of = std::move(of);
    return form;
}

Form boolean() { return of_kind(Form::Kind::boolean); }
Form count(std::string least, std::string most) {
    return bounded(Form::Kind::count, std::move(least), std::move(most));
}
Form number(std::string least, std::string most) {
    return bounded(Form::Kind::number, std::move(least), std::move(most));
}
Form number_above(std::string least, std::string most) {
    Form form = number(std::move(least), std::move(most));
    form.least_excluded = true;
    return form;
}
Form duration(std::string least, std::string most) {
    return bounded(Form::Kind::duration, std::move(least), std::move(most));
}
Form bytes(std::string least, std::string most) {
    return bounded(Form::Kind::bytes, std::move(least), std::move(most));
}
Form bandwidth() { return bounded(Form::Kind::bandwidth, "1kbps", "1000Tbps"); }
Form ratio() { return of_kind(Form::Kind::ratio); }

Form choice(std::vector<std::string> words) {
    Form form = of_kind(Form::Kind::choice);
    form.words = std::move(words);
    return form;
}

Form object(const Shape& shape) {
    Form form = of_kind(Form::Kind::object);
    form.shapes = {&shape};
    return form;
}

Form list(Form element, std::size_t least_items, std::size_t most_items) {
    Form form = of_kind(Form::Kind::list);
    form.parts.push_back(std::move(element));
    form.least_items = least_items;
    form.most_items = most_items;
    return form;
}

Form map(std::string of, Form element, std::size_t least_items, std::size_t most_items) {
    Form form = list(std::move(element), least_items, most_items);
    form.kind = Form::Kind::map;
    form.of = std::move(of);
    return form;
}

Form either(std::vector<Form> parts) {
    Form form = of_kind(Form::Kind::either);
    form.parts = std::move(parts);
    return form;
}

Form by_key(std::vector<const Shape*> shapes) {
    Form form = of_kind(Form::Kind::by_key);
    form.shapes = std::move(shapes);
    return form;
}

Form by_word(std::string key, std::vector<std::string> words, std::vector<const Shape*> shapes) {
    Form form = by_key(std::move(shapes));
    form.kind = Form::Kind::by_word;
    form.chosen_by = std::move(key);
    form.words = std::move(words);
    return form;
}

Form patch(std::string of) {
    Form form = of_kind(Form::Kind::patch);
    form.of = std::move(of);
    return form;
}
Form anything() { return of_kind(Form::Kind::anything); }

std::string in_words(const Form& form) {
    using enum Form::Kind;
    switch (form.kind) {
        case text:
            return form.pattern.empty() ? "text" : form.pattern_in_words;
        case name:
            return fmt::format("the name of {}", with_article(form.of));
        case boolean:
            return "true or false";
        case count:
            return "a whole number" + bounds(form);
        case number:
            return "a number" + bounds(form);
        case duration:
            return "a duration such as \"150ms\"" + bounds(form);
        case bytes:
            return "an amount of bytes such as \"64KiB\"" + bounds(form);
        case bandwidth:
            return "a bandwidth such as \"10Gbps\"" + bounds(form);
        case ratio:
            return "a share such as \"99%\" or 0.99";
        case choice:
            return joined(all_quoted(form.words));
        case object:
            return fmt::format("an object ({})", form.shapes.front()->name);
        case list:
            return "a list";
        case map:
            return fmt::format("an object with a key for each {}", form.of);
        case either: {
            std::vector<std::string> parts;
            for (const Form& part : form.parts) parts.push_back(in_words(part));
            return joined(parts);
        }
        case by_key:
            return "an object with one of the keys " + first_keys(form.shapes);
        case by_word:
            return fmt::format("an object with the key {}", in_quotes(form.chosen_by));
        case patch:
            return "an object (merge patch)";
        case anything:
            return "any value";
    }
    return {};
}

bool is_name(std::string_view text) {
    constexpr std::size_t longest = 63;
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (text.empty() || text.size() > longest || !letter(text.front())) return false;
    return std::ranges::all_of(
        text, [&](char c) { return letter(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace triaz::scenario
