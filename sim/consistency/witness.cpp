#include "sim/consistency/witness.hpp"
#include "sim/base/text.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

constexpr std::uint64_t most_configurations = 20'000;  // of one try
constexpr std::uint64_t most_work = 4'000'000;         // of all tries, in configurations and moves

bool is_read(const Operation& operation) {
    return operation.function == "read" || operation.function == "get";
}

// Whether what `writer` wrote may be what `other` saw.
bool may_have_seen(const Operation& other, const Operation& writer, Model model) {
    if (other.outcome == Outcome::fail) return true;  // a compare-and-set that saw another value
    switch (model) {
        case Model::single_register:
        case Model::cas_register: {
            const Value& brought =
                writer.function == "cas" ? writer.argument.items()[1] : writer.argument;
            if (is_read(other)) return other.result == brought;
            return other.function == "cas" && other.argument.items()[0] == brought;
        }
        case Model::key_value:
            return is_read(other) &&
                   other.result.letters().find(writer.argument.letters()) != std::string::npos;
        case Model::set: {
            const auto& seen = other.result.items();
            return is_read(other) &&
                   std::find(seen.begin(), seen.end(), writer.argument) != seen.end();
        }
        default:
            return true;
    }
}

std::vector<std::vector<std::uint32_t>> apart(const History& history,
                                              const std::vector<std::uint32_t>& operations) {
    std::map<Value, std::vector<std::uint32_t>> keys;
    for (const std::uint32_t at : operations) keys[history[at].key].push_back(at);
    std::vector<std::vector<std::uint32_t>> parts;
    for (auto& [key, of_key] : keys) parts.push_back(std::move(of_key));
    return parts;
}

class Shrinking {
public:
    // `operations` are places in `history`, which is changed freely.
    Shrinking(History history, std::vector<std::uint32_t> operations, const Question& question,
              Budget& budget)
        : history_(std::move(history)),
          kept_(std::move(operations)),
          question_(question),
          budget_(budget) {}

    void run() {
        drop([](const Operation& operation) {
            return is_read(operation) || operation.outcome == Outcome::fail;
        });
        for (std::size_t before = kept_.size() + 1; kept_.size() < before;) {
            before = kept_.size();
            drop([](const Operation&) { return true; });
        }
    }

    const std::vector<std::uint32_t>& kept() const { return kept_; }
    const History& changed() const { return history_; }

    // What a search says of some operations.
    struct Tried {
        Play play;
        Found found;
    };
    Tried tried(const std::vector<std::uint32_t>& operations, std::uint64_t most) {
        Tried result;
        result.play = play_of_all(history_, apart(history_, operations), question_);
        result.found =
            question_.consistency == Consistency::sequential
                ? order_sequentially(*result.play.object, result.play.moves, history_, budget_)
                : linearize(*result.play.object, result.play.moves, budget_, most);
        work_ += result.found.visited + result.play.moves.size() + 1;
        return result;
    }

private:
    // Leaves out those that `may_go`, many at once while that works, then one by one.
    template <class MayGo>
    void drop(MayGo may_go) {
        for (std::size_t chunk = std::max<std::size_t>(1, kept_.size() / 2);; chunk /= 2) {
            for (std::size_t from = 0; from < kept_.size() && work_ < most_work;) {
                if (!try_without(from, chunk, may_go)) from += chunk;
                if (budget_.is_spent_now()) return;
            }
            if (chunk == 1) return;
        }
    }

    template <class MayGo>
    bool try_without(std::size_t from, std::size_t count, MayGo may_go) {
        std::vector<std::uint32_t> rest, gone;
        for (std::size_t at = 0; at < kept_.size(); ++at) {
            const bool goes = at >= from && at < from + count && may_go(history_[kept_[at]]);
            (goes ? gone : rest).push_back(kept_[at]);
        }
        if (gone.empty() || rest.empty() || !nobody_needs(gone, rest)) return false;
        if (tried(rest, most_configurations).found.verdict != Verdict::refuted) return false;
        kept_ = std::move(rest);
        return true;
    }

    bool nobody_needs(const std::vector<std::uint32_t>& gone,
                      const std::vector<std::uint32_t>& rest) const {
        for (const std::uint32_t writer : gone) {
            const Operation& written = history_[writer];
            if (is_read(written) || written.outcome == Outcome::fail) continue;
            for (const std::uint32_t other : rest)
                if (history_[other].key == written.key &&
                    may_have_seen(history_[other], written, question_.model))
                    return false;
        }
        return true;
    }

