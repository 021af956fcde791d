#include "sim/scenario/check_form.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/quantity.hpp"

namespace triaz::scenario {

namespace {

constexpr std::string_view duration_units[] = {"ns", "us", "ms", "s", "min", "h", "d"};
constexpr std::string_view byte_units[] = {"B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"};
constexpr std::string_view bandwidth_units[] = {"bps", "kbps", "Mbps", "Gbps", "Tbps"};

std::span<const std::string_view> units_of(Form::Kind kind) {
    if (kind == Form::Kind::duration) return duration_units;
    if (kind == Form::Kind::bytes) return byte_units;
    if (kind == Form::Kind::bandwidth) return bandwidth_units;
    return {};
}

// "10 sec" with the unit it seems to mean: "10s"; nothing when there is no such.
std::string with_known_unit(std::string_view text, std::span<const std::string_view> units) {
    constexpr std::pair<std::string_view, std::string_view> known[] = {
        {"sec", "s"},     {"secs", "s"},       {"second", "s"},     {"seconds", "s"},
        {"m", "min"},     {"mins", "min"},     {"minute", "min"},   {"minutes", "min"},
        {"hr", "h"},      {"hour", "h"},       {"hours", "h"},      {"day", "d"},
        {"days", "d"},    {"msec", "ms"},      {"millis", "ms"},    {"milliseconds", "ms"},
        {"usec", "us"},   {"\xc2\xb5s", "us"}, {"\xce\xbcs", "us"}, {"S", "s"},
        {"K", "KiB"},     {"M", "MiB"},        {"G", "GiB"},        {"KB", "kB"},
        {"bytes", "B"},   {"Gbit/s", "Gbps"},  {"Mbit/s", "Mbps"},  {"kbit/s", "kbps"},
        {"Gb/s", "Gbps"}, {"Mb/s", "Mbps"},    {"gbps", "Gbps"},    {"mbps", "Mbps"}};
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos) return {};
    std::string_view unit = text.substr(digits);
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    if (std::ranges::find(units, unit) != units.end()) return {};  // the unit is not what is wrong
    std::string_view meant;
    for (const auto& [word, is] : known) {
        if (word == unit && std::ranges::find(units, is) != units.end()) meant = is;
    }
    if (meant.empty()) meant = base::nearest(unit, units).value_or("");
    return meant.empty() ? std::string{} : fmt::format("{}{}", text.substr(0, digits), meant);
}

class Checker {
public:
    explicit Checker(Complaints& complaints) : complaints_(complaints) {}

    void check(const Value& value, const Form& form);

private:
    void check_text(const Value& value, const Form& form);
    void check_name(const Value& value, const Form& form);
    void check_choice(const Value& value, const Form& form);
    void check_quantity(const Value& value, const Form& form);
    void check_list(const Value& value, const Form& form);
    void check_map(const Value& value, const Form& form);
    void check_object(const Value& value, const Shape& shape);
    void check_chosen(const Value& value, const Form& form);
    void check_either(const Value& value, const Form& form);
    void check_annotation(const Member& member);
    void check_size(const Value& value, const Form& form, std::size_t size);
    void complain_of_key(const Member& member, const Shape& shape);
    void wrong(std::string_view code, const Value& value, const Form& form,
               std::string nearest = {});

    // Inside the value under a key, or an item.
    template <class Inside>
    void at(std::string_view key, Inside inside) {
        const std::size_t length = path_.size();
        path_ += pointer_part(key);
        labels_.emplace_back(key);
        inside();
        labels_.pop_back();
        path_.resize(length);
    }
    std::string label() const;

