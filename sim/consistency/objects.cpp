#include <algorithm>
#include <array>
#include <set>

#include "sim/base/flat_map.hpp"
#include "sim/consistency/interner.hpp"
#include "sim/consistency/object.hpp"

namespace triaz::consistency {
namespace {

using history::Outcome;
using history::Value;

bool is_read(const history::Operation& operation) {
    return operation.function == "read" || operation.function == "get";
}

// What all objects share: kinds of moves, and the next states that were worked out before.
template <class Act>
class Acting : public Object {
public:
    std::uint32_t kind_of(const Act& act) { return acts_.number(act); }
    std::size_t memory() const override { return next_.memory() + bytes_; }

    std::optional<State> apply(State state, std::uint32_t kind) override {
        std::uint32_t& next = next_.at(std::uint64_t{state} << 32 | kind, unknown);
        if (next == unknown) {
            const std::optional<State> worked_out = after(state, acts_[kind]);
            next = worked_out.value_or(illegal);
        }
        if (next == illegal) return {};
        return next;
    }

protected:
    virtual std::optional<State> after(State state, const Act& act) = 0;
    const Act& act(std::uint32_t kind) const { return acts_[kind]; }
    std::size_t bytes_ = 0;

private:
    static constexpr std::uint32_t unknown = UINT32_MAX, illegal = UINT32_MAX - 1;

    Interner<Act> acts_;
    base::FlatMap next_;
};

struct RegisterAct {
    enum class What : std::uint8_t { read, write, cas, cas_failed } what;
    std::uint32_t first = 0, second = 0;  // numbers of values
    auto operator<=>(const RegisterAct&) const = default;
};

class Register : public Acting<RegisterAct> {
public:
    explicit Register(const Value& initial) { values.number(initial); }

    State initial() override { return 0; }
    std::string text_of(State state) const override { return history::to_text(values[state]); }

    Interner<Value> values;

protected:
    std::optional<State> after(State state, const RegisterAct& act) override {
        using enum RegisterAct::What;
        if (act.what == write) return act.first;
        const bool same = state == act.first;
        if (act.what == cas) return same ? std::optional<State>{act.second} : std::nullopt;
        if (same == (act.what == cas_failed)) return {};
        return state;
    }
};

// Values that an open operation must bring about to be worth a try: those that somebody saw, or
// that lead to one that somebody saw.
std::set<std::uint32_t> seen_values(const std::vector<std::pair<RegisterAct, bool>>& acts) {
    using enum RegisterAct::What;
    std::set<std::uint32_t> seen;
    for (const auto& [act, open] : acts)
        if (!open && (act.what == read || act.what == cas)) seen.insert(act.first);
    for (bool more = true; more;) {
        more = false;
        for (const auto& [act, open] : acts)
            if (open && act.what == cas && seen.contains(act.second))
                more |= seen.insert(act.first).second;
    }
    return seen;
}

// Values that nothing tells apart become one: there are fewer states then.
void make_one_of_untested(std::vector<std::pair<RegisterAct, bool>>& acts) {
    using enum RegisterAct::What;
    std::set<std::uint32_t> tested;
    for (const auto& [act, open] : acts)
        if (act.what != write) tested.insert(act.first);
    std::optional<std::uint32_t> one;
    for (auto& [act, open] : acts) {
        std::uint32_t& brings = act.what == cas ? act.second : act.first;
        if ((act.what == write || act.what == cas) && !tested.contains(brings))
            brings = *(one = one.value_or(brings));
    }
}

std::optional<RegisterAct> register_act(const history::Operation& operation, Register& object,
                                        bool failed_cas_compared) {
    using enum RegisterAct::What;
    const bool open = operation.outcome == Outcome::open;
    const bool failed = operation.outcome == Outcome::fail;
    if (is_read(operation)) {
        if (open || failed) return {};
        return RegisterAct{read, object.values.number(operation.result), 0};
    }
    if (operation.function == "cas") {
        const auto& pair = operation.argument.items();
        if (failed && (!failed_cas_compared || !operation.error.empty())) return {};
        return RegisterAct{failed ? cas_failed : cas, object.values.number(pair[0]),
                           failed ? 0 : object.values.number(pair[1])};
    }
    if (failed) return {};
    return RegisterAct{write, object.values.number(operation.argument), 0};
}

Play register_play(const History& history, const std::vector<std::uint32_t>& operations,
                   const Question& question, Detail detail) {
    auto object = std::make_unique<Register>(question.initial);
    std::vector<std::pair<RegisterAct, bool>> acts;
    std::vector<std::uint32_t> of_acts;
    bool may_drop = true;
    for (const std::uint32_t at : operations) {
        const history::Operation& operation = history[at];
        const auto act = register_act(operation, *object, question.failed_cas_compared);
        if (!act) continue;
        may_drop &= act->what != RegisterAct::What::cas_failed;
        acts.emplace_back(*act, operation.outcome == Outcome::open);
        of_acts.push_back(at);
    }
    const std::set<std::uint32_t> seen = seen_values(acts);
    if (detail == Detail::needed) make_one_of_untested(acts);
    Play play;
    for (std::size_t at = 0; at < acts.size(); ++at) {
        using enum RegisterAct::What;
        const auto& [act, open] = acts[at];
        const history::Operation& operation = history[of_acts[at]];
        const std::uint32_t brings = act.what == cas ? act.second : act.first;
        if (open && may_drop && !seen.contains(brings)) continue;
        play.moves.push_back({.operation = of_acts[at],
                              .called = operation.called,
                              .returned = open ? history::never_returned : operation.returned,
                              .observes = act.what == read || act.what == cas_failed,
                              .kind = object->kind_of(act)});
    }
    play.object = std::move(object);
    return play;
}

// Values of one type that acts read, put or add; `Rule` says what they do.
struct SimpleAct {
    enum class What : std::uint8_t { read, put, append, add, acquire, release } what;
    Value value;
    auto operator<=>(const SimpleAct&) const = default;
};

template <class Rule>
class Simple : public Acting<SimpleAct> {
public:
    explicit Simple(const Value& initial) { values_.number(Rule::normal(initial)); }

