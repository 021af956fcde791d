#include "sim/consistency/append.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/text.hpp"
#include "sim/consistency/transactions.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

// An anomaly and the weakest levels it breaks.
struct Rule {
    std::string_view anomaly;
    std::vector<Consistency> levels;
};

const std::vector<Rule>& rules() {
    using enum Consistency;
    static const std::vector<Rule> all{
        {"unexpected-element", {read_uncommitted}},
        {"duplicate-elements", {read_uncommitted}},
        {"incompatible-order", {read_committed}},
        {"G0", {read_uncommitted}},
        {"dirty-update", {read_committed}},
        {"G1a", {read_committed}},
        {"G1b", {read_committed}},
        {"G1c", {read_committed}},
        {"future-read", {read_committed}},
        {"internal", {repeatable_read, snapshot_isolation}},
        {"append-order", {repeatable_read, snapshot_isolation}},
        {"lost-update", {repeatable_read, snapshot_isolation}},
        {"G-single-item", {repeatable_read, snapshot_isolation}},
        {"G-nonadjacent-item", {repeatable_read, snapshot_isolation}},
        {"G2-item", {repeatable_read}},
        {"G0-process", {strong_session_serializable}},
        {"G1c-process", {strong_session_serializable}},
        {"G-single-item-process", {strong_session_serializable}},
        {"G-nonadjacent-item-process", {strong_session_serializable}},
        {"G2-item-process", {strong_session_serializable}},
        {"G0-realtime", {strict_serializable}},
        {"G1c-realtime", {strict_serializable}},
        {"G-single-item-realtime", {strict_serializable}},
        {"G-nonadjacent-item-realtime", {strict_serializable}},
        {"G2-item-realtime", {strict_serializable}},
    };
    return all;
}

// Whether `weaker` holds wherever `stronger` does.
bool implies(Consistency stronger, Consistency weaker) {
    using enum Consistency;
    if (stronger == weaker) return true;
    switch (stronger) {
        case strict_serializable:
            return implies(strong_session_serializable, weaker);
        case strong_session_serializable:
            return implies(serializable, weaker);
        case serializable:
            return implies(snapshot_isolation, weaker) || implies(repeatable_read, weaker);
        case snapshot_isolation:
        case repeatable_read:
            return implies(read_committed, weaker);
        case read_committed:
            return weaker == read_uncommitted;
        default:
            return false;
    }
}

struct Search {
    std::string name;
    Kinds all;  // edges of the graph it looks in
    CycleForm form;
};

// In the order of how much they say: a plain cycle before one that needs the order of time.
std::vector<Search> searches_for(Consistency level) {
    std::vector<Search> all;
    struct Order {
        const char* suffix;
        Kinds kind;
    };
    for (const Order& order :
         {Order{"", 0}, Order{"-process", process_order}, Order{"-realtime", time_order}}) {
        const std::string suffix = order.suffix;
        const Kinds add = order.kind;
        const auto form = [&](Kinds first, Kinds rest) {
            CycleForm result;
            result.first = first;
            result.rest = rest | add;
            result.needed = add;
            return result;
        };
        all.push_back({"G0" + suffix, static_cast<Kinds>(ww | add), form(ww, ww)});
        all.push_back({"G1c" + suffix, static_cast<Kinds>(ww | wr | add), form(wr, ww | wr)});
        all.push_back(
            {"G-single-item" + suffix, static_cast<Kinds>(ww | wr | rw | add), form(rw, ww | wr)});
        CycleForm apart = form(rw, ww | wr | rw);
        apart.apart = apart.several_firsts = true;
        all.push_back(
            {"G-nonadjacent-item" + suffix, static_cast<Kinds>(ww | wr | rw | add), apart});
        CycleForm together = form(rw, ww | wr | rw);
        together.together = together.several_firsts = true;
        all.push_back({"G2-item" + suffix, static_cast<Kinds>(ww | wr | rw | add), together});
    }
    std::erase_if(all, [&](const Search& search) { return !rules_out(search.name, level); });
    return all;
}

// Tells a cycle in words.
class Story {
public:
    Story(const Transactions& transactions, const History& history,
          const std::vector<Reason>& reasons)
        : from_(transactions), history_(history), reasons_(reasons) {}

