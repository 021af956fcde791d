// A deployment for those who judge it without running it, and where in its files each part stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/complaint.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

namespace triaz::scenario {

// Where a part of a model stands.
struct Place {
    std::string file;
    std::uint32_t line = 0;    // from 1
    std::uint32_t column = 0;  // from 1, in bytes
    std::string line_text;     // cut to fit
    std::uint32_t caret = 0;   // where the caret belongs under line_text, from 1, in characters
};

// The places of the parts of a merged model: a part is where its key is, in whichever file said it.
class Places {
public:
    // Of what a JSON pointer names ("/stores/state/shards"), or of the nearest part around it that
    // the files have.
    Place find(std::string_view pointer) const;

    // To be added in any order, the root ("") among them; then ordered once.
    void add(std::string pointer, Place place) {
        known_.emplace_back(std::move(pointer), std::move(place));
    }
    void order();

private:
    std::vector<std::pair<std::string, Place>> known_;
};

struct Deployment {
    world::World world;
    std::string name;  // as the model has it
    Places places;
    std::vector<Assumption> assumptions;
    std::vector<Source> sources;
};

struct LoadedDeployment {
    std::optional<Deployment> deployment;  // absent when there is any error among the complaints
    std::vector<Complaint> complaints;
};

// Of a model file, or of a scenario file: its model with its overrides. What a scenario asks is
// held against its form, and not read.
LoadedDeployment load_deployment(const std::string& path);

}  // namespace triaz::scenario
