// How long a message takes, and whether it arrives: the latency of SimGrid's route plus the path's
// jitter, drawn per message, plus what faults do to it.
//
// A place is a data centre, or the outside where clients are. Hosts of one data centre are as far
// from any other place as each other, so latencies are asked of SimGrid once per pair of places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
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

    // Longer than any message takes: it does not arrive.
    static constexpr base::Duration lost = base::Duration::max();

    // One message on its way: how long it takes, or `lost`.
    base::Duration hop(Place from, Place to) {
        const Leg& way = leg(from, to);
        const base::Duration usual = way.latency + way.jitter.draw(stream_);
        return way.impaired ? impaired_hop(from, to, usual) : usual;
    }

    // What a fault does to the messages of a way; it counts those it hits.
    struct Impairment {
        std::size_t fault = 0;
        double share = 1;
        bool loses = true;
        base::Distribution added;
    };
    void impair(Place from, Place to, const Impairment& impairment);
    // Every way that the fault impairs is as before.
    void repair(std::size_t fault);
    bool impaired(Place from, Place to) const { return leg(from, to).impaired; }
    // No message arrives at all.
    bool cut(Place from, Place to) const;
    std::uint64_t messages_hit(std::size_t fault) const {
        return fault < hits_.size() ? hits_[fault] : 0;
    }

private:
    struct Leg {
        base::Duration latency{};
        base::Distribution jitter;
        bool impaired = false;
    };
    const Leg& leg(Place from, Place to) const { return legs_[from * places_ + to]; }
    Leg& leg(Place from, Place to) { return legs_[from * places_ + to]; }

    base::Duration impaired_hop(Place from, Place to, base::Duration usual);

    std::size_t places_;
    std::vector<Place> place_of_host_;
    std::vector<Leg> legs_;
    base::Stream stream_;
    base::Stream impaired_stream_;
    std::map<std::size_t, std::vector<Impairment>> impairments_;  // by leg
    std::vector<std::uint64_t> hits_;                             // by fault
};

}  // namespace triaz::engine
