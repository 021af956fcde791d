#include "sim/scenario/assumptions.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/protocol/presets.hpp"
#include "sim/scenario/check_form.hpp"

namespace triaz::scenario {

namespace {

// What one of the things under a key is called.
std::string_view one_of(std::string_view key) {
    constexpr std::pair<std::string_view, std::string_view> singular[] = {
        {"services", "service"},
        {"balancers", "balancer"},
        {"stores", "store"},
        {"clients", "clients"},
        {"zones", "zone"},
        {"data_centers", "data centre"},
        {"hosts", "host"},
        {"pairs", "zone pair"},
        {"shared_fates", "shared fate"},
        {"calls", "call"},
        {"claims", "claim"},
        {"faults", "fault"},
        {"mutants", "mutant"},
        {"not_simulated", "not simulated"}};
    for (const auto& [many, one] : singular) {
        if (many == key) return one;
    }
    return {};
}

std::string spaced(std::string_view key) {
    std::string words{key};
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::string joined(const std::string& path, const std::string& part) {
    return path.empty() ? part : path + ", " + part;
}

// The plain values of an object, for it is them that the source is about.
std::string values_of(const Object& members) {
    constexpr std::size_t most = 4;
    std::string values;
    std::size_t count = 0;
    for (const Member& member : members) {
        const bool plain = member.value.array() == nullptr && member.value.object() == nullptr;
        if (!plain || member.name == source_key || member.name == note_key || member.name == "name")
            continue;
        if (++count > most) return values + ", ...";
        const std::string value =
            member.value.text() != nullptr ? *member.value.text() : to_json(member.value);
        if (value.size() > 40) continue;
        values += (values.empty() ? "" : ", ") + spaced(member.name) + " " + value;
    }
    return values;
}

std::string name_of_item(const Value& item, std::size_t index) {
    for (const std::string_view key : {"name", "id", "to"}) {
        const Value* name = item.find(key);
        if (name != nullptr && name->text() != nullptr) return *name->text();
    }
    return std::to_string(index + 1);
}

// A store after a named system has its numbers, and where they are from.
void add_preset(const Value& store, const std::string& path, std::vector<Assumption>& out) {
    const Value* name = store.find("preset");
    if (name == nullptr || name->text() == nullptr) return;
    const protocol::Preset* preset = protocol::find_preset(*name->text());
    if (preset == nullptr) return;
    std::string source{preset->source};
    if (!preset->assumed.empty()) source += "; assumption: " + std::string{preset->assumed};
    out.push_back({path + ": preset " + std::string{preset->name}, std::move(source)});
}

void walk(const Value& value, const std::string& path, std::string_view key,
          std::vector<Assumption>& out);

void walk_members(const Object& members, const std::string& path, std::string_view key,
                  std::vector<Assumption>& out) {
    const std::string_view one = one_of(key);
    for (const Member& member : members) {
        if (member.name == source_key && member.value.text() != nullptr) {
            const std::string values = values_of(members);
            const std::string what = path.empty() ? "the whole file" : path;
            out.push_back({values.empty() ? what : what + ": " + values, *member.value.text()});
        } else if (member.value.array() != nullptr || member.value.object() != nullptr) {
            const bool named = !one.empty();
            const std::string part =
                named ? std::string{one} + " " + member.name : spaced(member.name);
            const bool collection = !one_of(member.name).empty() && !named;
            if (one == "store") add_preset(member.value, joined(path, part), out);
            walk(member.value, collection ? path : joined(path, part), named ? "" : member.name,
                 out);
        }
    }
}

void walk(const Value& value, const std::string& path, std::string_view key,
          std::vector<Assumption>& out) {
    if (const Object* members = value.object()) {
        walk_members(*members, path, key, out);
    } else if (const Array* items = value.array()) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            const std::string_view one = one_of(key);
            const std::string what = one.empty() ? "item" : std::string{one};
            walk((*items)[i], joined(path, what + " " + name_of_item((*items)[i], i)), "", out);
        }
    }
}

}  // namespace

void gather_assumptions(const Value& root, const std::vector<std::string_view>& except,
                        std::vector<Assumption>& assumptions) {
    Object members;
    for (const Member& member : *root.object()) {
        if (std::ranges::find(except, member.name) == except.end()) members.push_back(member);
    }
    walk_members(members, "", "", assumptions);
}

}  // namespace triaz::scenario
