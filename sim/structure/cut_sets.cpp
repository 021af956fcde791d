#include "sim/structure/cut_sets.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::structure {

namespace {

void sort_and_unite(std::vector<EventSet>& sets) {
    std::ranges::sort(sets);
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
}

// Whether a proper subset of the set is in the family. Requires: the family is sorted.
bool has_smaller(const std::vector<EventSet>& family, EventSet set) {
    return std::ranges::any_of(set.subsets(), [&](EventSet part) {
        return part != set && std::ranges::binary_search(family, part);
    });
}

// Drops what contains another set.
void minimise(std::vector<EventSet>& sets) {
    sort_and_unite(sets);
    std::vector<EventSet> minimal;
    for (const EventSet set : sets) {
        if (!has_smaller(minimal, set)) minimal.push_back(set);
    }
    sets = std::move(minimal);
}

// The cut sets of one gate that fails with at least `threshold` of its children, at least 2.
class GateSearch {
public:
    // `children`: their families, none empty, none holding the empty set.
    GateSearch(std::vector<const CutSets*> children, std::uint32_t threshold,
               const CutSetLimits& limits)
        : children_(std::move(children)),
          threshold_(threshold),
          limits_(limits),
          seen_(children_.size()) {
        std::ranges::stable_sort(children_, {},
                                 [](const CutSets* child) { return child->sets.size(); });
        for (std::uint32_t child = 0; child < children_.size(); ++child) {
            for (const EventSet set : children_[child]->sets) causes_.push_back({set, child});
        }
        std::ranges::sort(causes_, [](const Cause& a, const Cause& b) {
            return std::pair{a.set, a.child} < std::pair{b.set, b.child};
        });
    }

    CutSets search() {
        by_size_[0].push_back({});
        for (size_ = 0; size_ <= limits_.order; ++size_) {
            sort_and_unite(by_size_[size_]);
            for (const EventSet set : by_size_[size_]) {
                if (count_failed(set) < threshold_) {
                    grow(set);
                } else if (!has_smaller(found_.sets, set)) {
                    found_.sets.push_back(set);
                }
                if (!found_.whole) return std::move(found_);
            }
            by_size_[size_] = {};
        }
        return std::move(found_);
    }

private:
    struct Cause {
        EventSet set;
        std::uint32_t child;
    };

    // Marks the children that fail with this set.
    std::size_t count_failed(EventSet set) {
        ++round_;
        std::size_t failed = 0;
        for (const EventSet part : set.subsets()) {
            auto cause = std::ranges::lower_bound(causes_, part, {}, &Cause::set);
            for (; cause != causes_.end() && cause->set == part; ++cause) {
                if (std::exchange(seen_[cause->child], round_) != round_) ++failed;
            }
        }
        return failed;
    }

    // Some child among these fails in every cut that contains the set.
    void grow(EventSet set) {
        std::size_t left = children_.size() - threshold_ + 1;
        for (std::size_t child = 0; child < children_.size() && left > 0; ++child) {
            if (seen_[child] == round_) continue;
            --left;
            for (const EventSet more : children_[child]->sets) {
                const auto grown = set.united(more, limits_.order);
                if (!grown) continue;
                by_size_[grown->size()].push_back(*grown);
                if (++held_ > limits_.most_sets) tidy_up();
            }
        }
    }

    // Many sets are reached in several ways.
    void tidy_up() {
        held_ = 0;
        for (std::size_t size = size_ + 1; size <= limits_.order; ++size) {
            sort_and_unite(by_size_[size]);
            held_ += by_size_[size].size();
        }
        if (held_ > limits_.most_sets / 2) found_.whole = false;
    }

    std::vector<const CutSets*> children_;
    std::size_t threshold_;
    CutSetLimits limits_;
    std::vector<Cause> causes_;  // by set, then by child
    std::vector<std::uint64_t> seen_;
    std::uint64_t round_ = 0;
    std::array<std::vector<EventSet>, EventSet::most_events + 1> by_size_;
    std::size_t size_ = 0;  // of the sets that are being looked at
    std::size_t held_ = 0;  // larger sets, some of them several times
    CutSets found_;
};

CutSets any_child(const std::vector<const CutSets*>& children, const CutSetLimits& limits) {
    CutSets family;
    for (const CutSets* child : children) {
        family.sets.insert(family.sets.end(), child->sets.begin(), child->sets.end());
        if (family.sets.size() > 2 * limits.most_sets) minimise(family.sets);
        if (family.sets.size() > limits.most_sets) {
            family.whole = false;
            break;
        }
    }
    minimise(family.sets);
    return family;
}

CutSets family_of_gate(const FaultTreeNode& gate, const std::vector<CutSets>& families,
                       const CutSetLimits& limits) {
    std::uint32_t threshold = gate.threshold;
    std::vector<const CutSets*> children;
    bool whole = true;
    for (const NodeId id : gate.children) {
        const CutSets& child = families[id.index()];
        whole = whole && child.whole;
        if (child.sets.empty()) continue;  // cannot fail within the order
        if (child.sets.front().empty()) {  // failed from the start
            if (threshold > 0) --threshold;
            continue;
        }
        children.push_back(&child);
    }
    CutSets family;
    if (threshold == 0) {
        family.sets.push_back({});
    } else if (threshold == 1) {
        family = any_child(children, limits);
    } else if (threshold <= children.size()) {
        family = GateSearch{std::move(children), threshold, limits}.search();
    }
    family.whole = family.whole && whole;
    return family;
}

// Which nodes are needed at all.
std::vector<bool> below(const FaultTree& tree, std::span<const NodeId> tops) {
    std::vector<bool> needed(tree.size());
    for (const NodeId top : tops) needed[top.index()] = true;
    for (std::size_t at = tree.size(); at-- > 0;) {
        if (!needed[at]) continue;
        for (const NodeId child : tree[NodeId::of(at)].children) needed[child.index()] = true;
    }
    return needed;
}

}  // namespace

std::vector<CutSets> minimal_cut_sets(const FaultTree& tree, std::span<const NodeId> tops,
                                      const CutSetLimits& limits) {
    base::ensure(limits.order >= 1 && limits.order <= EventSet::most_events,
                 "cut sets of an order that a set can have");
    const std::vector<bool> needed = below(tree, tops);
    std::vector<CutSets> families(tree.size());
    for (std::size_t at = 0; at < tree.size(); ++at) {
        if (!needed[at]) continue;
        const FaultTreeNode& node = tree[NodeId::of(at)];
        families[at] = node.is_event() ? CutSets{{EventSet{node.event}}, true}
                                       : family_of_gate(node, families, limits);
    }
    std::vector<CutSets> result;
    for (const NodeId top : tops) result.push_back(families[top.index()]);
    return result;
}

}  // namespace triaz::structure
