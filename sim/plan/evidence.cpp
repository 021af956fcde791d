#include "sim/plan/evidence.hpp"

#include <algorithm>
#include <array>

#include "sim/plan/sorted.hpp"

namespace triaz::plan {

namespace {

struct SortWords {
    std::string_view in_files;
    std::string_view in_sentences;
};
constexpr std::array<SortWords, 4> sorts{
    {{"zone", "zone"}, {"data-center", "data centre"}, {"host", "host"}, {"store", "store"}}};

const std::vector<std::string>& names_of(const Deployment& deployment, Sort sort) {
    switch (sort) {
        case Sort::zone:
            return deployment.zones;
        case Sort::data_center:
            return deployment.data_centers;
        case Sort::host:
            return deployment.hosts;
        case Sort::store:
            break;
    }
    return deployment.stores;
}

}  // namespace

Tried::Fault struck(const Tried& tried) {
    Tried::Fault all = tried.faults.empty() ? Tried::Fault{} : tried.faults.front();
    for (std::size_t i = 1; i < tried.faults.size(); ++i) {
        if (tried.faults[i].kind != all.kind) all.kind += " and " + tried.faults[i].kind;
        all.component += " and " + tried.faults[i].component;
    }
    return all;
}

std::vector<Cell> cells_of(const Tried& tried) {
    std::vector<Cell> cells;
    if (!tried.as_modelled || tried.faults.empty()) return cells;
    const Tried::Fault fault = struck(tried);
    for (const Tried::Asked& claim : tried.claims) {
        if (claim.upheld) cells.push_back({fault.kind, fault.component, claim.kind});
    }
    sort_unique(cells);
    return cells;
}

std::string_view name_of(Sort sort) { return sorts[static_cast<std::size_t>(sort)].in_files; }

std::optional<Sort> sort_named(std::string_view name) {
    const auto found = std::ranges::find(sorts, name, &SortWords::in_files);
    if (found == sorts.end()) return std::nullopt;
    return static_cast<Sort>(found - sorts.begin());
}

std::string component_named(Sort sort, const std::string& name) {
    return std::string{sorts[static_cast<std::size_t>(sort)].in_sentences} + " " + name;
}

std::vector<std::string> components(const Deployment& deployment, Sort sort) {
    std::vector<std::string> all;
    for (const std::string& name : names_of(deployment, sort))
        all.push_back(component_named(sort, name));
    return all;
}

}  // namespace triaz::plan
