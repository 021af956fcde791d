#include "sim/check/linearizable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/trades.hpp"
#include "sim/check/vacuity.hpp"
#include "sim/consistency/judge.hpp"

namespace triaz::check {

namespace {

using history::Operation;
using history::Outcome;
using history::Sample;

// A search that takes more is cut short. No clock: the verdict must not hang on the machine.
constexpr std::size_t most_memory = std::size_t{512} << 20;
constexpr std::uint64_t most_thousands_of_steps = 20'000;

// What was noted of the stores in scope.
struct Sampled {
    std::vector<std::string> names;
    std::vector<std::string> left_out;
    std::optional<std::string> silent;  // a store without an answered read or write
    consistency::History history;
    std::uint64_t keys = 0, reads = 0, writes = 0, open = 0;
    bool cut_short = false;
};

Sampled sampled(const Linearizable& claim, const measure::Evidence& evidence) {
    Sampled result;
    result.cut_short = evidence.samples.cut_short();
    std::vector<bool> in_scope;
    for (const measure::StoreEvidence& store : evidence.stores) {
        in_scope.push_back(claim.stores.empty() ||
                           std::ranges::find(claim.stores, store.name) != claim.stores.end());
        (in_scope.back() ? result.names : result.left_out).push_back(store.name);
    }
    std::vector<std::uint64_t> read(in_scope.size()), written(in_scope.size());
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> keys;
    std::vector<Sample> samples;
    for (const Sample& sample : evidence.samples.all()) {
        if (!in_scope.at(sample.store)) continue;
        samples.push_back(sample);
        keys.insert({sample.store, sample.shard, sample.key});
        result.open += sample.ok ? 0 : 1;
        if (sample.ok) ++(sample.write ? written : read)[sample.store];
    }
    for (std::size_t store = 0; store < in_scope.size(); ++store) {
        result.reads += read[store];
        result.writes += written[store];
        if (in_scope[store] && (read[store] == 0 || written[store] == 0))
            result.silent = evidence.stores[store].name;
    }
    result.keys = keys.size();
    result.history = history::operations_of(
        samples, [&](std::uint32_t store) { return evidence.stores.at(store).name; });
    return result;
}

std::string stated(const Sampled& sampled) {
    std::string text = fmt::format(
        "reads and writes of each key are linearizable, sampled on {}; stores in scope: {}",
        base::counted(sampled.keys, "key"),
        sampled.names.empty() ? "none" : list_text(sampled.names));
    if (!sampled.left_out.empty())
        text += fmt::format("; left out: {}", list_text(sampled.left_out));
    return text;
}

std::string told(const Operation& operation) {
    const std::string what = operation.function == "write"
                                 ? "wrote " + history::to_text(operation.argument)
                                 : fmt::format("read {}", operation.result.is_nil()
                                                              ? "that nothing was written"
                                                              : history::to_text(operation.result));
    if (operation.outcome != Outcome::ok) return "a client " + what + ", and had no answer";
    return fmt::format("a client {}; answered {} later", what,
                       span_text(*operation.returned_at - *operation.called_at));
}

Witness witness_of(const consistency::Report& report, const consistency::History& history,
                   const measure::Evidence& evidence, const std::string& reason) {
    const consistency::Witness& found = *report.witness;
    Story story(Mechanism::inconsistent_reads, reason);
    base::Time last{};
    for (const std::uint32_t at : found.operations) {
        const Operation& operation = history[at];
        last = std::max(last, *operation.called_at);
        story.step(*operation.called_at,
                   operation.key.letters() + ": " + told(operation) +
                       (found.impossible == at ? ", which no order explains" : ""));
    }
    story.faults_and_reactions(evidence, last);
    return story.told();
}

Ruling rule_order(const Sampled& sampled, const measure::Evidence& evidence,
                  const consistency::Report& report) {
    switch (report.verdict) {
        case consistency::Verdict::upheld:
            return Ruling::upheld(fmt::format(
                "there is an order of {} and {} on {} that explains every answer",
                base::counted(sampled.writes, "write"), base::counted(sampled.reads, "read"),
                base::counted(sampled.keys, "key")));
        case consistency::Verdict::inconclusive:
            return Ruling::inconclusive(report.reason);
        case consistency::Verdict::refuted:
            break;
    }
    return Ruling::refuted(report.witness->summary,
                           witness_of(report, sampled.history, evidence, report.witness->summary));
}

Ruling rule_ground(const Linearizable& claim, const Sampled& sampled,
                   const std::vector<Sometimes>& sometimes, const measure::Evidence& evidence) {
    for (const std::string& name : claim.stores) {
        if (std::ranges::find(sampled.names, name) == sampled.names.end())
            return Ruling::inconclusive(fmt::format("there is no store {}", name));
    }
    if (sampled.names.empty()) return Ruling::inconclusive("there is no store in scope");
    if (sampled.silent) {
        return Ruling::inconclusive(fmt::format(
            "too little traffic: of {} no sampled read or no sampled write was answered",
            *sampled.silent));
    }
    if (sampled.cut_short) {
        return Ruling::inconclusive(fmt::format("sampling ended early, after {}",
                                                base::counted(history::most_samples, "operation")));
    }
    if (const auto groundless = why_groundless(evidence, sometimes))
        return Ruling::inconclusive(*groundless);
    return Ruling::upheld("");
}

consistency::Report searched(const Sampled& sampled) {
    std::uint64_t thousands = 0;
    consistency::Budget budget{most_memory, [&] { return ++thousands > most_thousands_of_steps; }};
    return consistency::judge(sampled.history, {}, budget);
}

}  // namespace

Finding judge_linearizable(const Linearizable& claim, const std::vector<Sometimes>& sometimes,
                           const measure::Evidence& evidence) {
    const Sampled seen = sampled(claim, evidence);
    const consistency::Report report = searched(seen);
    const Ruling ruling =
        all_of({rule_ground(claim, seen, sometimes, evidence), rule_order(seen, evidence, report)});
    Finding finding;
    finding.stated = stated(seen);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("sampled_keys", seen.keys);
    figures.count("sampled_reads", seen.reads);
    figures.count("sampled_writes", seen.writes);
    figures.count("sampled_without_answer", seen.open);
    finding.measured = figures.take();
    if (!seen.names.empty()) finding.trades = trades(evidence, seen.names);
    return finding;
}

}  // namespace triaz::check
