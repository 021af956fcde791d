#include "sim/consistency/judge.hpp"

#include <algorithm>
#include <set>

#include "sim/base/text.hpp"
#include "sim/consistency/append.hpp"
#include "sim/consistency/elements.hpp"
#include "sim/consistency/search.hpp"
#include "sim/consistency/session.hpp"
#include "sim/consistency/unique_writes.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Outcome;

// Easy keys are all judged before a hard one may use up the budget.
constexpr std::uint64_t most_at_first = 20'000;

void count(const History& history, Report& report) {
    std::set<std::int64_t> processes;
    report.operations = history.size();
    for (const history::Operation& operation : history) {
        processes.insert(operation.process);
        report.ok += operation.outcome == Outcome::ok ? 1 : 0;
        report.failed += operation.outcome == Outcome::fail ? 1 : 0;
        report.open += operation.outcome == Outcome::open ? 1 : 0;
    }
    report.processes = processes.size();
}

struct KeySearch {
    std::vector<std::uint32_t> operations;
    Play play;
    Found found;
    bool is_done = false;
};

std::string of_keys(std::size_t count, std::size_t all) {
    return base::thousands(count) + " of " + base::thousands(all) + " keys";
}

void conclude(const History& history, Report& report, Budget& budget,
              std::vector<KeySearch>& keys) {
    const KeySearch* smallest = nullptr;
    std::size_t refuted = 0, undecided = 0;
    for (const KeySearch& key : keys) {
        report.visited += key.found.visited;
        undecided += key.found.verdict == Verdict::inconclusive ? 1 : 0;
        if (key.found.verdict != Verdict::refuted) continue;
        ++refuted;
        if (!smallest || key.play.moves.size() < smallest->play.moves.size()) smallest = &key;
    }
    if (smallest) {
        report.verdict = Verdict::refuted;
        report.witness = witness_of(history, smallest->operations, report.question, smallest->found,
                                    smallest->play.moves, budget);
        report.reason = report.witness->summary;
        if (keys.size() > 1)
            report.notes.push_back(
                "Refuted for " + of_keys(refuted, keys.size()) +
                (undecided > 0 ? ", undecided for " + std::to_string(undecided) : ""));
        return;
    }
    if (undecided > 0) {
        report.verdict = Verdict::inconclusive;
        report.reason = "the search was cut short";
        if (keys.size() > 1)
            report.reason += " for " + of_keys(undecided, keys.size()) + "; the others are upheld";
        return;
    }
    report.verdict = Verdict::upheld;
    report.reason = "there is an order of the operations that the object allows";
    if (keys.size() > 1) report.reason += ", for each key";
}

// Histories of several objects are linearizable when that of each object is (Herlihy and Wing).
// Each search visits so many configurations at most, then, if that did not do, more.
void judge_linearizable(const History& history, Report& report, Budget& budget,
                        std::vector<std::uint64_t> limits = {most_at_first, UINT64_MAX}) {
    std::vector<KeySearch> keys;
    for (auto& operations : by_key(history)) keys.emplace_back().operations = std::move(operations);
    report.keys = keys.size();
    for (KeySearch& key : keys) {
        const auto zoned = judge_by_zones(history, key.operations, report.question);
        if (!zoned) continue;
        key.is_done = zoned->verdict == Verdict::upheld;
        key.found.verdict = Verdict::upheld;
        // A search among the few operations that refute it finds the words for it.
        if (!key.is_done) key.operations = zoned->operations;
    }
    for (const std::uint64_t most : limits)
        for (KeySearch& key : keys) {
            if (key.is_done || budget.is_spent_now()) continue;
            key.play = play_of(history, key.operations, report.question);
            key.found = linearize(*key.play.object, key.play.moves, budget, most);
            key.is_done = key.found.verdict != Verdict::inconclusive || most == UINT64_MAX;
            key.play.object.reset();  // what it remembers may be much
        }
    conclude(history, report, budget, keys);
}

// Not so for sequential consistency: all objects are ordered together.
void judge_sequential(const History& history, Report& report, Budget& budget) {
    const auto objects = by_key(history);
    report.keys = objects.size();
    std::vector<KeySearch> all(1);
    KeySearch& search = all.front();
    for (std::uint32_t at = 0; at < history.size(); ++at) search.operations.push_back(at);
    if (!objects.empty()) {
        search.play = play_of_all(history, objects, report.question);
        search.found = order_sequentially(*search.play.object, search.play.moves, history, budget);
    } else {
        search.found.verdict = Verdict::upheld;
    }
    conclude(history, report, budget, all);
}

// Of checkers that name anomalies: the first is the witness.
void make_witness(Report& report) {
    if (report.verdict != Verdict::refuted || report.witness || report.anomalies.empty()) return;
    const Anomaly& worst = report.anomalies.front();
    report.witness = Witness{.summary = worst.name + ": " + worst.summary,
                             .key = {},
                             .operations = worst.parts,
                             .order = {},
                             .impossible = {},
                             .steps = worst.steps};
}

// A register that seems to have started as something else than was said.
void note_initial(const History& history, Report& report, Budget& budget) {
    const Model model = report.question.model;
    if (report.verdict != Verdict::refuted || !report.question.initial.is_nil() ||
        (model != Model::single_register && model != Model::cas_register &&
         model != Model::registers))
        return;
    Question question = report.question;
    question.initial = history::Value::of(std::int64_t{0});
    Report other;
    other.question = question;
    if (question.consistency == Consistency::linearizable)
        judge_linearizable(history, other, budget, {most_at_first});  // worth no more than that
    if (other.verdict == Verdict::upheld)
        report.notes.emplace_back("Upheld if every register started as 0: say so with --initial 0");
}

}  // namespace

Report judge(const History& history, const Question& question, Budget& budget) {
    Report report;
    report.question = question;
    report.keys = by_key(history).size();
    count(history, report);
    switch (question.consistency) {
        case Consistency::linearizable:
            judge_linearizable(history, report, budget);
            break;
        case Consistency::sequential:
            judge_sequential(history, report, budget);
            break;
        case Consistency::session:
            judge_sessions(history, report, budget);
            break;
        case Consistency::durable:
            judge_set(history, report);
            break;
        case Consistency::conserving:
            judge_bank(history, report);
            break;
        case Consistency::bounded:
            judge_counter(history, report);
            break;
        case Consistency::read_uncommitted:
        case Consistency::read_committed:
        case Consistency::repeatable_read:
        case Consistency::snapshot_isolation:
        case Consistency::serializable:
        case Consistency::strong_session_serializable:
        case Consistency::strict_serializable:
            judge_append(history, report, budget);
            break;
    }
    make_witness(report);
    note_initial(history, report, budget);
    if (report.ok == 0 && report.verdict == Verdict::upheld) {
        report.verdict = Verdict::inconclusive;
        report.reason = "no operation succeeded, so nothing was seen";
    }
    return report;
}

}  // namespace triaz::consistency
