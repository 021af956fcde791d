#include "sim/cli/explore_output.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/cli/verdict_line.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"
#include "sim/scenario/fault_words.hpp"

namespace triaz::cli {
namespace {

using check::Verdict;
using report::Tone;
using search::Answer;
using search::ClaimAnswer;
using search::Question;

std::string runs(std::uint64_t count) { return base::counted(count, "run"); }

std::uint64_t tried(const Answer& answer) {
    std::uint64_t all = answer.random_tried;
    for (const search::Layer& layer : answer.layers) all += layer.tried;
    return all;
}

// "power-loss, partition"
std::string kinds_of(const Question& question) {
    std::vector<fault::Kind> kinds;
    for (const search::Choice& choice : question.choices)
        if (std::ranges::find(kinds, choice.kind) == kinds.end()) kinds.push_back(choice.kind);
    std::string text;
    for (const fault::Kind kind : kinds)
        text += (text.empty() ? "" : ", ") + std::string{scenario::word_of(kind)};
    return text;
}

std::string lasting(const Question& question) {
    return question.lasting ? "each for " + base::to_text(*question.lasting)
                            : "each to the end of the run";
}

std::string bounds_of(const Question& question, const Answer& answer) {
    std::string text = "Every combination of up to " + base::counted(question.faults, "fault") +
                       " out of " + base::counted(question.choices.size(), "choice") + " (" +
                       kinds_of(question) + "; " + lasting(question) + "), at " +
                       base::counted(answer.instants.size(), "distinguishable instant") +
                       " of the run without faults";
    if (question.faults > 1)
        text += " and " + base::thousands(answer.later_instants) + " after a first fault";
    return text + ".";
}

std::string coverage_of(const search::Layer& layer, std::size_t faults) {
    std::string text = base::counted(faults, "fault") + ": " + runs(layer.tried) + " of " +
                       base::thousands(layer.planned);
    if (layer.symmetric > 0)
        text += "; " + base::thousands(layer.symmetric) + " left out, alike to one of them";
    if (layer.contained > 0)
        text += "; " + base::thousands(layer.contained) + " left out, of what is down already";
    if (layer.refuted > 0)
        text +=
            "; " + base::thousands(layer.refuted) + " refute every claim and were not made longer";
    return text;
}

std::string strength_of(const ClaimAnswer& claim, const Answer& answer) {
    if (claim.verdict == Verdict::upheld) return "upheld within bounds, exhaustive";
    if (claim.verdict == Verdict::refuted)
        return "refuted in " + runs(claim.refuted) + " of " + base::thousands(tried(answer));
    return "inconclusive";
}

void add_run(report::Page& page, const search::Run& run, const Question& question) {
    if (run.strikes.empty()) page.paragraph("without any fault", 6, Tone::plain, "    - ");
    for (const search::Strike& strike : run.strikes) {
        page.paragraph(scenario::to_words(strike.fault, question.scenario.world), 6, Tone::strong,
                       "    - ");
        if (!strike.when.empty()) page.paragraph(strike.when, 6, Tone::quiet);
    }
    page.line("    " + page.painted("run " + run.name + ": ", Tone::quiet) +
              search::reproduce_line(run, question));
}

void add_claim(report::Page& page, const ClaimAnswer& claim, const check::Claim& asked,
               const Question& question, const Answer& answer) {
    page.line();
    page.line(page.painted(headline(claim.verdict, page.style()), tone_of(claim.verdict)) + "  " +
              page.painted(asked.id, Tone::strong) + "  " +
              page.painted(strength_of(claim, answer), Tone::quiet));
    for (const search::Group& group : claim.groups) {
        page.paragraph("Because of: " + group.mechanism + ", in " + runs(group.runs), 2,
                       Tone::strong);
        for (std::size_t c = 0; c < question.scenario.claims.size(); ++c) {
            if (question.scenario.claims[c].id == asked.id)
                page.paragraph(group.first.outcome.claims[c].reason, 2);
        }
        add_run(page, group.first, question);
    }
    if (claim.undecided > 0)
        page.paragraph("Undecided in " + runs(claim.undecided) + ": " + claim.why_undecided, 2);
}

}  // namespace

std::string explored_to_text(const Question& question, const Answer& answer,
                             const report::Style& style) {
    report::Page page{style};
    const Verdict verdict = answer.verdict();
    page.paragraph(question.scenario.path, 2, Tone::plain,
                   page.painted(headline(verdict, style), tone_of(verdict)) + "  ");
    if (question.mutant) page.paragraph("as the mutant: " + *question.mutant, 2, Tone::quiet);
    page.paragraph(bounds_of(question, answer), 2);
    for (std::size_t l = 0; l < answer.layers.size(); ++l)
        page.paragraph(coverage_of(answer.layers[l], l + 1), 4, Tone::plain, "  - ");
    if (answer.random_planned > 0) {
        page.paragraph("drawn at random, more faults: " + runs(answer.random_tried) + " of " +
                           base::thousands(answer.random_planned),
                       4, Tone::plain, "  - ");
    }
    if (answer.symmetries > 1) {
        page.paragraph(
            "The model has " + base::thousands(answer.symmetries) +
                " symmetries: combinations that one of them maps onto each other differ in "
                "random draws alone. --no-symmetry tries all.",
            2, Tone::quiet);
    }
    if (answer.without_effect > 0)
        page.paragraph("In " + runs(answer.without_effect) +
                           " a fault met nothing: they uphold nothing and refute nothing.",
                       2, Tone::quiet);
    if (!answer.cut_short.empty()) {
        page.paragraph("Cut short by " + answer.cut_short +
                           ": what was not tried is not known. A journal (--journal FILE) lets "
                           "the search go on.",
                       2, Tone::unsure);
    }
    for (std::size_t c = 0; c < answer.claims.size(); ++c)
        add_claim(page, answer.claims[c], question.scenario.claims[c], question, answer);
    for (const search::Run& run : answer.failed) {
        page.line();
        page.paragraph("A bug of triaz: " + run.outcome.failure, 0, Tone::bad);
        add_run(page, run, question);
    }
    page.line();
    page.paragraph(
        "Phases of one component at a time are told apart, and the first instant of each stands "
        "for all. One seed: other draws may differ.",
        2, Tone::quiet);
    return std::move(page).text();
}

namespace {

void write_run(report::JsonWriter& json, const search::Run& run, const Question& question) {
    json.begin_object();
    json.member("run", run.name);
    json.key("faults").begin_array();
    for (const search::Strike& strike : run.strikes) {
        json.begin_object(report::JsonWriter::Layout::row);
        json.member("fault", scenario::to_words(strike.fault, question.scenario.world));
        json.member("when", strike.when);
        json.end_object();
    }
    json.end_array();
    if (!run.outcome.failure.empty()) json.member("failure", run.outcome.failure);
    json.member("reproduce", search::reproduce_line(run, question));
    json.end_object();
}

void write_claim(report::JsonWriter& json, const ClaimAnswer& claim, std::size_t number,
                 const Question& question) {
    json.begin_object();
    json.member("id", question.scenario.claims[number].id);
    json.member("verdict", check::name_of(claim.verdict));
    json.key("strength");
    if (claim.verdict == Verdict::upheld)
        json.value(check::name_of(check::Strength::exhaustive));
    else
        json.value(nullptr);
    json.key("runs").begin_object(report::JsonWriter::Layout::row);
    json.member("upheld", claim.upheld);
    json.member("refuted", claim.refuted);
    json.member("undecided", claim.undecided);
    json.end_object();
    json.member("why_undecided", claim.why_undecided);
    json.key("mechanisms").begin_array();
    for (const search::Group& group : claim.groups) {
        json.begin_object();
        json.member("mechanism", group.mechanism);
        json.member("runs", group.runs);
        json.member("summary", group.first.outcome.claims[number].reason);
        json.key("first");
        write_run(json, group.first, question);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_coverage(report::JsonWriter& json, const Question& question, const Answer& answer) {
    json.key("space").begin_object();
    json.key("choices").begin_array();
    for (const search::Choice& choice : question.choices)
        json.value(scenario::usual_name(choice.kind, choice.target, question.scenario.world));
    json.end_array();
    json.key("instants").begin_array();
    for (const std::string& instant : answer.instants) json.value(instant);
    json.end_array();
    json.member("later_instants", answer.later_instants);
    json.member("symmetries", std::uint64_t{answer.symmetries});
    json.member("lasting_s", question.lasting);
    json.end_object();
    json.key("coverage").begin_array();
    for (std::size_t l = 0; l < answer.layers.size(); ++l) {
        const search::Layer& layer = answer.layers[l];
        json.begin_object(report::JsonWriter::Layout::row);
        json.member("faults", std::uint64_t{l + 1});
        json.member("planned", layer.planned);
        json.member("tried", layer.tried);
        json.member("symmetric", layer.symmetric);
        json.member("contained", layer.contained);
        json.member("refuted_already", layer.refuted);
        json.end_object();
    }
    json.end_array();
    json.key("random").begin_object(report::JsonWriter::Layout::row);
    json.member("planned", answer.random_planned);
    json.member("tried", answer.random_tried);
    json.end_object();
    json.member("without_effect", answer.without_effect);
}

}  // namespace

std::string explored_to_json(const Question& question, const Answer& answer,
                             const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.explore/1.0");
    report::write_context(json, context);
    json.member("scenario", question.scenario.path);
    json.member("mutant", question.mutant);
    json.member("seed", question.scenario.world.seed);
    json.member("verdict", check::name_of(answer.verdict()));
    json.key("cut_short_by");
    if (answer.cut_short.empty())
        json.value(nullptr);
    else
        json.value(answer.cut_short);
    write_coverage(json, question, answer);
    json.key("claims").begin_array();
    for (std::size_t c = 0; c < answer.claims.size(); ++c)
        write_claim(json, answer.claims[c], c, question);
    json.end_array();
    json.key("failed").begin_array();
    for (const search::Run& run : answer.failed) write_run(json, run, question);
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