    Anomaly tell(const std::string& name, const Cycle& cycle) {
        Anomaly anomaly;
        anomaly.name = name;
        std::vector<std::uint32_t> all;
        for (const CycleEdge& edge : cycle) all.push_back(edge.from);
        std::sort(all.begin(), all.end());
        for (const std::uint32_t transaction : all) (void)name_of(transaction);
        for (const CycleEdge& edge : cycle) {
            const std::string because = why(edge);
            anomaly.summary += (anomaly.summary.empty() ? "" : ", ") + because;
            anomaly.steps.push_back("so " + name_of(edge.from) + " comes before " +
                                    name_of(edge.edge.to) + ": " + because);
        }
        anomaly.summary += ": a cycle";
        std::vector<std::string> who;
        for (const auto& [transaction, number] : names_) {
            anomaly.parts.push_back(from_.all[transaction].operation);
            who.push_back(name_of(transaction) + " = " +
                          told(history_[from_.all[transaction].operation]));
        }
        anomaly.steps.insert(anomaly.steps.begin(), who.begin(), who.end());
        return anomaly;
    }

private:
    std::string name_of(std::uint32_t transaction) {
        const auto [at, is_new] = names_.try_emplace(transaction, names_.size() + 1);
        return std::string{"T"}.append(std::to_string(at->second));
    }

    std::string why(const CycleEdge& edge) {
        const std::string first = name_of(edge.from), second = name_of(edge.edge.to);
        const Reason& reason = reasons_[edge.edge.note];
        if (edge.edge.kind == process_order)
            return "one process ran " + first + " before " + second;
        if (edge.edge.kind == time_order)
            return first + " returned before " + second + " was called";
        const std::string key = key_text(from_, reason.key);
        const std::string after = element_text(from_, reason.after);
        if (edge.edge.kind == wr)
            return second + " read " + after + " in " + key + ", which " + first + " appended";
        if (edge.edge.kind == ww)
            return first + " appended " + element_text(from_, reason.before) + " to " + key +
                   " before " + second + " appended " + after;
        return first + " read " + key +
               (reason.before == nowhere ? " as empty"
                                         : " up to " + element_text(from_, reason.before)) +
               " and did not see " + after + ", which " + second + " appended next";
    }

    const Transactions& from_;
    const History& history_;
    const std::vector<Reason>& reasons_;
    std::map<std::uint32_t, std::size_t> names_;
};

// What Adya and Elle call a cycle of these edges.
std::string name_of(const Cycle& cycle) {
    Kinds kinds = 0;
    std::size_t missed = 0;
    bool together = false;
    for (std::size_t at = 0; at < cycle.size(); ++at) {
        const Kinds kind = cycle[at].edge.kind;
        kinds |= kind;
        if (kind != rw) continue;
        ++missed;
        together |= cycle[(at + 1) % cycle.size()].edge.kind == rw;
    }
    const char* name = (kinds & wr) != 0 ? "G1c" : "G0";
    if (missed > 0)
        name = missed == 1 ? "G-single-item" : together ? "G2-item" : "G-nonadjacent-item";
    const char* suffix = (kinds & process_order) != 0 ? "-process" : "";
    if ((kinds & time_order) != 0) suffix = "-realtime";
    return std::string{name} + suffix;
}

// Cycles by name, the shortest of each.
class Cycles {
public:
    Cycles(const Graph& graph, Consistency level) : graph_(graph), level_(level) {}

    bool cut_short = false;
    std::map<std::string, Cycle> found;

    // What needs the order of a process or of time is looked for only when nothing does without.
    void search(Budget& budget) {
        Kinds all = 0;
        for (const Search& search : searches_for(level_)) {
            if (!found.empty() && (search.all & ~all) != 0 &&
                (search.all & (process_order | time_order)) != 0)
                break;
            all |= search.all;
            for (const auto& component : components_of(search.all)) {
                const auto cycle = find_cycle(graph_, component, search.form, budget, cut_short);
                if (cycle) take(*cycle);
            }
        }
        // A serial order has no cycle of any form: there is one where there is a component.
        if (!found.empty() || !cut_short || !rules_out("G2-item", level_) ||
            !rules_out("G0", level_))
            return;
        for (const auto& component : components_of(all)) {
            CycleForm any;
            any.first = any.rest = all;
            bool ended = false;
            if (const auto cycle = find_cycle(graph_, component, any, budget, ended)) take(*cycle);
            if (!found.empty()) return;
        }
    }

private:
    const std::vector<std::vector<std::uint32_t>>& components_of(Kinds kinds) {
        const auto [at, is_new] = components_.try_emplace(kinds);
        if (is_new) at->second = components(graph_, kinds);
        return at->second;
    }

    void take(const Cycle& cycle) {
        for (Cycle& part : simple_parts(cycle)) {
            const std::string name = name_of(part);
            if (!rules_out(name, level_)) continue;
            const auto [at, is_new] = found.try_emplace(name, part);
            if (part.size() < at->second.size()) at->second = std::move(part);
        }
    }

