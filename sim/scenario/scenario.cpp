#include "sim/scenario/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/deployment.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/merge.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/scenario_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

// A scenario and its model as trees, before anything is read from them.
struct Trees {
    Value scenario;
    Value model;  // with the scenario's overrides
};

Trees merged(const Value& scenario, const Value& model) {
    const Value* overrides = scenario.find("overrides");
    const bool patch = overrides != nullptr && overrides->object() != nullptr;
    return {scenario, patch ? merge(model, *overrides) : model};
}

// Both patches of a mutant applied: the scenario's first, for it may change the overrides.
Trees mutated(const Value& scenario, const Value& model, const Value& mutant) {
    const Value* of_scenario = mutant.find("scenario");
    const Value* of_model = mutant.find("model");
    Trees trees = merged(of_scenario != nullptr && of_scenario->object() != nullptr
                             ? merge(scenario, *of_scenario)
                             : scenario,
                         model);
    if (of_model != nullptr && of_model->object() != nullptr)
        trees.model = merge(std::move(trees.model), *of_model);
    return trees;
}

// Both trees held against their forms, read and judged; errors are in the complaints.
Scenario read_trees(const Trees& trees, Complaints& complaints) {
    check_form(trees.scenario, object(scenario_shape()), complaints);
    check_form(trees.model, object(model_shape()), complaints);
    const Fields model_fields{&trees.model, model_shape(), trees.model.at, "", complaints};
    ModelReader model{model_fields, complaints};
    model.read();
    const Fields fields{&trees.scenario, scenario_shape(), trees.scenario.at, "", complaints};
    Scenario scenario = ScenarioReader{fields, model, complaints}.read();
    gather_assumptions(trees.model, {}, scenario.assumptions);
    gather_assumptions(trees.scenario, {"overrides", "mutants"}, scenario.assumptions);
    for (const Fields::Entry& entry : model_fields.entries("not_simulated")) {
        scenario.not_simulated.push_back(
            {entry.fields.text("name"), entry.fields.text("kind"), entry.fields.text("why")});
    }
    return scenario;
}

std::size_t processes_of(const world::World& world) {
    std::size_t count = 0;
    for (const world::Service& service : world.services) count += service.instances.size();
    for (const world::Balancer& balancer : world.balancers) count += balancer.nodes.size();
    for (const world::Store& store : world.stores) {
        for (const auto& members : store.replicas) count += members.size();
    }
    return count;
}

// Whatever a mutant would be complained of when it is run is complained of now.
void check_mutants(const Value& scenario, const Value& model, const Scenario& read,
                   Complaints& complaints) {
    constexpr std::size_t most_work = 4'000'000;
    const Value* mutants = scenario.find("mutants");
    if (mutants == nullptr || mutants->array() == nullptr) return;
    const Trees plain = merged(scenario, model);
    const std::size_t work =
        size_of(plain.scenario) + size_of(plain.model) + processes_of(read.world);
    if (work * mutants->array()->size() > most_work) {
        complaints.error(
            mutants->at, "/mutants",
            {.code = "too-large",
             .message = fmt::format("{} mutants of so large a model", mutants->array()->size()),
             .expected = "fewer mutants, or a smaller model"});
        return;
    }
    const std::string plain_model = to_json(plain.model);
    const std::string plain_scenario = to_json(plain.scenario);
    for (const Value& mutant : *mutants->array()) {
        const std::string name = *text_under(mutant, "name");
        const Value* patch = mutant.find("scenario");
        if (patch != nullptr &&
            (patch->find("model") != nullptr || patch->find("mutants") != nullptr)) {
            complaints.error(
                patch->at, "/mutants",
                {.code = "wrong-patch",
                 .message = fmt::format("the mutant {} names another model or other mutants",
                                        in_quotes(name)),
                 .expected = "changes of the model under the mutant's own key \"model\""});
            continue;
        }
        const Trees trees = mutated(scenario, model, mutant);
        if (to_json(trees.model) == plain_model && to_json(trees.scenario) == plain_scenario) {
            complaints.error(
                mutant.at, "/mutants",
                {.code = "changes-nothing",
                 .message = fmt::format("the mutant {} changes nothing", in_quotes(name)),
                 .expected = "values other than those that hold without it"});
            continue;
        }
        complaints.remark(fmt::format("with the mutant {}: ", in_quotes(name)));
        read_trees(trees, complaints);
        complaints.remark({});
    }
}

