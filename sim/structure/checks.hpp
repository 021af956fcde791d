// Private to sim/structure: what each group of checks sees and says.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/structure/lint.hpp"

namespace triaz::structure {

struct Subject {
    const world::World& world;
    LintReport& report;
    const std::map<NodeId, CutSets>& families;  // of all tops that checks ask for

    const DeploymentTree& deployment() const { return report.deployment; }
    const Loss& loss(EventId event) const { return report.deployment.losses[event.index()]; }
    const CutSets& cut_sets(NodeId top) const { return families.at(top); }
    // Whether a top that is asked for fails by these events: by a cut set among them. Requires: no
    // more events than the order.
    bool fails(NodeId top, EventSet events) const;

    void say(std::string_view code, std::string pointer, std::string message) const;
    void say(std::string_view code, Severity severity, std::string pointer,
             std::string message) const;
};

void check_single_points(const Subject& subject);
void check_shared_fates(const Subject& subject);
void check_rotation(const Subject& subject);
void check_isolation(const Subject& subject);
void check_tolerances(const Subject& subject);  // fills report.declared too
void check_stores(const Subject& subject);
void check_backups(const Subject& subject);
void check_capacity(const Subject& subject);  // fills report.capacity too
void check_corporate(const Subject& subject);
void check_residency(const Subject& subject);
void check_zones(const Subject& subject);
void check_detection(const Subject& subject);

// "a", "a and b", "a, b and c"; of many the first few: "a, b, c and 5 others".
std::string in_a_row(const std::vector<std::string>& names, std::size_t most = 6);

// Of these events those that take no more than another one takes: by the hosts that go with them.
// Of two that take the same, the first stays. Events that take no host all stay.
std::vector<EventId> smallest(const DeploymentTree& deployment, const std::vector<EventId>& events);

// The services that requests of a balancer come to, and the stores; by index.
struct Reached {
    std::vector<bool> services;
    std::vector<bool> stores;
};
Reached reached_from(const world::World& world, world::BalancerId entry);

}  // namespace triaz::structure
