#include "sim/cli/model_check_output.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/cli/verdict_line.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using explore::Verdict;
using report::Tone;

constexpr const char* model_check_schema = "triaz.model-check/1.0";

using NamedBound = std::pair<const char*, std::uint8_t>;

std::array<NamedBound, 11> named(const explore::Bounds& bounds) {
    return {{{"writes", bounds.writes},
             {"retries", bounds.retries},
             {"reads", bounds.reads},
             {"crashes", bounds.crashes},
             {"power_losses", bounds.power_losses},
             {"drops", bounds.drops},
             {"duplicates", bounds.duplicates},
             {"elections", bounds.elections},
             {"heartbeats", bounds.heartbeats},
             {"drifts", bounds.drifts},
             {"transfers", bounds.transfers}}};
}

std::string singular(const std::string& word) {
    if (word == "crashes") return "crash";
    if (word == "power losses") return "power loss";
    if (word == "retries") return "retry";
    return word.substr(0, word.size() - 1);
}

// "2 writes, 1 crash"
std::string told(const explore::Bounds& bounds) {
    std::string text;
    for (const auto& [name, bound] : named(bounds)) {
        if (bound == 0) continue;
        std::string word = name;
        std::replace(word.begin(), word.end(), '_', ' ');
        if (bound == 1) word = singular(word);
        text += (text.empty() ? "" : ", ") + std::to_string(int{bound}) + " " + word;
    }
    return text.empty() ? "nothing happens but the start" : text;
}

std::string headline(const ModelChecked& checked, report::Page& page) {
    const Verdict verdict = checked.answer.verdict;
    std::string text = page.painted(cli::headline(verdict, page.style()), tone_of(verdict)) + "  ";
    switch (verdict) {
        case Verdict::upheld:
            return text + "proved within bounds";
        case Verdict::refuted:
            return text +
                   std::string{explore::name_of(checked.answer.counterexample.front().invariant)};
        case Verdict::inconclusive:
            return text + "cut short by " + checked.cut_short_by;
    }
    return text;
}

void add_counterexample(report::Page& page, const explore::Counterexample& found) {
    page.paragraph("Violated: " + std::string{explore::sentence_of(found.invariant)} + ".", 2,
                   Tone::plain, "  ");
    page.line();
    page.line("  " + page.painted("Witness", Tone::strong) +
              (found.shortest ? ", as short as can be" : ", perhaps not the shortest"));
    for (std::size_t at = 0; at < found.steps.size(); ++at)
        page.paragraph(found.steps[at], 6, Tone::plain,
                       report::right(std::to_string(at + 1), 4).append(". "));
    page.paragraph(found.what + ".", 6, Tone::strong, "   => ");
    page.line();
    for (const std::string& member : found.members) page.paragraph(member, 4, Tone::plain, "  ");
}

std::string counts(const ModelChecked& checked) {
    const explore::Progress& explored = checked.answer.explored;
    std::string text = base::thousands(explored.states) + " states, " +
                       base::thousands(explored.transitions) + " steps between them, at most " +
                       std::to_string(explored.depth) + " from the start";
    if (explored.frontier > 0)
        text += "; " + base::thousands(explored.frontier) + " states not looked at";
    return text;
}

void write_counterexample(report::JsonWriter& json, const explore::Answer& answer) {
    json.key("witness");
    if (answer.counterexample.empty()) {
        json.value(nullptr);
        return;
    }
    const explore::Counterexample& found = answer.counterexample.front();
    json.begin_object();
    json.member("invariant", explore::name_of(found.invariant));
    json.member("sentence", explore::sentence_of(found.invariant));
    json.member("summary", found.what);
    json.member("shortest", found.shortest);
    json.key("steps").begin_array();
    for (const std::string& step : found.steps) json.value(step);
    json.end_array();
    json.key("members").begin_array();
    for (const std::string& member : found.members) json.value(member);
    json.end_array();
    json.end_object();
}

}  // namespace

std::string model_checked_to_text(const ModelChecked& checked, const report::Style& style) {
    report::Page page{style};
    page.line(headline(checked, page) + ": " + checked.what);
    const char* const begin = checked.question.settled ? "; begins with a settled leader" : "";
    page.paragraph("Bounds: " + told(checked.question.bounds) + begin, 2, Tone::plain, "  ");
    page.paragraph(counts(checked), 2, Tone::plain, "  ");
    page.line();
    if (!checked.answer.counterexample.empty())
        add_counterexample(page, checked.answer.counterexample.front());
    if (checked.answer.verdict == Verdict::upheld)
        page.paragraph(
            "No order of messages, syncs, time-outs, questions and faults within these bounds "
            "violates an invariant. Nothing is said about more of them.",
            2, Tone::plain, "  ");
    if (checked.answer.verdict == Verdict::inconclusive)
        page.paragraph(
            "What was explored violates no invariant. Give it more with --time-budget or "
            "--memory-budget, or less to explore.",
            2, Tone::plain, "  ");
    return std::move(page).text();
}

std::string model_checked_to_json(const ModelChecked& checked, const report::Context& context) {
    const explore::Answer& answer = checked.answer;
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", model_check_schema);
    report::write_context(json, context);
    json.member("what", checked.what);
    json.member("verdict", name_of(answer.verdict));
    json.key("strength");
    if (answer.verdict == Verdict::upheld)
        json.value("proved within bounds");
    else
        json.value(nullptr);
    json.key("cut_short_by");
    if (checked.cut_short_by.empty())
        json.value(nullptr);
    else
        json.value(checked.cut_short_by);
    json.key("bounds").begin_object(report::JsonWriter::Layout::row);
    for (const auto& [name, bound] : named(checked.question.bounds))
        json.member(name, std::uint32_t{bound});
    json.end_object();
    json.key("elections_of");
    if (checked.question.elections_of.empty()) {
        json.value(nullptr);
    } else {
        json.begin_array(report::JsonWriter::Layout::row);
        for (const std::uint8_t of : checked.question.elections_of) json.value(std::uint32_t{of});
        json.end_array();
    }
    json.key("invariants").begin_array(report::JsonWriter::Layout::row);
    for (const explore::Invariant invariant : explore::all_invariants())
        if (checked.question.invariants.contains(invariant))
            json.value(explore::name_of(invariant));
    json.end_array();
    json.key("explored").begin_object(report::JsonWriter::Layout::row);
    json.member("states", answer.explored.states);
    json.member("steps", answer.explored.transitions);
    json.member("depth", answer.explored.depth);
    json.member("left", answer.explored.frontier);
    json.member("settled", checked.question.settled);
    json.member("symmetry", checked.question.symmetry);
    json.member("reduction", checked.question.reduction);
    json.end_object();
    write_counterexample(json, answer);
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
