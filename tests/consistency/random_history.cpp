#include "tests/consistency/random_history.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

Value number(std::uint64_t value) { return Value::of(static_cast<std::int64_t>(value)); }

// The simulated object: what an operation does, in the plainest way.
class Atomic {
public:
    explicit Atomic(Model model) : model_(model) {}

    // Gives what the operation learns, and whether it is legal now.
    bool apply(const Operation& operation, Value& result) {
        const std::string& f = operation.function;
        result = operation.argument;
        if (f == "read" || f == "get") result = seen();
        if (f == "write" || f == "put") value_ = operation.argument;
        if (f == "cas") {
            if (value_ != operation.argument.items()[0]) return false;
            value_ = operation.argument.items()[1];
        }
        if (f == "append") value_ = Value::text(value_.letters() + operation.argument.letters());
        if (f == "add" && model_ == Model::counter) sum_ += operation.argument.integer();
        if (f == "add" && model_ == Model::set) items_.push_back(operation.argument);
        if (f == "acquire" || f == "release") {
            if (held_ == (f == "acquire")) return false;
            held_ = !held_;
        }
        if (f == "txn") result = run(operation.argument);
        return true;
    }

private:
    Value seen() const {
        if (model_ == Model::set) return Value::list(items_);
        if (model_ == Model::counter) return Value::of(sum_);
        return value_;
    }

    Value run(const Value& transaction) {
        std::vector<Value> done;
        for (const Value& access : transaction.items()) {
            const Value& key = access.items()[1];
            const bool appends = access.items()[0].is_named("append");
            const bool writes = appends || access.items()[0].is_named("w");
            if (appends) lists_[key].push_back(access.items()[2]);
            if (writes && !appends) registers_[key] = access.items()[2];
            const Value& read =
                model_ == Model::append ? Value::list(lists_[key]) : registers_[key];
            done.push_back(writes ? access : Value::list({access.items()[0], key, read}));
        }
        return Value::list(done);
    }

    Model model_;
    Value value_;
    std::int64_t sum_ = 0;
    bool held_ = false;
    std::vector<Value> items_;
    std::map<Value, std::vector<Value>> lists_;
    std::map<Value, Value> registers_;
};

class Maker {
public:
    Maker(const Shape& shape, base::Stream& stream) : shape_(shape), stream_(stream) {}

    History make() {
        for (std::size_t step = 0; step < shape_.operations; ++step) call();
        std::vector<Moment> moments = moments_in_order();
        Atomic object{shape_.model};
        std::vector<Value> learned(history_.size());
        std::vector<bool> legal(history_.size(), true);
        for (const Moment& moment : moments)
            if (moment.what == Moment::What::effect)
                legal[moment.operation] =
                    object.apply(history_[moment.operation], learned[moment.operation]);
        std::uint32_t place = 0;
        for (const Moment& moment : moments) {
            Operation& operation = history_[moment.operation];
            if (moment.what == Moment::What::call) operation.called = place++;
            if (moment.what != Moment::What::back) continue;
            if (operation.outcome == Outcome::open) continue;
            operation.returned = place++;
            if (!legal[moment.operation]) operation.outcome = Outcome::fail;
            if (operation.outcome == Outcome::ok) operation.result = learned[moment.operation];
        }
        std::sort(history_.begin(), history_.end(),
                  [](const Operation& a, const Operation& b) { return a.called < b.called; });
        return std::move(history_);
    }

private:
    struct Moment {
        enum class What : std::uint8_t { call, effect, back } what;
        std::size_t operation;
        double time;
    };

    bool chance(double share) { return stream_.uniform() < share; }
    std::uint64_t value() { return shape_.unique ? ++written_ : stream_.below(shape_.values); }

    void call() {
        Operation operation;
        operation.process = static_cast<std::int64_t>(stream_.below(shape_.processes));
        choose(operation);
        operation.outcome = chance(shape_.open_share)   ? Outcome::open
                            : chance(shape_.fail_share) ? Outcome::fail
                                                        : Outcome::ok;
        history_.push_back(operation);
    }

    void choose(Operation& operation) {
        const std::uint64_t dice = stream_.below(6);
        switch (shape_.model) {
            case Model::cas_register:
                if (dice < 2) {
                    operation.function = "cas";
                    operation.argument =
                        Value::list({number(stream_.below(shape_.values)), number(value())});
                    return;
                }
                [[fallthrough]];
            case Model::single_register:
                operation.function = dice < 4 ? "write" : "read";
                if (dice < 4) operation.argument = number(value());
                return;
            case Model::key_value:
                operation.function = dice < 1 ? "put" : dice < 4 ? "append" : "get";
                if (dice < 4)
                    operation.argument = Value::text(std::string{static_cast<char>('a' + value())});
                return;
            case Model::set:
            case Model::counter:
                operation.function = dice < 3 ? "add" : "read";
                if (dice < 3) operation.argument = number(value() + 1);
                return;
            case Model::mutex:
                operation.function = dice < 3 ? "acquire" : "release";
                return;
            default:
                operation.function = "txn";
                operation.argument = transaction();
        }
    }