    History history_;
    std::vector<std::uint32_t> kept_;
    const Question& question_;
    Budget& budget_;
    std::uint64_t work_ = 0;
};

// The history up to a return: later calls are not there, later returns not known.
std::vector<std::uint32_t> cut_at(History& history, const std::vector<std::uint32_t>& operations,
                                  std::uint32_t place) {
    std::vector<std::uint32_t> rest;
    for (const std::uint32_t at : operations) {
        Operation& operation = history[at];
        if (operation.called > place) continue;
        if (operation.returned != history::never_returned && operation.returned > place) {
            operation.outcome = Outcome::open;
            operation.returned = history::never_returned;
            operation.result = Value{};
        }
        rest.push_back(at);
    }
    return rest;
}

void tell(Witness& witness, const History& history, const Question& question, Object& object,
          const std::vector<Move>& moves, const Found& found) {
    std::string of_key = witness.key.is_nil() ? "" : "key " + history::to_text(witness.key) + ": ";
    const char* const rule = question.consistency == Consistency::sequential
                                 ? "that keeps the order of each process"
                                 : "that keeps the order in time";
    witness.steps.push_back("It starts as " + object.text_of(object.initial()));
    State state = object.initial();
    for (const std::uint32_t move : found.order) {
        const auto after = object.apply(state, moves[move].kind);
        std::string step = told(history[moves[move].operation]);
        if (after && *after != state) step += "; now " + object.text_of(*after);
        if (after) state = *after;
        witness.steps.push_back(std::move(step));
        witness.order.push_back(moves[move].operation);
    }
    std::string what = "no order of " + base::counted(witness.operations.size(), "operation");
    if (found.impossible) {
        const Operation& stuck = history[moves[*found.impossible].operation];
        witness.impossible = moves[*found.impossible].operation;
        witness.steps.push_back("Not possible: " + told(stuck) + ", as it is " +
                                object.text_of(state) + " here, and no other order " + rule +
                                " gets further");
        what += " explains " + told(stuck);
    } else {
        what += " explains what they saw";
    }
    witness.summary = of_key + what;
}

}  // namespace

std::string told(const Operation& operation) {
    std::string text = history::to_text(operation);
    if (operation.line != 0) text += " (line " + std::to_string(operation.line) + ")";
    return text;
}

std::vector<std::vector<std::uint32_t>> by_key(const History& history) {
    std::vector<std::uint32_t> all(history.size());
    std::iota(all.begin(), all.end(), 0);
    return apart(history, all);
}

Witness witness_of(const History& history, const std::vector<std::uint32_t>& operations,
                   const Question& question, const Found& found, const std::vector<Move>& moves,
                   Budget& budget) {
    History cut = history;
    std::vector<std::uint32_t> rest = operations;
    if (question.consistency == Consistency::linearizable && found.impossible)
        rest = cut_at(cut, operations, moves[*found.impossible].returned);
    std::erase_if(rest, [&](std::uint32_t at) {
        return is_read(cut[at]) && cut[at].outcome == Outcome::open;
    });
    Shrinking shrinking{std::move(cut), std::move(rest), question, budget};
    shrinking.run();

    Shrinking::Tried last = shrinking.tried(shrinking.kept(), UINT64_MAX);
    Witness witness;
    for (const Move& move : last.play.moves) witness.operations.push_back(move.operation);
    const bool one_key = std::all_of(operations.begin(), operations.end(), [&](std::uint32_t at) {
        return history[at].key == history[operations.front()].key;
    });
    if (one_key) witness.key = history[operations.front()].key;
    if (last.found.verdict == Verdict::refuted) {
        const Play whole =
            play_of_all(shrinking.changed(), apart(shrinking.changed(), shrinking.kept()), question,
                        Detail::whole);
        tell(witness, shrinking.changed(), question, *whole.object, whole.moves, last.found);
        return witness;
    }
    // The time ran out while it was made smaller: what is known is told of the whole.
    const Play play = play_of_all(history, apart(history, operations), question, Detail::whole);
    witness.operations = operations;
    tell(witness, history, question, *play.object, play.moves, found);
    return witness;
}

}  // namespace triaz::consistency
