#include <algorithm>
#include <set>

#include "sim/consistency/object.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

bool is_pair(const Value& value) { return value.is_list() && value.items().size() == 2; }

// What was done, for a completed operation with what it learned.
const Value& done_of(const Operation& operation) {
    return operation.outcome == Outcome::ok ? operation.result : operation.argument;
}

struct Complaint {
    std::string message, expected;
};
using Suits = std::optional<Complaint>;

Suits unknown_function(const Operation& operation, std::string_view model,
                       std::string_view functions) {
    return Complaint{"the model " + std::string{model} + " has no function " + operation.function,
                     std::string{functions}};
}

Suits suits_register(const Operation& operation, bool cas) {
    if (operation.function == "read" || operation.function == "write") return {};
    if (operation.function != "cas" || !cas)
        return unknown_function(operation, cas ? "cas-register" : "register",
                                cas ? "read, write or cas" : "read or write");
    if (is_pair(operation.argument)) return {};
    return Complaint{"cas has the value " + to_text(operation.argument), "[old new]"};
}

Suits suits_key_value(const Operation& operation) {
    const std::string& function = operation.function;
    if (function == "get" || function == "read" || function == "put" || function == "write")
        return {};
    if (function != "append") return unknown_function(operation, "kv", "get, put or append");
    if (operation.argument.kind() == Value::Kind::text) return {};
    return Complaint{"append has the value " + to_text(operation.argument), "a text"};
}

Suits suits_set(const Operation& operation) {
    if (operation.function == "add") return {};
    if (operation.function != "read") return unknown_function(operation, "set", "add or read");
    const Value& seen = operation.result;
    if (operation.outcome != Outcome::ok || seen.is_list() || seen.is_nil() ||
        seen.kind() == Value::Kind::set)
        return {};
    return Complaint{"a read of a set gave " + to_text(seen), "the whole set: #{1 2} or [1 2]"};
}

Suits suits_counter(const Operation& operation) {
    const bool adds = operation.function == "add";
    if (!adds && operation.function != "read")
        return unknown_function(operation, "counter", "add or read");
    const Value& value = adds ? operation.argument : operation.result;
    if (value.is_integer() || (!adds && operation.outcome != Outcome::ok)) return {};
    return Complaint{operation.function + " has the value " + to_text(value), "a whole number"};
}

Suits suits_mutex(const Operation& operation) {
    if (operation.function == "acquire" || operation.function == "release") return {};
    return unknown_function(operation, "mutex", "acquire or release");
}

Suits suits_bank(const Operation& operation) {
    if (operation.function == "transfer") return {};
    if (operation.function != "read")
        return unknown_function(operation, "bank", "transfer or read");
    if (operation.outcome != Outcome::ok) return {};
    if (operation.result.kind() == Value::Kind::map) return {};
    return Complaint{"a read of a bank gave " + to_text(operation.result),
                     "the balance of each account: {0 10, 1 20}"};
}

Suits suits_transactions(const Operation& operation, bool appends) {
    const auto accesses = accesses_of(done_of(operation));
    const char* const form = appends ? "a list of [:append key element] and [:r key [elements]]"
                                     : "a list of [:r key value] and [:w key value]";
    if (!accesses)
        return Complaint{operation.function + " has the value " + to_text(done_of(operation)),
                         form};
    for (const Value& access : done_of(operation).items())
        if (access.items()[0].is_named("append") == appends) return {};
    for (const Access& access : *accesses) {
        if (access.writes)
            return Complaint{"a transaction writes to " + to_text(access.key) + " otherwise", form};
        if (appends && operation.outcome == Outcome::ok && !access.value.is_nil() &&
            !access.value.is_list())
            return Complaint{"a transaction read " + to_text(access.value), "a list of elements"};
    }
    return {};
}

Suits suits(const Operation& operation, Model model) {
    switch (model) {
        case Model::single_register:
            return suits_register(operation, false);
        case Model::cas_register:
            return suits_register(operation, true);
        case Model::key_value:
            return suits_key_value(operation);
        case Model::set:
            return suits_set(operation);
        case Model::append:
            return suits_transactions(operation, true);
        case Model::bank:
            return suits_bank(operation);
        case Model::mutex:
            return suits_mutex(operation);
        case Model::counter:
            return suits_counter(operation);
        case Model::registers:
            return suits_transactions(operation, false);
    }
    return {};
}

std::optional<Model> model_of_transactions(const History& history) {
    bool appends = false, writes = false;
    for (const Operation& operation : history) {
        if (!accesses_of(operation.argument)) return {};
        for (const Value& access : operation.argument.items()) {
            appends |= access.items()[0].is_named("append");
            writes |= access.items()[0].is_named("w") || access.items()[0].is_named("write");
        }
    }
    if (appends && writes) return {};
    return writes ? Model::registers : Model::append;
}

}  // namespace

std::optional<std::vector<Access>> accesses_of(const Value& transaction) {
    if (!transaction.is_list()) return {};
    std::vector<Access> accesses;
    for (const Value& access : transaction.items()) {
        const auto& parts = access.items();
        if (!access.is_list() || parts.size() < 2 || parts.size() > 3) return {};
        const bool reads = parts[0].is_named("r") || parts[0].is_named("read");
        const bool writes =
            parts[0].is_named("w") || parts[0].is_named("write") || parts[0].is_named("append");
        if ((!reads && !writes) || (writes && parts.size() != 3)) return {};
        accesses.push_back({writes, parts[1], parts.size() == 3 ? parts[2] : Value{}});
    }
    return accesses;
}

std::optional<Misfit> misfit_of(const History& history, const Question& question) {
    for (std::uint32_t at = 0; at < history.size(); ++at)
        if (auto complaint = suits(history[at], question.model))
            return Misfit{at, std::move(complaint->message), std::move(complaint->expected)};
    return {};
}

std::optional<Model> likely_model(const History& history) {
    std::set<std::string> functions;
    bool reads_many = false;
    for (const Operation& operation : history) {
        functions.insert(operation.function);
        if (operation.function == "read" && operation.outcome == Outcome::ok)
            reads_many |= operation.result.is_list() || operation.result.kind() == Value::Kind::set;
    }
    const auto only = [&](std::set<std::string> known) {
        return std::includes(known.begin(), known.end(), functions.begin(), functions.end());
    };
    if (functions.empty()) return {};
    if (functions.contains("transfer") && only({"transfer", "read"})) return Model::bank;
    if (only({"acquire", "release"})) return Model::mutex;
    if (functions.contains("add") && only({"add", "read"})) {
        if (!functions.contains("read")) return {};
        return reads_many ? Model::set : Model::counter;
    }
    if (const auto model = model_of_transactions(history)) return model;
    if (functions.contains("cas") && only({"read", "write", "cas"})) return Model::cas_register;
    if (only({"read", "write"})) return Model::single_register;
    if (only({"get", "put", "append"})) return Model::key_value;
    return {};
}

}  // namespace triaz::consistency
