// From files to a typed question. Either all is well and there is a Scenario, or there are
// complaints, every one with its position and cure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/claim.hpp"
#include "sim/scenario/complaint.hpp"
#include "sim/world/world.hpp"

namespace triaz::scenario {

// A file that went into a scenario, for the result's list of inputs.
struct Source {
    std::string path;    // as named, relative to the file that names it
    std::string sha256;  // lower-case hex
};

struct Assumption {
    std::string what;    // "latency between zones 0.5ms" or the path of the number
    std::string source;  // "assumption", or where the number is from
};

// A component that the model names and this version does not simulate.
struct NotSimulated {
    std::string name;
    std::string kind;
    std::string why;
};

// The same scenario on a deployment made worse on purpose: it must be refuted.
struct Mutant {
    std::string name;
    std::vector<std::string> refutes;  // claim ids; each must be refuted
    std::string overrides;             // RFC 7386 merge patch of model and scenario, JSON text
};

struct Scenario {
    std::string path;
    std::string question;
    std::string explanation;
    world::World world;
    std::vector<check::Claim> claims;
    std::vector<check::Sometimes> sometimes;
    std::vector<Mutant> mutants;
    std::vector<Assumption> assumptions;
    std::vector<NotSimulated> not_simulated;
    std::vector<Source> sources;
    std::vector<std::string> varied;  // words of the command line that made it other than its file
};

// One field of the model ("clients.users.rate") or of the scenario ("scenario.duration") with
// another value, on top of overrides and mutant. A part of the path may name several things, with
// commas between them. Lists are beyond its reach.
struct Setting {
    std::string path;
    std::string value;  // JSON text: 1188, "500ms", true
};

struct Options {
    std::vector<Setting> settings = {};
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;  // by name: load the scenario as that mutant
};

struct Loaded {
    std::optional<Scenario> scenario;  // absent when there is any error among the complaints
    std::vector<Complaint> complaints;
};

Loaded load_scenario(const std::string& path, const Options& options = {});

// A model file alone, without a question.
struct LoadedModel {
    std::optional<world::World> world;
    std::vector<Complaint> complaints;
};
LoadedModel load_model(const std::string& path);

// The JSON Schema (draft 2020-12) of a kind of file: "model", "scenario", "contract",
// "operations", "plan" or "observation".
std::string schema(std::string_view kind);

}  // namespace triaz::scenario
