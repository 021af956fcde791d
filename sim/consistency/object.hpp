// Sequential objects: what a register, a set or a lock does when one operation follows another. A
// search asks them which orders of the recorded operations are legal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// A state of an object, numbered as states are met.
using State = std::uint32_t;

// One operation of a search.
struct Move {
    std::uint32_t operation = 0;  // its place in the history
    std::uint32_t called = 0;
    std::uint32_t returned = history::never_returned;  // an open one may be left out
    bool observes = false;                             // never changes the state
    bool resets = false;                               // makes the state forget what was before
    std::uint32_t kind = 0;                            // equal for moves that do the same

    bool is_open() const { return returned == history::never_returned; }
};

class Object {
public:
    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    virtual ~Object() = default;

    virtual State initial() = 0;
    // The state after a move of this kind, or nothing when it is not legal here.
    virtual std::optional<State> apply(State state, std::uint32_t kind) = 0;
    // Whether an observation that is not legal now may become so without a move that resets. True
    // is always safe to say.
    virtual bool may_become_legal(State, std::uint32_t /*kind*/) { return true; }
    virtual std::string text_of(State state) const = 0;
    // Bytes held, about.
    virtual std::size_t memory() const = 0;
};

// An object and the operations on it, in the order of their calls. What says nothing is left out:
// failed operations, open reads, and open writes of values that nobody saw.
struct Play {
    std::unique_ptr<Object> object;
    std::vector<Move> moves;
};

// `needed`: states that no operation tells apart may be one. `whole`: for people, all of them. The
// moves are the same in number and order.
enum class Detail : std::uint8_t { needed, whole };

// Of operations on one object. Requires: they suit the model (`misfit_of`).
Play play_of(const History& history, const std::vector<std::uint32_t>& operations,
             const Question& question, Detail detail = Detail::needed);

// Of operations on several objects that are searched together: one play after the other, by key.
Play play_of_all(const History& history, const std::vector<std::vector<std::uint32_t>>& keys,
                 const Question& question, Detail detail = Detail::needed);

// One call of an object of a transaction: [:r x 1], [:append x 2].
struct Access {
    bool writes = false;
    history::Value key;
    history::Value value;
};
// The accesses of a transaction, or nothing when the value is none.
std::optional<std::vector<Access>> accesses_of(const history::Value& transaction);

// Why an operation is none of this model's, and what would be; nothing when it suits.
struct Misfit {
    std::uint32_t operation = 0;
    std::string message;
    std::string expected;
};
std::optional<Misfit> misfit_of(const History& history, const Question& question);

// The model that the functions and values used suggest, when only one does.
std::optional<Model> likely_model(const History& history);

}  // namespace triaz::consistency
