#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/consistency/elements.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

// A sum of amounts that stays in range: what is beyond is clamped.
class Sum {
public:
    explicit Sum(std::int64_t start = 0) : sum_(start) {}
    void add(std::int64_t amount) {
        std::int64_t next = 0;
        if (__builtin_add_overflow(sum_, amount, &next)) next = amount > 0 ? INT64_MAX : INT64_MIN;
        sum_ = next;
    }
    std::int64_t value() const { return sum_; }

private:
    std::int64_t sum_;
};

struct Bounds {
    Sum lower, upper;
};

// The bounds of every read that returned, and the value it gave.
class Counting {
public:
    Counting(const History& history, std::int64_t initial)
        : history_(history), now_{Sum{initial}, Sum{initial}} {}

    void take_call(std::uint32_t at) {
        const Operation& operation = history_[at];
        if (operation.function == "read") {
            if (operation.outcome == Outcome::ok) reading_[at] = now_;
            return;
        }
        if (operation.outcome == Outcome::fail) return;
        const std::int64_t amount = operation.argument.integer();
        const auto may = [&](Bounds& bounds) {
            (amount > 0 ? bounds.upper : bounds.lower).add(amount);
        };
        may(now_);
        for (auto& [read, bounds] : reading_) may(bounds);
    }

    // The bounds of a read that was none of them, or nothing.
    std::optional<Bounds> take_return(std::uint32_t at) {
        const Operation& operation = history_[at];
        if (operation.outcome != Outcome::ok) return {};
        if (operation.function != "read") {
            const std::int64_t amount = operation.argument.integer();
            (amount > 0 ? now_.lower : now_.upper).add(amount);
            return {};
        }
        const Bounds bounds = reading_.at(at);
        reading_.erase(at);
        widest = std::max(widest, bounds.upper.value() - bounds.lower.value());
        const std::int64_t seen = operation.result.integer();
        if (seen >= bounds.lower.value() && seen <= bounds.upper.value()) return {};
        return bounds;
    }

    std::int64_t widest = 0;

private:
    const History& history_;
    Bounds now_;
    std::map<std::uint32_t, Bounds> reading_;
};

void add_read_outside(Report& report, const History& history, std::uint32_t read,
                      const Bounds& bounds) {
    if (!report.anomalies.empty()) {
        ++report.anomalies.front().count;
        return;
    }
    const std::string between = "between " + std::to_string(bounds.lower.value()) + " and " +
                                std::to_string(bounds.upper.value());
    Anomaly anomaly;
    anomaly.name = "out of bounds";
    anomaly.summary = told(history[read]) + " is not " + between;
    anomaly.parts = {read};
    anomaly.steps = {told(history[read]),
                     "adds that had returned before it, and those that were called before it "
                     "returned, allow " +
                         between};
    report.anomalies.push_back(std::move(anomaly));
}

std::uint64_t reads_of(const History& history) {
    return static_cast<std::uint64_t>(
        std::count_if(history.begin(), history.end(), [](const Operation& operation) {
            return operation.function == "read" && operation.outcome == Outcome::ok;
        }));
}

void conclude(Report& report, std::uint64_t reads, const char* upheld) {
    report.figures.push_back({"reads", base::thousands(reads), static_cast<double>(reads)});
    if (!report.anomalies.empty()) {
        report.verdict = Verdict::refuted;
        report.reason = report.anomalies.front().summary;
        return;
    }
    report.verdict = reads == 0 ? Verdict::inconclusive : Verdict::upheld;
    report.reason = reads == 0 ? "no read succeeded, so nothing was seen" : upheld;
}

void note(Report& report, const char* name, const Operation& read, std::uint32_t at,
          std::string why) {
    for (Anomaly& anomaly : report.anomalies)
        if (anomaly.name == name) {
            ++anomaly.count;
            return;
        }
    Anomaly anomaly;
    anomaly.name = name;
    anomaly.summary = told(read) + ": " + why;
    anomaly.steps = {anomaly.summary};
    anomaly.parts = {at};
    report.anomalies.push_back(std::move(anomaly));
}

std::optional<std::int64_t> total_of(const Value& balances) {
    Sum sum;
    for (std::size_t at = 1; at < balances.items().size(); at += 2) {
        if (!balances.items()[at].is_integer()) return {};
        sum.add(balances.items()[at].integer());
    }
    return sum.value();
}

// The total of most reads; of several, the one that was read first.
std::optional<std::int64_t> usual_total(const History& history) {
    std::map<std::int64_t, std::size_t> times;
    for (const Operation& operation : history)
        if (operation.function == "read" && operation.outcome == Outcome::ok)
            if (const auto total = total_of(operation.result)) ++times[*total];
    std::optional<std::int64_t> best;
    for (const Operation& operation : history) {
        if (operation.function != "read" || operation.outcome != Outcome::ok) continue;
        const auto total = total_of(operation.result);
        if (total && (!best || times[*total] > times[*best])) best = total;
    }
    return best;
}

}  // namespace

void judge_counter(const History& history, Report& report) {
    std::int64_t widest = 0;
    for (const auto& operations : by_key(history)) {
        struct At {
            std::uint32_t place, operation;
            bool returns;
        };
        std::vector<At> order;
        for (const std::uint32_t at : operations) {
            order.push_back({history[at].called, at, false});
            if (history[at].returned != history::never_returned)
                order.push_back({history[at].returned, at, true});
        }
        std::sort(order.begin(), order.end(),
                  [](const At& a, const At& b) { return a.place < b.place; });
        Counting counting{history, report.question.initial.integer()};
        for (const At& at : order) {
            if (!at.returns)
                counting.take_call(at.operation);
            else if (const auto bounds = counting.take_return(at.operation))
                add_read_outside(report, history, at.operation, *bounds);
        }
        widest = std::max(widest, counting.widest);
    }
    report.figures.push_back(
        {"widest bounds", std::to_string(widest), static_cast<double>(widest)});
    conclude(report, reads_of(history),
             "every read lay between what must and what may have been "
             "added by then");
}

void judge_bank(const History& history, Report& report) {
    const Question& question = report.question;
    const auto total = question.bank_total ? question.bank_total : usual_total(history);
    for (std::uint32_t at = 0; at < history.size(); ++at) {
        const Operation& read = history[at];
        if (read.function != "read" || read.outcome != Outcome::ok) continue;
        const auto sum = total_of(read.result);
        if (!sum) {
            note(report, "no balance", read, at, "a balance is no whole number");
            continue;
        }
        if (total && *sum != *total)
            note(report, "wrong total", read, at,
                 "the balances add up to " + std::to_string(*sum) + ", not " +
                     std::to_string(*total));
        for (std::size_t item = 1; item < read.result.items().size(); item += 2)
            if (read.result.items()[item].integer() < 0 && !question.negative_balances)
                note(report, "negative balance", read, at,
                     "account " + history::to_text(read.result.items()[item - 1]) + " holds " +
                         history::to_text(read.result.items()[item]));
    }
    if (total)
        report.figures.push_back({question.bank_total ? "total" : "total (that of most reads)",
                                  std::to_string(*total), static_cast<double>(*total)});
    conclude(report, reads_of(history), "every read of the balances holds the same total");
}

}  // namespace triaz::consistency