const Value* find_mutant(const Value& scenario, const std::string& name, Complaints& complaints) {
    const Value* mutants = scenario.find("mutants");
    std::vector<std::string_view> names;
    if (mutants != nullptr && mutants->array() != nullptr) {
        for (const Value& mutant : *mutants->array()) {
            const std::string* known = text_under(mutant, "name");
            if (known != nullptr && *known == name) return &mutant;
            if (known != nullptr) names.push_back(*known);
        }
    }
    complaints.error(mutants == nullptr ? scenario.at : mutants->at, "/mutants",
                     {.code = "unknown-name",
                      .message = fmt::format("the scenario has no mutant {}", in_quotes(name)),
                      .expected = names.empty() ? "no mutant: there is none"
                                                : fmt::format("one of: {}", fmt::join(names, ", ")),
                      .nearest = std::string{base::nearest(name, names).value_or("")}});
    return nullptr;
}

// {"a": {"b": value}, "c": {"b": value}} of the path "a,c.b".
std::string nested(std::string_view path, const std::string& value) {
    if (path.empty()) return value;
    const std::size_t dot = path.find('.');
    const std::string inner =
        nested(dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1), value);
    std::string text;
    for (std::string_view names = path.substr(0, dot);;) {
        const std::size_t comma = names.find(',');
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", names.substr(0, comma), inner);
        if (comma == std::string_view::npos) return "{" + text + "}";
        names.remove_prefix(comma + 1);
    }
}

void apply(const std::vector<Setting>& settings, Trees& trees, Load& load) {
    constexpr std::string_view of_scenario = "scenario.";
    for (const Setting& setting : settings) {
        std::string_view path = setting.path;
        const bool scenario = path.starts_with(of_scenario);
        if (scenario) path.remove_prefix(of_scenario.size());
        const std::string text = nested(path, setting.value);
        const std::string shown = setting.path + "=" + setting.value;
        const std::uint32_t file = load.files.add({shown, shown, text, {}});
        std::size_t values_left = most_values;
        const auto patch = parse(file, text, values_left, load.complaints);
        if (!patch) return;
        Value& tree = scenario ? trees.scenario : trees.model;
        tree = merge(std::move(tree), *patch);
    }
}

std::optional<Scenario> read_scenario(const std::string& path, const Options& options, Load& load) {
    auto document = load.input.first(path);
    if (!document || !is_of_kind(*document, "scenario", load.complaints)) return std::nullopt;
    const Value& root = document->root;
    std::optional<Value> model;
    if (text_under(root, "model") != nullptr) {
        auto file = load.input.next(*document, *root.find("model"), "/model");
        if (file) model = with_extends(std::move(*file), "model", load);
    }
    if (!model) {
        check_form(root, object(scenario_shape()), load.complaints);
        return std::nullopt;
    }
    Scenario scenario = read_trees(merged(root, *model), load.complaints);
    if (load.complaints.errors() == 0) check_mutants(root, *model, scenario, load.complaints);
    if (options.mutant || !options.settings.empty()) {
        const Value* mutant =
            options.mutant ? find_mutant(root, *options.mutant, load.complaints) : nullptr;
        if (load.complaints.errors() > 0) return std::nullopt;
        Trees trees = mutant != nullptr ? mutated(root, *model, *mutant) : merged(root, *model);
        apply(options.settings, trees, load);
        if (load.complaints.errors() > 0) return std::nullopt;
        scenario = read_trees(trees, load.complaints);
    }
    if (load.complaints.errors() > 0) return std::nullopt;
    scenario.path = path;
    if (options.seed) scenario.world.seed = *options.seed;
    for (std::uint32_t i = 0; i < load.files.size(); ++i) {
        scenario.sources.push_back({load.files[i].named, load.files[i].sha256});
    }
    return scenario;
}

