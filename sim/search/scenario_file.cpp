#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/fault_words.hpp"
#include "sim/search/shrink.hpp"

namespace triaz::search {

namespace {

using Json = nlohmann::ordered_json;

struct TargetJson {
    const world::World& world;

    std::string zone(topology::ZoneId id) const { return world.topology.zones[id.index()].name; }
    std::string host(topology::HostId id) const { return world.topology.hosts[id.index()].name; }

    Json operator()(const fault::ZoneTarget& target) const { return {{"zone", zone(target.zone)}}; }
    Json operator()(const fault::DataCenterTarget& target) const {
        return {{"data_center", world.topology.data_centers[target.data_center.index()].name}};
    }
    Json operator()(const fault::HostTarget& target) const { return {{"host", host(target.host)}}; }
    Json operator()(const fault::ProcessTarget& target) const {
        return {{"component", target.component}, {"host", host(target.host)}};
    }
    Json operator()(const fault::ComponentTarget& target) const {
        Json json{{"component", target.component}};
        if (target.zone) json["zone"] = zone(*target.zone);
        return json;
    }
    Json operator()(const fault::PathTarget& target) const {
        Json json{{"from", zone(target.from)}, {"to", target.to ? zone(*target.to) : "clients"}};
        if (target.one_way) json["one_way"] = true;
        return json;
    }
    Json operator()(const fault::RoleTarget& target) const {
        const bool zone_of = target.role == fault::Role::zone_of_most_leaders;
        Json json{{"role", zone_of ? "zone-of-most-leaders" : "leader-host"},
                  {"store", world.stores[target.store].name}};
        if (!zone_of) json["shard"] = target.shard;
        return json;
    }
    Json operator()(const fault::DependencyTarget& target) const {
        Json json{{"dependency", target.dependency}};
        if (target.zone) json["zone"] = zone(*target.zone);
        return json;
    }
    Json operator()(const fault::CheckersTarget& target) const {
        return {{"checks_of", target.balancer}};
    }
    Json operator()(const fault::ControlPlaneTarget& target) const {
        return {
            {"control_plane", target.plane == fault::ControlPlane::names ? "names" : "scaling"}};
    }
};

Json json_of(const fault::Fault& fault, const world::World& world) {
    Json json{{"kind", scenario::word_of(fault.kind)},
              {"target", std::visit(TargetJson{world}, fault.target)},
              {"at", base::to_text(fault.at.time_since_epoch())}};
    if (fault.duration) json["for"] = base::to_text(*fault.duration);
    if (fault.share.value != 1) json["share"] = base::to_text(fault.share);
    if (fault.kind == fault::Kind::added_latency)
        json["latency"] = base::to_text(fault.added.quantile(0.5));
    return json;
}

Json read(const std::string& path) {
    std::stringstream text;
    text << std::ifstream{path}.rdbuf();
    Json json = Json::parse(text.str(), nullptr, false);
    if (!json.is_object()) throw std::runtime_error(path + " cannot be read again");
    return json;
}

// Both patches of a mutant, into the file itself.
void become(Json& file, const std::string& mutant) {
    const Json mutants = file.value("mutants", Json::array());
    for (const Json& each : mutants) {
        if (!each.is_object() || each.value("name", "") != mutant) continue;
        if (each.contains("scenario")) file.merge_patch(each["scenario"]);
        if (!each.contains("model")) continue;
        // A patch of a patch: what it removes must go on to be removed.
        const auto merge = [](auto&& self, Json& into, const Json& patch) -> void {
            for (const auto& [key, value] : patch.items()) {
                if (value.is_object() && into.contains(key) && into[key].is_object())
                    self(self, into[key], value);
                else
                    into[key] = value;
            }
        };
        if (!file.contains("overrides")) file["overrides"] = Json::object();
        merge(merge, file["overrides"], each["model"]);
    }
}

// Only what its fault asks about is claimed, and it is to be refuted.
void keep_claim(Json& file, const std::string& id) {
    Json kept = Json::array();
    for (Json& claim : file["claims"]) {
        if (claim.value("id", "") != id) continue;
        claim["expected"] = "refuted";
        kept.push_back(claim);
    }
    file["claims"] = kept;
}

void set_load(Json& file, const world::World& world) {
    Json& clients = file["overrides"]["clients"];
    for (const world::Cohort& cohort : world.cohorts) clients[cohort.name]["rate"] = cohort.rate;
}

}  // namespace

std::string scenario_file(const Shrunk& shrunk, const std::optional<std::string>& mutant,
                          const std::string& folder) {
    namespace fs = std::filesystem;
    const scenario::Scenario& asked = shrunk.asked;
    Json file = read(asked.path);
    if (mutant) become(file, *mutant);
    const fs::path model = fs::path{asked.path}.parent_path() / file.value("model", "");
    file["model"] = fs::relative(fs::weakly_canonical(model),
                                 fs::weakly_canonical(folder.empty() ? "." : folder))
                        .generic_string();
    file["explanation"] = fmt::format(
        "Found by triaz explore and made as small as it gets by triaz shrink, from {}{}. {}.",
        asked.path, mutant ? " as its mutant `" + *mutant + "`" : "", shrunk.summary);
    if (shrunk.to.load.value != 1 || !asked.varied.empty()) set_load(file, asked.world);
    file["seed"] = asked.world.seed;
    file["warm_up"] = base::to_text(asked.world.warm_up);
    file["duration"] = base::to_text(asked.world.duration);
    Json& faults = file["faults"] = Json::array();
    for (const fault::Fault& fault : asked.world.faults)
        faults.push_back(json_of(fault, asked.world));
    keep_claim(file, shrunk.claim);
    file.erase("sometimes");
    file["mutants"] = {{"none", fmt::format("the deployment itself refutes {}: {}", shrunk.claim,
                                            shrunk.mechanism)}};
    return file.dump(2) + "\n";
}

}  // namespace triaz::search
