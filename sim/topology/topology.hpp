// What exists and what fails together: region > zone > data centre > rack > host, and the network.
//
// Invariant: an id indexes its vector; every data centre names an existing zone, every host an
// existing data centre; `Network::between_zones` holds each unordered pair of zones once; a wider
// path is never faster than a narrower one: same_data_center <= same_zone <= each zone pair.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/id.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace triaz::topology {

using ZoneId = base::Id<struct ZoneTag>;
using DataCenterId = base::Id<struct DataCenterTag>;
using HostId = base::Id<struct HostTag>;

struct Zone {
    std::string name;
};

struct DataCenter {
    std::string name;
    ZoneId zone;
    std::string jurisdiction = {};  // where it differs from the region's
    bool corporate = false;         // part of the corporate network
};

struct Host {
    std::string name;
    DataCenterId data_center;
    std::string rack;
};

// One way: a fixed latency, a jitter drawn per message on top, and what all flows on it share.
struct Path {
    base::Duration latency{};
    base::Distribution jitter;
    base::Bandwidth bandwidth;
};

struct ZonePath {
    ZoneId a;
    ZoneId b;
    Path path;
};

struct Network {
    Path same_data_center;
    Path same_zone;
    Path client_access;  // a client anywhere outside to any zone
    std::vector<ZonePath> between_zones;
    base::Bandwidth host_uplink;
};

struct ZonePair {
    ZoneId a;
    ZoneId b;
};

// Things that die of one cause: a building, a power feed, a fibre duct, a certificate.
struct SharedFate {
    std::string name;
    std::vector<DataCenterId> data_centers;
    std::vector<HostId> hosts;
    std::vector<ZonePair> paths = {};
    std::vector<std::string> components = {};  // services, balancers, stores: all their processes
};

struct Topology {
    std::string region;
    std::string jurisdiction;  // of the region, e.g. "EEA"; a data centre may differ
    std::vector<Zone> zones;
    std::vector<DataCenter> data_centers;
    std::vector<Host> hosts;
    Network network;
    std::vector<SharedFate> shared_fates;

    ZoneId zone_of(HostId host) const {
        return data_centers[hosts[host.index()].data_center.index()].zone;
    }
    const std::string& jurisdiction_of(DataCenterId id) const {
        const std::string& own = data_centers[id.index()].jurisdiction;
        return own.empty() ? jurisdiction : own;
    }
    // Requires: a != b.
    const Path& between(ZoneId a, ZoneId b) const;
};

}  // namespace triaz::topology
