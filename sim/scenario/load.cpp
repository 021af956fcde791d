#include "sim/scenario/load.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/merge.hpp"

namespace triaz::scenario {

namespace {

void remove_key(Value& object, std::string_view key) {
    std::erase_if(std::get<Object>(object.data),
                  [&](const Member& member) { return member.name == key; });
}

// `chain`: the files that led here, by number.
std::optional<Value> with_chain(Document document, std::string_view kind,
                                std::vector<Document>& chain, Load& load) {
    constexpr std::size_t longest_chain = 16;
    if (!is_of_kind(document, kind, load.complaints)) return std::nullopt;
    const Value* extends = document.root.find("extends");
    if (extends == nullptr) return std::move(document.root);
    if (extends->text() == nullptr) {
        load.complaints.error(
            extends->at, "/extends",
            {.code = "wrong-type",
             .message = fmt::format("\"extends\" is {}", in_words(*extends)),
             .expected = fmt::format("the path of a {}, relative to this file", kind)});
        return std::nullopt;
    }
    const Value name = *extends;
    chain.push_back(std::move(document));
    auto base = load.input.next(chain.back(), name, "/extends");
    if (!base) return std::nullopt;
    const auto before = std::ranges::find(chain, base->real, &Document::real);
    if (before != chain.end() || chain.size() >= longest_chain) {
        std::string circle;
        for (auto link = before; link != chain.end(); ++link)
            circle += load.files[link->file].shown + " -> ";
        load.complaints.error(
            name.at, "/extends",
            {.code = "extends-cycle",
             .message =
                 before != chain.end()
                     ? fmt::format("{}s extend each other in a circle: {}{}", kind, circle,
                                   load.files[base->file].shown)
                     : fmt::format("more than {} {}s extend each other", longest_chain, kind),
             .expected = fmt::format("a {} that extends no other at the end", kind)});
        return std::nullopt;
    }
    const std::size_t index = chain.size() - 1;
    auto merged = with_chain(std::move(*base), kind, chain, load);
    if (!merged) return std::nullopt;
    Value whole = merge(std::move(*merged), chain[index].root);
    remove_key(whole, "extends");
    return whole;
}

}  // namespace

const std::string* text_under(const Value& root, std::string_view key) {
    const Value* value = root.find(key);
    return value == nullptr ? nullptr : value->text();
}

bool is_of_kind(const Document& document, std::string_view kind, Complaints& complaints) {
    const Value* value = document.root.find("triaz");
    const std::string current = fmt::format("\"triaz\": \"{}/1.0\"", kind);
    if (value == nullptr || value->text() == nullptr) {
        complaints.error(value == nullptr ? document.root.at : value->at, "/triaz",
                         {.code = "no-kind",
                          .message = "the file does not say of which kind it is",
                          .expected = current});
        return false;
    }
    const std::string_view said = *value->text();
    const std::size_t slash = said.find('/');
    const std::string_view version = slash == std::string_view::npos ? "" : said.substr(slash + 1);
    if (said.substr(0, slash) != kind) {
        complaints.error(value->at, "/triaz",
                         {.code = "wrong-kind",
                          .message = fmt::format("this is {}, not {} {}", in_quotes(said),
                                                 kind.starts_with('o') ? "an" : "a", kind),
                          .expected = current});
        return false;
    }
    if (version != "1.0") {
        complaints.error(value->at, "/triaz",
                         {.code = "unknown-version",
                          .message = fmt::format("the version {} of the format is not known here",
                                                 in_quotes(version)),
                          .expected = current});
        return false;
    }
    return true;
}

std::optional<Value> with_extends(Document document, std::string_view kind, Load& load) {
    std::vector<Document> chain;
    return with_chain(std::move(document), kind, chain, load);
}

}  // namespace triaz::scenario