    // States from which no observation can become legal are made one.
    void tell_apart_only(std::vector<Value> observed) {
        for (Value& value : observed) value = Rule::normal(value);
        std::sort(observed.begin(), observed.end());
        observed_ = std::move(observed);
        other_ = values_.number(Value::word("something that nobody read"));
    }

    State initial() override { return 0; }
    std::string text_of(State state) const override { return history::to_text(values_[state]); }
    bool may_become_legal(State state, std::uint32_t kind) override {
        return state != other_ &&
               Rule::may_become(values_[state], Rule::normal(this->act(kind).value));
    }

protected:
    std::optional<State> after(State state, const SimpleAct& act) override {
        if (state == other_ && act.what == SimpleAct::What::read) return {};
        if (state == other_ && act.what != SimpleAct::What::put) return state;
        std::optional<Value> next = Rule::after(values_[state], act);
        if (!next) return {};
        if (observed_ && Rule::is_pointless(*next, *observed_)) return other_;
        const std::size_t known = values_.size();
        const State number = values_.number(*next);
        if (values_.size() > known)
            bytes_ += 160 + next->letters().size() + next->items().size() * sizeof(Value);
        return number;
    }

private:
    Interner<Value> values_;
    std::optional<std::vector<Value>> observed_;  // sorted; nothing: all states are told apart
    std::optional<State> other_;                  // the one that those states are
};

struct TextRule {  // a missing key and an empty text are the same
    static Value normal(const Value& value) { return value == Value::text("") ? Value{} : value; }
    static std::optional<Value> after(const Value& held, const SimpleAct& act) {
        if (act.what == SimpleAct::What::read)
            return normal(act.value) == held ? std::optional{held} : std::nullopt;
        if (act.what == SimpleAct::What::put) return normal(act.value);
        return normal(Value::text(held.letters() + act.value.letters()));
    }
    static bool may_become(const Value& held, const Value& wanted) {
        return wanted.letters().starts_with(held.letters());
    }
    // No text of a read begins with it: the first one not before it would.
    static bool is_pointless(const Value& held, const std::vector<Value>& observed) {
        if (held.is_nil()) return false;
        const auto next = std::lower_bound(observed.begin(), observed.end(), held);
        return next == observed.end() || !next->letters().starts_with(held.letters());
    }
};

struct SetRule {
    static Value normal(const Value& value) { return Value::set(value.items()); }
    static std::optional<Value> after(const Value& held, const SimpleAct& act) {
        if (act.what == SimpleAct::What::read)
            return normal(act.value) == held ? std::optional{held} : std::nullopt;
        std::vector<Value> items = held.items();
        items.push_back(act.value);
        return Value::set(std::move(items));
    }
    static bool may_become(const Value& held, const Value& wanted) {
        return std::includes(wanted.items().begin(), wanted.items().end(), held.items().begin(),
                             held.items().end());
    }
    static bool is_pointless(const Value& held, const std::vector<Value>& observed) {
        return std::none_of(observed.begin(), observed.end(),
                            [&](const Value& wanted) { return may_become(held, wanted); });
    }
};

struct CounterRule {
    static Value normal(const Value& value) { return Value::of(value.integer()); }
    static std::optional<Value> after(const Value& held, const SimpleAct& act) {
        if (act.what == SimpleAct::What::read)
            return act.value == held ? std::optional{held} : std::nullopt;
        const auto sum = static_cast<std::uint64_t>(held.integer()) +
                         static_cast<std::uint64_t>(act.value.integer());
        return Value::of(static_cast<std::int64_t>(sum));
    }
    static bool may_become(const Value&, const Value&) { return true; }
    static bool is_pointless(const Value&, const std::vector<Value>&) { return false; }
};

struct MutexRule {
    static Value normal(const Value&) { return Value::word("free"); }
    static std::optional<Value> after(const Value& held, const SimpleAct& act) {
        const bool acquires = act.what == SimpleAct::What::acquire;
        if ((held.letters() == "free") != acquires) return {};
        return Value::word(acquires ? "held" : "free");
    }
    static bool may_become(const Value&, const Value&) { return true; }
    static bool is_pointless(const Value&, const std::vector<Value>&) { return false; }
};

SimpleAct simple_act(const history::Operation& operation) {
    using enum SimpleAct::What;
    if (is_read(operation)) return {read, operation.result};
    if (operation.function == "put" || operation.function == "write")
        return {put, operation.argument};
    if (operation.function == "append") return {append, operation.argument};
    if (operation.function == "acquire") return {acquire, {}};
    if (operation.function == "release") return {release, {}};
    return {add, operation.argument};
}

template <class Rule>
Play simple_play(const History& history, const std::vector<std::uint32_t>& operations,
                 const Question& question, Detail detail) {
    auto object = std::make_unique<Simple<Rule>>(question.initial);
    std::vector<Value> observed;
    Play play;
    for (const std::uint32_t at : operations) {
        const history::Operation& operation = history[at];
        const bool reads = is_read(operation);
        if (operation.outcome == Outcome::fail) continue;
        if (operation.outcome == Outcome::open && reads) continue;
        const SimpleAct act = simple_act(operation);
        if (reads) observed.push_back(act.value);
        play.moves.push_back({.operation = at,
                              .called = operation.called,
                              .returned = operation.returned,
                              .observes = reads,
                              .resets = act.what == SimpleAct::What::put,
                              .kind = object->kind_of(act)});
    }
    if (detail == Detail::needed) object->tell_apart_only(std::move(observed));
    play.object = std::move(object);
    return play;
}

// A transaction's accesses, numbered.
struct TransactionAct {
    struct Step {
        bool writes;
        bool known;  // false: a read of which nobody learned
        std::uint32_t key, value;
        auto operator<=>(const Step&) const = default;
    };
    std::vector<Step> steps;
    auto operator<=>(const TransactionAct&) const = default;
};

class Registers : public Acting<TransactionAct> {
public:
    explicit Registers(const Value& initial) { values.number(initial); }