    Value transaction() {
        std::vector<Value> accesses;
        for (std::uint64_t left = 1 + stream_.below(3); left > 0; --left) {
            const Value key = number(stream_.below(shape_.values));
            const bool appends = shape_.model == Model::append;
            if (stream_.below(2) == 0)
                accesses.push_back(Value::list({Value::word(":r"), key, Value{}}));
            else
                accesses.push_back(Value::list({Value::word(appends ? ":append" : ":w"), key,
                                                appends ? number(++written_) : number(value())}));
        }
        return Value::list(accesses);
    }

    // One operation of a process after the other; failed ones have no effect, open ones may.
    std::vector<Moment> moments_in_order() {
        std::vector<Moment> moments;
        std::map<std::int64_t, double> now;
        for (std::size_t at = 0; at < history_.size(); ++at) {
            double& time = now[history_[at].process];
            const auto later = [&] { return time += 0.01 + stream_.uniform(); };
            moments.push_back({Moment::What::call, at, later()});
            const double effect = later();
            if (history_[at].outcome == Outcome::ok)
                moments.push_back({Moment::What::effect, at, effect});
            else if (history_[at].outcome == Outcome::open && chance(0.7))
                moments.push_back({Moment::What::effect, at, effect + 4 * stream_.uniform()});
            moments.push_back({Moment::What::back, at, later()});
        }
        std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
            return a.time != b.time ? a.time < b.time : a.operation < b.operation;
        });
        return moments;
    }

    const Shape& shape_;
    base::Stream& stream_;
    History history_;
    std::uint64_t written_ = 0;
};

Value changed_list(const Value& list, base::Stream& stream) {
    std::vector<Value> items = list.items();
    if (items.empty()) return list;
    const std::uint64_t at = stream.below(items.size());
    if (stream.below(2) == 0)
        items.pop_back();
    else
        std::swap(items[at], items[items.size() - 1]);
    return Value::list(items);
}

void change_result(Operation& operation, const Shape& shape, base::Stream& stream) {
    if (operation.outcome != Outcome::ok) return;
    if (operation.function == "get")
        operation.result = Value::text(operation.result.letters().substr(
            0, stream.below(operation.result.letters().size() + 1)));
    if (operation.function == "read" && shape.model == Model::set)
        operation.result = changed_list(operation.result, stream);
    else if (operation.function == "read")
        operation.result = number(stream.below(shape.values + 2));
    if (operation.function != "txn") return;
    std::vector<Value> accesses = operation.result.items();
    for (Value& access : accesses) {
        if (!access.items()[0].is_named("r")) continue;
        const Value read = shape.model == Model::append ? changed_list(access.items()[2], stream)
                                                        : number(stream.below(shape.values));
        access = Value::list({access.items()[0], access.items()[1], read});
    }
    operation.result = Value::list(accesses);
}

}  // namespace

History atomic_history(const Shape& shape, base::Stream& stream) {
    return Maker{shape, stream}.make();
}

History mutated(History history, const Shape& shape, base::Stream& stream) {
    for (std::uint64_t times = 1 + stream.below(2); times > 0; --times) {
        const std::size_t at = stream.below(history.size());
        if (stream.below(3) > 0) {
            for (std::size_t tries = 0; tries < history.size(); ++tries)
                change_result(history[(at + tries) % history.size()], shape, stream);
            continue;
        }
        // Two operations of different processes change places in time.
        const std::size_t other = stream.below(history.size());
        if (history[at].process == history[other].process ||
            history[at].returned == history::never_returned ||
            history[other].returned == history::never_returned)
            continue;
        std::set<std::int64_t> processes;
        for (const Operation& operation : history) processes.insert(operation.process);
        if (processes.size() != history.size()) continue;  // else one overlaps itself
        std::swap(history[at].called, history[other].called);
        std::swap(history[at].returned, history[other].returned);
    }
    std::sort(history.begin(), history.end(),
              [](const Operation& a, const Operation& b) { return a.called < b.called; });
    return history;
}

std::string to_text(const History& history) {
    std::string text;
    for (const Operation& operation : history)
        text +=
            std::to_string(operation.called) + ".." +
            (operation.returned == history::never_returned ? "open"
                                                           : std::to_string(operation.returned)) +
            " " + history::to_text(operation) + "\n";
    return text;
}

}  // namespace triaz::consistency
