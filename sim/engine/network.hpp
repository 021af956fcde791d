// How long a message takes: the latency of SimGrid's route plus the path's jitter, drawn per
// message.
//
// A place is a data centre, or the outside where clients are. Hosts of one data centre are as far
// from any other place as each other, so latencies are asked of SimGrid once per pair of places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/physics.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::engine {

using Place = std::uint32_t;

class Network {
public:
    Network(const topology::Topology& topology, const Physics& physics, base::Stream stream);

    Place clients() const { return static_cast<Place>(places_ - 1); }
    Place place_of(topology::HostId host) const { return place_of_host_[host.index()]; }

    base::Duration latency(Place from, Place to) const { return leg(from, to).latency; }

    // One message on its way.
    base::Duration hop(Place from, Place to) {
        const Leg& way = leg(from, to);
        return way.latency + way.jitter.draw(stream_);
    }

private:
    struct Leg {
        base::Duration latency{};
        base::Distribution jitter;
    };
    const Leg& leg(Place from, Place to) const { return legs_[from * places_ + to]; }
    Leg& leg(Place from, Place to) { return legs_[from * places_ + to]; }

    std::size_t places_;
    std::vector<Place> place_of_host_;
    std::vector<Leg> legs_;
    base::Stream stream_;
};

}  // namespace triaz::engine