    State initial() override { return states_.number({}); }
    std::string text_of(State state) const override {
        std::string text;
        const auto& held = states_[state];
        for (std::uint32_t key = 0; key < keys.size(); ++key)
            text += (key == 0 ? "" : ", ") + history::to_text(keys[key]) + " = " +
                    history::to_text(values[key < held.size() ? held[key] : 0]);
        return text;
    }

    Interner<Value> keys, values;

protected:
    std::optional<State> after(State state, const TransactionAct& act) override {
        std::vector<std::uint32_t> held = states_[state];
        held.resize(keys.size());
        for (const TransactionAct::Step& step : act.steps) {
            if (step.writes)
                held[step.key] = step.value;
            else if (step.known && held[step.key] != step.value)
                return {};
        }
        while (!held.empty() && held.back() == 0) held.pop_back();
        bytes_ += 64;
        return states_.number(held);
    }

private:
    Interner<std::vector<std::uint32_t>> states_;
};

Play registers_play(const History& history, const std::vector<std::uint32_t>& operations,
                    const Question& question) {
    auto object = std::make_unique<Registers>(question.initial);
    Play play;
    for (const std::uint32_t at : operations) {
        const history::Operation& operation = history[at];
        if (operation.outcome == Outcome::fail) continue;
        const bool open = operation.outcome == Outcome::open;
        TransactionAct act;
        bool writes = false;
        const auto accesses = accesses_of(open ? operation.argument : operation.result);
        for (const Access& access : *accesses) {
            writes |= access.writes;
            act.steps.push_back({access.writes, !open, object->keys.number(access.key),
                                 object->values.number(access.value)});
        }
        if (open && !writes) continue;
        play.moves.push_back({.operation = at,
                              .called = operation.called,
                              .returned = operation.returned,
                              .observes = !writes,
                              .kind = object->kind_of(act)});
    }
    play.object = std::move(object);
    return play;
}

// Several objects as one: a state is one of each.
class Product : public Object {
public:
    void add(std::unique_ptr<Object> part) { parts_.push_back(std::move(part)); }
    std::uint32_t kind_of(std::uint32_t part, std::uint32_t kind) {
        return kinds_.number({part, kind});
    }

