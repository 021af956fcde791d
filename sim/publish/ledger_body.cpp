#include "sim/publish/ledger_body.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using Layout = report::JsonWriter::Layout;

void write_members(report::JsonWriter& json, const LedgerEntry& entry) {
    json.member("kind", entry.kind);
    json.member("on", entry.on);
    json.member("what", entry.what);
    json.member("by", entry.by);
    json.member("owner", entry.owner);
    json.member("due", entry.due);
    json.member("retest", entry.retest);
    json.member("closes", entry.closes);
    json.member("file", entry.file);
    json.member("sha256", entry.sha256);
}

}  // namespace

std::string body_of(const LedgerEntry& entry) {
    report::JsonWriter json;
    json.begin_object(Layout::row);
    write_members(json, entry);
    json.end_object();
    return std::move(json).text();
}

LedgerEntry entry_of(const std::string& body) {
    const auto json = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    const auto word = [&](const char* name) {
        const auto found = json.is_object() ? json.find(name) : json.end();
        return json.is_object() && found != json.end() && found->is_string()
                   ? found->get<std::string>()
                   : std::string{};
    };
    LedgerEntry entry;
    entry.kind = word("kind");
    entry.on = word("on");
    entry.what = word("what");
    entry.by = word("by");
    entry.owner = word("owner");
    entry.due = word("due");
    entry.retest = word("retest");
    entry.file = word("file");
    entry.sha256 = word("sha256");
    if (json.is_object() && json.contains("closes") && json["closes"].is_number_unsigned())
        entry.closes = json["closes"].get<std::uint64_t>();
    return entry;
}

const std::vector<std::string>& ledger_kinds() {
    static const std::vector<std::string> kinds{"exercise", "result", "approval",
                                                "finding",  "action", "done"};
    return kinds;
}

std::vector<LedgerEntry> open_entries(const std::vector<LedgerEntry>& entries) {
    std::vector<LedgerEntry> open;
    for (const LedgerEntry& entry : entries) {
        if (entry.kind != "action" && entry.kind != "finding") continue;
        if (std::ranges::none_of(entries, [&](const LedgerEntry& other) {
                return other.number > entry.number && other.closes == entry.number;
            }))
            open.push_back(entry);
    }
    return open;
}

std::string to_json(const std::vector<LedgerEntry>& entries) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.ledger/1.0");
    json.key("entries").begin_array();
    for (const LedgerEntry& entry : entries) {
        json.begin_object(Layout::row);
        json.member("number", entry.number);
        write_members(json, entry);
        json.member("hash", entry.hash);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::publish
