// What models and scenarios offer to plans and contracts. Words are those of the files: a new kind
// of fault or claim is known here as soon as its form is.
#include <algorithm>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/people_reader.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

std::string word(const Value& object, std::string_view key) {
    const std::string* text = text_under(object, key);
    return text == nullptr ? std::string{} : *text;
}

// "zone a", "data centre a1", "path a to b".
std::string component_of(const Value& target) {
    constexpr std::pair<std::string_view, std::string_view> single[] = {
        {"zone", "zone "}, {"data_center", "data centre "}, {"host", "host "}};
    for (const auto& [key, words] : single) {
        if (text_under(target, key) != nullptr && text_under(target, "component") == nullptr)
            return std::string{words} + word(target, key);
    }
    if (text_under(target, "component") != nullptr)
        return word(target, "component") + " on host " + word(target, "host");
    if (text_under(target, "from") != nullptr)
        return "path " + word(target, "from") + " to " + word(target, "to");
    if (text_under(target, "role") != nullptr)
        return word(target, "role") + " of " + word(target, "store");
    return to_json(target);
}

plan::Tried::Asked asked_of(const Fields& claim) {
    plan::Tried::Asked asked;
    asked.id = claim.text("id");
    asked.kind = claim.text("kind");
    for (const Fields::Word& clause : claim.words("contract"))
        asked.contract.push_back(clause.text);
    if (claim.shape().find("level") != nullptr) asked.level = claim.text("level");
    if (claim.shape().find("zones") != nullptr) asked.zones = claim.small_count("zones");
    asked.upheld = claim.text("expected") == "upheld";
    return asked;
}

}  // namespace

plan::Tried read_tried(const Value& scenario, const std::string& shown) {
    plan::Tried tried;
    tried.scenario = shown;
    const Value* overrides = scenario.find("overrides");
    tried.as_modelled =
        overrides == nullptr || overrides->object() == nullptr || overrides->object()->empty();
    const Value* faults = scenario.find("faults");
    if (faults != nullptr && faults->array() != nullptr) {
        for (const Value& fault : *faults->array()) {
            const Value* target = fault.find("target");
            if (target != nullptr)
                tried.faults.push_back({word(fault, "kind"), component_of(*target)});
        }
    }
    Files files;
    Complaints unheard{files};
    const Fields fields{&scenario, scenario_shape(), scenario.at, "", unheard};
    for (const Fields::Entry& entry : fields.entries("claims"))
        tried.claims.push_back(asked_of(entry.fields));
    return tried;
}

plan::Deployment read_deployment(const std::string& shown, const world::World& world,
                                 const Value* not_simulated) {
    plan::Deployment deployment;
    deployment.model = shown;
    for (const auto& zone : world.topology.zones) deployment.zones.push_back(zone.name);
    for (const auto& center : world.topology.data_centers)
        deployment.data_centers.push_back(center.name);
    for (const auto& host : world.topology.hosts) deployment.hosts.push_back(host.name);
    for (const auto& store : world.stores) deployment.stores.push_back(store.name);
    if (not_simulated != nullptr && not_simulated->array() != nullptr) {
        for (const Value& each : *not_simulated->array())
            deployment.not_simulated.push_back(word(each, "name"));
    }
    return deployment;
}

LoadedEvidence load_evidence_of_scenario(const std::string& path) {
    LoadedEvidence loaded;
    Loaded scenario = load_scenario(path);
    loaded.complaints = std::move(scenario.complaints);
    if (!scenario.scenario) return loaded;
    // The tree once more: the typed scenario no longer says what its file says.
    Load load;
    const auto document = load.input.first(path);
    if (!document) {
        loaded.complaints = load.complaints.take();
        return loaded;
    }
    loaded.tried = read_tried(document->root, path);
    loaded.deployment =
        read_deployment(word(document->root, "model"), scenario.scenario->world, nullptr);
    for (const NotSimulated& each : scenario.scenario->not_simulated)
        loaded.deployment->not_simulated.push_back(each.name);
    return loaded;
}

LoadedEvidence load_evidence_of_model(const std::string& path) {
    LoadedEvidence loaded;
    LoadedModel model = load_model(path);
    loaded.complaints = std::move(model.complaints);
    if (model.world) loaded.deployment = read_deployment(path, *model.world, nullptr);
    return loaded;
}

const std::vector<std::string>& claim_kinds() { return claims_of_a_scenario().parts.front().words; }

}  // namespace triaz::scenario
