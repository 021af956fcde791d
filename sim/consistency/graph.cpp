#include "sim/consistency/graph.hpp"

#include <algorithm>

namespace triaz::consistency {
namespace {

constexpr std::uint32_t none = UINT32_MAX;
constexpr std::uint64_t most_edges_looked_at = 40'000'000;  // of one component and form
constexpr std::size_t enough_starts = 64;  // when one has been found: look for a shorter one

class Tarjan {
public:
    Tarjan(const Graph& graph, Kinds kinds)
        : graph_(graph),
          kinds_(kinds),
          number_(graph.nodes(), none),
          low_(graph.nodes()),
          on_stack_(graph.nodes()) {}

    std::vector<std::vector<std::uint32_t>> run() {
        for (std::uint32_t node = 0; node < graph_.nodes(); ++node)
            if (number_[node] == none) visit(node);
        for (auto& component : found_) std::sort(component.begin(), component.end());
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

private:
    struct Frame {
        std::uint32_t node;
        std::size_t edge;
    };

    void open(std::uint32_t node) {
        number_[node] = low_[node] = next_++;
        stack_.push_back(node);
        on_stack_[node] = true;
        frames_.push_back({node, 0});
    }

    void visit(std::uint32_t root) {
        open(root);
        while (!frames_.empty()) {
            Frame& frame = frames_.back();
            const auto& edges = graph_.from(frame.node);
            if (frame.edge < edges.size()) {
                const Edge& edge = edges[frame.edge++];
                if ((edge.kind & kinds_) == 0) continue;
                if (number_[edge.to] == none)
                    open(edge.to);
                else if (on_stack_[edge.to])
                    low_[frame.node] = std::min(low_[frame.node], number_[edge.to]);
                continue;
            }
            const std::uint32_t node = frame.node;
            frames_.pop_back();
            if (!frames_.empty())
                low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
            if (low_[node] == number_[node]) close(node);
        }
    }

    void close(std::uint32_t root) {
        std::vector<std::uint32_t> component;
        std::uint32_t node = none;
        do {
            node = stack_.back();
            stack_.pop_back();
            on_stack_[node] = false;
            component.push_back(node);
        } while (node != root);
        if (component.size() > 1) found_.push_back(std::move(component));
    }

    const Graph& graph_;
    Kinds kinds_;
    std::vector<std::uint32_t> number_, low_;
    std::vector<bool> on_stack_;
    std::vector<std::uint32_t> stack_;
    std::vector<Frame> frames_;
    std::vector<std::vector<std::uint32_t>> found_;
    std::uint32_t next_ = 0;
};

// Breadth first over nodes and what the way to them was like.
class CycleSearch {
public:
    CycleSearch(const Graph& graph, const std::vector<std::uint32_t>& component,
                const CycleForm& form, Budget& budget)
        : graph_(graph),
          component_(component),
          form_(form),
          budget_(budget),
          local_(graph.nodes(), none) {
        for (std::uint32_t at = 0; at < component.size(); ++at) local_[component[at]] = at;
        came_.resize(component.size() * ways);
    }

    std::optional<Cycle> run(bool& cut_short) {
        std::optional<Cycle> best;
        std::size_t starts = 0;
        for (const std::uint32_t node : component_)
            for (const Edge& edge : graph_.from(node)) {
                if ((edge.kind & form_.first) == 0 || local_[edge.to] == none) continue;
                if (best && (best->size() == 2 || starts >= enough_starts)) return best;
                if (looked_at_ > most_edges_looked_at || budget_.is_spent_now()) {
                    cut_short = !best;
                    return best;
                }
                ++starts;
                auto cycle = from(node, edge);
                if (cycle && (!best || cycle->size() < best->size())) best = std::move(cycle);
            }
        return best;
    }

private:
    // What a way was like: bits of its last edge and of what it has had.
    static constexpr std::size_t ways = 16;
    static constexpr unsigned last_first = 1, had_needed = 2, had_together = 4, had_several = 8;

