#include <filesystem>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/report/complaints.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {
namespace {

report::Validated validated(const std::string& file) {
    switch (kind_of_file(file)) {
        case FileKind::model:
            return {file, scenario::load_model(file).complaints};
        case FileKind::contract:
            return {file, scenario::load_contract(file).complaints};
        case FileKind::operations:
            return {file, scenario::load_operations(file).complaints};
        case FileKind::plan:
            return {file, scenario::load_plan(file).complaints};
        case FileKind::observation:
            return {file, scenario::load_observation(file).complaints};
        case FileKind::scenario:
        case FileKind::other:
            break;
    }
    return {file, scenario::load_scenario(file).complaints};
}

constexpr std::initializer_list<FileKind> all_kinds{FileKind::scenario, FileKind::model,
                                                    FileKind::contract, FileKind::operations,
                                                    FileKind::plan,     FileKind::observation};

std::string human(const report::Validated& file) {
    return scenario::to_text(file.complaints) +
           (report::is_valid(file) ? file.file + ": valid\n" : "");
}

// What is no folder is taken as named: what is wrong with it is a complaint among the others.
std::vector<std::string> selected_files(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        if (!std::filesystem::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (std::string& file : input_files({path}, all_kinds)) files.push_back(std::move(file));
    }
    if (files.empty())
        throw Failure(ExitCode::nothing_selected, "no file of triaz is there to check");
    return files;
}

}  // namespace

int execute(const ValidateOptions& options, const Invocation&) {
    std::vector<report::Validated> files;
    ExitCode code = ExitCode::as_required;
    for (const std::string& file : selected_files(options.files)) {
        files.push_back(validated(file));
        code = worse(code, exit_code_of(files.back().complaints));
        if (options.format == Format::human) write_out(human(files.back()));
    }
    if (options.format == Format::json) write_out(report::to_json(files));
    return static_cast<int>(code);
}

}  // namespace triaz::cli
