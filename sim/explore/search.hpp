// Breadth-first search over the states of a cluster. A state that waits for its turn is kept whole;
// of one that had it remain its fingerprint, and the step by which it was found.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/explore/cluster.hpp"
#include "sim/explore/explore.hpp"
#include "sim/explore/fingerprint_set.hpp"
#include "sim/explore/reduction.hpp"

namespace triaz::explore {

// States in the order in which they were found, each of the same width.
class Frontier {
public:
    explicit Frontier(std::size_t width) : width_(width) {}

    bool empty() const { return size_ == 0; }
    std::uint64_t size() const { return size_; }
    void push(const Id* state) {
        if (blocks_.empty() || blocks_.back().size() == width_ * per_block) {
            blocks_.emplace_back();
            blocks_.back().reserve(width_ * per_block);
        }
        blocks_.back().insert(blocks_.back().end(), state, state + width_);
        ++size_;
    }
    void pop(std::vector<Id>& state) {
        const auto from = blocks_.front().begin() + static_cast<std::ptrdiff_t>(at_ * width_);
        state.assign(from, from + static_cast<std::ptrdiff_t>(width_));
        --size_;
        if (++at_ < per_block) return;
        blocks_.pop_front();
        at_ = 0;
    }
    std::size_t bytes() const { return blocks_.size() * per_block * width_ * sizeof(Id); }

private:
    static constexpr std::size_t per_block = 4096;

    std::size_t width_;
    std::deque<std::vector<Id>> blocks_;
    std::size_t at_ = 0;  // in the first block
    std::uint64_t size_ = 0;
};

// How each state was found, by its number.
class Ancestry {
public:
    struct Origin {
        std::uint32_t parent = 0;
        std::uint32_t action = 0;
    };

    void push(Origin origin) {
        if (size_ % per_block == 0) {
            blocks_.emplace_back();
            blocks_.back().reserve(per_block);
        }
        blocks_.back().push_back(origin);
        ++size_;
    }
    const Origin& operator[](std::uint64_t number) const {
        return blocks_[number / per_block][number % per_block];
    }
    std::uint64_t size() const { return size_; }
    std::size_t bytes() const { return blocks_.size() * per_block * sizeof(Origin); }

private:
    static constexpr std::size_t per_block = 1 << 16;
    std::vector<std::vector<Origin>> blocks_;
    std::uint64_t size_ = 0;
};

template <class Subject>
class Search {
public:
    Search(Cluster<Subject>& cluster, const Question& question, const Watch& watch)
        : cluster_(cluster),
          reduction_(cluster),
          question_(question),
          watch_(watch),
          width_(cluster.width()),
          frontier_(width_),
          found_(width_) {}

    // When steps are left out, from each initial state on its own: what the bounds allow is dealt
    // out differently in each, so they have little in common, and what was seen from one is
    // forgotten before the next.
    void run() {
        std::vector<std::vector<Id>> initial = cluster_.initial();
        for (std::vector<Id>& state : initial) cluster_.canonicalise(state.data());
        std::sort(initial.begin(), initial.end());
        initial.erase(std::unique(initial.begin(), initial.end()), initial.end());
        if (!cluster_.is_reduced()) {
            run_from(initial);
            return;
        }
        for (const std::vector<Id>& state : initial) {
            if (cut_short_ == CutShort::no && !violated_) run_from({state});
        }
    }

