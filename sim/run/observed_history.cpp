#include "sim/run/observed_history.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/story.hpp"
#include "sim/consistency/judge.hpp"
#include "sim/consistency/object.hpp"

namespace triaz::run {
namespace {

using base::Duration;
using base::Time;
using history::Operation;
using measure::Outcome;
using plan::Observation;

// A search that takes more is cut short. No clock: the verdict must not hang on the machine.
constexpr std::size_t most_memory = std::size_t{512} << 20;
constexpr std::uint64_t most_thousands_of_steps = 20'000;

// From the clock of the history to that of the result.
Time time_of(Time in_history, const Observation& observation) {
    return in_history + (observation.history->began - observation.from);
}

bool compared(const Operation& operation) {
    return operation.function == "cas" && operation.error.empty();
}

Outcome outcome_of(const Operation& operation, Duration deadline) {
    switch (operation.outcome) {
        case history::Outcome::ok:
            return *operation.returned_at - *operation.called_at <= deadline ? Outcome::ok
                                                                             : Outcome::late;
        case history::Outcome::fail:
            return compared(operation) ? Outcome::ok : Outcome::error;
        case history::Outcome::open:
            break;
    }
    return Outcome::ambiguous;
}

consistency::Question question_of(const RecordedHistory& recorded) {
    consistency::Question question;
    question.model = *consistency::likely_model(recorded.operations);
    question.consistency = consistency::consistencies_of(question.model).front();
    return question;
}

check::Witness witness_of(const consistency::Report& report, const RecordedHistory& recorded,
                          const Observation& observation) {
    check::Story story(check::Mechanism::inconsistent_reads, report.witness->summary);
    for (const std::uint32_t at : report.witness->operations) {
        const Operation& operation = recorded.operations[at];
        story.step(time_of(operation.called_at.value_or(base::start_of_run), observation),
                   history::to_text(operation) +
                       (report.witness->impossible == at ? ", which no order explains" : ""));
    }
    return story.told();
}

check::Verdict verdict_of(consistency::Verdict verdict) {
    if (verdict == consistency::Verdict::upheld) return check::Verdict::upheld;
    return verdict == consistency::Verdict::refuted ? check::Verdict::refuted
                                                    : check::Verdict::inconclusive;
}

}  // namespace

std::optional<std::string> why_unfit(const Observation& observation,
                                     const RecordedHistory& recorded) {
    if (!observation.history)
        return "the observation does not say whose history it is: it lacks \"history\"";
    if (recorded.operations.empty()) return "the history holds no operation";
    const auto model = consistency::likely_model(recorded.operations);
    if (!model) return "the functions of the history do not tell what object it is of";
    const auto misfit = consistency::misfit_of(recorded.operations, question_of(recorded));
    if (misfit)
        return fmt::format("line {} of the history: {}; expected: {}",
                           recorded.operations[misfit->operation].line, misfit->message,
                           misfit->expected);
    const bool counted = std::ranges::find(observation.counts, observation.history->cohort,
                                           &Observation::Count::cohort) != observation.counts.end();
    const auto timeless = std::ranges::find_if(recorded.operations, [](const Operation& each) {
        return !each.called_at || (each.outcome == history::Outcome::ok && !each.returned_at);
    });
    if (!counted && timeless != recorded.operations.end())
        return fmt::format("line {} of the history has no time, by which requests are counted",
                           timeless->line);
    return std::nullopt;
}

measure::CohortEvidence requests_of(const RecordedHistory& recorded, const Observation& observation,
                                    const world::Cohort& cohort) {
    const Time end = base::start_of_run + (observation.until - observation.from);
    measure::CohortEvidence seen{cohort.name,
                                 cohort.deadline,
                                 {},
                                 {},
                                 measure::Slices(base::start_of_run, end, observation.slice),
                                 {}};
    for (const Operation& operation : recorded.operations) {
        const Time at = time_of(*operation.called_at, observation);
        if (at < base::start_of_run || at >= end) continue;
        const Outcome outcome = outcome_of(operation, cohort.deadline);
        const bool failed = outcome == Outcome::error || outcome == Outcome::ambiguous;
        const Duration latency = operation.returned_at
                                     ? *operation.returned_at - *operation.called_at
                                     : Duration::zero();
        seen.slices.issued(at);
        seen.slices.finished(at, outcome, failed ? 1 : 0, false, latency);
        if (outcome == Outcome::ok || outcome == Outcome::late) seen.latency.record(latency);
        ++seen.totals.issued;
        ++seen.totals.attempts;
        seen.totals.failed_attempts += failed ? 1 : 0;
        ++seen.totals.ended[static_cast<std::size_t>(outcome)];
    }
    return seen;
}

std::optional<measure::ShardEvidence> writes_of(const RecordedHistory& recorded,
                                                const Observation& observation) {
    if (consistency::likely_model(recorded.operations) != consistency::Model::set)
        return std::nullopt;
    measure::ShardEvidence shard;
    shard.store = observation.history->store;
    std::map<history::Value, history::Sequence> added;
    const Operation* last_read = nullptr;
    for (const Operation& operation : recorded.operations) {
        if (operation.function == "read") {
            if (operation.outcome == history::Outcome::ok) last_read = &operation;
            continue;
        }
        const auto [write, is_new] = added.try_emplace(operation.argument, shard.ledger.issued());
        if (!is_new) continue;
        shard.ledger.issue();
        if (operation.outcome == history::Outcome::ok)
            shard.ledger.acknowledge(
                write->second,
                time_of(operation.returned_at.value_or(base::start_of_run), observation));
        if (operation.outcome == history::Outcome::open)
            shard.ledger.leave_ambiguous(write->second);
    }
    shard.surviving.reachable = last_read != nullptr;
    shard.surviving.authority =
        last_read != nullptr ? "the last read of the history" : "the history has no last read";
    if (last_read != nullptr) {
        history::Sequence unexpected = shard.ledger.issued();
        for (const history::Value& item : last_read->result.items()) {
            const auto write = added.find(item);
            shard.surviving.applied.insert(write == added.end() ? unexpected++ : write->second);
        }
    }
    shard.surviving.durable_somewhere = shard.surviving.applied;
    return shard;
}

check::Finding judge_history(const RecordedHistory& recorded, const Observation& observation,
                             check::Finding finding) {
    const consistency::Question question = question_of(recorded);
    std::uint64_t thousands = 0;
    consistency::Budget budget{most_memory, [&] { return ++thousands > most_thousands_of_steps; }};
    const consistency::Report report = consistency::judge(recorded.operations, question, budget);
    finding.stated = fmt::format("the history of clients is {} as a {}",
                                 consistency::name_of(question.consistency),
                                 consistency::name_of(question.model));
    finding.verdict = verdict_of(report.verdict);
    finding.reason = report.reason;
    finding.witness.reset();
    if (report.witness && finding.verdict == check::Verdict::refuted)
        finding.witness = witness_of(report, recorded, observation);
    check::Figures figures;
    figures.count("operations", report.operations);
    figures.count("operations_ok", report.ok);
    figures.count("operations_open", report.open);
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::run
