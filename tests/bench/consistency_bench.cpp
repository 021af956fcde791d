// How fast recorded histories are judged: operations a second, of histories of a simulated object
// with random delays.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/consistency/judge.hpp"

namespace {

using namespace triaz;
using consistency::History;
using history::Operation;
using history::Outcome;
using history::Value;

struct Load {
    consistency::Model model;
    std::size_t operations, keys, processes;
    double open_share;
};

// The instants of an operation: it takes effect at the middle one.
struct Instants {
    double call, effect, back;
};

class Recording {
public:
    explicit Recording(const Load& load) : load_(load) {}

    History make() {
        std::map<std::int64_t, double> now;
        std::vector<Instants> instants;
        for (std::size_t at = 0; at < load_.operations; ++at) {
            auto process = static_cast<std::int64_t>(stream_.below(load_.processes));
            double& time = now[process];
            Instants each{time += stream_.uniform(), 0, 0};
            each.effect = time += stream_.uniform();
            each.back = time += stream_.uniform();
            instants.push_back(each);
            history_.push_back(called(process));
        }
        take_effect(instants);
        put_in_order(instants);
        return std::move(history_);
    }

private:
    Value number(std::uint64_t bound) {
        return Value::of(static_cast<std::int64_t>(stream_.below(bound)));
    }

    Operation called(std::int64_t process) {
        Operation operation;
        operation.process = process;
        if (load_.keys > 1) operation.key = number(load_.keys);
        const bool open = stream_.uniform() < load_.open_share;
        operation.outcome = open ? Outcome::open : Outcome::ok;
        const std::uint64_t dice = stream_.below(10);
        if (load_.model == consistency::Model::append) return transaction(std::move(operation));
        const bool texts = load_.model == consistency::Model::key_value;
        operation.function = dice < 4 ? "read" : dice < 7 || texts ? "write" : "cas";
        if (texts && dice >= 4) {
            operation.function = "append";
            operation.argument = Value::text("x " + std::to_string(history_.size()) + " y");
        } else if (dice >= 7) {
            operation.argument = Value::list({number(5), number(5)});
        } else if (dice >= 4) {
            operation.argument = number(5);
        }
        return operation;
    }

    Operation transaction(Operation operation) {
        operation.key = Value{};
        operation.function = "txn";
        std::vector<Value> accesses;
        for (int left = 0; left < 3; ++left)
            if (stream_.below(2) == 0)
                accesses.push_back(Value::list({Value::word(":r"), number(load_.keys), Value{}}));
            else
                accesses.push_back(Value::list(
                    {Value::word(":append"), number(load_.keys), Value::of(++written_)}));
        operation.argument = Value::list(accesses);
        return operation;
    }

    void take_effect(const std::vector<Instants>& instants) {
        std::vector<std::size_t> order(history_.size());
        for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return instants[a].effect < instants[b].effect;
        });
        for (const std::size_t at : order) apply(history_[at]);
    }

    void apply(Operation& operation) {
        Value& value = values_[operation.key];
        operation.result = operation.argument;
        if (operation.function == "read") operation.result = value;
        if (operation.function == "write") value = operation.argument;
        if (operation.function == "append")
            value = Value::text(value.letters() + operation.argument.letters());
        if (operation.function == "cas") {
            if (value != operation.argument.items()[0])
                operation.outcome = Outcome::fail;
            else
                value = operation.argument.items()[1];
        }
        if (operation.function != "txn") return;
        std::vector<Value> done;
        for (const Value& access : operation.argument.items()) {
            auto& list = lists_[access.items()[1]];
            const bool appends = access.items()[0].is_named("append");
            if (appends) list.push_back(access.items()[2]);
            done.push_back(
                appends ? access
                        : Value::list({access.items()[0], access.items()[1], Value::list(list)}));
        }
        operation.result = Value::list(done);
    }

    void put_in_order(const std::vector<Instants>& instants) {
        struct Moment {
            double time;
            std::size_t operation;
            bool back;
        };
        std::vector<Moment> moments;
        for (std::size_t at = 0; at < history_.size(); ++at) {
            moments.push_back({instants[at].call, at, false});
            moments.push_back({instants[at].back, at, true});
        }
        std::sort(moments.begin(), moments.end(),
                  [](const Moment& a, const Moment& b) { return a.time < b.time; });
        for (std::uint32_t place = 0; place < moments.size(); ++place) {
            Operation& operation = history_[moments[place].operation];
            if (!moments[place].back)
                operation.called = place;
            else if (operation.outcome != Outcome::open)
                operation.returned = place;
        }
        std::sort(history_.begin(), history_.end(),
                  [](const Operation& a, const Operation& b) { return a.called < b.called; });
    }

    Load load_;
    base::Stream stream_{1};
    History history_;
    std::map<Value, Value> values_;
    std::map<Value, std::vector<Value>> lists_;
    std::int64_t written_ = 0;
};

void judge_load(benchmark::State& state, const Load& load, consistency::Consistency asked) {
    const History history = Recording{load}.make();
    consistency::Question question;
    question.model = load.model;
    question.consistency = asked;
    std::uint64_t visited = 0;
    for (auto _ : state) {
        consistency::Budget budget;
        const auto report = consistency::judge(history, question, budget);
        if (report.verdict != consistency::Verdict::upheld) state.SkipWithError("not upheld");
        visited = report.visited;
    }
    state.counters["states"] = static_cast<double>(visited);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(history.size()));
}

constexpr auto linearizable = consistency::Consistency::linearizable;

void etcd_like(benchmark::State& state) {
    judge_load(state, {consistency::Model::cas_register, 170, 1, 5, 0.15}, linearizable);
}
void long_register(benchmark::State& state) {
    judge_load(state, {consistency::Model::cas_register, 10'000, 1, 5, 0.01}, linearizable);
}
void key_value(benchmark::State& state) {
    judge_load(state, {consistency::Model::key_value, 10'000, 100, 50, 0}, linearizable);
}
void transactions(benchmark::State& state) {
    judge_load(state, {consistency::Model::append, 10'000, 100, 20, 0.01},
               consistency::Consistency::strict_serializable);
}

BENCHMARK(etcd_like)->Unit(benchmark::kMillisecond);
BENCHMARK(long_register)->Unit(benchmark::kMillisecond);
BENCHMARK(key_value)->Unit(benchmark::kMillisecond);
BENCHMARK(transactions)->Unit(benchmark::kMillisecond);

}  // namespace
