#include <algorithm>
#include <thread>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/question_file.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"
#include "sim/run/child.hpp"
#include "sim/search/mutants.hpp"

namespace triaz::cli {
namespace {

using check::Verdict;

struct Tested {
    std::string path;
    std::vector<std::string> claims;
    bool excused = false;  // the file says why there is no mutant
    search::Mutated mutated;
};

ExitCode exit_code_of(const Tested& tested) {
    const search::Mutated& mutated = tested.mutated;
    if (!mutated.plain.failure.empty()) return ExitCode::bug;
    for (const search::MutantRuling& mutant : mutated.mutants)
        if (!mutant.outcome.failure.empty()) return ExitCode::bug;
    if (mutated.refuted() > 0 || tested.excused) return ExitCode::as_required;
    if (std::ranges::any_of(mutated.plain.claims, [](const search::Ruling& ruling) {
            return ruling.verdict == Verdict::refuted;
        })) {
        return ExitCode::as_required;  // it refutes what the deployment is as it is
    }
    return mutated.upholds() ? ExitCode::refuted : ExitCode::inconclusive;
}

std::string status_of(const Tested& tested) {
    const search::Mutated& mutated = tested.mutated;
    switch (exit_code_of(tested)) {
        case ExitCode::as_required:
            if (mutated.refuted() > 0) {
                return base::thousands(mutated.refuted()) + " of " +
                       base::thousands(mutated.applicable()) + " mutants refuted";
            }
            return tested.excused ? "none refuted, and the file says why"
                                  : "refutes the deployment as it is";
        case ExitCode::refuted:
            return "no mutant refutes anything: it would not notice";
        case ExitCode::bug:
            return "a bug of triaz: " + mutated.plain.failure;
        default:
            return "upholds nothing: a mutant has nothing to refute";
    }
}

std::string sign_of(const search::Outcome& outcome, std::size_t claim, bool unicode) {
    if (claim >= outcome.claims.size()) return "-";
    switch (outcome.claims[claim].verdict) {
        case Verdict::upheld:
            return unicode ? "✓" : "+";
        case Verdict::refuted:
            return unicode ? "✗" : "x";
        case Verdict::inconclusive:
            return "?";
    }
    return "-";
}

// Names of claims head the columns while they fit, numbers do when they do not.
constexpr std::size_t mutant_width = 28;

std::vector<std::string> headings(const Tested& tested) {
    std::vector<std::string> names;
    std::size_t width = mutant_width;
    for (const std::string& claim : tested.claims) width += report::width_of(claim) + 2;
    for (std::size_t c = 0; c < tested.claims.size(); ++c)
        names.push_back(width <= report::page_width ? tested.claims[c] : std::to_string(c + 1));
    return names;
}

void add_row(report::Page& page, const std::string& name, const search::Outcome& outcome,
             const std::vector<std::string>& columns) {
    std::string line = "  " + report::left(name, mutant_width - 2);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        line += "  " + report::left(sign_of(outcome, c, page.style().unicode),
                                    report::width_of(columns[c]));
    }
    page.line(line.substr(0, line.find_last_not_of(' ') + 1));
}

void add_scenario(report::Page& page, const Tested& tested) {
    const bool passed = exit_code_of(tested) == ExitCode::as_required;
    page.paragraph(
        tested.path, 5, report::Tone::strong,
        page.painted(passed ? "ok   " : "FAIL ", passed ? report::Tone::good : report::Tone::bad));
    page.paragraph(status_of(tested), 5);
    const std::vector<std::string> columns = headings(tested);
    std::string heading = std::string(mutant_width, ' ');
    for (const std::string& column : columns) heading += "  " + column;
    page.line(page.painted(heading, report::Tone::quiet));
    if (!columns.empty() && columns.front() == "1" && tested.claims.front() != "1") {
        for (std::size_t c = 0; c < columns.size(); ++c)
            page.paragraph(tested.claims[c], 6, report::Tone::quiet, "   " + columns[c] + ": ");
    }
    add_row(page, "as it is", tested.mutated.plain, columns);
    for (const search::MutantRuling& mutant : tested.mutated.mutants) {
        if (mutant.why_not.empty()) {
            add_row(page, mutant.name, mutant.outcome, columns);
        } else {
            page.paragraph("does not apply: " + mutant.why_not, mutant_width + 2,
                           report::Tone::quiet, "  " + report::left(mutant.name, mutant_width));
        }
    }
    page.line();
}

std::string to_text(const std::vector<Tested>& all, const report::Style& style) {
    report::Page page{style};
    std::size_t passed = 0;
    for (const Tested& tested : all) {
        add_scenario(page, tested);
        if (exit_code_of(tested) == ExitCode::as_required) ++passed;
    }
    page.line(base::thousands(passed) + " of " + base::thousands(all.size()) +
              (all.size() == 1 ? " scenario" : " scenarios") +
              (passed == 1 ? " notices" : " notice") + " what is wrong");
    return std::move(page).text();
}

void write_outcome(report::JsonWriter& json, const Tested& tested, const search::Outcome& outcome) {
    json.key("claims").begin_object(report::JsonWriter::Layout::row);
    for (std::size_t c = 0; c < outcome.claims.size(); ++c)
        json.member(tested.claims[c], check::name_of(outcome.claims[c].verdict));
    json.end_object();
}

std::string to_json(const std::vector<Tested>& all, const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.mutate/1.0");
    report::write_context(json, context);
    json.key("scenarios").begin_array();
    for (const Tested& tested : all) {
        json.begin_object();
        json.member("scenario", tested.path);
        json.member("passed", exit_code_of(tested) == ExitCode::as_required);
        json.member("status", status_of(tested));
        write_outcome(json, tested, tested.mutated.plain);
        json.key("mutants").begin_array();
        for (const search::MutantRuling& mutant : tested.mutated.mutants) {
            json.begin_object();
            json.member("name", mutant.name);
            json.member("applies", mutant.why_not.empty());
            if (!mutant.why_not.empty()) {
                json.member("why_not", mutant.why_not);
            } else {
                json.member("refuted", mutant.refuted);
                write_outcome(json, tested, mutant.outcome);
            }
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace

int execute(const MutateOptions& options, const Invocation& invocation) {
    const std::vector<std::string> files = input_files(options.paths, {FileKind::scenario});
    if (files.empty())
        throw Failure(ExitCode::nothing_selected, "no scenario file is there to mutate");
    Output output{options.output};
    const unsigned jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<Tested> all;
    ExitCode code = ExitCode::as_required;
    int signal = 0;
    {
        const Progress progress{files.size(), "scenarios"};
        for (const std::string& file : files) {
            const scenario::Scenario scenario = load_question(file, {}, {}, true);
            Tested tested{file, {}, scenario.mutants.empty(), {}};
            for (const check::Claim& claim : scenario.claims) tested.claims.push_back(claim.id);
            tested.mutated = search::mutate(scenario, jobs);
            signal = tested.mutated.signal;
            if (signal != 0) break;
            code = worse(code, exit_code_of(tested));
            all.push_back(std::move(tested));
            progress.show(all.size());
        }
    }
    output.write(options.format == Format::json ? to_json(all, invocation.context())
                                                : to_text(all, output.style()));
    if (signal != 0) return exit_code_of_signal(signal);
    return static_cast<int>(code);
}

}  // namespace triaz::cli
