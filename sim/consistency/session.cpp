#include "sim/consistency/session.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/text.hpp"
#include "sim/consistency/graph.hpp"
#include "sim/consistency/interner.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

constexpr Kinds after_initial = 1, read_your_writes = 2, monotonic_reads = 4, monotonic_writes = 8,
                writes_follow_reads = 16;

struct Guarantee {
    const char* name;
    Kinds kinds;
};
constexpr std::array<Guarantee, 5> guarantees{{
    {"read your writes", read_your_writes},
    {"monotonic reads", monotonic_reads},
    {"monotonic writes", monotonic_writes},
    {"writes follow reads", writes_follow_reads},
    {"all four in one order",
     read_your_writes | monotonic_reads | monotonic_writes | writes_follow_reads},
}};

constexpr std::size_t most_edges = 5'000'000;

bool is_read(const Operation& operation) {
    return operation.function == "read" || operation.function == "get";
}

// The versions of one key. Version 0 is the initial value.
class Versions {
public:
    Versions(const History& history, const std::vector<std::uint32_t>& operations,
             const Value& initial)
        : history_(history) {
        (void)values_.number(normal(initial));
        written_by_.push_back(nobody);
        for (const std::uint32_t at : operations)
            if (!is_read(history[at])) take_write(at);
        for (const std::uint32_t at : operations) by_process_[history[at].process].push_back(at);
    }

    std::optional<std::string> unclear;  // why nothing can be concluded

    void judge(Report& report, Budget& budget) {
        Graph graph{written_by_.size()};
        for (std::uint32_t version = 1; version < written_by_.size(); ++version)
            add(graph, 0, version, after_initial, written_by_[version], written_by_[version]);
        for (const auto& [process, operations] : by_process_) constrain(graph, operations, report);
        if (pairs_.size() > most_edges) unclear = "there are too many pairs of versions to order";
        for (const Guarantee& guarantee : guarantees) {
            const Kinds kinds = guarantee.kinds | after_initial;
            for (const auto& component : components(graph, kinds)) {
                bool cut_short = false;
                CycleForm form;
                form.first = guarantee.kinds;
                form.rest = kinds;
                const auto cycle = find_cycle(graph, component, form, budget, cut_short);
                if (cycle) tell(report, guarantee.name, *cycle);
                if (cut_short) unclear = "the search for cycles was cut short";
            }
        }
    }

private:
    static constexpr std::uint32_t nobody = UINT32_MAX;

    static Value normal(const Value& value) {  // a missing key and an empty text are the same
        return value == Value::text("") ? Value{} : value;
    }

    void take_write(std::uint32_t at) {
        const Value value = normal(history_[at].argument);
        const std::uint32_t version = values_.number(value);
        if (version < written_by_.size()) {
            unclear = "value " + history::to_text(value) +
                      " was written twice, so a read of it "
                      "does not tell which write it saw";
            return;
        }
        written_by_.push_back(at);
    }

    void add(Graph& graph, std::uint32_t before, std::uint32_t after, Kinds kind,
             std::uint32_t because, std::uint32_t then) {
        if (before == after || pairs_.size() > most_edges) return;
        graph.add(before, after, kind, static_cast<std::uint32_t>(pairs_.size()));
        pairs_.emplace_back(because, then);
    }

    // The version that a read saw, if there is one; else an anomaly.
    std::optional<std::uint32_t> seen_by(std::uint32_t at, Report& report) {
        const std::uint32_t version = values_.number(normal(history_[at].result));
        const bool exists = version < written_by_.size();
        if (!exists) written_by_.resize(values_.size(), nobody);
        if (exists && version == 0) return version;
        if (!exists || written_by_[version] == nobody) {
            note(report, "unwritten value", told(history_[at]) + ", which nobody wrote", {at});
            return {};
        }
        const std::uint32_t writer = written_by_[version];
        if (history_[writer].outcome == Outcome::fail)
            note(report, "aborted read", told(history_[at]) + ", whose write had failed",
                 {writer, at});
        else if (history_[writer].called > history_[at].returned)
            note(report, "future read", told(history_[at]) + ", before it was written",
                 {at, writer});
        else
            return version;
        return {};
    }

