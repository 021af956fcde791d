// Private to sim/structure: what stands under services and stores, as events and gates.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/structure/deployment_tree.hpp"

namespace triaz::structure {

// Adds an event for each part that may be lost to a deployment's tree, and gates on top of them.
class Infrastructure {
public:
    Infrastructure(const world::World& world, DeploymentTree& made);

    NodeId host_down(topology::HostId host) const { return hosts_[host.index()]; }
    NodeId data_center_down(topology::DataCenterId id) const { return data_centers_[id.index()]; }
    // Requires: zones that differ.
    NodeId path_down(topology::ZoneId a, topology::ZoneId b) const {
        return paths_.at(std::minmax(a, b));
    }
    NodeId access_down(topology::ZoneId zone) const { return access_[zone.index()]; }
    NodeId all_down(std::vector<topology::HostId> hosts) const;
    // What a component needs beside hosts and calls: shared fates of its own, systems outside.
    const std::vector<NodeId>& needs_of(const std::string& component) const;

private:
    NodeId add(Loss::Kind kind, std::string name, std::string pointer);
    void add_data_centers();
    void add_racks();
    void add_hosts();
    void add_paths();
    void add_needs();

    const world::World& world_;
    const topology::Topology& topology_;
    DeploymentTree& made_;
    std::vector<NodeId> zones_, fates_, data_centers_, hosts_, access_;
    std::vector<std::string> pointers_;  // of the data centres
    std::vector<std::optional<NodeId>> rack_of_host_;
    std::optional<NodeId> corporate_;
    std::map<std::pair<topology::ZoneId, topology::ZoneId>, NodeId> paths_;
    std::map<std::string, std::vector<NodeId>> needs_;
};

}  // namespace triaz::structure
