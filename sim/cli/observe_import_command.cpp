#include <variant>

#include "sim/base/sha256.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/file_bytes.hpp"
#include "sim/exchange/read_history.hpp"
#include "sim/report/json.hpp"
#include "sim/report/text.hpp"
#include "sim/run/observe.hpp"

namespace triaz::cli {
namespace {

run::RecordedHistory recorded_in(const std::string& path) {
    const std::string text = bytes_of(path);
    auto read = exchange::read_history(text);
    if (const auto* const complaint = std::get_if<exchange::Complaint>(&read)) {
        write_error(exchange::to_text(*complaint, path, text));
        throw Failure(ExitCode::invalid_input, "cannot read the history " + path);
    }
    return {path, base::sha256_hex(text), std::move(std::get<exchange::Recorded>(read).operations)};
}

ExitCode exit_code_of(const run::Result& result) {
    ExitCode code = result.findings.empty() ? ExitCode::nothing_selected : ExitCode::as_required;
    for (const check::Finding& finding : result.findings)
        code =
            worse(code, exit_code_of(finding.verdict, finding.expected, Requirement::as_expected));
    return code;
}

}  // namespace

int execute(const ObserveImportOptions& options, const Invocation& invocation) {
    const scenario::LoadedObservation loaded = scenario::load_observation(options.file);
    if (!loaded.complaints.empty()) write_error(scenario::to_text(loaded.complaints));
    if (!loaded.observation || !loaded.scenario)
        throw Failure(exit_code_of(loaded.complaints), "cannot read " + options.file);
    std::optional<OutputFile> file;
    if (options.output) file.emplace(*options.output);
    std::optional<run::RecordedHistory> history;
    if (options.history) history = recorded_in(*options.history);
    if (history)
        if (const auto why = run::why_unfit(*loaded.observation, *history))
            throw Failure(ExitCode::invalid_input, *options.history + ": " + *why);
    const run::Result result = run::observe(loaded, options.file, history);
    const std::string json = report::to_json(result, invocation.context());
    if (file) file->commit(json);
    write_out(options.format == Format::json ? json
                                             : report::to_text(result, style_of_descriptor(1)));
    return static_cast<int>(exit_code_of(result));
}

}  // namespace triaz::cli
