#include "sim/structure/open_psa.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"
#include "sim/structure/xml_writer.hpp"

namespace triaz::structure {

namespace {

// A node without what is constant: what it still depends on.
struct Reduced {
    enum class Kind : std::uint8_t { never, always, event, same, gate } kind = Kind::never;
    NodeId as;                    // same: what it equals
    std::uint32_t threshold = 1;  // gate: 1 .. children
    std::vector<NodeId> children;
};

class PsaWriter {
public:
    PsaWriter(const FaultTree& tree, const std::vector<PsaEvent>& events)
        : tree_(tree), events_(events), reduced_(tree.size()), needed_(tree.size()) {
        base::ensure(events.size() == tree.events(), "each event is described");
        for (std::size_t at = 0; at < tree.size(); ++at) reduce(NodeId::of(at));
    }

    std::string write(std::string_view name, const std::vector<PsaTop>& tops) {
        xml_.open("opsa-mef");
        xml_.open("define-fault-tree", {{"name", "deployment"}});
        xml_.element("label", {}, name);
        for (const PsaTop& top : tops) write_top(top);
        for (std::size_t at = tree_.size(); at-- > 0;) {
            if (!needed_[at]) continue;
            for (const NodeId child : reduced_[at].children) needed_[child.index()] = true;
        }
        for (std::size_t at = 0; at < tree_.size(); ++at) {
            if (needed_[at] && reduced_[at].kind == Reduced::Kind::gate) write_gate(NodeId::of(at));
        }
        xml_.close();
        write_events();
        xml_.close();
        return std::move(xml_).text();
    }

private:
    void reduce(NodeId id) {
        const FaultTreeNode& node = tree_[id];
        Reduced& result = reduced_[id.index()];
        if (node.is_event()) {
            result.kind = Reduced::Kind::event;
            return;
        }
        std::uint32_t threshold = node.threshold;
        for (NodeId child : node.children) {
            if (reduced_[child.index()].kind == Reduced::Kind::same)
                child = reduced_[child.index()].as;
            const Reduced::Kind kind = reduced_[child.index()].kind;
            if (kind == Reduced::Kind::always && threshold > 0) --threshold;
            if (kind != Reduced::Kind::always && kind != Reduced::Kind::never)
                result.children.push_back(child);
        }
        const bool one_of = threshold == 1;
        if (one_of || threshold == result.children.size()) {  // counting twice changes nothing
            std::ranges::sort(result.children);
            result.children.erase(std::unique(result.children.begin(), result.children.end()),
                                  result.children.end());
            if (!one_of) threshold = static_cast<std::uint32_t>(result.children.size());
        }
        result.threshold = threshold;
        result.kind = threshold == 0                       ? Reduced::Kind::always
                      : threshold > result.children.size() ? Reduced::Kind::never
                      : result.children.size() == 1        ? Reduced::Kind::same
                                                           : Reduced::Kind::gate;
        if (result.kind == Reduced::Kind::same) result.as = result.children.front();
    }

    void write_top(const PsaTop& top) {
        NodeId node = top.node;
        if (reduced_[node.index()].kind == Reduced::Kind::same) node = reduced_[node.index()].as;
        const Reduced::Kind kind = reduced_[node.index()].kind;
        if (kind == Reduced::Kind::never || kind == Reduced::Kind::always) {
            xml_.comment(fmt::format(
                "{}: {}", top.label,
                kind == Reduced::Kind::never ? "nothing makes it fail" : "fails from the start"));
            return;
        }
        needed_[node.index()] = true;
        xml_.open("define-gate", {{"name", top.name}});
        xml_.element("label", {}, top.label);
        write_reference(node);
        xml_.close();
    }

    void write_reference(NodeId node) {
        const FaultTreeNode& what = tree_[node];
        if (what.is_event())
            xml_.element("basic-event", {{"name", fmt::format("e{}", what.event.value)}});
        else
            xml_.element("gate", {{"name", fmt::format("g{}", node.value)}});
    }

    // Children of a gate, and how often each counts.
    using Counted = std::map<NodeId, std::uint32_t>;

    static std::uint32_t total(const Counted& children) {
        std::uint32_t sum = 0;
        for (const auto& [child, count] : children) sum += count;
        return sum;
    }

    void write_gate(NodeId id) {
        const Reduced& gate = reduced_[id.index()];
        Counted children;
        for (const NodeId child : gate.children) ++children[child];
        write_threshold(fmt::format("g{}", id.value), tree_[id].name, gate.threshold, children);
    }

    // Requires: 1 <= threshold <= total(children).
    void write_threshold(const std::string& name, const std::string& label, std::uint32_t threshold,
                         const Counted& children) {
        for (const auto& [child, count] : children) {
            if (count > 1) return write_twins(name, label, threshold, children, child);
        }
        xml_.open("define-gate", {{"name", name}});
        if (!label.empty()) xml_.element("label", {}, label);
        const bool all = threshold == children.size();
        if (children.size() > 1) {
            if (threshold == 1 || all)
                xml_.open(threshold == 1 ? "or" : "and");
            else
                xml_.open("atleast", {{"min", std::to_string(threshold)}});
        }
        for (const auto& [child, count] : children) write_reference(child);
        if (children.size() > 1) xml_.close();
        xml_.close();
    }

