#include <fmt/format.h>

#include <set>

#include "sim/publish/for_tools.hpp"
#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using report::JsonWriter;
using Layout = JsonWriter::Layout;

// A path as a URI reference (RFC 3986): everything else than letters, digits and a few marks is
// written as %XX.
std::string uri_of(const std::string& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri;
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view{"-._~/"}.find(c) != std::string_view::npos;
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            uri += c;
        else
            uri.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return uri;
}

void write_text(JsonWriter& json, std::string_view key, std::string_view text) {
    json.key(key).begin_object(Layout::row);
    json.member("text", text);
    json.end_object();
}

void write_rules(JsonWriter& json, const std::vector<Record>& records) {
    std::set<std::string> kinds;
    for (const Record& record : records)
        for (const Finding& finding : record.findings) kinds.insert(finding.kind);
    json.key("rules").begin_array();
    for (const std::string& kind : kinds) {
        json.begin_object();
        json.member("id", kind);
        write_text(json, "shortDescription", fmt::format("A promise of kind {} is refuted", kind));
        json.end_object();
    }
    json.end_array();
}

void write_result(JsonWriter& json, const Record& record, const Finding& finding) {
    json.begin_object();
    json.member("ruleId", finding.kind);
    json.member("level", finding.as_expected() ? "note" : "error");
    write_text(json, "message",
               finding.claim + " is refuted: " + finding.reason +
                   (finding.witness ? ", because of " + finding.witness->mechanism : "") + ". " +
                   finding.reproduce);
    json.key("locations").begin_array();
    json.begin_object();
    json.key("physicalLocation").begin_object();
    json.key("artifactLocation").begin_object(Layout::row);
    json.member("uri", uri_of(record.scenario));
    json.end_object();
    json.end_object();
    json.end_object();
    json.end_array();
    json.key("partialFingerprints").begin_object(Layout::row);
    json.member("claim/v1", record.scenario + "#" + finding.claim);
    json.end_object();
    json.end_object();
}

}  // namespace

std::string to_sarif(const std::vector<Record>& records, std::string_view version) {
    JsonWriter json;
    json.begin_object();
    json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.member("version", "2.1.0");
    json.key("runs").begin_array();
    json.begin_object();
    json.key("tool").begin_object();
    json.key("driver").begin_object();
    json.member("name", "triaz");
    json.member("version", version);
    write_rules(json, records);
    json.end_object();
    json.end_object();
    json.key("results").begin_array();
    for (const Record& record : records)
        for (const Finding& finding : record.findings)
            if (finding.verdict == check::Verdict::refuted) write_result(json, record, finding);
    json.end_array();
    json.end_object();
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::publish
