#include "sim/engine/network.hpp"

#include <algorithm>
#include <optional>

namespace triaz::engine {

namespace {

// A data centre without hosts is no place for messages; its row stays zero.
std::optional<topology::HostId> host_in(const topology::Topology& topology, std::size_t data_center,
                                        std::optional<topology::HostId> other_than = {}) {
    std::optional<topology::HostId> found;
    for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
        const auto host = topology::HostId::of(h);
        if (topology.hosts[h].data_center.index() != data_center) continue;
        found = host;
        if (host != other_than) return found;
    }
    return found;
}

const topology::Path& path_between(const topology::Topology& topology, std::size_t from,
                                   std::size_t to) {
    if (from == to) return topology.network.same_data_center;
    const topology::ZoneId a = topology.data_centers[from].zone;
    const topology::ZoneId b = topology.data_centers[to].zone;
    return a == b ? topology.network.same_zone : topology.between(a, b);
}

}  // namespace

Network::Network(const topology::Topology& topology, const Physics& physics, base::Stream stream)
    : places_(topology.data_centers.size() + 1),
      stream_(stream),
      impaired_stream_(stream.stream("impaired")) {
    for (const topology::Host& host : topology.hosts)
        place_of_host_.push_back(host.data_center.value);
    legs_.resize(places_ * places_);
    for (std::size_t from = 0; from + 1 < places_; ++from) {
        const auto host = host_in(topology, from);
        if (!host) continue;
        const Leg access{physics.latency_from_clients(*host),
                         topology.network.client_access.jitter};
        leg(static_cast<Place>(from), clients()) = access;
        leg(clients(), static_cast<Place>(from)) = access;
        for (std::size_t to = 0; to + 1 < places_; ++to) {
            const auto other = host_in(topology, to, host);
            if (!other) continue;
            leg(static_cast<Place>(from), static_cast<Place>(to)) =
                Leg{physics.latency(*host, *other), path_between(topology, from, to).jitter};
        }
    }
}

void Network::impair(Place from, Place to, const Impairment& impairment) {
    leg(from, to).impaired = true;
    impairments_[from * places_ + to].push_back(impairment);
    if (hits_.size() <= impairment.fault) hits_.resize(impairment.fault + 1);
}

void Network::repair(std::size_t fault) {
    for (auto way = impairments_.begin(); way != impairments_.end();) {
        std::erase_if(way->second, [&](const Impairment& each) { return each.fault == fault; });
        if (!way->second.empty()) {
            ++way;
            continue;
        }
        legs_[way->first].impaired = false;
        way = impairments_.erase(way);
    }
}

bool Network::cut(Place from, Place to) const {
    if (!impaired(from, to)) return false;
    const std::vector<Impairment>& all = impairments_.at(from * places_ + to);
    return std::ranges::any_of(
        all, [](const Impairment& each) { return each.loses && each.share >= 1; });
}

base::Duration Network::impaired_hop(Place from, Place to, base::Duration usual) {
    base::Duration takes = usual;
    bool arrives = true;
    for (const Impairment& each : impairments_.at(from * places_ + to)) {
        if (each.share < 1 && impaired_stream_.uniform() >= each.share) continue;
        ++hits_[each.fault];
        if (each.loses) {
            arrives = false;
        } else {
            takes += each.added.draw(impaired_stream_);
        }
    }
    return arrives ? takes : lost;
}

}  // namespace triaz::engine
