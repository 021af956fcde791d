#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/file_bytes.hpp"
#include "sim/cli/report_inputs.hpp"
#include "sim/publish/evidence_pack.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

// Files that went into a result, the scenario first, where they are now. A path is as the file that
// names it has it; its hash tells whether it is the right one.
struct Located {
    std::vector<fs::path> paths;  // absolute
    std::vector<std::string> bytes;
};

std::string bytes_if_any(const fs::path& path) {
    return is_file(path.string()) ? bytes_of(path.string()) : std::string{};
}

Located locate(const publish::Record& record) {
    Located located;
    for (const publish::Input& input : record.inputs) {
        std::vector<fs::path> folders{fs::current_path()};
        for (const fs::path& known : located.paths) folders.push_back(known.parent_path());
        bool found = false;
        for (const fs::path& folder : folders) {
            const fs::path path = (folder / input.path).lexically_normal();
            std::string bytes = bytes_if_any(path);
            if (bytes.empty() || base::sha256_hex(bytes) != input.sha256) continue;
            located.paths.push_back(path);
            located.bytes.push_back(std::move(bytes));
            found = true;
            break;
        }
        if (!found)
            throw Failure(ExitCode::io, input.path + ", an input of " + record.file +
                                            ", is not there as it was (SHA-256 " + input.sha256 +
                                            "): make the result again");
    }
    if (located.paths.empty())
        throw Failure(ExitCode::invalid_input, record.file + " names no inputs");
    return located;
}

// The deepest folder that all paths are in.
fs::path common_folder(const std::vector<Located>& all) {
    fs::path common = all.front().paths.front().parent_path();
    for (const Located& located : all)
        for (const fs::path& path : located.paths)
            while (path.lexically_relative(common).begin()->string() == "..")
                common = common.parent_path();
    return common;
}

}  // namespace

int execute(const EvidencePackOptions& options, const Invocation& invocation) {
    OutputFile output{options.output};
    std::vector<publish::Record> records;
    for (const std::string& path : options.results)
        for (publish::Record& record : read_records(path)) records.push_back(std::move(record));
    if (records.empty()) throw Failure(ExitCode::nothing_selected, "there is no result to pack");
    std::vector<Located> inputs;
    for (const publish::Record& record : records) inputs.push_back(locate(record));
    const fs::path root = common_folder(inputs);
    publish::EvidencePack pack;
    pack.version = invocation.context().version;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto packed = [&](const fs::path& path) {
            return "inputs/" + path.lexically_relative(root).generic_string();
        };
        for (std::size_t j = 0; j < inputs[i].paths.size(); ++j)
            pack.files[packed(inputs[i].paths[j])] = inputs[i].bytes[j];
        const std::string file = fmt::format("results/{:04}.json", i + 1);
        pack.files[file] = bytes_of(records[i].file);
        pack.results.push_back({file, records[i].file, packed(inputs[i].paths.front())});
    }
    output.commit(publish::to_zip(pack));
    write_out(fmt::format("packed {} results and {} files of inputs into {}\n", records.size(),
                          pack.files.size() - records.size(), options.output));
    return 0;
}

}  // namespace triaz::cli