    CutShort cut_short() const { return cut_short_; }
    bool refuted() const { return violated_; }
    Invariants violated() const { return violated_set_; }
    Progress progress() const {
        return {states_before_ + ancestry_.size(), transitions_, depth_, frontier_.size(), bytes()};
    }
    // Where the violation begins, and the steps that lead to it, the first one first.
    const std::vector<Id>& begin() const {
        std::uint32_t at = before_violation_;
        while (at >= begin_.size()) at = ancestry_[at].parent;
        return begin_[at];
    }
    std::vector<Action> trace() const {
        std::vector<Action> actions{violating_};
        std::uint32_t at = before_violation_;
        for (; at >= begin_.size(); at = ancestry_[at].parent) {
            actions.push_back(Action::of_packed(ancestry_[at].action));
        }
        std::reverse(actions.begin(), actions.end());
        return actions;
    }

private:
    void run_from(const std::vector<std::vector<Id>>& initial) {
        states_before_ += ancestry_.size();
        seen_ = FingerprintSet{};
        ancestry_ = Ancestry{};
        frontier_ = Frontier{width_};
        begin_ = initial;
        for (const std::vector<Id>& state : initial) {
            seen_.insert(fingerprint_of(state.data(), width_));
            ancestry_.push({});
            frontier_.push(state.data());
        }
        std::vector<Id> state;
        std::uint32_t depth = 0;
        std::uint32_t expanded = 0;
        std::uint64_t level_ends = initial.size();  // the first state of the next depth
        while (!frontier_.empty() && !violated_) {
            if (expanded == level_ends) {
                ++depth;
                level_ends = ancestry_.size();
            }
            depth_ = std::max(depth_, depth);
            if (expanded % between_looks == 0 && !may_go_on()) return;
            frontier_.pop(state);
            expand(state.data(), expanded);
            ++expanded;
        }
        if (violated_) depth_ = depth + 1;
    }

    static constexpr std::uint64_t between_looks = 2048;
    static constexpr std::uint64_t most_states = ~std::uint32_t{0};

    struct Found {
        Fingerprint print;
        std::uint32_t action = 0;
    };

    bool may_go_on() {
        if (question_.memory != 0 && bytes() > question_.memory) cut_short_ = CutShort::memory;
        if (ancestry_.size() + (1U << 24) > most_states) cut_short_ = CutShort::memory;
        if (watch_ && !watch_(progress())) cut_short_ = CutShort::told_to_stop;
        return cut_short_ == CutShort::no;
    }

    // In two passes, so that the memory of all fingerprints is fetched at once.
    void expand(const Id* state, std::uint32_t number) {
        founds_.clear();
        list_actions(state);
        for (const Action& action : actions_) {
            if (!violated_) follow(state, number, action);
        }
        for (std::size_t i = 0; i < founds_.size(); ++i) {
            if (!seen_.insert(founds_[i].print)) continue;
            ancestry_.push({number, founds_[i].action});
            frontier_.push(found_.data() + i * width_);
        }
    }

    void list_actions(const Id* state) {
        if constexpr (Subject::is_reduced) {
            if (cluster_.is_reduced()) {
                reduction_.list_actions(state, actions_);
                return;
            }
        }
        cluster_.list_actions(state, actions_);
    }

    void follow(const Id* state, std::uint32_t number, const Action& action) {
        if (found_.size() < (founds_.size() + 1) * width_) found_.resize(2 * found_.size());
        Id* const next = found_.data() + founds_.size() * width_;
        Invariants violated;
        if (!cluster_.apply(state, action, next, violated)) return;
        ++transitions_;
        violated = violated.both(question_.invariants);
        if (!violated.empty()) {
            violated_ = true;
            violated_set_ = violated;
            before_violation_ = number;
            violating_ = action;
            return;
        }
        if (question_.merging) cluster_.settle(next);
        cluster_.canonicalise(next);
        const Fingerprint print = fingerprint_of(next, width_);
        seen_.prefetch(print);
        founds_.push_back({print, action.packed()});
    }

    std::size_t bytes() const {
        return seen_.bytes() + ancestry_.bytes() + frontier_.bytes() + cluster_.bytes();
    }

    Cluster<Subject>& cluster_;
    Reduction<Subject> reduction_;
    const Question& question_;
    const Watch& watch_;
    std::size_t width_;

    std::uint64_t states_before_ = 0;  // of the initial states before this one
    std::vector<std::vector<Id>> begin_;
    FingerprintSet seen_;
    Ancestry ancestry_;
    Frontier frontier_;
    std::vector<Id> found_;  // the states of `founds_`
    std::vector<Found> founds_;
    std::vector<Action> actions_;

    std::uint32_t depth_ = 0;
    std::uint64_t transitions_ = 0;
    CutShort cut_short_ = CutShort::no;
    bool violated_ = false;
    Invariants violated_set_;
    std::uint32_t before_violation_ = 0;
    Action violating_;
};

}  // namespace triaz::explore
