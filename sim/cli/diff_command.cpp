#include <algorithm>
#include <functional>
#include <thread>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/report_inputs.hpp"
#include "sim/publish/compare.hpp"
#include "sim/publish/markdown.hpp"
#include "sim/report/json.hpp"
#include "sim/run/child.hpp"
#include "sim/run/run.hpp"

namespace triaz::cli {
namespace {

// One run of a scenario, in a child.
std::string simulate(const std::string& path, std::uint64_t seed, const report::Context& context) {
    const auto loaded = scenario::load_scenario(path, {.seed = seed, .mutant = {}});
    if (!loaded.scenario) throw std::runtime_error(scenario::to_text(loaded.complaints));
    return report::to_json(run::run(*loaded.scenario), context);
}

void check_scenario(const std::string& path) {
    const auto loaded = scenario::load_scenario(path);
    if (!loaded.complaints.empty()) write_error(scenario::to_text(loaded.complaints));
    if (!loaded.scenario) throw Failure(exit_code_of(loaded.complaints), "cannot run " + path);
}

struct Sides {
    std::vector<publish::Record> base;
    std::vector<publish::Record> head;
};

// Both scenarios with the same seeds: common random numbers.
Sides simulated(const DiffOptions& options, const report::Context& context) {
    check_scenario(options.base);
    check_scenario(options.head);
    std::vector<std::function<std::string()>> works;
    for (const std::string* path : {&options.base, &options.head})
        for (std::uint64_t seed = 1; seed <= options.seeds; ++seed)
            works.push_back([path, seed, &context] { return simulate(*path, seed, context); });
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    std::vector<run::ChildResult> results;
    {
        const Progress progress{works.size()};
        results = run::in_children(works, options.jobs == 0 ? processors : options.jobs,
                                   [&](std::size_t ended) { progress.show(ended); });
    }
    Sides sides;
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].end == run::ChildResult::End::interrupted)
            throw Failure(ExitCode::inconclusive, "interrupted before all seeds were simulated");
        if (!results[i].finished())
            throw Failure(ExitCode::bug,
                          "this is a bug of triaz, not of your files: " + results[i].text);
        auto& side = i < options.seeds ? sides.base : sides.head;
        side.push_back(*publish::read_record(results[i].text));
    }
    return sides;
}

Sides sides_of(const DiffOptions& options, const report::Context& context) {
    const bool base_is_scenario = kind_of_file(options.base) == FileKind::scenario;
    const bool head_is_scenario = kind_of_file(options.head) == FileKind::scenario;
    if (base_is_scenario != head_is_scenario)
        throw Failure(ExitCode::usage,
                      "a result and a scenario cannot be compared: name two of a "
                      "kind\nSee `triaz diff --help`.");
    if (base_is_scenario) return simulated(options, context);
    return {read_records(options.base), read_records(options.head)};
}

report::Tone tone_of(publish::Change change) {
    switch (change) {
        case publish::Change::better:
            return report::Tone::good;
        case publish::Change::worse:
        case publish::Change::gone:
            return report::Tone::bad;
        case publish::Change::added:
            return report::Tone::unsure;
        case publish::Change::same:
            break;
    }
    return report::Tone::quiet;
}

// A line a claim, and below it the measures that moved for sure.
std::string to_text(const publish::Comparison& comparison, const report::Style& style) {
    report::Page page{style};
    constexpr std::size_t indent = 8;
    for (const publish::ComparedClaim& claim : comparison.claims) {
        page.paragraph(
            claim.scenario + ", " + claim.claim + (claim.why.empty() ? "" : ": " + claim.why),
            indent, report::Tone::plain,
            page.painted(report::left(name_of(claim.change), indent), tone_of(claim.change)));
        for (const publish::Measure& measure : claim.measures) {
            if (measure.change == publish::Change::same && measure.pairs > 1) continue;
            const auto value = [&](double number) {
                return publish::text_of(check::Figure{measure.name, number, {}, true});
            };
            page.paragraph(
                publish::label_of(check::Figure{measure.name, 0, {}, true}) + " " +
                    value(measure.base) + " -> " + value(measure.head) +
                    (measure.pairs > 1 ? ", " + std::string{name_of(measure.change)} : ""),
                indent, report::Tone::quiet);
        }
    }
    page.paragraph(
        comparison.regressed() ? "A claim is worse: a regression." : "No claim is worse.", 0,
        report::Tone::strong);
    return std::move(page).text();
}

}  // namespace

int execute(const DiffOptions& options, const Invocation& invocation) {
    Output output{options.output};
    const Sides sides = sides_of(options, invocation.context());
    const publish::Comparison comparison = publish::compare(sides.base, sides.head);
    if (comparison.claims.empty())
        throw Failure(ExitCode::nothing_selected, "there is no claim to compare");
    if (options.format == Format::json)
        output.write(publish::to_json(comparison));
    else if (options.markdown)
        output.write(publish::to_markdown(publish::to_document(comparison)));
    else
        output.write(to_text(comparison, output.style()));
    return static_cast<int>(comparison.regressed() ? ExitCode::refuted : ExitCode::as_required);
}

}  // namespace triaz::cli
