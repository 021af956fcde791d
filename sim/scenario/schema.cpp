// JSON Schema (draft 2020-12) from the descriptions in shapes.hpp and shapes_people.hpp.
//
// Every shape becomes two definitions: what a whole file must have, and what a merge patch may have
// (nothing is required, and null removes). A model that extends another is a patch.
#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/base/ensure.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view amount_pattern = "(0|[1-9][0-9]*)(\\.[0-9]+)? ?";

enum class Use : bool { whole, patch };

class SchemaWriter {
public:
    Json write(const Shape& root);

private:
    Json form(const Form& form, Use use);
    Json amount(std::string_view name, std::string_view units, std::string_view example);
    Json key(const Key& key, Use use);
    Json reference(const Shape& shape, Use use);
    Json definition(const Shape& shape, Use use);
    Json map_of(const Form& form, Use use);
    Json any_shape_patch(const Form& form);
    void define(const std::string& name, const Json& schema) { definitions_[name] = schema; }

    Json definitions_ = Json::object();
    std::map<std::string, const Shape*> named_;
};

std::string definition_name(const Shape& shape, Use use) {
    std::string name = shape.name;
    std::ranges::replace(name, ' ', '_');
    return use == Use::patch ? name + "_patch" : name;
}

Json annotation(std::string_view about) {
    return {
        {"type", "string"}, {"minLength", 1}, {"maxLength", longest_text}, {"description", about}};
}

void add_annotations(Json& properties) {
    properties[std::string{source_key}] =
        annotation("Where the numbers are from: a reference, or \"assumption: why\".");
    properties[std::string{note_key}] = annotation("A remark.");
}

// A string that counts in units, defined once.
Json SchemaWriter::amount(std::string_view name, std::string_view units, std::string_view example) {
    define(std::string{name}, {{"type", "string"},
                               {"pattern", fmt::format("^{}({})$", amount_pattern, units)},
                               {"examples", Json::array({example})}});
    return {{"$ref", fmt::format("#/$defs/{}", name)}};
}

Json bounded(std::string_view type, const Form& form) {
    Json schema{{"type", type}};
    const auto bound = [&](std::string_view text) { return Json::parse(text); };
    if (!form.least.empty()) {
        schema[form.least_excluded ? "exclusiveMinimum" : "minimum"] = bound(form.least);
    }
    if (!form.most.empty()) schema["maximum"] = bound(form.most);
    return schema;
}

Json SchemaWriter::map_of(const Form& form, Use use) {
    Json properties = Json::object();
    add_annotations(properties);
    Json element = this->form(form.parts.front(), use);
    if (use == Use::patch) element = {{"anyOf", {{{"type", "null"}}, element}}};
    Json schema{{"type", "object"},
                {"propertyNames", {{"pattern", name_pattern}}},
                {"properties", properties},
                {"additionalProperties", element}};
    if (use == Use::patch) return schema;
    if (form.least_items > 0) schema["minProperties"] = form.least_items;
    schema["maxProperties"] = form.most_items;
    return schema;
}

