#include "sim/consistency/unique_writes.hpp"

#include <algorithm>
#include <map>

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

// An instant in the order of the history; the initial value was there before all of it.
using Place = std::int64_t;
constexpr Place before_all = -1;

bool is_read(const Operation& operation) {
    return operation.function == "read" || operation.function == "get";
}
bool is_write(const Operation& operation) {
    return operation.function == "write" || operation.function == "put";
}
bool says_something(const Operation& operation) {
    if (operation.outcome == Outcome::fail) return false;
    return operation.outcome == Outcome::ok || !is_read(operation);
}

struct Cluster {
    std::optional<std::uint32_t> write;  // nothing: of the initial value, or nobody wrote it
    bool initial = false;
    Place first_return = history::never_returned;
    Place last_call = before_all;
    std::optional<std::uint32_t> returns_first, called_last;
    std::optional<std::uint32_t> early_read;  // the first to return

    bool is_forward() const { return first_return < last_call; }

    void add(const Operation& operation, std::uint32_t at) {
        if (operation.returned < first_return) {
            first_return = operation.returned;
            returns_first = at;
        }
        if (static_cast<Place>(operation.called) > last_call) {
            last_call = operation.called;
            called_last = at;
        }
    }
    void put_into(std::vector<std::uint32_t>& operations) const {
        for (const auto& each : {write, returns_first, called_last})
            if (each) operations.push_back(*each);
    }
};

class Register {
public:
    Register(const History& history, const Question& question) : history_(history) {
        initial_ = value(question.initial, question);
        Cluster& cluster = clusters_[initial_];
        cluster.initial = true;
        cluster.first_return = before_all;
    }

    // False when this is no matter of zones.
    bool add(std::uint32_t at, const Question& question) {
        const Operation& operation = history_[at];
        if (operation.outcome == Outcome::fail && !is_read(operation) && !is_write(operation))
            return false;  // what compared and failed says something too
        if (!is_read(operation) && !is_write(operation)) return false;
        if (!says_something(operation)) return true;
        const bool writes = is_write(operation);
        Cluster& cluster =
            clusters_[value(writes ? operation.argument : operation.result, question)];
        if (writes && (cluster.write || cluster.initial)) return false;
        cluster.add(operation, at);
        if (writes) {
            cluster.write = at;
        } else if (!cluster.early_read ||
                   operation.returned < history_[*cluster.early_read].returned) {
            cluster.early_read = at;
        }
        return true;
    }

    Zoned judged() const {
        for (const auto& [value, cluster] : clusters_) {
            if (cluster.initial || !cluster.early_read) continue;
            if (!cluster.write) return refuted({*cluster.early_read});
            if (history_[*cluster.early_read].returned < history_[*cluster.write].called)
                return refuted({*cluster.write, *cluster.early_read});
        }
        const auto forward = forward_zones();
        for (std::size_t i = 1; i < forward.size(); ++i)
            if (forward[i]->first_return < forward[i - 1]->last_call)
                return refuted_by(*forward[i - 1], *forward[i]);
        for (const auto& [value, cluster] : clusters_) {
            if (cluster.is_forward() || !cluster.called_last) continue;
            // forward zones do not overlap: the last one that begins before is the only one
            const auto after =
                std::ranges::upper_bound(forward, cluster.last_call, {}, &Cluster::first_return);
            if (after == forward.begin()) continue;
            const Cluster& around = **std::prev(after);
            if (cluster.first_return < around.last_call) return refuted_by(around, cluster);
        }
        return {};
    }

private:
    // A key that was never put reads as nil or as the empty text.
    static Value value(const Value& value, const Question& question) {
        if (question.model == Model::key_value && value.kind() == Value::Kind::text &&
            value.letters().empty())
            return {};
        return value;
    }

    std::vector<const Cluster*> forward_zones() const {
        std::vector<const Cluster*> zones;
        for (const auto& [value, cluster] : clusters_)
            if (cluster.is_forward()) zones.push_back(&cluster);
        std::ranges::sort(zones, {}, &Cluster::first_return);
        return zones;
    }

    static Zoned refuted(std::vector<std::uint32_t> operations) {
        std::ranges::sort(operations);
        operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
        return {Verdict::refuted, std::move(operations)};
    }
    static Zoned refuted_by(const Cluster& a, const Cluster& b) {
        std::vector<std::uint32_t> operations;
        a.put_into(operations);
        b.put_into(operations);
        return refuted(std::move(operations));
    }

    const History& history_;
    Value initial_;
    std::map<Value, Cluster> clusters_;
};

}  // namespace

std::optional<Zoned> judge_by_zones(const History& history,
                                    const std::vector<std::uint32_t>& operations,
                                    const Question& question) {
    if (question.model != Model::single_register && question.model != Model::key_value) return {};
    Register made{history, question};
    for (const std::uint32_t at : operations)
        if (!made.add(at, question)) return {};
    return made.judged();
}

}  // namespace triaz::consistency
