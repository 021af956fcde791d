// What scenarios and deployments offer to a plan: which faults of which components were tried, and
// which promises were asked then.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triaz::plan {

// A cell of the coverage matrix: this fault, of this component, asked for this kind of claim.
// Words are those of scenario files: "power-loss", "zone a", "recovery-time".
struct Cell {
    std::string fault;
    std::string component;
    std::string claim;
    auto operator<=>(const Cell&) const = default;
};

// A scenario as far as a plan looks at it.
struct Tried {
    struct Fault {
        std::string kind;
        std::string component;  // "zone a", "data centre a1", "path a to b"
    };
    struct Asked {
        std::string id;
        std::string kind;
        std::vector<std::string> contract;  // clauses
        std::string level;                  // of recovery-time: "Z2"; else empty
        std::uint32_t zones = 0;            // of claims that count zones
        bool upheld = true;  // what is expected; a claim expected to fail is evidence of a limit
    };
    std::string scenario;     // its path as people know it
    bool as_modelled = true;  // of the model as it is, without overrides
    std::vector<Fault> faults;
    std::vector<Asked> claims;
};

// The cells that a scenario fills, sorted: what it strikes with each claim that is expected upheld.
// Several faults at once are a component of their own ("zone a and zone b"), and a model that was
// changed says nothing of the one that is there.
std::vector<Cell> cells_of(const Tried& tried);
// All faults of a scenario as one; without any, empty.
Tried::Fault struck(const Tried& tried);

// The parts of a deployment that a fault can strike one by one.
struct Deployment {
    std::string model;  // the path
    std::vector<std::string> zones;
    std::vector<std::string> data_centers;
    std::vector<std::string> hosts;
    std::vector<std::string> stores;
    // What the model names and this version does not simulate: "key service".
    std::vector<std::string> not_simulated;
};

// One sort of component.
enum class Sort : std::uint8_t { zone, data_center, host, store };
std::string_view name_of(Sort sort);  // "zone", "data-center"
std::optional<Sort> sort_named(std::string_view name);

// All of a sort as faults name them: "zone a".
std::vector<std::string> components(const Deployment& deployment, Sort sort);
std::string component_named(Sort sort, const std::string& name);

}  // namespace triaz::plan
