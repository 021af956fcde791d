#include "sim/history/operation.hpp"

#include <map>

namespace triaz::history {
namespace {

std::string place_of(const Event& event) {
    return event.line == 0 ? "" : " of line " + std::to_string(event.line);
}

void complete(Operation& operation, const Event& event, std::uint32_t at) {
    operation.error = event.error;
    operation.returned_at = event.time;
    if (event.type == Event::Type::info) {
        operation.given_up = at;
        return;
    }
    operation.returned = at;
    if (event.type == Event::Type::fail) {
        operation.outcome = Outcome::fail;
        return;
    }
    operation.outcome = Outcome::ok;
    operation.result = event.value;
}

class Pairing {
public:
    explicit Pairing(const std::vector<Event>& events) : events_(events) {}

    std::optional<PairingError> take(std::uint32_t at) {
        const Event& event = events_[at];
        const auto pending = pending_.find(event.process);
        if (event.type == Event::Type::invoke) {
            if (pending != pending_.end()) return still_under_way(at, pending->second);
            pending_[event.process] = static_cast<std::uint32_t>(operations.size());
            Operation& operation = operations.emplace_back();
            operation.process = event.process;
            operation.function = event.function;
            operation.key = event.key;
            operation.argument = event.value;
            operation.called = at;
            operation.called_at = event.time;
            operation.line = event.line;
            return {};
        }
        if (pending == pending_.end()) {
            if (event.type == Event::Type::info) return {};
            return PairingError{at,
                                "process " + std::to_string(event.process) + " returns from " +
                                    event.function + ", which it has not called",
                                "an invoke of the same process before it"};
        }
        Operation& operation = operations[pending->second];
        if (operation.function != event.function || operation.key != event.key)
            return PairingError{at,
                                "process " + std::to_string(event.process) + " returns from " +
                                    name_of(event.function, event.key) + ", but called " +
                                    name_of(operation.function, operation.key),
                                "the return of what was called last"};
        complete(operation, event, at);
        pending_.erase(pending);
        return {};
    }

    std::vector<Operation> operations;

private:
    static std::string name_of(const std::string& function, const Value& key) {
        return key.is_nil() ? function : function + " of key " + to_text(key);
    }

    PairingError still_under_way(std::uint32_t at, std::uint32_t operation) const {
        const Event& event = events_[at];
        const Operation& before = operations[operation];
        return {at,
                "process " + std::to_string(event.process) + " calls " + event.function +
                    " while its " + before.function + place_of(events_[before.called]) +
                    " is still under way",
                "an ok, fail or info of that first"};
    }

    const std::vector<Event>& events_;
    std::map<std::int64_t, std::uint32_t> pending_;
};

}  // namespace

std::variant<std::vector<Operation>, PairingError> pair_up(const std::vector<Event>& events) {
    Pairing pairing{events};
    for (std::uint32_t at = 0; at < events.size(); ++at)
        if (auto error = pairing.take(at)) return std::move(*error);
    return std::move(pairing.operations);
}

std::string to_text(const Operation& operation) {
    std::string text = "process " + std::to_string(operation.process) + ": " + operation.function;
    if (!operation.key.is_nil()) text.append(" ").append(to_text(operation.key));
    const bool ok = operation.outcome == Outcome::ok;
    const bool reads = operation.function == "read" || operation.function == "get";
    if (!operation.argument.is_nil() && !(ok && reads))
        text.append(" ").append(to_text(operation.argument));
    if (ok && (reads || operation.result != operation.argument))
        text.append(" -> ").append(to_text(operation.result));
    if (operation.outcome == Outcome::fail) text += " (failed)";
    if (operation.outcome == Outcome::open) text += " (open)";
    return text;
}

}  // namespace triaz::history
