#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/evidence_verify.hpp"
#include "sim/cli/file_bytes.hpp"
#include "sim/cli/progress.hpp"
#include "sim/exchange/read_history.hpp"
#include "sim/publish/evidence_pack.hpp"
#include "sim/publish/record.hpp"
#include "sim/report/json.hpp"
#include "sim/run/child.hpp"
#include "sim/run/observe.hpp"
#include "sim/run/run.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

void unpack(const publish::EvidencePack& pack, const fs::path& folder) {
    for (const auto& [name, bytes] : pack.files) {
        const fs::path path = folder / name;
        fs::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << bytes;
    }
}

// The same question and seed, of the same claims, under the name it had.
std::string run_again(const publish::Record& record, const std::string& scenario_path) {
    auto loaded =
        scenario::load_scenario(scenario_path, {.seed = record.seed, .mutant = record.mutant});
    if (!loaded.scenario) throw std::runtime_error(scenario::to_text(loaded.complaints));
    std::erase_if(loaded.scenario->claims, [&](const check::Claim& claim) {
        return std::ranges::none_of(record.findings, [&](const publish::Finding& finding) {
            return finding.claim == claim.id;
        });
    });
    run::Result result = run::run(*loaded.scenario, record.mutant);
    result.scenario_path = record.scenario;
    if (!result.sources.empty() && !record.inputs.empty())
        result.sources.front().path = record.inputs.front().path;
    return publish::without_context(report::to_json(result, {}));
}

// The bytes of the last input of an observed result, when that is a history of clients.
std::optional<std::string> packed_history(const publish::Record& record,
                                          const publish::EvidencePack& pack, std::size_t others) {
    if (record.inputs.size() <= others) return std::nullopt;
    for (const auto& [name, bytes] : pack.files)
        if (base::sha256_hex(bytes) == record.inputs.back().sha256) return bytes;
    return std::nullopt;
}

// The same observation, taken in again under the names it had.
std::string import_again(const publish::Record& record, const publish::EvidencePack& pack,
                         const std::string& path) {
    const scenario::LoadedObservation loaded = scenario::load_observation(path);
    if (!loaded.observation || !loaded.scenario)
        throw std::runtime_error(scenario::to_text(loaded.complaints));
    std::optional<run::RecordedHistory> history;
    if (const auto text = packed_history(record, pack, loaded.sources.size())) {
        auto read = exchange::read_history(*text);
        if (std::holds_alternative<exchange::Complaint>(read))
            throw std::runtime_error("the history of clients cannot be read");
        history = {record.inputs.back().path, base::sha256_hex(*text),
                   std::move(std::get<exchange::Recorded>(read).operations)};
    }
    run::Result result = run::observe(loaded, record.inputs.front().path, history);
    result.scenario_path = record.scenario;
    for (std::size_t i = 0; i < std::min(result.sources.size(), record.inputs.size()); ++i)
        result.sources[i].path = record.inputs[i].path;
    return publish::without_context(report::to_json(result, {}));
}

// One sentence for each result that comes out otherwise.
std::vector<std::string> differences(const publish::EvidencePack& pack) {
    const TemporaryFolder folder;
    unpack(pack, folder.path());
    std::vector<std::string> found;
    std::vector<std::function<std::string()>> works;
    std::vector<const publish::PackedResult*> results;
    for (const publish::PackedResult& result : pack.results) {
        const auto bytes = pack.files.find(result.file);
        const auto record =
            bytes == pack.files.end() ? std::nullopt : publish::read_record(bytes->second);
        if (!record || !pack.files.contains(result.scenario)) {
            found.push_back(result.file + " is no result with its scenario");
            continue;
        }
        results.push_back(&result);
        works.push_back([&pack, record = *record, path = folder.path() + "/" + result.scenario] {
            return record.observed ? import_again(record, pack, path) : run_again(record, path);
        });
    }
    if (works.empty()) return found;
    const Progress progress{works.size()};
    const auto again = run::in_children(works, std::max(1U, std::thread::hardware_concurrency()),
                                        [&](std::size_t ended) { progress.show(ended); });
    for (std::size_t i = 0; i < again.size(); ++i) {
        const publish::PackedResult& result = *results[i];
        if (again[i].end == run::ChildResult::End::interrupted)
            throw Failure(ExitCode::inconclusive, "interrupted before every result was made again");
        if (!again[i].finished())
            found.push_back(result.file + " cannot be made again: " + again[i].text);
        else if (again[i].text != publish::without_context(pack.files.at(result.file)))
            found.push_back(result.file + " (" + result.name +
                            ") comes out otherwise when it is run again");
    }
    return found;
}

}  // namespace

int execute(const EvidenceVerifyOptions& options, const Invocation& invocation) {
    const std::string bytes = bytes_of(options.pack);
    if (publish::is_ledger(bytes)) return verify_ledger(options.pack, options.head);
    std::string why;
    const auto opened = publish::open_pack(bytes, why);
    if (!opened)
        throw Failure(ExitCode::invalid_input,
                      options.pack + " is no pack of evidence and no ledger: " + why);
    std::vector<std::string> found = opened->tampered;
    if (found.empty() && options.rerun) found = differences(opened->pack);
    report::Page page{style_of_descriptor(1)};
    for (const std::string& sentence : found) page.paragraph(sentence, 2, report::Tone::bad, "  ");
    const std::string version = invocation.context().version;
    if (!found.empty() && opened->pack.version != version)
        page.paragraph(
            "The results were made by triaz " + opened->pack.version + ", this is " + version + ".",
            2, report::Tone::quiet);
    page.paragraph(
        found.empty()
            ? fmt::format("{} files as they were{}", opened->pack.files.size(),
                          options.rerun ? fmt::format(", {} results came out the same again",
                                                      opened->pack.results.size())
                                        : ", nothing was run again")
            : "this is not the evidence that was packed",
        0, report::Tone::strong);
    write_out(std::move(page).text());
    return static_cast<int>(found.empty() ? ExitCode::as_required : ExitCode::refuted);
}

}  // namespace triaz::cli
