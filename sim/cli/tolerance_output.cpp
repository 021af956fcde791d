#include "sim/cli/tolerance_output.hpp"

#include <algorithm>
#include <functional>

#include "sim/base/text.hpp"
#include "sim/cli/verdict_line.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using check::Verdict;
using report::Tone;
using search::Attack;

constexpr std::size_t most_ways = 3;  // told to people

std::uint64_t tried(const Attack& attack) {
    std::uint64_t all = attack.ways_tried.size();
    for (const search::Layer& layer : attack.answer.layers) all += layer.tried;
    return all;
}

// A run that refutes, why, and by what mechanism.
struct Witness {
    const search::Run& run;
    const search::Ruling& ruling;
};

std::vector<Witness> witnesses_of(const Attack& attack) {
    std::vector<Witness> witnesses;
    const auto look = [&](const search::Run& run) {
        for (const search::Ruling& ruling : run.outcome.claims) {
            const bool known = std::ranges::any_of(witnesses, [&](const Witness& other) {
                return other.ruling.mechanism == ruling.mechanism;
            });
            if (ruling.verdict == Verdict::refuted && !known) witnesses.push_back({run, ruling});
        }
    };
    for (const search::ClaimAnswer& claim : attack.answer.claims)
        for (const search::Group& group : claim.groups) look(group.first);
    std::ranges::for_each(attack.ways_tried, look);
    return witnesses;
}

std::string why_undecided(const Attack& attack) {
    if (attack.question.scenario.claims.empty())
        return "no recovery-time claim of the scenario is about clients who reach it";
    if (!attack.answer.cut_short.empty()) return "stopped: " + attack.answer.cut_short;
    for (const search::ClaimAnswer& claim : attack.answer.claims)
        if (claim.undecided > 0) return claim.why_undecided;
    for (const search::Run& run : attack.ways_tried)
        for (const search::Ruling& ruling : run.outcome.claims)
            if (ruling.verdict == Verdict::inconclusive) return ruling.reason;
    return "a run failed";
}

std::string told(const Attack& attack) {
    const bool data = attack.declared.keeps == world::Tolerance::Keeps::data;
    return attack.of + ": " + (data ? "keeps its data through" : "goes on through") +
           " any loss of " + structure::told(attack.declared);
}

std::string by_structure(const Attack& attack) {
    if (attack.ways_past.empty()) return "Structure: no way past it.";
    std::string text = "Structure: too much is the loss of ";
    for (std::size_t w = 0; w < std::min(attack.ways_past.size(), most_ways); ++w)
        text += (w > 0 ? "; of " : "") + attack.ways_past[w];
    if (attack.ways_past.size() > most_ways)
        text += "; and " + base::counted(attack.ways_past.size() - most_ways, "other");
    return text + ".";
}

void add_simulation(report::Page& page, const Attack& attack) {
    const Verdict verdict = attack.by_simulation();
    const std::string runs = base::counted(tried(attack), "run");
    if (verdict == Verdict::upheld)
        page.paragraph("Simulation: survived in each of " + runs + ", all there are.", 4,
                       Tone::plain, "  - ");
    if (verdict == Verdict::inconclusive)
        page.paragraph("Simulation: undecided after " + runs + ": " + why_undecided(attack), 4,
                       Tone::plain, "  - ");
    if (verdict != Verdict::refuted) return;
    page.paragraph("Simulation: not survived (" + runs + ").", 4, Tone::plain, "  - ");
    for (const Witness& witness : witnesses_of(attack)) {
        page.paragraph("Because of: " + witness.ruling.mechanism + ". " + witness.ruling.reason, 4);
        page.line("    " + search::reproduce_line(witness.run, attack.question));
    }
}

}  // namespace

Verdict verdict_of(const std::vector<Attack>& attacks) {
    Verdict verdict = Verdict::upheld;
    for (const Attack& attack : attacks) {
        if (attack.verdict() == Verdict::refuted) return Verdict::refuted;
        if (attack.verdict() == Verdict::inconclusive) verdict = Verdict::inconclusive;
    }
    return verdict;
}

std::string attacks_to_text(const std::string& path, const std::vector<Attack>& attacks,
                            const report::Style& style) {
    report::Page page{style};
    const Verdict verdict = verdict_of(attacks);
    page.paragraph(path, 2, Tone::plain,
                   page.painted(headline(verdict, style), tone_of(verdict)) + "  ");
    for (const Attack& attack : attacks) {
        page.line();
        page.paragraph(
            told(attack), 2, Tone::strong,
            page.painted(headline(attack.verdict(), style), tone_of(attack.verdict())) + "  ");
        page.paragraph(by_structure(attack), 4, Tone::plain, "  - ");
        add_simulation(page, attack);
        if (attack.disagree()) page.paragraph("The two disagree.", 2, Tone::bad);
    }
    return std::move(page).text();
}

std::string attacks_to_json(const std::string& path, const std::vector<Attack>& attacks,
                            const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.tolerance/1.0");
    report::write_context(json, context);
    json.member("scenario", path);
    json.member("verdict", check::name_of(verdict_of(attacks)));
    json.key("tolerances").begin_array();
    for (const Attack& attack : attacks) {
        json.begin_object();
        json.member("of", attack.of);
        json.member("pointer", attack.pointer);
        json.member("keeps",
                    attack.declared.keeps == world::Tolerance::Keeps::data ? "data" : "service");
        json.key("zones").value(std::uint64_t{attack.declared.zones});
        json.key("data_centers").value(std::uint64_t{attack.declared.data_centers});
        json.key("hosts").value(std::uint64_t{attack.declared.hosts});
        json.member("verdict", check::name_of(attack.verdict()));
        json.member("disagree", attack.disagree());
        json.key("structure").begin_object();
        json.member("verdict", check::name_of(attack.by_structure()));
        json.key("ways_past").begin_array();
        for (const std::string& way : attack.ways_past) json.value(way);
        json.end_array();
        json.end_object();
        json.key("simulation").begin_object();
        json.member("verdict", check::name_of(attack.by_simulation()));
        json.key("runs").value(tried(attack));
        json.member("undecided", attack.by_simulation() == Verdict::inconclusive
                                     ? why_undecided(attack)
                                     : std::string{});
        json.key("witnesses").begin_array();
        for (const Witness& witness : witnesses_of(attack)) {
            json.begin_object();
            json.member("mechanism", witness.ruling.mechanism);
            json.member("reason", witness.ruling.reason);
            json.member("reproduce", search::reproduce_line(witness.run, attack.question));
            json.end_object();
        }
        json.end_array();
        json.end_object();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