    struct Came {
        std::uint32_t round = 0;
        std::uint32_t from = none;  // the index of the entry it came from
        CycleEdge by{};
    };

    bool is_whole(unsigned way) const {
        if (form_.needed != 0 && (way & had_needed) == 0) return false;
        const bool closes_on_first = (way & last_first) != 0;  // the cycle begins with one too
        if (form_.apart && closes_on_first) return false;
        if (form_.together && (way & had_together) == 0 && !closes_on_first) return false;
        return !form_.several_firsts || (way & had_several) != 0;
    }

    std::optional<unsigned> further(unsigned way, const Edge& edge) const {
        if ((edge.kind & form_.rest) == 0) return {};
        const bool is_first = (edge.kind & form_.first) != 0;
        const bool follows = is_first && (way & last_first) != 0;
        if (form_.apart && follows) return {};
        unsigned next = way & ~last_first;
        if (is_first) next |= last_first | had_several;
        if (follows) next |= had_together;
        if ((edge.kind & form_.needed) != 0) next |= had_needed;
        return next;
    }

    std::optional<Cycle> from(std::uint32_t start, const Edge& first) {
        ++round_;
        queue_.clear();
        const bool counts = (first.kind & form_.needed) != 0;
        reach(first.to, last_first | (counts ? had_needed : 0), none, {start, first});
        for (std::size_t at = 0; at < queue_.size(); ++at) {
            const std::uint32_t entry = queue_[at];
            const std::uint32_t node = component_[entry / ways];
            const unsigned way = entry % ways;
            if (node == start && is_whole(way)) return told(entry);
            for (const Edge& edge : graph_.from(node)) {
                ++looked_at_;
                if (local_[edge.to] == none) continue;
                if (const auto next = further(way, edge))
                    reach(edge.to, *next, entry, {node, edge});
            }
        }
        return {};
    }

    void reach(std::uint32_t node, unsigned way, std::uint32_t from, const CycleEdge& by) {
        const auto entry = static_cast<std::uint32_t>(local_[node] * ways + way);
        if (came_[entry].round == round_) return;
        came_[entry] = {round_, from, by};
        queue_.push_back(entry);
    }

    Cycle told(std::uint32_t entry) const {
        Cycle cycle;
        for (; entry != none; entry = came_[entry].from) cycle.push_back(came_[entry].by);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
    }

    const Graph& graph_;
    const std::vector<std::uint32_t>& component_;
    const CycleForm& form_;
    Budget& budget_;
    std::vector<std::uint32_t> local_;  // the place of a node in the component
    std::vector<Came> came_;
    std::vector<std::uint32_t> queue_;
    std::uint32_t round_ = 0;
    std::uint64_t looked_at_ = 0;
};

}  // namespace

void Graph::add(std::uint32_t from, std::uint32_t to, Kinds kind, std::uint32_t note) {
    if (from == to) return;
    auto& edges = out_[from];
    for (std::size_t back = 0; back < edges.size() && back < 8; ++back) {
        const Edge& edge = edges[edges.size() - 1 - back];
        if (edge.to == to && edge.kind == kind) return;
    }
    edges.push_back({to, kind, note});
}

std::vector<std::vector<std::uint32_t>> components(const Graph& graph, Kinds kinds) {
    return Tarjan{graph, kinds}.run();
}

std::vector<Cycle> simple_parts(const Cycle& way) {
    std::vector<Cycle> parts;
    Cycle open;
    for (const CycleEdge& edge : way) {
        open.push_back(edge);
        const auto begin = std::find_if(open.begin(), open.end(), [&](const CycleEdge& earlier) {
            return earlier.from == edge.edge.to;
        });
        if (begin == open.end()) continue;
        parts.emplace_back(begin, open.end());
        open.erase(begin, open.end());
    }
    return parts;
}

std::optional<Cycle> find_cycle(const Graph& graph, const std::vector<std::uint32_t>& component,
                                const CycleForm& form, Budget& budget, bool& cut_short) {
    return CycleSearch{graph, component, form, budget}.run(cut_short);
}

}  // namespace triaz::consistency