    // Either the twin fails, and enough of the rest beside it; or enough of the rest alone.
    void write_twins(const std::string& name, const std::string& label, std::uint32_t threshold,
                     Counted rest, NodeId twin) {
        const std::uint32_t counts = rest.at(twin);
        rest.erase(twin);
        const bool enough = threshold <= counts;
        const bool without = threshold <= total(rest);
        xml_.open("define-gate", {{"name", name}});
        if (!label.empty()) xml_.element("label", {}, label);
        if (without) xml_.open("or");
        if (enough)
            write_reference(twin);
        else
            xml_.element("gate", {{"name", name + "_both"}});
        if (without) {
            xml_.element("gate", {{"name", name + "_rest"}});
            xml_.close();
        }
        xml_.close();
        if (!enough) {
            xml_.open("define-gate", {{"name", name + "_both"}});
            xml_.open("and");
            write_reference(twin);
            xml_.element("gate", {{"name", name + "_more"}});
            xml_.close();
            xml_.close();
            write_threshold(name + "_more", {}, threshold - counts, rest);
        }
        if (without) write_threshold(name + "_rest", {}, threshold, rest);
    }

    void write_events() {
        xml_.open("model-data");
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (!needed_[tree_.node_of(EventId::of(i)).index()]) continue;
            xml_.open("define-basic-event", {{"name", fmt::format("e{}", i)}});
            xml_.element("label", {}, events_[i].label);
            if (!events_[i].source.empty()) {
                xml_.open("attributes");
                xml_.element("attribute", {{"name", "source"}, {"value", events_[i].source}});
                xml_.close();
            }
            xml_.element("float", {{"value", fmt::format("{}", events_[i].probability)}});
            xml_.close();
        }
        xml_.close();
    }

    const FaultTree& tree_;
    const std::vector<PsaEvent>& events_;
    std::vector<Reduced> reduced_;
    std::vector<bool> needed_;
    XmlWriter xml_;
};

// Where the model says nothing. No rates of whole-zone failures are published; hosts are between 2
// and 8 % a year in public studies.
struct Assumed {
    Loss::Kind kind;
    world::FailureRate rate;
};
using namespace std::chrono_literals;
constexpr std::array<Assumed, loss_kinds> assumed{{{Loss::Kind::zone, {0.02, 4h}},
                                                   {Loss::Kind::data_center, {0.05, 8h}},
                                                   {Loss::Kind::rack, {0.1, 4h}},
                                                   {Loss::Kind::host, {0.05, 24h}},
                                                   {Loss::Kind::shared_fate, {0.02, 8h}},
                                                   {Loss::Kind::path, {0.2, 1h}},
                                                   {Loss::Kind::client_access, {0.2, 1h}},
                                                   {Loss::Kind::corporate, {0.5, 4h}},
                                                   {Loss::Kind::dependency, {1, 1h}}}};

std::optional<world::FailureRate> declared(const world::Reliability& reliability, Loss::Kind kind) {
    switch (kind) {
        case Loss::Kind::zone:
            return reliability.zone;
        case Loss::Kind::data_center:
            return reliability.data_center;
        case Loss::Kind::rack:
            return reliability.rack;
        case Loss::Kind::host:
            return reliability.host;
        case Loss::Kind::shared_fate:
            return reliability.shared_fate;
        case Loss::Kind::path:
        case Loss::Kind::client_access:
            return reliability.path;
        case Loss::Kind::corporate:
        case Loss::Kind::dependency:
            break;
    }
    return reliability.dependency;
}

// Of an alternating renewal process: repair / (up + repair).
double share_in_repair(const world::FailureRate& rate) {
    constexpr double seconds_a_year = 365.25 * 24 * 3600;
    const double load = rate.per_year * base::to_seconds(rate.repair) / seconds_a_year;
    return load / (1 + load);
}

}  // namespace

std::string open_psa(std::string_view name, const FaultTree& tree,
                     const std::vector<PsaEvent>& events, const std::vector<PsaTop>& tops) {
    return PsaWriter{tree, events}.write(name, tops);
}

std::string open_psa(std::string_view name, const world::World& world,
                     const DeploymentTree& deployment) {
    std::vector<PsaEvent> events;
    for (const Loss& loss : deployment.losses) {
        const auto known = declared(world.reliability, loss.kind);
        const world::FailureRate rate =
            known ? *known : assumed[static_cast<std::size_t>(loss.kind)].rate;
        events.push_back({loss.name, share_in_repair(rate),
                          fmt::format("{}: {} failures a year, {} h to repair",
                                      known ? "the model" : "assumption, the model gives no rate",
                                      rate.per_year, base::to_seconds(rate.repair) / 3600)});
    }
    std::vector<PsaTop> tops;
    for (const Target& target : deployment.targets)
        tops.push_back({fmt::format("top{}", tops.size() + 1), target.name, target.top});
    return open_psa(name, deployment.tree, events, tops);
}

}  // namespace triaz::structure
