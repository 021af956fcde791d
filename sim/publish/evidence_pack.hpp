// Evidence that can be checked again: a zip of results, every file that went into them, and a
// manifest with the SHA-256 of each. The same files make the same bytes: names are sorted, no time
// and no compression is noted.
//
//   manifest.json      {"schema": "triaz.evidence/1.0", "version", "results": [...], "files":
//   [...]} results/...        as they were inputs/...         scenarios and models, laid out as
//   their paths, so that they can be run again
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::publish {

// By name in the pack, with their bytes; without the manifest.
using PackedFiles = std::map<std::string, std::string>;

struct PackedResult {
    std::string file;      // in the pack: "results/0001.json"
    std::string name;      // as the user named it
    std::string scenario;  // in the pack: "inputs/scenarios/zone-loss/az-power-loss.json"
};

struct EvidencePack {
    std::string version;  // of triaz, which made the results
    std::vector<PackedResult> results;
    PackedFiles files;
};

// The bytes of the zip.
std::string to_zip(const EvidencePack& pack);

struct OpenedPack {
    EvidencePack pack;
    // One sentence for each file that is not as the manifest says, missing, or not in it.
    std::vector<std::string> tampered;
};
// Nothing when the bytes are no zip with a manifest of a version we know: `why` says so. No file of
// it leaves its folder, whatever its name is.
std::optional<OpenedPack> open_pack(const std::string& zip, std::string& why);

// A result without its context, as text that is the same for the same run. Empty when it is none.
std::string without_context(std::string_view result);

}  // namespace triaz::publish
