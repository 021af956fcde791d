#include "tests/consistency/brute_force.hpp"

#include <algorithm>

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

struct World {
    std::map<Value, Value> values;              // of registers, by key
    std::map<Value, std::vector<Value>> lists;  // by key
    std::map<Value, std::int64_t> sums;
    std::map<Value, bool> held;
};

bool run_transaction(World& world, const Operation& operation, const Question& question) {
    const bool ok = operation.outcome == Outcome::ok;
    const Value& transaction = ok ? operation.result : operation.argument;
    for (const Value& access : transaction.items()) {
        const Value& key = access.items()[1];
        const Value& value = access.items()[2];
        if (access.items()[0].is_named("append")) {
            world.lists[key].push_back(value);
        } else if (access.items()[0].is_named("w")) {
            world.values[key] = value;
        } else if (ok && question.model == Model::append) {
            if (value.items() != world.lists[key]) return false;
        } else if (ok) {
            const auto held = world.values.try_emplace(key, question.initial).first;
            if (held->second != value) return false;
        }
    }
    return true;
}

// Changes the world as the operation does; false when it cannot have done what it says.
bool run(World& world, const Operation& operation, const Question& question) {
    const std::string& f = operation.function;
    const Value& key = operation.key;
    const bool ok = operation.outcome == Outcome::ok;
    if (f == "txn") return run_transaction(world, operation, question);
    if (question.model == Model::counter) {
        const auto sum = world.sums.try_emplace(key, question.initial.integer()).first;
        if (f == "add") sum->second += operation.argument.integer();
        return f == "add" || !ok || operation.result == Value::of(sum->second);
    }
    if (question.model == Model::mutex) {
        bool& held = world.held[key];
        if (held == (f == "acquire")) return false;
        held = !held;
        return true;
    }
    if (question.model == Model::set) {
        auto& items = world.lists[key];
        if (f == "add") items.push_back(operation.argument);
        return f == "add" || !ok || Value::set(operation.result.items()) == Value::set(items);
    }
    Value& value = world.values.try_emplace(key, question.initial).first->second;
    const bool is_text = question.model == Model::key_value;
    if (f == "read" || f == "get")
        return !ok || value == operation.result ||
               (is_text && value.letters().empty() && operation.result.letters().empty());
    if (f == "cas") {
        const bool same = value == operation.argument.items()[0];
        if (operation.outcome == Outcome::fail) return !same;  // it has compared
        if (same) value = operation.argument.items()[1];
        return same;
    }
    value = f == "append" ? Value::text(value.letters() + operation.argument.letters())
                          : operation.argument;
    return true;
}

class Trial {
public:
    Trial(const History& history, const Question& question, const Before& before)
        : question_(question) {
        for (const Operation& operation : history)
            if (operation.outcome != Outcome::fail ||
                (operation.function == "cas" && question.failed_cas_compared))
                operations_.push_back(&operation);
        before_.resize(operations_.size());
        for (std::size_t a = 0; a < operations_.size(); ++a)
            for (std::size_t b = 0; b < operations_.size(); ++b)
                if (a != b && before(*operations_[a], *operations_[b])) before_[b].push_back(a);
        done_.resize(operations_.size());
    }

    bool from(const World& world) {
        bool all = true;
        for (std::size_t at = 0; at < operations_.size(); ++at) {
            if (done_[at]) continue;
            all &= operations_[at]->outcome == Outcome::open;
            // An open one may be left out, so it holds nobody up.
            const bool free = std::all_of(before_[at].begin(), before_[at].end(), [&](auto other) {
                return done_[other] || operations_[other]->outcome == Outcome::open;
            });
            if (!free) continue;
            World after = world;
            if (!run(after, *operations_[at], question_)) continue;
            done_[at] = true;
            const bool works = from(after);
            done_[at] = false;
            if (works) return true;
        }
        return all;
    }

private:
    const Question& question_;
    std::vector<const Operation*> operations_;
    std::vector<std::vector<std::size_t>> before_;
    std::vector<bool> done_;
};

}  // namespace

bool in_time(const Operation& a, const Operation& b) { return a.returned < b.called; }

bool in_process(const Operation& a, const Operation& b) {
    return a.process == b.process && a.called < b.called;
}

bool unordered(const Operation&, const Operation&) { return false; }

bool some_order_is_legal(const History& history, const Question& question, const Before& before) {
    return Trial{history, question, before}.from({});
}

}  // namespace triaz::consistency