// What a finding may be about stands no deeper than "/services/NAME/calls/0/to".
constexpr std::size_t deepest_place = 6;

Place place_of(Position at, const Files& files) {
    const Files::Place place = files.place(at);
    const ShownLine line = shown_line(place.line_text, place.column - 1);
    return {files[at.file].shown, place.line, place.column, line.text, line.caret};
}

void add_places(const Value& value, Position at, const std::string& pointer, std::size_t depth,
                const Files& files, Places& places) {
    places.add(pointer, place_of(at, files));
    if (depth == deepest_place) return;
    if (const Object* members = value.object()) {
        for (const Member& member : *members) {
            add_places(member.value, member.at, pointer + pointer_part(member.name), depth + 1,
                       files, places);
        }
    } else if (const Array* items = value.array()) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            add_places((*items)[i], (*items)[i].at, pointer + pointer_part(std::to_string(i)),
                       depth + 1, files, places);
        }
    }
}

// The model of a model file, or of a scenario file with its overrides.
std::optional<Value> model_of(const std::string& path, Load& load) {
    auto document = load.input.first(path);
    if (!document) return std::nullopt;
    const std::string* kind = text_under(document->root, "triaz");
    if (kind == nullptr || !kind->starts_with("scenario/"))
        return with_extends(std::move(*document), "model", load);
    if (!is_of_kind(*document, "scenario", load.complaints)) return std::nullopt;
    check_form(document->root, object(scenario_shape()), load.complaints);
    const Value* name = document->root.find("model");
    if (name == nullptr || name->text() == nullptr) return std::nullopt;
    auto file = load.input.next(*document, *name, "/model");
    if (!file) return std::nullopt;
    auto model = with_extends(std::move(*file), "model", load);
    if (!model) return std::nullopt;
    return std::move(merged(document->root, *model).model);
}

}  // namespace

Loaded load_scenario(const std::string& path, const Options& options) {
    Load load;
    Loaded loaded;
    loaded.scenario = read_scenario(path, options, load);
    loaded.complaints = load.complaints.take();
    return loaded;
}

LoadedModel load_model(const std::string& path) {
    Load load;
    LoadedModel loaded;
    auto document = load.input.first(path);
    std::optional<Value> model;
    if (document) model = with_extends(std::move(*document), "model", load);
    if (model) {
        check_form(*model, object(model_shape()), load.complaints);
        ModelReader reader{{&*model, model_shape(), model->at, "", load.complaints},
                           load.complaints};
        reader.read();
        if (load.complaints.errors() == 0) loaded.world = reader.take();
    }
    loaded.complaints = load.complaints.take();
    return loaded;
}

LoadedDeployment load_deployment(const std::string& path) {
    Load load;
    LoadedDeployment loaded;
    if (const auto model = model_of(path, load)) {
        check_form(*model, object(model_shape()), load.complaints);
        const Fields fields{&*model, model_shape(), model->at, "", load.complaints};
        ModelReader reader{fields, load.complaints};
        reader.read();
        if (load.complaints.errors() == 0) {
            Deployment& deployment = loaded.deployment.emplace();
            deployment.world = reader.take();
            deployment.name = fields.text("name");
            add_places(*model, model->at, "", 0, load.files, deployment.places);
            deployment.places.order();
            gather_assumptions(*model, {}, deployment.assumptions);
            for (std::uint32_t i = 0; i < load.files.size(); ++i)
                deployment.sources.push_back({load.files[i].named, load.files[i].sha256});
        }
    }
    loaded.complaints = load.complaints.take();
    return loaded;
}

}  // namespace triaz::scenario
