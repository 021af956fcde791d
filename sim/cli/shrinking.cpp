#include "sim/cli/shrinking.hpp"

#include <filesystem>

#include "sim/base/text.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/scenario/fault_words.hpp"
#include "sim/search/shrink.hpp"

namespace triaz::cli {
namespace {

std::string told(const search::Shrunk& shrunk, const std::string& path,
                 const report::Style& style) {
    report::Page page{style};
    const world::World& world = shrunk.asked.world;
    page.paragraph(shrunk.claim + " is refuted by " +
                       base::counted(shrunk.to.faults.size(), "fault") +
                       ", because of: " + shrunk.mechanism,
                   2, report::Tone::strong, style.unicode ? "✗ " : "x ");
    page.paragraph(shrunk.summary, 2);
    for (const fault::Fault& fault : shrunk.to.faults)
        page.paragraph(scenario::to_words(fault, world), 4, report::Tone::strong, "  - ");
    page.paragraph("From " + base::counted(shrunk.from.faults.size(), "fault") + " and " +
                       base::to_text(shrunk.from.duration) + " to " +
                       base::counted(shrunk.to.faults.size(), "fault") + " and " +
                       base::to_text(shrunk.to.duration) + " with " +
                       base::percent(shrunk.to.load.value) + " of the load, in " +
                       base::counted(shrunk.runs, "run") + ".",
                   2);
    if (!shrunk.cut_short.empty())
        page.paragraph("Ended by " + shrunk.cut_short + ": it may get smaller.", 2,
                       report::Tone::unsure);
    page.line("  " + page.painted("written to: ", report::Tone::quiet) + path);
    return std::move(page).text();
}

}  // namespace

std::optional<std::string> shrink_into(const scenario::Scenario& scenario,
                                       const std::optional<std::string>& mutant,
                                       const std::string& path, unsigned jobs,
                                       const report::Style& style) {
    OutputFile file{path};
    search::Shrinking conduct;
    conduct.jobs = jobs;
    std::optional<search::Shrunk> shrunk;
    {
        const bool terminal = error_is_terminal();
        conduct.progress = [&](std::uint64_t runs) {
            if (terminal) write_error("\r\x1b[Kshrinking: " + base::counted(runs, "run"));
        };
        shrunk = search::shrink(scenario, conduct);
        if (terminal) write_error("\r\x1b[K");
    }
    if (!conduct.crash.empty())
        throw Failure(ExitCode::bug, "this is a bug of triaz, not of your files: " + conduct.crash);
    if (!shrunk) return std::nullopt;
    file.commit(search::scenario_file(*shrunk, mutant,
                                      std::filesystem::path{path}.parent_path().generic_string()));
    const scenario::Loaded again = scenario::load_scenario(path);
    if (!again.scenario) {
        write_error(scenario::to_text(again.complaints));
        throw Failure(ExitCode::io, path + " was written, and cannot be used where it stands");
    }
    return told(*shrunk, path, style);
}

}  // namespace triaz::cli
