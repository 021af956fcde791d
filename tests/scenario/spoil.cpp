#include "tests/scenario/spoil.hpp"

#include <iterator>
#include <vector>

#include "sim/scenario/collector.hpp"

namespace triaz::scenario {

namespace {

void gather(Value& value, std::vector<Value*>& all) {
    all.push_back(&value);
    if (auto* items = std::get_if<Array>(&value.data)) {
        for (Value& item : *items) gather(item, all);
    } else if (auto* members = std::get_if<Object>(&value.data)) {
        for (Member& member : *members) gather(member.value, all);
    }
}

Value::Data any_data(base::Stream& stream, const std::vector<Value*>& all) {
    constexpr const char* texts[] = {"",        "a",    "c1",   "api",    "edge",  "state", "0s",
                                     "1ns",     "10d",  "365d", "150%",   "100%",  "1kbps", "1GiB",
                                     "none",    "raft", "all",  "mirror", "Z3",    "x y",   "5ms",
                                     "60s",     "20s",  "Z0",   "spread", "users", "rto",   "rpo",
                                     "refuted", "b",    "none", "web"};
    constexpr double numbers[] = {-1, 0.5, 1e300, 5e-324, 1e9, 100'000, 3.0};
    switch (below(stream, 8)) {
        case 0:
            return std::monostate{};
        case 1:
            return below(stream, 2) == 0;
        case 2:
            return std::uint64_t{below(stream, 10)};
        case 3:
            return numbers[below(stream, std::size(numbers))];
        case 4:
            return Array{};
        case 5:
            return Object{};
        case 6:
            return std::string{texts[below(stream, std::size(texts))]};
        default:
            return all[below(stream, all.size())]->data;  // a copy of another part
    }
}

}  // namespace

std::size_t below(base::Stream& stream, std::size_t bound) {
    return static_cast<std::size_t>(stream.below(bound));
}

std::string with_spoilt_bytes(std::string text, base::Stream& stream) {
    for (std::size_t times = 1 + below(stream, 3); times > 0 && !text.empty(); --times) {
        const std::size_t at = below(stream, text.size());
        switch (below(stream, 5)) {
            case 0:
                text.erase(at, 1 + below(stream, 20));
                break;
            case 1:
                text[at] = static_cast<char>(below(stream, 256));
                break;
            case 2:
                text.insert(at, 1, "{}[]\",:0\\ \n-.eE"[below(stream, 15)]);
                break;
            case 3:
                text.insert(at, text.substr(below(stream, text.size()), below(stream, 60)));
                break;
            default:
                text[at] = static_cast<char>(text[at] ^ (1 << below(stream, 8)));
        }
    }
    return text;
}

void spoil_a_value(Value& root, base::Stream& stream) {
    std::vector<Value*> all;
    gather(root, all);
    Value& value = *all[1 + below(stream, all.size() - 1)];
    auto* members = std::get_if<Object>(&value.data);
    auto* items = std::get_if<Array>(&value.data);
    const std::size_t what = below(stream, 4);
    if (what == 0 && members != nullptr && !members->empty()) {
        members->erase(members->begin() +
                       static_cast<std::ptrdiff_t>(below(stream, members->size())));
    } else if (what == 0 && items != nullptr && !items->empty()) {
        items->erase(items->begin() + static_cast<std::ptrdiff_t>(below(stream, items->size())));
    } else if (what == 1 && members != nullptr && !members->empty()) {
        Member copy = (*members)[below(stream, members->size())];
        copy.name += "2";
        members->push_back(std::move(copy));
    } else if (what == 1 && items != nullptr && !items->empty()) {
        items->push_back(Value{(*items)[below(stream, items->size())]});
    } else {
        Value::Data data = any_data(stream, all);
        value.data = std::move(data);
    }
}

Value tree(const std::string& text) {
    Files files;
    Complaints complaints{files};
    std::size_t values_left = 10'000;
    const std::uint32_t file = files.add({"f", "f", text, {}});
    return parse(file, files[file].text, values_left, complaints).value();
}

}  // namespace triaz::scenario
