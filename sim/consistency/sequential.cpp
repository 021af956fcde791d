#include <algorithm>
#include <map>

#include "sim/consistency/configurations.hpp"
#include "sim/consistency/search.hpp"

namespace triaz::consistency {
namespace {

class SequentialOrder {
public:
    SequentialOrder(Object& object, const std::vector<Move>& moves, const History& history)
        : object_(object), moves_(moves), state_(object.initial()) {
        std::map<std::int64_t, std::size_t> number;
        for (std::uint32_t move = 0; move < moves.size(); ++move) {
            const std::int64_t process = history[moves[move].operation].process;
            const std::size_t at = number.try_emplace(process, queues_.size()).first->second;
            if (at == queues_.size()) queues_.emplace_back();
            if (moves[move].is_open())
                open_.push_back({move, at, queues_[at].size()});
            else
                queues_[at].push_back(move);
        }
        position_.resize(queues_.size());
        used_.resize(open_.size());
        key_.resize(1 + (queues_.size() + 1) / 2);
        for (const auto& queue : queues_) closed_ += queue.size();
    }

    Found search(Budget& budget) {
        Configurations known{key_.size(), open_.size()};
        bool arrived = arrive(known);
        std::size_t cursor = 0;
        while (arrived || !steps_.empty()) {
            if (ordered_ == closed_) return end(Verdict::upheld, known);
            if (!arrived || !advance(cursor)) {
                remember_best();
                if (!retreat(cursor)) break;
                arrived = true;
                continue;
            }
            if (budget.is_spent() || ((known.count() & 255U) == 0 &&
                                      known.memory() + object_.memory() > budget.memory()))
                return end(Verdict::inconclusive, known);
            arrived = arrive(known);
            cursor = 0;
        }
        return end(Verdict::refuted, known);
    }

private:
    struct Open {
        std::uint32_t move;
        std::size_t queue, position;  // not before so many of its process
    };
    struct Step {
        std::uint32_t move;
        std::size_t choice;  // a queue, or the number of queues and an open move
        State before;
        bool forced;
    };

    bool arrive(Configurations& known) {
        for (bool more = true; more;) {
            more = false;
            for (std::size_t queue = 0; queue < queues_.size(); ++queue) {
                if (position_[queue] == queues_[queue].size()) continue;
                const std::uint32_t move = queues_[queue][position_[queue]];
                if (!moves_[move].observes || !object_.apply(state_, moves_[move].kind)) continue;
                make(move, queue, state_, true);
                more = true;
            }
        }
        key_.assign(key_.size(), 0);
        key_[0] = state_;
        for (std::size_t queue = 0; queue < queues_.size(); ++queue)
            key_[1 + queue / 2] |= std::uint64_t{position_[queue]} << (queue % 2 * 32);
        return known.is_new(key_, used_);
    }

    bool advance(std::size_t& cursor) {
        for (; cursor < queues_.size() + open_.size(); ++cursor) {
            const std::optional<std::uint32_t> move = choice(cursor);
            if (!move) continue;
            const std::optional<State> after = object_.apply(state_, moves_[*move].kind);
            if (!after || (cursor >= queues_.size() && *after == state_)) continue;
            make(*move, cursor, *after, false);
            return true;
        }
        return false;
    }

    std::optional<std::uint32_t> choice(std::size_t at) const {
        if (at < queues_.size()) {
            if (position_[at] == queues_[at].size()) return {};
            const std::uint32_t move = queues_[at][position_[at]];
            return moves_[move].observes ? std::nullopt : std::optional{move};
        }
        const Open& open = open_[at - queues_.size()];
        if (used_[at - queues_.size()] != 0 || position_[open.queue] < open.position) return {};
        return open.move;
    }

    void make(std::uint32_t move, std::size_t at, State after, bool forced) {
        steps_.push_back({move, at, state_, forced});
        state_ = after;
        if (at < queues_.size()) {
            ++position_[at];
            ++ordered_;
        } else {
            used_[at - queues_.size()] = 1;
        }
    }

    bool retreat(std::size_t& cursor) {
        while (!steps_.empty()) {
            const Step step = steps_.back();
            steps_.pop_back();
            state_ = step.before;
            if (step.choice < queues_.size()) {
                --position_[step.choice];
                --ordered_;
            } else {
                used_[step.choice - queues_.size()] = 0;
            }
            if (step.forced) continue;
            cursor = step.choice + 1;
            return true;
        }
        return false;
    }

    void remember_best() {
        if (!best_.empty() && ordered_ <= best_ordered_) return;
        best_ordered_ = ordered_;
        best_.clear();
        for (const Step& step : steps_) best_.push_back(step.move);
        best_state_ = state_;
        impossible_.reset();
        for (std::size_t queue = 0; queue < queues_.size(); ++queue) {
            if (position_[queue] == queues_[queue].size()) continue;
            const std::uint32_t next = queues_[queue][position_[queue]];
            if (object_.apply(state_, moves_[next].kind)) continue;
            if (!impossible_ || moves_[next].called < moves_[*impossible_].called)
                impossible_ = next;
        }
    }

    Found end(Verdict verdict, const Configurations& known) {
        Found found;
        found.verdict = verdict;
        found.visited = known.count();
        if (verdict != Verdict::refuted) remember_best();
        found.order = std::move(best_);
        found.reached = best_state_;
        if (verdict == Verdict::refuted) found.impossible = impossible_;
        return found;
    }

    Object& object_;
    const std::vector<Move>& moves_;
    std::vector<std::vector<std::uint32_t>> queues_;  // closed moves of each process, in order
    std::vector<std::uint32_t> position_;
    std::vector<Open> open_;
    std::vector<std::uint16_t> used_;
    State state_;
    std::vector<std::uint64_t> key_;
    std::vector<Step> steps_;
    std::size_t ordered_ = 0, closed_ = 0;

    std::vector<std::uint32_t> best_;
    std::size_t best_ordered_ = 0;
    State best_state_ = 0;
    std::optional<std::uint32_t> impossible_;
};

}  // namespace

Found order_sequentially(Object& object, const std::vector<Move>& moves, const History& history,
                         Budget& budget) {
    return SequentialOrder{object, moves, history}.search(budget);
}

}  // namespace triaz::consistency
