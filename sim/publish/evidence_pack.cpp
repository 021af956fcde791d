#include "sim/publish/evidence_pack.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sim/base/sha256.hpp"
#include "sim/publish/zip.hpp"
#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using Json = nlohmann::ordered_json;
using Layout = report::JsonWriter::Layout;

constexpr const char* manifest_name = "manifest.json";

std::string manifest_of(const EvidencePack& pack) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.evidence/1.0");
    json.member("version", pack.version);
    json.key("results").begin_array();
    for (const PackedResult& result : pack.results) {
        json.begin_object(Layout::row);
        json.member("file", result.file);
        json.member("name", result.name);
        json.member("scenario", result.scenario);
        json.end_object();
    }
    json.end_array();
    json.key("files").begin_array();
    for (const auto& [name, bytes] : pack.files) {
        json.begin_object(Layout::row);
        json.member("name", name);
        json.member("sha256", base::sha256_hex(bytes));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

std::string text_of(const Json& object, const char* name) {
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::vector<Json> list(const Json& object, const char* name) {
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array()) return {};
    return {found->begin(), found->end()};
}

// A name that stays inside the folder it is unpacked into.
bool is_inside(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find('\0') != std::string::npos ||
        name.find('\\') != std::string::npos)
        return false;
    std::size_t from = 0;
    while (from <= name.size()) {
        const std::size_t end = std::min(name.find('/', from), name.size());
        const std::string part = name.substr(from, end - from);
        if (part.empty() || part == "." || part == "..") return false;
        from = end + 1;
    }
    return true;
}

// Holds the files against the manifest; leaves what is as it says.
void compare(OpenedPack& opened, PackedFiles found, const Json& manifest) {
    for (const Json& each : list(manifest, "files")) {
        const std::string name = text_of(each, "name");
        const auto file = found.find(name);
        if (file == found.end()) {
            opened.tampered.push_back(name + " is missing");
            continue;
        }
        if (!is_inside(name))
            opened.tampered.push_back(name + " would leave its folder");
        else if (base::sha256_hex(file->second) != text_of(each, "sha256"))
            opened.tampered.push_back(name + " is not what it was: its SHA-256 is another");
        else
            opened.pack.files.emplace(name, std::move(file->second));
        found.erase(file);
    }
    for (const auto& [name, bytes] : found)
        opened.tampered.push_back(name + " is not in the manifest");
}

}  // namespace

std::string to_zip(const EvidencePack& pack) {
    PackedFiles files = pack.files;
    files[manifest_name] = manifest_of(pack);
    return write_zip(files);
}

std::optional<OpenedPack> open_pack(const std::string& zip, std::string& why) {
    auto files = read_zip(zip, why);
    if (!files) return {};
    const auto manifest = files->find(manifest_name);
    const Json json = manifest == files->end()
                          ? Json{}
                          : Json::parse(manifest->second, nullptr, /*allow_exceptions=*/false);
    if (!text_of(json, "schema").starts_with("triaz.evidence/1.")) {
        why = "it has no manifest of triaz.evidence/1";
        return {};
    }
    const std::string as_read = manifest->second;
    files->erase(manifest);
    OpenedPack opened;
    opened.pack.version = text_of(json, "version");
    for (const Json& each : list(json, "results"))
        opened.pack.results.push_back(
            {text_of(each, "file"), text_of(each, "name"), text_of(each, "scenario")});
    compare(opened, std::move(*files), json);
    // Nothing but what we write: a byte more in the manifest is a byte that was tampered with.
    if (opened.tampered.empty() && manifest_of(opened.pack) != as_read)
        opened.tampered.push_back(std::string{manifest_name} + " is not as it was written");
    if (opened.tampered.empty() && to_zip(opened.pack) != zip)
        opened.tampered.emplace_back("the zip around the files is not as it was written");
    return opened;
}

std::string without_context(std::string_view result) {
    Json json = Json::parse(result, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !text_of(json, "schema").starts_with("triaz.result/1.")) return {};
    json.erase("context");
    return json.dump();
}

}  // namespace triaz::publish
