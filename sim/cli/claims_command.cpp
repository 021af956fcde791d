#include <algorithm>

#include "sim/cli/commands.hpp"
#include "sim/cli/contract_standing.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/plan_output.hpp"

namespace triaz::cli {

int execute(const ClaimsOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const auto files =
        input_files(options.paths, {FileKind::model, FileKind::scenario, FileKind::plan});
    if (files.empty())
        throw Failure(ExitCode::nothing_selected, "no model, scenario or plan is there");
    const auto [contract, rulings] = standings_of(files, options.contract, options.paths.front());
    output.write(options.format == Format::json
                     ? claims_to_json(contract, rulings, invocation.context())
                     : claims_to_text(contract, rulings, output.style()));
    const bool open = std::ranges::any_of(rulings, [](const plan::Ruling& ruling) {
        return ruling.standing == plan::Standing::open ||
               ruling.standing == plan::Standing::in_part;
    });
    return static_cast<int>(options.strict && open ? ExitCode::inconclusive
                                                   : ExitCode::as_required);
}

}  // namespace triaz::cli
