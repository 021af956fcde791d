// The forms of `triaz lint` for other tools.
#include <algorithm>

#include "sim/cli/lint_output.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {

namespace {

using report::JsonWriter;
using structure::Finding;
using structure::Severity;
using structure::Target;

constexpr const char* lint_schema = "triaz.lint/1.0";
constexpr std::size_t most_sets = 1'000;  // shown of one target; their number is told anyway

void write_finding(JsonWriter& json, const Linted& linted, const Finding& finding) {
    const structure::Rule& rule = *structure::find_rule(finding.code);
    const scenario::Place place = linted.deployment.places.find(finding.pointer);
    json.begin_object();
    json.member("code", finding.code);
    json.member("name", rule.name);
    json.member("severity", name_of(finding.severity));
    json.member("file", place.file);
    json.member("line", place.line);
    json.member("column", place.column);
    json.member("path", finding.pointer);
    json.member("title", rule.title);
    json.member("message", finding.message);
    json.member("cure", rule.cure);
    json.member("contract", rule.contract);
    json.end_object();
}

std::string_view kind_of(Target::Kind kind) {
    switch (kind) {
        case Target::Kind::clients:
            return "clients";
        case Target::Kind::service:
            return "service";
        case Target::Kind::store_writes:
            return "store-writes";
        case Target::Kind::store_reads:
            return "store-reads";
        case Target::Kind::store_data:
            break;
    }
    return "store-data";
}

void write_target(JsonWriter& json, const Linted& linted, std::size_t index) {
    const structure::DeploymentTree& deployment = linted.report.deployment;
    const structure::TargetReport& report = linted.report.targets[index];
    json.begin_object();
    json.member("name", deployment.targets[index].name);
    json.member("kind", kind_of(deployment.targets[index].kind));
    json.member("path", deployment.targets[index].pointer);
    json.member("beyond", report.mode);
    json.key("survives").begin_array();
    for (const structure::Tolerance& tolerance : report.tolerances) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("kind", structure::name_of(tolerance.kind, false));
        json.key("parts").value(std::uint64_t{tolerance.parts});
        json.key("any").value(std::uint64_t{tolerance.survives});
        json.member("or_more", tolerance.or_more);
        json.key("cuts_of_one_more").value(std::uint64_t{tolerance.cuts});
        json.end_object();
    }
    json.end_array();
    json.key("cut_set_count").value(std::uint64_t{report.cut_sets.sets.size()});
    json.member("cut_sets_whole", report.cut_sets.whole);
    json.key("cut_sets").begin_array();
    for (std::size_t i = 0; i < std::min(most_sets, report.cut_sets.sets.size()); ++i) {
        std::vector<std::string> names;
        for (const structure::EventId event : report.cut_sets.sets[i].events())
            names.push_back(deployment.losses[event.index()].name);
        json.value(names);
    }
    json.end_array();
    json.end_object();
}

void write_capacity(JsonWriter& json, const Linted& linted) {
    const world::World& world = linted.deployment.world;
    json.key("capacity").begin_array();
    for (const structure::CapacityReport& each : linted.report.capacity) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("service", world.services[each.service.index()].name);
        json.member("before", each.before);
        json.member("after", each.after);
        json.key("worst_loss");
        if (each.worst)
            json.value(linted.report.deployment.losses[each.worst->index()].name);
        else
            json.value(nullptr);
        json.end_object();
    }
    json.end_array();
}

void write_zones(JsonWriter& json, const Linted& linted) {
    const auto& zones = linted.deployment.world.topology.zones;
    json.key("zone_pairs").begin_array();
    for (const structure::PairReport& pair : linted.report.pairs) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("a", zones[pair.a.index()].name);
        json.member("b", zones[pair.b.index()].name);
        json.key("paths_apart").value(std::uint64_t{pair.paths_apart});
        json.key("zones_between").value(std::uint64_t{pair.zones_between});
        json.end_object();
    }
    json.end_array();
    std::vector<std::string> articulation;
    for (const topology::ZoneId zone : linted.report.articulation_zones)
        articulation.push_back(zones[zone.index()].name);
    json.member("articulation_zones", articulation);
}

}  // namespace

std::string linted_to_json(const Linted& linted, const report::Context& context) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", lint_schema);
    report::write_context(json, context);
    json.member("file", linted.file);
    json.member("deployment", linted.deployment.name);
    json.key("order").value(std::uint64_t{linted.report.order});
    json.key("inputs").begin_array();
    for (const scenario::Source& source : linted.deployment.sources) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("path", source.path);
        json.member("sha256", source.sha256);
        json.end_object();
    }
    json.end_array();
    json.key("findings").begin_array();
    for (const Finding& finding : linted.report.findings) write_finding(json, linted, finding);
    json.end_array();
    json.key("targets").begin_array();
    for (std::size_t i = 0; i < linted.report.targets.size(); ++i) write_target(json, linted, i);
    json.end_array();
    write_capacity(json, linted);
    write_zones(json, linted);
    json.end_object();
    return std::move(json).text();
}

namespace {

void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name).begin_object(JsonWriter::Layout::row);
    json.member("text", text);
    json.end_object();
}

void write_rules(JsonWriter& json) {
    json.key("rules").begin_array();
    for (const structure::Rule& rule : structure::rules()) {
        json.begin_object();
        json.member("id", rule.code);
        json.member("name", rule.name);
        write_text(json, "shortDescription", rule.title);
        write_text(json, "fullDescription", rule.meaning);
        write_text(json, "help", rule.cure);
        json.key("defaultConfiguration").begin_object(JsonWriter::Layout::row);
        json.member("level", name_of(rule.severity));
        json.end_object();
        json.end_object();
    }
    json.end_array();
}

// A path as a relative reference: what a URI keeps for itself is escaped.
std::string uri_of(std::string_view path) {
    constexpr std::string_view plain = "-._~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return uri;
}

void write_location(JsonWriter& json, const scenario::Place& place) {
    json.key("locations").begin_array();
    json.begin_object();
    json.key("physicalLocation").begin_object();
    json.key("artifactLocation").begin_object(JsonWriter::Layout::row);
    json.member("uri", uri_of(place.file));
    json.end_object();
    json.key("region").begin_object(JsonWriter::Layout::row);
    json.member("startLine", place.line);
    json.member("startColumn", place.column);
    json.end_object();
    json.end_object();
    json.end_object();
    json.end_array();
}

void write_result(JsonWriter& json, const Linted& linted, const Finding& finding) {
    const auto rules = structure::rules();
    const auto rule = std::ranges::find(rules, finding.code, &structure::Rule::code);
    json.begin_object();
    json.member("ruleId", finding.code);
    json.key("ruleIndex").value(static_cast<std::uint64_t>(rule - rules.begin()));
    json.member("level", name_of(finding.severity));
    write_text(json, "message", finding.message);
    write_location(json, linted.deployment.places.find(finding.pointer));
    json.end_object();
}

}  // namespace

std::string linted_to_sarif(const Linted& linted, const report::Context& context) {
    JsonWriter json;
    json.begin_object();
    json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.member("version", "2.1.0");
    json.key("runs").begin_array();
    json.begin_object();
    json.key("tool").begin_object();
    json.key("driver").begin_object();
    json.member("name", "triaz");
    json.member("version", context.version);
    write_rules(json);
    json.end_object();
    json.end_object();
    json.key("results").begin_array();
    for (const Finding& finding : linted.report.findings) write_result(json, linted, finding);
    json.end_array();
    json.end_object();
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
