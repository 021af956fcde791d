#include <algorithm>
#include <map>

#include "sim/consistency/configurations.hpp"
#include "sim/consistency/search.hpp"

namespace triaz::consistency {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

// The calls and returns of the closed moves that are not yet in the order, as a doubly linked list
// from which a move is lifted and into which it is put back.
class Pending {
public:
    explicit Pending(const std::vector<Move>& moves) : call_of_(moves.size()) {
        struct At {
            std::uint32_t place, move;
            bool returns;
        };
        std::vector<At> all;
        for (std::uint32_t move = 0; move < moves.size(); ++move) {
            if (moves[move].is_open()) continue;
            all.push_back({moves[move].called, move, false});
            all.push_back({moves[move].returned, move, true});
        }
        std::sort(all.begin(), all.end(),
                  [](const At& a, const At& b) { return a.place < b.place; });
        links_.resize(all.size() + 2);
        return_of_.resize(moves.size());
        for (std::uint32_t at = 0; at < links_.size(); ++at) links_[at] = {at - 1, at + 1, none};
        for (std::uint32_t at = 0; at < all.size(); ++at) {
            (all[at].returns ? return_of_ : call_of_)[all[at].move] = at + 1;
            if (!all[at].returns) links_[at + 1].move = all[at].move;
        }
    }

    // The first call, or `none` when a return or the end comes before it; and the one after.
    std::uint32_t first() const { return call_at(links_[0].next); }
    std::uint32_t after(std::uint32_t move) const { return call_at(links_[call_of_[move]].next); }

    void lift(std::uint32_t move) {
        unlink(call_of_[move]);
        unlink(return_of_[move]);
    }
    void put_back(std::uint32_t move) {  // in the reverse order of lifting
        link(return_of_[move]);
        link(call_of_[move]);
    }

private:
    struct Link {
        std::uint32_t previous, next, move;
    };

    std::uint32_t call_at(std::uint32_t at) const { return links_[at].move; }
    void unlink(std::uint32_t at) {
        links_[links_[at].previous].next = links_[at].next;
        links_[links_[at].next].previous = links_[at].previous;
    }
    void link(std::uint32_t at) {
        links_[links_[at].previous].next = at;
        links_[links_[at].next].previous = at;
    }

    std::vector<Link> links_;
    std::vector<std::uint32_t> call_of_, return_of_;
};

class Linearization {
public:
    Linearization(Object& object, const std::vector<Move>& moves)
        : object_(object),
          moves_(moves),
          pending_(moves),
          done_(moves.size()),
          slot_of_(moves.size()),
          state_(object.initial()) {
        give_slots();
        gather_open();
        gather_awaited();
        key_.resize(1 + (slots_ + 63) / 64);
    }

    Found search(Budget& budget, std::uint64_t most) {
        Configurations known{key_.size(), open_.size()};
        bool arrived = arrive(known);
        Cursor cursor{pending_.first(), 0};
        while (arrived || !steps_.empty()) {
            if (explained_ == returns_.size()) return end(Verdict::upheld, known);
            if (!arrived || !advance(cursor)) {
                remember_best();
                if (!retreat(cursor)) break;
                arrived = true;
                continue;
            }
            if (budget.is_spent() || known.count() > most ||
                ((known.count() & 255U) == 0 &&
                 known.memory() + object_.memory() > budget.memory()))
                return end(Verdict::inconclusive, known);
            arrived = arrive(known);
            cursor = {pending_.first(), 0};
        }
        return end(Verdict::refuted, known);
    }

private:
    // What to try next: a call of a closed move, then open moves by kind.
    struct Cursor {
        std::uint32_t call = none;
        std::uint32_t kind = 0;
    };
    struct Step {
        std::uint32_t move;
        State before;
        std::uint32_t explained;  // before
        std::uint32_t kind;       // of open moves, or none
        bool forced;
    };
    struct Kind {
        std::vector<std::uint32_t> moves;  // in the order of their calls
    };

    void give_slots() {
        for (std::uint32_t move = 0; move < moves_.size(); ++move)
            if (!moves_[move].is_open()) returns_.push_back(move);
        std::sort(returns_.begin(), returns_.end(), [&](std::uint32_t a, std::uint32_t b) {
            return moves_[a].returned < moves_[b].returned;
        });
        std::vector<std::uint32_t> free;
        std::size_t gone = 0;
        for (std::uint32_t move = 0; move < moves_.size(); ++move) {
            if (moves_[move].is_open()) continue;
            for (; moves_[returns_[gone]].returned < moves_[move].called; ++gone)
                free.push_back(slot_of_[returns_[gone]]);
            if (free.empty()) free.push_back(slots_++);
            slot_of_[move] = free.back();
            free.pop_back();
        }
    }

    void gather_open() {
        std::map<std::uint32_t, std::vector<std::uint32_t>> by_kind;
        for (std::uint32_t move = 0; move < moves_.size(); ++move)
            if (moves_[move].is_open()) by_kind[moves_[move].kind].push_back(move);
        for (auto& [kind, moves] : by_kind) open_.push_back({std::move(moves)});
        used_.resize(open_.size());
    }

    void gather_awaited() {
        observed_as_.assign(moves_.size(), SIZE_MAX);
        for (const std::uint32_t move : returns_)
            if (moves_[move].observes) {
                observed_as_[move] = observations_.size();
                observations_.push_back(move);
            }
        for (std::uint32_t move = 0; move < moves_.size(); ++move)
            if (moves_[move].resets) resets_.push_back(move);
    }

    void flip_slot(std::uint32_t move) {
        key_[1 + slot_of_[move] / 64] ^= std::uint64_t{1} << (slot_of_[move] % 64);
    }

