// What clients did to an object, as they saw it: each operation from its call to its return. The
// form in which a recorded history of any system is judged (sim/consistency).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/history/value.hpp"

namespace triaz::history {

// One line of a recorded history.
struct Event {
    enum class Type : std::uint8_t { invoke, ok, fail, info } type = Type::invoke;
    std::int64_t process = 0;
    std::string function;
    Value key;  // nil: the object has no keys
    Value value;
    std::string error;  // what a completion says of itself, for people
    std::optional<base::Time> time;
    std::uint64_t line = 0;  // of the file, from 1; 0: of no file
};

// `ok`: it happened, between its call and its return. `fail`: it did not happen. `open`: nobody
// knows; it may take effect at any time after its call, or never.
enum class Outcome : std::uint8_t { ok, fail, open };

inline constexpr std::uint32_t never_returned = UINT32_MAX;

struct Operation {
    std::int64_t process = 0;
    std::string function;
    Value key;
    Value argument;  // of the call
    Value result;    // of the return; nil unless ok
    Outcome outcome = Outcome::open;
    // Places in the order of events, all different. An open one returns at `never_returned`.
    std::uint32_t called = 0;
    std::uint32_t returned = never_returned;
    // When it stopped waiting without an answer, in the same order (open ones only).
    std::uint32_t given_up = never_returned;
    std::optional<base::Time> called_at, returned_at;
    std::string error;
    std::uint64_t line = 0;  // of the call
};

// Why events make no operations.
struct PairingError {
    std::size_t event = 0;
    std::string message;
    std::string expected;
};

// Puts calls and returns together, in the order of the calls. A process has one operation under
// way at a time; after an `info` it may go on (Jepsen gives the client a new number), the open
// operation stays. An `info` without a call is passed over.
std::variant<std::vector<Operation>, PairingError> pair_up(const std::vector<Event>& events);

// "process 3: write 4", "process 3: read -> 4", "process 1: cas [1 2] (open)".
std::string to_text(const Operation& operation);

}  // namespace triaz::history