    Complaints& complaints_;
    std::string path_;
    std::vector<std::string> labels_;
};

// What the value at hand is called in a sentence.
std::string Checker::label() const {
    if (labels_.empty()) return "the file";
    const std::string& last = labels_.back();
    const bool item =
        last.find_first_not_of("0123456789") == std::string::npos && labels_.size() > 1;
    if (!item) return in_quotes(last);
    return fmt::format("item {} of {}", std::stoul(last) + 1,
                       in_quotes(labels_[labels_.size() - 2]));
}

void Checker::wrong(std::string_view code, const Value& value, const Form& form,
                    std::string nearest) {
    if (complaints_.full()) return complaints_.count_error();
    complaints_.error(value.at, path_,
                      {.code = code,
                       .message = fmt::format("{} is {}", label(), in_words(value)),
                       .expected = in_words(form),
                       .nearest = std::move(nearest)});
}

void Checker::check(const Value& value, const Form& form) {
    using enum Form::Kind;
    if (form.kind == either) return check_either(value, form);
    if (!fits_kind(value, form)) {
        std::string_view code = "wrong-type";
        if (!units_of(form.kind).empty() && value.number()) code = "no-unit";
        return wrong(code, value, form);
    }
    switch (form.kind) {
        case text:
            return check_text(value, form);
        case name:
            return check_name(value, form);
        case choice:
            return check_choice(value, form);
        case count:
        case number:
        case duration:
        case bytes:
        case bandwidth:
        case ratio:
            return check_quantity(value, form);
        case list:
            return check_list(value, form);
        case map:
            return check_map(value, form);
        case object:
            return check_object(value, *form.shapes.front());
        case by_key:
        case by_word:
            return check_chosen(value, form);
        default:
            return;
    }
}

void Checker::check_either(const Value& value, const Form& form) {
    for (const Form& part : form.parts) {
        if (fits_kind(value, part)) return check(value, part);
    }
    wrong("wrong-type", value, form);
}

void Checker::check_text(const Value& value, const Form& form) {
    const std::string& text = *value.text();
    if (text.size() > longest_text) {
        complaints_.error(value.at, path_,
                          {.code = "too-long",
                           .message = fmt::format("{} is too long", label()),
                           .expected = fmt::format("at most {} bytes", longest_text)});
    } else if (text.empty()) {
        wrong("empty-text", value, form);
    } else if (form.matches != nullptr && !form.matches(text)) {
        wrong("wrong-text", value, form);
    }
}

void Checker::check_name(const Value& value, const Form& form) {
    if (is_name(*value.text())) return;
    complaints_.error(
        value.at, path_,
        {.code = "bad-name",
         .message = fmt::format("{} is {}, which is no name", label(), in_words(value)),
         .expected = in_words(form) + ": letters, digits, '.', '_' and '-', at most 63"});
}

void Checker::check_choice(const Value& value, const Form& form) {
    if (std::ranges::find(form.words, *value.text()) != form.words.end()) return;
    const std::vector<std::string_view> words{form.words.begin(), form.words.end()};
    wrong("unknown-word", value, form,
          std::string{base::nearest(*value.text(), words).value_or("")});
}

void Checker::check_quantity(const Value& value, const Form& form) {
    if (is_within(value, form)) return;
    const auto units = units_of(form.kind);
    Form unbounded = form;
    unbounded.least.clear();
    unbounded.most.clear();
    const bool of_form = is_within(value, unbounded);
    if (of_form || units.empty()) return wrong("out-of-bounds", value, form);
    const std::string& text = *value.text();
    const std::size_t digits = text.find_first_not_of("0123456789.");
    const std::string nearest = with_known_unit(text, units);
    std::string expected = fmt::format("{}; units: {}", in_words(form), fmt::join(units, " "));
    const std::string_view code = digits == std::string::npos ? "no-unit" : "wrong-quantity";
    complaints_.error(value.at, path_,
                      {.code = code,
                       .message = fmt::format("{} is {}", label(), in_words(value)),
                       .expected = std::move(expected),
                       .nearest = nearest});
}

void Checker::check_size(const Value& value, const Form& form, std::size_t size) {
    if (size < form.least_items) {
        complaints_.error(value.at, path_,
                          {.code = "too-few",
                           .message = fmt::format("{} is {}", label(), in_words(value)),
                           .expected = fmt::format("at least {} {}", form.least_items,
                                                   form.least_items == 1 ? "entry" : "entries")});
    } else if (size > form.most_items) {
        complaints_.error(
            value.at, path_,
            {.code = "too-many",
             .message = fmt::format("{} has {} entries", label(), size),
             .expected = fmt::format("at most {}", base::thousands(form.most_items))});
    }
}

void Checker::check_list(const Value& value, const Form& form) {
    const Array& items = *value.array();
    check_size(value, form, items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        at(std::to_string(i), [&] { check(items[i], form.parts.front()); });
    }
}

void Checker::check_annotation(const Member& member) {
    at(member.name, [&] { check(member.value, text()); });
}

bool is_annotation(const Member& member) {
    return member.name == source_key || member.name == note_key;
}

void Checker::check_map(const Value& value, const Form& form) {
    const Object& members = *value.object();
    check_size(value, form, members.size());
    for (const Member& member : members) {
        if (is_annotation(member)) {
            check_annotation(member);
            continue;
        }
        at(member.name, [&] {
            if (!is_name(member.name)) {
                complaints_.error(member.at, path_,
                                  {.code = "bad-name",
                                   .message = fmt::format(
                                       "{} is no name of {} {}", in_quotes(member.name),
                                       form.of.find_first_of("aeiou") == 0 ? "an" : "a", form.of),
                                   .expected = "letters, digits, '.', '_' and '-', at most 63"});
            }
            check(member.value, form.parts.front());
        });
    }
}

void Checker::complain_of_key(const Member& member, const Shape& shape) {
    if (complaints_.full()) return complaints_.count_error();
    std::vector<std::string_view> known;
    for (const Key& key : shape.keys) known.push_back(key.name);
    known.insert(known.end(), {source_key, note_key});
    const auto nearest = base::nearest(member.name, known);
    at(member.name, [&] {
        complaints_.error(
            member.at, path_,
            {.code = "unknown-key",
             .message = fmt::format("unknown key {} ({})", in_quotes(member.name), shape.name),
             .expected = fmt::format("one of: {}", fmt::join(known, ", ")),
             .nearest = std::string{nearest.value_or("")}});
    });
}

void Checker::check_object(const Value& value, const Shape& shape) {
    for (const Member& member : *value.object()) {
        if (const Key* key = shape.find(member.name)) {
            at(member.name, [&] { check(member.value, key->form); });
        } else if (is_annotation(member)) {
            check_annotation(member);
        } else {
            complain_of_key(member, shape);
        }
    }
    for (const Key& key : shape.keys) {
        if (!key.required || value.find(key.name) != nullptr) continue;
        if (!key.unless.empty() && value.find(key.unless) != nullptr) continue;
        complaints_.error(
            value.at, path_,
            {.code = "missing-key",
             .message = fmt::format("the key {} is missing ({})", in_quotes(key.name), shape.name),
             .expected = in_words(key.form) +
                         (key.unless.empty() ? "" : "; or a " + in_quotes(key.unless))});
    }
}

void Checker::check_chosen(const Value& value, const Form& form) {
    if (const Shape* shape = chosen(form, value)) return check_object(value, *shape);
    if (form.kind == Form::Kind::by_word) {
        const Value* word = value.find(form.chosen_by);
        if (word == nullptr) {
            complaints_.error(
                value.at, path_,
                {.code = "missing-key",
                 .message = fmt::format("the key {} is missing", in_quotes(form.chosen_by)),
                 .expected = in_words(choice(form.words))});
            return;
        }
        return at(form.chosen_by, [&] { check(*word, choice(form.words)); });
    }
    const Object& members = *value.object();
    std::string nearest;
    std::vector<std::string_view> firsts;
    for (const Shape* shape : form.shapes) firsts.push_back(shape->keys.front().name);
    for (const Member& member : members) {
        if (nearest.empty()) nearest = base::nearest(member.name, firsts).value_or("");
    }
    complaints_.error(members.empty() ? value.at : members.front().at, path_,
                      {.code = "unknown-key",
                       .message = fmt::format("{} does not say which kind it is", label()),
                       .expected = in_words(form),
                       .nearest = std::move(nearest)});
}

}  // namespace

void check_form(const Value& value, const Form& form, Complaints& complaints) {
    Checker{complaints}.check(value, form);
}

std::string pointer_part(std::string_view key) {
    std::string part = "/";
    for (const char c : key) {
        if (c == '~') {
            part += "~0";
        } else if (c == '/') {
            part += "~1";
        } else {
            part += c;
        }
    }
    return part;
}

}  // namespace triaz::scenario