    void make(std::uint32_t move, State after, std::uint32_t kind, bool forced) {
        steps_.push_back({move, state_, explained_, kind, forced});
        state_ = after;
        if (kind != none) {
            ++used_[kind];
            return;
        }
        pending_.lift(move);
        done_[move] = true;
        flip_slot(move);
        for (; explained_ < returns_.size() && done_[returns_[explained_]]; ++explained_)
            flip_slot(returns_[explained_]);
    }

    Step take_back() {
        const Step step = steps_.back();
        steps_.pop_back();
        state_ = step.before;
        if (step.kind != none) {
            --used_[step.kind];
            return step;
        }
        while (explained_ > step.explained) flip_slot(returns_[--explained_]);
        flip_slot(step.move);
        done_[step.move] = false;
        awaited_ = std::min(awaited_, observed_as_[step.move]);
        pending_.put_back(step.move);
        return step;
    }

    // Makes every observation that is legal now. False when this has been tried before.
    bool arrive(Configurations& known) {
        for (std::uint32_t move = pending_.first(); move != none;) {
            const std::uint32_t next = pending_.after(move);
            const bool legal = moves_[move].observes && object_.apply(state_, moves_[move].kind);
            if (legal) make(move, state_, none, true);
            // a return that is now explained may have stood before further calls
            move = legal && next == none ? pending_.first() : next;
        }
        if (is_hopeless()) return false;
        key_[0] = std::uint64_t{explained_} << 32 | state_;
        return known.is_new(key_, used_);
    }

    // Whether the observation that returns next can never become legal: nothing that could be made
    // before it resets the state.
    bool is_hopeless() {
        while (awaited_ < observations_.size() && done_[observations_[awaited_]]) ++awaited_;
        if (awaited_ == observations_.size()) return false;
        const Move& observation = moves_[observations_[awaited_]];
        if (object_.may_become_legal(state_, observation.kind)) return false;
        for (const std::uint32_t reset : resets_) {
            if (moves_[reset].called > observation.returned) break;
            if (done_[reset]) continue;
            const auto after = object_.apply(state_, moves_[reset].kind);
            if (after && object_.may_become_legal(*after, observation.kind)) return false;
        }
        return true;
    }

    bool advance(Cursor& cursor) {
        for (; cursor.call != none; cursor.call = pending_.after(cursor.call)) {
            const Move& move = moves_[cursor.call];
            if (move.observes) continue;
            if (const auto after = object_.apply(state_, move.kind)) {
                make(cursor.call, *after, none, false);
                return true;
            }
        }
        const std::uint32_t limit = moves_[returns_[explained_]].returned;
        for (; cursor.kind < open_.size(); ++cursor.kind) {
            const auto& moves = open_[cursor.kind].moves;
            const std::size_t used = used_[cursor.kind];
            if (used == moves.size() || moves_[moves[used]].called > limit) continue;
            const auto after = object_.apply(state_, moves_[moves[used]].kind);
            if (!after || *after == state_) continue;
            make(moves[used], *after, cursor.kind, false);
            return true;
        }
        return false;
    }

    // Takes back the last choice, and sets the cursor behind it. False when there was none.
    bool retreat(Cursor& cursor) {
        while (!steps_.empty()) {
            const Step step = take_back();
            if (step.forced) continue;
            cursor = step.kind == none ? Cursor{pending_.after(step.move), 0}
                                       : Cursor{none, step.kind + 1};
            return true;
        }
        return false;
    }

    void remember_best() {
        if (explained_ < best_explained_ ||
            (explained_ == best_explained_ && steps_.size() <= best_.size()))
            return;
        best_explained_ = explained_;
        best_.clear();
        for (const Step& step : steps_) best_.push_back(step.move);
        best_state_ = state_;
    }

    Found end(Verdict verdict, const Configurations& known) {
        Found found;
        found.verdict = verdict;
        found.visited = known.count();
        if (verdict != Verdict::refuted) remember_best();
        found.order = std::move(best_);
        found.reached = best_state_;
        if (verdict == Verdict::refuted) found.impossible = returns_[best_explained_];
        return found;
    }

    Object& object_;
    const std::vector<Move>& moves_;
    Pending pending_;
    std::vector<bool> done_;
    std::vector<std::uint32_t> slot_of_;  // of closed moves: no two under way share one
    std::uint32_t slots_ = 0;
    std::vector<std::uint32_t> returns_;  // closed moves by their returns
    std::uint32_t explained_ = 0;         // returns before this one are of moves done
    std::vector<Kind> open_;
    std::vector<std::uint16_t> used_;          // open moves, by kind
    std::vector<std::uint32_t> observations_;  // by their returns
    std::vector<std::size_t> observed_as_;     // of a move: its place among the observations
    std::size_t awaited_ = 0;                  // observations before this one are made
    std::vector<std::uint32_t> resets_;        // in the order of their calls
    State state_;
    std::vector<std::uint64_t> key_;
    std::vector<Step> steps_;

    std::uint32_t best_explained_ = 0;
    std::vector<std::uint32_t> best_;
    State best_state_ = 0;
};

}  // namespace

Found linearize(Object& object, const std::vector<Move>& moves, Budget& budget,
                std::uint64_t most) {
    if (moves.size() >= UINT16_MAX) {  // more open moves of a kind than can be counted
        std::map<std::uint32_t, std::size_t> open;
        for (const Move& move : moves)
            if (move.is_open() && ++open[move.kind] >= UINT16_MAX) return {};
    }
    return Linearization{object, moves}.search(budget, most);
}

}  // namespace triaz::consistency
