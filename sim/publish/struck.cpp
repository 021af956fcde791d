#include "sim/publish/struck.hpp"

#include <algorithm>
#include <string_view>

namespace triaz::publish {
namespace {

// Whether `text` has `words` with no further letter, digit or dash of a name on either side, but
// for what `more` allows to follow.
bool names(std::string_view text, const std::string& words, std::string_view more = {}) {
    const auto is_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    for (std::size_t at = text.find(words); at != std::string_view::npos;
         at = text.find(words, at + 1)) {
        const std::size_t end = at + words.size();
        const bool begins = at == 0 || !is_of_name(text[at - 1]);
        const bool ends = end == text.size() || !is_of_name(text[end]) ||
                          (!more.empty() && text.substr(end).starts_with(more));
        if (begins && ends) return true;
    }
    return false;
}

}  // namespace

Struck how_struck(const run::Architecture& architecture, std::size_t zone,
                  const std::vector<std::string>& targets) {
    const run::Architecture::Zone& declared = architecture.zones[zone];
    Struck struck;
    for (const std::string& target : targets) {
        if (names(target, "zone " + declared.name)) struck.whole = true;
        for (const std::string& center : declared.data_centers)
            if (names(target, "data centre " + center) || names(target, "host " + center, "-"))
                if (std::ranges::find(struck.data_centers, center) == struck.data_centers.end())
                    struck.data_centers.push_back(center);
    }
    return struck;
}

}  // namespace triaz::publish
