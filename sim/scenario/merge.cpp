#include "sim/scenario/merge.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace triaz::scenario {

namespace {

void merge_into(Value& base, const Value& patch);

void merge_members(Object& base, const Object& patch) {
    // By index, because `base` moves as it grows.
    std::map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < base.size(); ++i) known.emplace(base[i].name, i);
    std::vector<bool> removed(base.size());
    std::vector<const Member*> added;
    bool any_removed = false;
    for (const Member& member : patch) {
        const auto found = known.find(member.name);
        if (found == known.end()) {
            if (!member.value.is_null()) added.push_back(&member);
        } else if (member.value.is_null()) {
            removed[found->second] = true;
            any_removed = true;
        } else {
            Member& target = base[found->second];
            target.at = member.at;
            merge_into(target.value, member.value);
        }
    }
    if (any_removed) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < removed.size(); ++i) {
            if (removed[i]) continue;
            if (kept != i) base[kept] = std::move(base[i]);
            ++kept;
        }
        base.resize(kept);
    }
    for (const Member* member : added) {
        Value& value = base.emplace_back(Member{member->name, member->at, {}}).value;
        merge_into(value, member->value);
    }
}

void merge_into(Value& base, const Value& patch) {
    const Object* members = patch.object();
    if (members == nullptr) {
        base = patch;
        return;
    }
    if (base.object() == nullptr) base.data = Object{};
    base.at = patch.at;  // what is missing or too much in it is seen best where it was changed
    merge_members(std::get<Object>(base.data), *members);
}

}  // namespace

Value merge(Value base, const Value& patch) {
    merge_into(base, patch);
    return base;
}

}  // namespace triaz::scenario
