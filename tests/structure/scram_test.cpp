// Minimal cut sets against SCRAM, another program (Debian's package scram): 200 random fault trees
// with k-of-n gates and shared parts, and trees with common-cause groups, where SCRAM is told of
// the group and we of its shared cause.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sim/base/stream.hpp"
#include "sim/structure/cut_sets.hpp"
#include "sim/structure/open_psa.hpp"
#include "tests/structure/random_tree.hpp"

namespace triaz::structure {
namespace {

using Product = std::set<std::string>;
using Products = std::set<Product>;

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "triaz-scram-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

// What SCRAM finds of each top of these files, by the name of the top. A part that a common cause
// took is named "group".
std::map<std::string, Products> by_scram(const std::vector<std::string>& models, int order,
                                         bool groups) {
    const Folder folder;
    std::string command = "scram --limit-order " + std::to_string(order);
    if (groups) command += " --ccf true --probability true";
    const std::string report = folder.file("report.xml");
    std::map<std::string, Products> found;
    for (const std::string& model : models) {
        std::ofstream{folder.file("model.xml")} << model;
        const std::string all = command + " -o " + report + " " + folder.file("model.xml");
        EXPECT_EQ(std::system(all.c_str()), 0) << all << ": is the package scram installed?";
        std::ifstream file{report};
        std::string top, line;
        Product product;
        bool inside = false, group = false;
        const std::regex named{"name=\"([^\"]*)\""};
        const auto has = [&](const char* what) { return line.find(what) != std::string::npos; };
        while (std::getline(file, line)) {
            std::smatch name;
            if (has("<sum-of-products") && std::regex_search(line, name, named)) {
                top = name[1];
                found[top];
            }
            if (has("<product ")) product.clear(), inside = true;
            if (has("<ccf-event")) group = !has("order=\"1\"");
            if (inside && group && has("<basic-event")) product.insert("group");
            if (inside && !group && has("<basic-event") && std::regex_search(line, name, named))
                product.insert(name[1]);
            if (has("</ccf-event>")) group = false;
            if (has("</product>")) found[top].insert(product), inside = false;
        }
    }
    return found;
}

Products by_us(const FaultTree& tree, NodeId top, std::size_t order,
               const std::vector<std::string>& names) {
    const std::array tops{top};
    Products products;
    const auto families = minimal_cut_sets(tree, tops, {.order = order});
    for (const EventSet set : families.front().sets) {
        Product product;
        for (const EventId event : set.events()) product.insert(names[event.index()]);
        products.insert(product);
    }
    return products;
}

std::vector<std::string> event_names(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("e" + std::to_string(i));
    return names;
}

std::vector<PsaEvent> plain_events(std::size_t count) {
    return std::vector<PsaEvent>(count, {"part", 0.01, ""});
}

TEST(Scram, finds_the_same_minimal_cut_sets_in_200_random_trees) {
    constexpr std::size_t order = 4, trees = 200;
    base::Stream stream{2026};
    std::vector<RandomTree> random;
    std::size_t sets = 0, gates = 0;
    for (std::size_t i = 0; i < trees; ++i) {
        random.push_back(random_tree(stream, {.events = 6 + stream.below(9),
                                              .gates = 4 + stream.below(9),
                                              .most_children = 3 + stream.below(4),
                                              .constants = stream.below(4) == 0,
                                              .twins = stream.below(3) == 0}));
    }
    // SCRAM takes one model at a time; eight trees make one model, side by side.
    for (std::size_t first = 0; first < trees; first += 8) {
        FaultTree together;
        std::vector<PsaTop> tops;
        for (std::size_t i = first; i < std::min(first + 8, trees); ++i) {
            std::map<NodeId, NodeId> copied;
            const FaultTree& tree = random[i].tree;
            for (std::size_t n = 0; n < tree.size(); ++n) {
                const FaultTreeNode& node = tree[NodeId::of(n)];
                std::vector<NodeId> children;
                for (const NodeId child : node.children) children.push_back(copied.at(child));
                copied[NodeId::of(n)] = node.is_event()
                                            ? together.add_event()
                                            : together.at_least(node.threshold, children);
                gates += node.is_event() ? 0 : 1;
            }
            tops.push_back(
                {"top" + std::to_string(i), "a random tree", copied.at(random[i].tops.front())});
        }
        const auto names = event_names(together.events());
        const std::string model =
            open_psa("random", together, plain_events(together.events()), tops);
        const auto scram = by_scram({model}, order, false);
        for (const PsaTop& top : tops) {
            const Products ours = by_us(together, top.node, order, names);
            if (ours == Products{} && !scram.contains(top.name)) continue;  // it never fails
            if (ours == Products{Product{}}) continue;  // it always has: left out of the model
            ASSERT_TRUE(scram.contains(top.name)) << model;
            EXPECT_EQ(scram.at(top.name), ours) << top.name << "\n" << model;
            sets += ours.size();
        }
    }
    EXPECT_GT(sets, trees);
    EXPECT_GT(gates, 4 * trees);
}

// SCRAM is told that three parts share a common cause (beta-factor); we are told of the cause.
TEST(Scram, finds_the_same_with_common_cause_groups) {
    constexpr std::size_t order = 4;
    base::Stream stream{7};
    for (int round = 0; round < 12; ++round) {
        const RandomTree random = random_tree(stream, {.events = 8, .gates = 7});
        std::vector<PsaTop> tops{{"top", "a random tree", random.tops.front()}};
        std::string model = open_psa("group", random.tree, plain_events(8), tops);
        // Only parts that the tree needs may be members.
        std::vector<std::size_t> members;
        for (std::size_t e = 0; e < 8; ++e) {
            const std::string definition =
                "<define-basic-event name=\"e" + std::to_string(e) + "\"";
            if (members.size() < 3 && model.find(definition) != std::string::npos)
                members.push_back(e);
        }
        if (members.size() < 3) continue;
        std::ostringstream group;
        group << "<define-CCF-group name=\"shared\" model=\"beta-factor\"><members>";
        for (const std::size_t e : members) group << "<basic-event name=\"e" << e << "\"/>";
        group << "</members><distribution><float value=\"0.1\"/></distribution>"
              << "<factor level=\"3\"><float value=\"0.2\"/></factor></define-CCF-group>";
        for (const std::size_t e : members) {
            const std::regex definition{"    <define-basic-event name=\"e" + std::to_string(e) +
                                        "\">[\\s\\S]*?</define-basic-event>\n"};
            model = std::regex_replace(model, definition, "");
        }
        const std::string end = "  </define-fault-tree>";
        model.replace(model.find(end), end.size(), group.str() + end);

        // The same tree, each member failing of its own cause or of the shared one.
        FaultTree shared;
        std::map<NodeId, NodeId> copied;
        const NodeId cause = shared.add_event();
        std::vector<std::string> names{"group"};
        for (std::size_t n = 0; n < random.tree.size(); ++n) {
            const FaultTreeNode& node = random.tree[NodeId::of(n)];
            std::vector<NodeId> children;
            for (const NodeId child : node.children) children.push_back(copied.at(child));
            if (!node.is_event()) {
                copied[NodeId::of(n)] = shared.at_least(node.threshold, children);
                continue;
            }
            NodeId part = shared.add_event();
            names.push_back("e" + std::to_string(node.event.value));
            if (std::ranges::find(members, node.event.index()) != members.end())
                part = shared.any_of({part, cause});
            copied[NodeId::of(n)] = part;
        }
        const Products ours = by_us(shared, copied.at(random.tops.front()), order, names);
        EXPECT_EQ(by_scram({model}, order, true).at("top"), ours) << model;
    }
}

}  // namespace
}  // namespace triaz::structure