// A patch may lead from one of the shapes to another, so it may have the keys of all.
Json SchemaWriter::any_shape_patch(const Form& form) {
    std::map<std::string, Json> seen;
    Json properties = Json::object();
    for (const Shape* shape : form.shapes) {
        for (const Key& described : shape->keys) {
            Json schema = key(described, Use::patch);
            const auto [known, added] = seen.try_emplace(described.name, schema);
            if (added) {
                properties[described.name] = schema;
            } else if (known->second != schema) {
                properties[described.name] = {{"anyOf", {known->second, schema}}};
            }
        }
    }
    add_annotations(properties);
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json SchemaWriter::form(const Form& form, Use use) {
    using enum Form::Kind;
    switch (form.kind) {
        case text: {
            Json schema{{"type", "string"}, {"minLength", 1}, {"maxLength", longest_text}};
            if (!form.pattern.empty()) schema["pattern"] = form.pattern;
            return schema;
        }
        case name:
            return {{"type", "string"}, {"pattern", name_pattern}};
        case boolean:
            return {{"type", "boolean"}};
        case count:
            return bounded("integer", form);
        case number:
            return bounded("number", form);
        case duration:
            return amount("duration", "ns|us|ms|s|min|h|d", "150ms");
        case bytes:
            return amount("bytes", "B|kB|MB|GB|TB|KiB|MiB|GiB|TiB", "64KiB");
        case bandwidth:
            return amount("bandwidth", "bps|kbps|Mbps|Gbps|Tbps", "10Gbps");
        case ratio: {
            const Json percent = amount("percent", "%", "99.9%");
            return {{"anyOf", {percent, {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}}}};
        }
        case choice:
            return {{"type", "string"}, {"enum", form.words}};
        case object:
            return reference(*form.shapes.front(), use);
        case list: {
            Json schema{{"type", "array"}, {"items", this->form(form.parts.front(), Use::whole)}};
            if (form.least_items > 0) schema["minItems"] = form.least_items;
            schema["maxItems"] = form.most_items;
            return schema;
        }
        case map:
            return map_of(form, use);
        case either: {
            Json parts = Json::array();
            for (const Form& part : form.parts) parts.push_back(this->form(part, use));
            return {{"anyOf", parts}};
        }
        case by_key:
        case by_word: {
            if (use == Use::patch) return any_shape_patch(form);
            Json parts = Json::array();
            for (std::size_t i = 0; i < form.shapes.size(); ++i) {
                Json part = reference(*form.shapes[i], use);
                if (form.kind == by_word)
                    part["properties"] = {{form.chosen_by, {{"const", form.words[i]}}}};
                parts.push_back(part);
            }
            return {{"oneOf", parts}};
        }
        case patch:
            if (form.of == "model") return reference(model_shape(), Use::patch);
            return reference(scenario_shape(), Use::patch);
        case anything:
            return Json::object();
    }
    base::ensure(false, "a kind of form");
    return {};
}

// Bounds that a pattern cannot express are said to people.
std::string described(const Key& key) {
    using enum Form::Kind;
    const Form& form = key.form;
    const bool amount = form.kind == duration || form.kind == bytes || form.kind == bandwidth;
    if (!amount) return key.about;
    return fmt::format("{} From {} to {}.", key.about, form.least, form.most);
}

Json json_of(const Value& value) { return Json::parse(to_json(value)); }

Json SchemaWriter::key(const Key& key, Use use) {
    Json schema = form(key.form, use);
    if (use == Use::patch) schema = {{"anyOf", {{{"type", "null"}}, schema}}};
    schema["description"] = described(key);
    if (use == Use::patch) return schema;
    if (!key.fallback.empty()) schema["default"] = json_of(value_of(key.fallback, key.form));
    if (!key.example.empty()) schema["examples"] = Json::array({Json::parse(key.example)});
    return schema;
}

Json SchemaWriter::reference(const Shape& shape, Use use) {
    const std::string name = definition_name(shape, use);
    const auto [known, added] = named_.try_emplace(name, &shape);
    base::ensure(known->second == &shape, "shapes have different names");
    if (added) {
        define(name, nullptr);  // keeps its place, and ends recursion
        define(name, definition(shape, use));
    }
    return {{"$ref", "#/$defs/" + name}};
}

Json SchemaWriter::definition(const Shape& shape, Use use) {
    Json properties = Json::object();
    Json required = Json::array();
    Json one_of_two = Json::array();
    for (const Key& described : shape.keys) {
        properties[described.name] = key(described, use);
        if (!described.required || use == Use::patch) continue;
        if (described.unless.empty()) {
            required.push_back(described.name);
        } else {
            one_of_two.push_back({{"required", {described.name}}});
            one_of_two.push_back({{"required", {described.unless}}});
        }
    }
    add_annotations(properties);
    Json schema{{"title", shape.name},
                {"description", shape.about},
                {"type", "object"},
                {"properties", properties}};
    if (use == Use::patch)
        schema["description"] = shape.about + " (As a merge patch: null removes a key.)";
    if (!required.empty()) schema["required"] = required;
    if (!one_of_two.empty()) schema["anyOf"] = one_of_two;
    schema["additionalProperties"] = false;
    return schema;
}

Json SchemaWriter::write(const Shape& root) {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"$id", fmt::format("urn:triaz:{}:1.0", root.name)},
                {"title", fmt::format("triaz {}, version 1.0", root.name)},
                {"description", root.about}};
    const Json whole = reference(root, Use::whole);
    if (root.find("extends") == nullptr) {
        schema["$ref"] = whole["$ref"];
    } else {
        schema["if"] = {{"required", {"extends"}}};
        schema["then"] = reference(root, Use::patch);
        schema["then"]["required"] = {"triaz"};
        schema["else"] = whole;
    }
    schema["$defs"] = definitions_;
    return schema;
}

}  // namespace

std::string schema(std::string_view kind) {
    const auto* const shape = kind == "model"         ? &model_shape()
                              : kind == "scenario"    ? &scenario_shape()
                              : kind == "contract"    ? &contract_shape()
                              : kind == "operations"  ? &operations_shape()
                              : kind == "plan"        ? &plan_shape()
                              : kind == "observation" ? &observation_shape()
                                                      : nullptr;
    base::ensure(shape != nullptr, "a kind of file with a schema");
    return SchemaWriter{}.write(*shape).dump(2) + "\n";
}

}  // namespace triaz::scenario