    const Graph& graph_;
    Consistency level_;
    std::map<Kinds, std::vector<std::vector<std::uint32_t>>> components_;
};

// All cycles, one for each name; `cut_short` when a search could not know.
std::vector<Anomaly> cycles(const Transactions& transactions, const History& history,
                            Consistency level, Budget& budget, bool& cut_short) {
    std::vector<Reason> reasons;
    const Graph graph = dependencies(transactions, history, reasons);
    Cycles cycles{graph, level};
    cycles.search(budget);
    cut_short = cycles.cut_short;
    std::vector<Anomaly> told;
    for (const Rule& rule : rules()) {  // in the order of weight
        const auto at = cycles.found.find(std::string{rule.anomaly});
        if (at == cycles.found.end()) continue;
        told.push_back(Story{transactions, history, reasons}.tell(at->first, at->second));
    }
    return told;
}

std::string joined(const std::vector<Consistency>& levels) {
    std::string text;
    for (const Consistency level : levels)
        text += (text.empty() ? "" : ", ") + std::string{name_of(level)};
    return text;
}

}  // namespace

bool rules_out(std::string_view anomaly, Consistency level) {
    for (const Rule& rule : rules())
        if (rule.anomaly == anomaly)
            return std::any_of(rule.levels.begin(), rule.levels.end(),
                               [&](Consistency broken) { return implies(level, broken); });
    return false;
}

std::vector<Consistency> weakest_ruled_out(const std::vector<Anomaly>& anomalies) {
    std::vector<Consistency> broken;
    for (const Consistency level : consistencies_of(Model::append))
        if (std::any_of(anomalies.begin(), anomalies.end(),
                        [&](const Anomaly& anomaly) { return rules_out(anomaly.name, level); }))
            broken.push_back(level);
    std::vector<Consistency> weakest;
    for (const Consistency level : broken)
        if (std::none_of(broken.begin(), broken.end(), [&](Consistency other) {
                return other != level && implies(level, other);
            }))
            weakest.push_back(level);
    std::sort(weakest.begin(), weakest.end());
    return weakest;
}

void judge_append(const History& history, Report& report, Budget& budget) {
    Transactions transactions;
    read_transactions(history, transactions);
    report.keys = transactions.keys.size();
    report.visited = transactions.all.size();
    const Consistency level = report.question.consistency;
    if (transactions.appended_twice) {
        const std::uint32_t element = *transactions.appended_twice;
        report.verdict = Verdict::inconclusive;
        report.reason = "element " + element_text(transactions, element) +
                        " was appended twice to key " +
                        key_text(transactions, transactions.elements[element].first) +
                        ", so reads do not tell who appended it";
        return;
    }
    bool cut_short = false;
    std::vector<Anomaly> found = read_anomalies(transactions, history);
    for (Anomaly& cycle : cycles(transactions, history, level, budget, cut_short))
        found.push_back(std::move(cycle));
    std::uint64_t elsewhere = 0;
    for (Anomaly& anomaly : found) {
        if (rules_out(anomaly.name, level)) {
            report.anomalies.push_back(std::move(anomaly));
        } else {
            ++elsewhere;
            report.notes.push_back(anomaly.name + ", which " + std::string{name_of(level)} +
                                   " allows: " + anomaly.summary);
        }
    }
    std::uint64_t reads = 0;
    for (const Transaction& transaction : transactions.all)
        for (const ListAccess& access : transaction.accesses) reads += access.appends ? 0 : 1;
    report.figures.push_back({"reads", base::thousands(reads), static_cast<double>(reads)});
    report.figures.push_back({"elements", base::thousands(transactions.elements.size()),
                              static_cast<double>(transactions.elements.size())});
    if (!report.anomalies.empty()) {
        report.verdict = Verdict::refuted;
        const Anomaly& worst = report.anomalies.front();
        report.reason = worst.name + ": " + worst.summary;
        report.notes.insert(report.notes.begin(),
                            "Ruled out at least: " + joined(weakest_ruled_out(report.anomalies)));
    } else if (cut_short) {
        report.verdict = Verdict::inconclusive;
        report.reason = "the search for cycles was cut short";
    } else if (reads == 0) {
        report.verdict = Verdict::inconclusive;
        report.reason = "no committed transaction read anything, so nothing was seen";
    } else {
        report.verdict = Verdict::upheld;
        report.reason = "no anomaly that " + std::string{name_of(level)} + " rules out";
    }
}

}  // namespace triaz::consistency
