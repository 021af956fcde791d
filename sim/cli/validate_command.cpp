#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/report/complaints.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {
namespace {

report::Validated validated(const std::string& file) {
    if (kind_of_file(file) == FileKind::model) return {file, scenario::load_model(file).complaints};
    return {file, scenario::load_scenario(file).complaints};
}

std::string human(const report::Validated& file) {
    return scenario::to_text(file.complaints) +
           (report::is_valid(file) ? file.file + ": valid\n" : "");
}

}  // namespace

int execute(const ValidateOptions& options, const Invocation&) {
    std::vector<report::Validated> files;
    ExitCode code = ExitCode::as_required;
    for (const std::string& file : options.files) {
        files.push_back(validated(file));
        code = worse(code, exit_code_of(files.back().complaints));
        if (options.format == Format::human) write_out(human(files.back()));
    }
    if (options.format == Format::json) write_out(report::to_json(files));
    return static_cast<int>(code);
}

}  // namespace triaz::cli
