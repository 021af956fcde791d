#include "sim/protocol/standby/synchronous.hpp"

#include <algorithm>
#include <charconv>

namespace triaz::protocol::standby {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// A name stands alone or between double quotes.
std::optional<std::string> name_in(std::string_view text) {
    text = trimmed(text);
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    if (quoted) text = text.substr(1, text.size() - 2);
    const bool plain = std::ranges::none_of(
        text, [](char c) { return is_space(c) || c == '(' || c == ')' || c == '"'; });
    if (text.empty() || (!quoted && !plain)) return std::nullopt;
    return std::string{text};
}

bool take_names(std::string_view text, std::vector<std::string>& names) {
    for (;;) {
        const auto comma = text.find(',');
        const auto name = name_in(text.substr(0, comma));
        if (!name) return false;
        names.push_back(*name);
        if (comma == std::string_view::npos) return true;
        text.remove_prefix(comma + 1);
    }
}

// FIRST 2, ANY 2, or 2.
bool take_method(std::string_view text, SynchronousNames& setting) {
    text = trimmed(text);
    const auto word = static_cast<std::size_t>(
        std::ranges::find_if(text, [](char c) { return is_space(c); }) - text.begin());
    if (word < text.size()) {
        const std::string_view method = text.substr(0, word);
        if (!same(method, "FIRST") && !same(method, "ANY")) return false;
        if (same(method, "ANY")) setting.method = SynchronousNames::Method::any;
        text = trimmed(text.substr(word));
    }
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), setting.count);
    return error == std::errc{} && end == text.data() + text.size() && setting.count >= 1;
}

std::uint32_t priority_of(const std::string& name, const SynchronousNames& setting) {
    const auto found = std::ranges::find_if(setting.names, [&](const std::string& listed) {
        return listed == "*" || same(listed, name);
    });
    if (found == setting.names.end()) return 0;
    return static_cast<std::uint32_t>(found - setting.names.begin()) + 1;
}

}  // namespace

std::optional<SynchronousNames> parse_synchronous_names(std::string_view text) {
    text = trimmed(text);
    SynchronousNames setting;
    const auto open = text.find('(');
    if (open == std::string_view::npos) {
        if (!take_names(text, setting.names)) return std::nullopt;
        return setting;
    }
    if (text.back() != ')' || !take_method(text.substr(0, open), setting)) return std::nullopt;
    const std::string_view list = text.substr(open + 1, text.size() - open - 2);
    if (!take_names(list, setting.names)) return std::nullopt;
    return setting;
}

std::vector<StandbyState> sync_states(const SynchronousNames& setting,
                                      const std::vector<std::string>& connected) {
    const bool any = setting.method == SynchronousNames::Method::any;
    std::vector<StandbyState> states;
    std::vector<std::size_t> listed;
    for (const std::string& name : connected) {
        const std::uint32_t priority = priority_of(name, setting);
        if (priority > 0) listed.push_back(states.size());
        const SyncState state = priority == 0 ? SyncState::async
                                : any         ? SyncState::quorum
                                              : SyncState::potential;
        // With ANY all that are listed have the same priority.
        states.push_back({name, any ? std::min(priority, 1u) : priority, state});
    }
    if (any) return states;
    std::ranges::stable_sort(listed, {}, [&](std::size_t i) { return states[i].priority; });
    if (listed.size() > setting.count) listed.resize(setting.count);
    for (const std::size_t i : listed) states[i].state = SyncState::sync;
    return states;
}

std::string_view name_of(SyncState state) {
    constexpr std::string_view names[] = {"async", "potential", "sync", "quorum"};
    return names[static_cast<std::size_t>(state)];
}

}  // namespace triaz::protocol::standby
