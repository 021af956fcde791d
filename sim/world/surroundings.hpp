// What a model knows of a deployment beside what is simulated: backups, the systems around it, how
// often things fail. Structure is judged on it (sim/structure); the engine never reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::world {

enum class Medium : std::uint8_t { disk, object_store, tape, portable };

// A copy of a store's data from before, out of reach of what corrupts the live ones.
struct Backup {
    std::string region;                                // empty: that of the deployment
    std::string jurisdiction;                          // empty: that of where it stands
    std::vector<topology::DataCenterId> data_centers;  // empty: none of the model's
    bool encrypted = false;                            // at rest
    Medium medium = Medium::object_store;
};

// What becomes of those who need something that is lost.
enum class Need : std::uint8_t {
    hard,   // they fail with it
    soft,   // they go on without it
    async,  // they go on, and what it was to do is done later
};

// A system that is named and not simulated: a key service, a control plane, a log sink.
struct Unsimulated {
    std::string name;
    std::string kind;                                  // in the model's words
    std::vector<topology::DataCenterId> data_centers;  // each holds a copy that suffices
    bool external = false;   // stands nowhere in the model, and is one thing
    bool corporate = false;  // part of the corporate network, or reached through it
    Need need = Need::hard;
    std::vector<std::string> needed_by;  // services, balancers, stores
    std::string jurisdiction;            // empty: that of where it stands
    bool personal_data = false;
    std::optional<Backup> backup;
};

struct FailureRate {
    double per_year = 0;
    base::Duration repair{};  // mean time until it works again
};

// Nothing: the model does not say.
struct Reliability {
    std::optional<FailureRate> zone;
    std::optional<FailureRate> data_center;
    std::optional<FailureRate> rack;
    std::optional<FailureRate> host;
    std::optional<FailureRate> path;
    std::optional<FailureRate> shared_fate;
    std::optional<FailureRate> dependency;
};

}  // namespace triaz::world
