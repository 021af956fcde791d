#include "sim/history/value.hpp"

#include <algorithm>
#include <string_view>

namespace triaz::history {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        if (letter == '\n')
            result += "\\n";
        else if (letter == '\t')
            result += "\\t";
        else
            result += letter;
    }
    return result + '"';
}

std::string between(const char* open, const std::vector<Value>& items, const char* close) {
    std::string result = open;
    for (std::size_t at = 0; at < items.size(); ++at) {
        if (at > 0) result += ' ';
        result += to_text(items[at]);
    }
    return result + close;
}

}  // namespace

Value Value::set(std::vector<Value> items) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return {Kind::set, 0, {}, std::move(items)};
}

Value Value::map(std::vector<Value> items) {
    std::vector<std::pair<Value, Value>> pairs;
    for (std::size_t at = 0; at + 1 < items.size(); at += 2)
        pairs.emplace_back(std::move(items[at]), std::move(items[at + 1]));
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Value> sorted;
    for (std::size_t at = 0; at < pairs.size(); ++at) {
        if (at + 1 < pairs.size() && pairs[at].first == pairs[at + 1].first) continue;
        sorted.push_back(std::move(pairs[at].first));
        sorted.push_back(std::move(pairs[at].second));
    }
    return {Kind::map, 0, {}, std::move(sorted)};
}

bool Value::is_named(const char* name) const {
    if (kind_ != Kind::text && kind_ != Kind::word) return false;
    const std::string_view letters{letters_};
    if (letters == name) return true;
    return kind_ == Kind::word && letters.starts_with(':') && letters.substr(1) == name;
}

const Value* Value::find(const char* name) const {
    if (kind_ != Kind::map) return nullptr;
    for (std::size_t at = 0; at + 1 < items_.size(); at += 2)
        if (items_[at].is_named(name)) return &items_[at + 1];
    return nullptr;
}

std::strong_ordering Value::operator<=>(const Value& other) const {
    if (const auto order = kind_ <=> other.kind_; order != 0) return order;
    if (const auto order = number_ <=> other.number_; order != 0) return order;
    if (const int order = letters_.compare(other.letters_); order != 0)
        return order < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    return std::lexicographical_compare_three_way(items_.begin(), items_.end(),
                                                  other.items_.begin(), other.items_.end());
}

std::string to_text(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::nil:
            return "nil";
        case Value::Kind::boolean:
            return value.integer() != 0 ? "true" : "false";
        case Value::Kind::integer:
            return std::to_string(value.integer());
        case Value::Kind::text:
            return quoted(value.letters());
        case Value::Kind::word:
            return value.letters();
        case Value::Kind::list:
            return between("[", value.items(), "]");
        case Value::Kind::set:
            return between("#{", value.items(), "}");
        case Value::Kind::map:
            return between("{", value.items(), "}");
    }
    return {};
}

}  // namespace triaz::history
