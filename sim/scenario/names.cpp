#include "sim/scenario/names.hpp"

#include <vector>

#include <fmt/format.h>

#include "sim/base/text.hpp"

namespace triaz::scenario {

bool Names::add(const std::string& name, std::uint32_t index, Position at, std::string_view path,
                Complaints& complaints) {
    const auto [known, added] = known_.try_emplace(name, Known{index, at});
    if (added) return true;
    complaints.error(at, path,
                     {.code = "duplicate-name",
                      .message = fmt::format("there is a {} {} already", what_, in_quotes(name)),
                      .expected = fmt::format("another name; the first is in line {} of {}",
                                              complaints.files().place(known->second.at).line,
                                              complaints.files()[known->second.at.file].shown)});
    return false;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    const auto known = known_.find(name);
    return known == known_.end() ? std::nullopt : std::optional{known->second.index};
}

std::optional<std::uint32_t> Names::resolve(const std::string& name, Position at,
                                            std::string_view path, Complaints& complaints) const {
    if (const auto index = find(name)) return index;
    if (!whole_) return std::nullopt;
    constexpr std::size_t most_shown = 12;
    std::vector<std::string_view> candidates;
    std::string list;
    for (const auto& [candidate, _] : known_) {
        if (candidates.size() < most_shown) list += (list.empty() ? "" : ", ") + candidate;
        candidates.push_back(candidate);
    }
    if (candidates.size() > most_shown) list += ", ...";
    complaints.error(at, path,
                     {.code = "unknown-name",
                      .message = fmt::format("there is no {} {}", what_, in_quotes(name)),
                      .expected = list.empty() ? fmt::format("a {}; there is none", what_)
                                               : fmt::format("one of: {}", list),
                      .nearest = std::string{base::nearest(name, candidates).value_or("")}});
    return std::nullopt;
}

}  // namespace triaz::scenario