    void constrain(Graph& graph, const std::vector<std::uint32_t>& operations, Report& report) {
        struct Past {
            std::uint32_t version, operation;
        };
        std::vector<Past> writes, reads;
        for (const std::uint32_t at : operations) {
            const Operation& operation = history_[at];
            if (is_read(operation)) {
                if (operation.outcome != Outcome::ok) continue;
                const auto version = seen_by(at, report);
                if (!version || *version >= graph.nodes()) continue;
                for (const Past& write : writes)
                    add(graph, write.version, *version, read_your_writes, write.operation, at);
                if (!reads.empty())
                    add(graph, reads.back().version, *version, monotonic_reads,
                        reads.back().operation, at);
                if (reads.empty() || reads.back().version != *version)
                    reads.push_back({*version, at});
                continue;
            }
            if (operation.outcome == Outcome::fail) continue;
            const std::uint32_t version = values_.number(normal(operation.argument));
            for (const Past& read : reads)
                add(graph, read.version, version, writes_follow_reads, read.operation, at);
            if (operation.outcome == Outcome::open) continue;
            if (!writes.empty())
                add(graph, writes.back().version, version, monotonic_writes,
                    writes.back().operation, at);
            writes.push_back({version, at});
        }
    }

    static Anomaly* known(Report& report, const std::string& name) {
        for (Anomaly& anomaly : report.anomalies)
            if (anomaly.name == name) return &anomaly;
        return nullptr;
    }

    void note(Report& report, const std::string& name, const std::string& summary,
              std::vector<std::uint32_t> parts) const {
        if (Anomaly* const anomaly = known(report, name)) {
            ++anomaly->count;
            return;
        }
        Anomaly anomaly;
        anomaly.name = name;
        anomaly.summary = summary;
        for (const std::uint32_t part : parts) anomaly.steps.push_back(told(history_[part]));
        anomaly.parts = std::move(parts);
        report.anomalies.push_back(std::move(anomaly));
    }

    void tell(Report& report, const char* name, const Cycle& cycle) {
        if (Anomaly* const anomaly = known(report, name)) {
            ++anomaly->count;
            return;
        }
        Anomaly anomaly;
        anomaly.name = name;
        for (const CycleEdge& edge : cycle) {
            const std::string before = history::to_text(values_[edge.from]);
            const std::string after = history::to_text(values_[edge.edge.to]);
            const auto [because, then] = pairs_[edge.edge.note];
            if (edge.edge.kind == after_initial) {
                anomaly.steps.push_back("version " + before + " is the initial one, older than " +
                                        after);
                continue;
            }
            anomaly.steps.push_back("version " + before + " must be older than " + after + ": " +
                                    told(history_[because]) + ", and then " + told(history_[then]));
            anomaly.parts.push_back(because);
            anomaly.parts.push_back(then);
        }
        std::sort(anomaly.parts.begin(), anomaly.parts.end());
        anomaly.parts.erase(std::unique(anomaly.parts.begin(), anomaly.parts.end()),
                            anomaly.parts.end());
        anomaly.summary =
            "no order of versions gives " + std::string{name} + ": " + anomaly.steps.front();
        report.anomalies.push_back(std::move(anomaly));
    }

    const History& history_;
    Interner<Value> values_;
    std::vector<std::uint32_t> written_by_;
    std::map<std::int64_t, std::vector<std::uint32_t>> by_process_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;  // operations, by note
};

}  // namespace

void judge_sessions(const History& history, Report& report, Budget& budget) {
    std::optional<std::string> unclear;
    std::uint64_t reads = 0;
    for (const Operation& operation : history)
        reads += is_read(operation) && operation.outcome == Outcome::ok ? 1 : 0;
    for (const auto& operations : by_key(history)) {
        Versions versions{history, operations, report.question.initial};
        if (!versions.unclear) versions.judge(report, budget);
        if (versions.unclear) unclear = versions.unclear;
    }
    report.figures.push_back({"reads", base::thousands(reads), static_cast<double>(reads)});
    if (!report.anomalies.empty()) {
        report.verdict = Verdict::refuted;
        report.reason = report.anomalies.front().summary;
    } else if (unclear) {
        report.verdict = Verdict::inconclusive;
        report.reason = *unclear;
    } else if (reads == 0) {
        report.verdict = Verdict::inconclusive;
        report.reason = "no read succeeded, so nothing was seen";
    } else {
        report.verdict = Verdict::upheld;
        report.reason = "one order of versions suits every process";
    }
}

}  // namespace triaz::consistency