    State initial() override {
        std::vector<State> states;
        for (const auto& part : parts_) states.push_back(part->initial());
        return states_.number(states);
    }
    std::optional<State> apply(State state, std::uint32_t kind) override {
        const auto [part, inner] = kinds_[kind];
        const State before = states_[state][part];
        const std::optional<State> after = parts_[part]->apply(before, inner);
        if (!after) return {};
        if (*after == before) return state;
        std::vector<State> states = states_[state];
        states[part] = *after;
        bytes_ += 48 + states.size() * sizeof(State);
        return states_.number(states);
    }
    std::string text_of(State state) const override {
        std::string text;
        for (std::size_t part = 0; part < parts_.size(); ++part)
            text += (part == 0 ? "" : ", ") + parts_[part]->text_of(states_[state][part]);
        return text;
    }
    std::size_t memory() const override {
        std::size_t bytes = bytes_;
        for (const auto& part : parts_) bytes += part->memory();
        return bytes;
    }

private:
    std::vector<std::unique_ptr<Object>> parts_;
    Interner<std::pair<std::uint32_t, std::uint32_t>> kinds_;
    Interner<std::vector<State>> states_;
    std::size_t bytes_ = 0;
};

}  // namespace

Play play_of(const History& history, const std::vector<std::uint32_t>& operations,
             const Question& question, Detail detail) {
    switch (question.model) {
        case Model::single_register:
        case Model::cas_register:
            return register_play(history, operations, question, detail);
        case Model::key_value:
            return simple_play<TextRule>(history, operations, question, detail);
        case Model::counter:
            return simple_play<CounterRule>(history, operations, question, detail);
        case Model::mutex:
            return simple_play<MutexRule>(history, operations, question, detail);
        case Model::registers:
            return registers_play(history, operations, question);
        case Model::set:
        case Model::append:
        case Model::bank:
            break;
    }
    return simple_play<SetRule>(history, operations, question, detail);
}

Play play_of_all(const History& history, const std::vector<std::vector<std::uint32_t>>& keys,
                 const Question& question, Detail detail) {
    if (keys.size() == 1) return play_of(history, keys.front(), question, detail);
    auto product = std::make_unique<Product>();
    Play all;
    for (std::uint32_t part = 0; part < keys.size(); ++part) {
        Play play = play_of(history, keys[part], question, detail);
        for (Move& move : play.moves) {
            move.kind = product->kind_of(part, move.kind);
            all.moves.push_back(move);
        }
        product->add(std::move(play.object));
    }
    std::sort(all.moves.begin(), all.moves.end(),
              [](const Move& a, const Move& b) { return a.called < b.called; });
    all.object = std::move(product);
    return all;
}

}  // namespace triaz::consistency
