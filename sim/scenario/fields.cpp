#include "sim/scenario/fields.hpp"

#include <limits>

#include "sim/base/ensure.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/quantity.hpp"

namespace triaz::scenario {

const Key& Fields::key_of(std::string_view key) const {
    const Key* found = shape_->find(key);
    base::ensure(found != nullptr, "a described key");
    return *found;
}

const Value* Fields::value(std::string_view key) const {
    const Key& described = key_of(key);
    const Value* found = value_ == nullptr ? nullptr : value_->find(key);
    return found != nullptr && fits_kind(*found, described.form) &&
                   is_within(*found, described.form)
               ? found
               : nullptr;
}

bool Fields::given(std::string_view key) const {
    key_of(key);
    return value_ != nullptr && value_->find(key) != nullptr;
}

// The quantity in the file when it is there and sound, else the fallback, else nothing at all.
template <class Quantity, class Of>
Quantity Fields::read(std::string_view key, Of of) const {
    const Key& described = key_of(key);
    if (const Value* found = value(key)) {
        if (const auto quantity = of(*found)) return *quantity;
    }
    if (described.fallback.empty()) return {};
    const auto fallback = of(value_of(described.fallback, described.form));
    base::ensure(fallback.has_value(), "a fallback is of its key's form");
    return *fallback;
}

std::string Fields::text(std::string_view key) const {
    return read<std::string>(key, [](const Value& v) {
        return v.text() != nullptr ? std::optional{*v.text()} : std::nullopt;
    });
}
bool Fields::flag(std::string_view key) const {
    return read<bool>(key, [](const Value& v) {
        return v.flag() != nullptr ? std::optional{*v.flag()} : std::nullopt;
    });
}
std::uint64_t Fields::count(std::string_view key) const {
    return read<std::uint64_t>(key, [](const Value& v) { return v.count(); });
}
std::uint32_t Fields::small_count(std::string_view key) const {
    const std::uint64_t value = count(key);
    base::ensure(value <= std::numeric_limits<std::uint32_t>::max(), "a count bounded to 32 bits");
    return static_cast<std::uint32_t>(value);
}
double Fields::number(std::string_view key) const {
    return read<double>(key, [](const Value& v) { return v.number(); });
}
base::Duration Fields::duration(std::string_view key) const {
    return read<base::Duration>(key, duration_of);
}
base::Bytes Fields::bytes(std::string_view key) const { return read<base::Bytes>(key, bytes_of); }
base::Bandwidth Fields::bandwidth(std::string_view key) const {
    return read<base::Bandwidth>(key, bandwidth_of);
}
base::Ratio Fields::ratio(std::string_view key) const { return read<base::Ratio>(key, ratio_of); }

std::optional<base::Duration> Fields::maybe_duration(std::string_view key) const {
    return has(key) ? std::optional{duration(key)} : std::nullopt;
}
std::optional<base::Ratio> Fields::maybe_ratio(std::string_view key) const {
    return has(key) ? std::optional{ratio(key)} : std::nullopt;
}

base::Distribution Fields::distribution(std::string_view key) const {
    const Key& described = key_of(key);
    if (const Value* found = value(key)) return read_distribution(*found, path(key), *complaints_);
    if (described.fallback.empty()) return {};
    return base::Distribution::constant(*base::parse_duration(described.fallback));
}

Fields Fields::object(std::string_view key) const {
    const Key& described = key_of(key);
    const Value* found = value(key);
    const Shape* shape = described.form.shapes.empty() ? nullptr : described.form.shapes.front();
    if (described.form.kind != Form::Kind::object && found != nullptr) {
        if (const Shape* picked = chosen(described.form, *found)) shape = picked;
    }
    base::ensure(shape != nullptr, "the key of an object");
    return {found, *shape, at(), path(key), *complaints_};
}

std::vector<Fields::Entry> Fields::entries(std::string_view key) const {
    const Key& described = key_of(key);
    const Form* form = &described.form;
    const Value* found = value(key);
    std::vector<Entry> entries;
    if (found == nullptr) return entries;
    if (form->kind == Form::Kind::either) {
        for (const Form& part : form->parts) {
            if (fits_kind(*found, part)) form = &part;
        }
    }
    const Form& element = form->parts.front();
    const auto add = [&](const std::string& name, Position at, const Value& value) {
        if (!fits_kind(value, element)) return;
        const Shape* shape =
            element.kind == Form::Kind::object ? element.shapes.front() : chosen(element, value);
        if (shape == nullptr) return;
        entries.push_back(
            {name, at, {&value, *shape, value.at, path(key) + pointer_part(name), *complaints_}});
    };
    if (const Array* items = found->array()) {
        for (std::size_t i = 0; i < items->size(); ++i)
            add(std::to_string(i), (*items)[i].at, (*items)[i]);
    } else if (const Object* members = found->object()) {
        for (const Member& member : *members) {
            if (is_name(member.name)) add(member.name, member.at, member.value);
        }
    }
    return entries;
}

std::vector<Fields::Word> Fields::words(std::string_view key) const {
    std::vector<Word> words;
    const Value* found = value(key);
    if (found == nullptr || found->array() == nullptr) return words;
    const Array& items = *found->array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].text() == nullptr) continue;
        words.push_back(
            {*items[i].text(), items[i].at, path(key) + pointer_part(std::to_string(i))});
    }
    return words;
}

Position Fields::at(std::string_view key) const {
    const Value* found = value_ == nullptr ? nullptr : value_->find(key);
    return found != nullptr ? found->at : at();
}

std::string Fields::path(std::string_view key) const { return path_ + pointer_part(key); }

void Fields::error(std::string_view key, Trouble trouble) const {
    complaints_->error(at(key), path(key), std::move(trouble));
}
void Fields::warn(std::string_view key, Trouble trouble) const {
    complaints_->warn(at(key), path(key), std::move(trouble));
}

}  // namespace triaz::scenario
