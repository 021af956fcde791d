#include "sim/scenario/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace triaz::scenario {

namespace {

template <class Quantity>
std::optional<Quantity> from_text(const Value& value,
                                  std::optional<Quantity> (*parse)(std::string_view)) {
    const std::string* text = value.text();
    return text == nullptr ? std::nullopt : parse(*text);
}

// `of` reads a value as the quantity that is compared.
template <class Of>
bool within(const Value& value, const Form& form, Of of) {
    const auto quantity = of(value);
    if (!quantity) return false;
    if (!form.least.empty()) {
        const auto least = of(value_of(form.least, form));
        if (form.least_excluded ? !(*quantity > *least) : !(*quantity >= *least)) return false;
    }
    return form.most.empty() || *quantity <= *of(value_of(form.most, form));
}

}  // namespace

std::optional<base::Duration> duration_of(const Value& value) {
    return from_text<base::Duration>(value, base::parse_duration);
}
std::optional<base::Bytes> bytes_of(const Value& value) {
    return from_text<base::Bytes>(value, base::parse_bytes);
}
std::optional<base::Bandwidth> bandwidth_of(const Value& value) {
    return from_text<base::Bandwidth>(value, base::parse_bandwidth);
}

std::optional<base::Ratio> ratio_of(const Value& value) {
    if (const auto number = value.number()) {
        if (*number >= 0 && *number <= 1) return base::Ratio{*number};
        return std::nullopt;
    }
    return from_text<base::Ratio>(value, base::parse_ratio);
}

bool is_within(const Value& value, const Form& form) {
    using enum Form::Kind;
    switch (form.kind) {
        case count:
            return within(value, form, [](const Value& v) { return v.count(); });
        case number:
            return within(value, form, [](const Value& v) { return v.number(); });
        case duration:
            return within(value, form, duration_of);
        case bytes:
            return within(value, form, bytes_of);
        case bandwidth:
            return within(value, form, bandwidth_of);
        case ratio:
            return ratio_of(value).has_value();
        case choice:
            return value.text() != nullptr &&
                   std::ranges::find(form.words, *value.text()) != form.words.end();
        case either:
            return std::ranges::any_of(form.parts, [&](const Form& part) {
                return fits_kind(value, part) && is_within(value, part);
            });
        case list:
            return value.array()->size() >= form.least_items &&
                   value.array()->size() <= form.most_items;
        case map:
            return value.object()->size() >= form.least_items &&
                   value.object()->size() <= form.most_items;
        default:
            return true;
    }
}

Value value_of(std::string_view text, const Form& form) {
    using Kind = Form::Kind;
    Value value;
    const bool numeric = form.kind == Kind::count || form.kind == Kind::number;
    if (numeric || form.kind == Kind::either) {
        std::uint64_t whole = 0;
        double number = 0;
        const char* end = text.data() + text.size();
        if (std::from_chars(text.data(), end, whole).ptr == end) {
            value.data = whole;
            return value;
        }
        if (numeric && std::from_chars(text.data(), end, number).ptr == end) {
            value.data = number;
            return value;
        }
    }
    if (form.kind == Kind::boolean) {
        value.data = text == "true";
    } else {
        value.data = std::string{text};
    }
    return value;
}

bool fits_kind(const Value& value, const Form& form) {
    using enum Form::Kind;
    switch (form.kind) {
        case text:
        case name:
        case duration:
        case bytes:
        case bandwidth:
        case choice:
            return value.text() != nullptr;
        case boolean:
            return value.flag() != nullptr;
        case count:
        case number:
            return value.number().has_value();
        case ratio:
            return value.text() != nullptr || value.number().has_value();
        case list:
            return value.array() != nullptr;
        case object:
        case map:
        case by_key:
        case by_word:
        case patch:
            return value.object() != nullptr;
        case either:
            return std::ranges::any_of(form.parts,
                                       [&](const Form& part) { return fits_kind(value, part); });
        case anything:
            return true;
    }
    return false;
}

const Shape* chosen(const Form& form, const Value& value) {
    if (form.kind == Form::Kind::by_key) {
        for (const Shape* shape : form.shapes) {
            if (value.find(shape->keys.front().name) != nullptr) return shape;
        }
        return nullptr;
    }
    const Value* word = value.find(form.chosen_by);
    if (word == nullptr || word->text() == nullptr) return nullptr;
    const auto found = std::ranges::find(form.words, *word->text());
    return found == form.words.end()
               ? nullptr
               : form.shapes[static_cast<std::size_t>(found - form.words.begin())];
}

}  // namespace triaz::scenario
