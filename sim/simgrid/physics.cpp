#include "sim/engine/physics.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

namespace triaz::simgrid {
namespace {

namespace s4u = ::simgrid::s4u;
using engine::FlowId;
using ::simgrid::kernel::timer::Timer;

// A turn for t comes this much after t, so that no error of rounding puts it before.
constexpr double lateness = 0.25e-9;
// And this much later still while flows are pending, so that SimGrid, which looks 0.1 ns ahead, has
// told of every flow that ends at t.
constexpr double patience = 0.05e-9;

double seconds_of(base::Time time) {
    return static_cast<double>(time.time_since_epoch().count()) * 1e-9;
}

base::Duration nanoseconds_of(double seconds) {
    return base::Duration{std::llround(seconds * 1e9)};
}

// SimGrid's defaults model TCP over shared clusters; ours are plain latency plus a fair share of
// bandwidth: a link of 1 ms takes 1 ms. Tests hold it.
s4u::Engine& new_engine() {
    static std::string name = "triaz";
    static std::string quiet = "--log=root.threshold:error";
    static char* arguments[] = {name.data(), quiet.data(), nullptr};
    int count = 2;
    auto* engine = new s4u::Engine(&count, arguments);  // SimGrid frees it at exit
    for (const char* setting :
         {"network/model:CM02", "network/TCP-gamma:0", "network/crosstraffic:0",
          "network/latency-factor:1", "network/bandwidth-factor:1", "network/weight-S:0",
          "surf/precision:1e-10"}) {
        s4u::Engine::set_config(setting);
    }
    return *engine;
}

struct Flow {
    s4u::CommPtr comm;
    topology::HostId from;
    topology::HostId to;
    base::Bytes size;
    base::Time at;  // when it was asked for
    bool started = false;
};

class Platform final : public engine::Physics {
public:
    explicit Platform(const topology::Topology& topology) : engine_(new_engine()) {
        build(topology);
    }

    base::Duration latency(topology::HostId from, topology::HostId to) const override {
        return route_latency(hosts_[from.index()], hosts_[to.index()]);
    }
    base::Duration latency_from_clients(topology::HostId to) const override {
        return route_latency(clients_, hosts_[to.index()]);
    }
    void turn_host(topology::HostId host, bool on) override;
    void turn_link(topology::ZoneId a, topology::ZoneId b, bool on) override;
    FlowId start_flow(base::Time now, topology::HostId from, topology::HostId to,
                      base::Bytes size) override;
    void cancel_flow(FlowId id) override;
    bool flows_pending() const override { return !flows_.empty(); }
    void run(Calls calls) override;

private:
    void build(const topology::Topology& topology);
    s4u::NetZone* build_zone(const topology::Topology& topology, topology::ZoneId id,
                             s4u::NetZone* region);

    base::Duration route_latency(const s4u::Host* from, const s4u::Host* to) const {
        std::vector<s4u::Link*> links;
        double latency = 0;
        from->route_to(to, links, &latency);
        return nanoseconds_of(latency);
    }

    void start_waiting_flows();
    bool can_start(const Flow& flow) const;
    void cancel_all_flows();
    void flow_ended(const s4u::Activity& activity);
    void turn_now();
    void arm(base::Time at);

    s4u::Engine& engine_;
    s4u::Host* clients_ = nullptr;
    std::vector<s4u::Host*> hosts_;
    std::map<std::pair<topology::ZoneId, topology::ZoneId>, s4u::Link*> zone_links_;

    std::map<FlowId, Flow> flows_;  // pending, by number
    std::vector<std::pair<FlowId, bool>> ended_;
    FlowId next_flow_ = 1;
    std::size_t not_started_ = 0;
    // SimGrid tells of their end later, and must find them then.
    std::vector<s4u::CommPtr> cancelled_;

    Calls calls_;
    Timer* timer_ = nullptr;
    base::Time timer_at_ = base::never;
    bool waited_ = false;  // a turn that had to be patient has been
    base::Time now_{};
    std::exception_ptr bug_;
};

void Platform::build(const topology::Topology& topology) {
    auto* region = s4u::create_full_zone("region " + topology.region);
    auto* internet = s4u::create_star_zone("clients");
    internet->set_parent(region);
    clients_ = internet->create_host("client", 1e9);
    clients_->seal();
    auto* access = internet->create_link("client access", 1e13)->set_latency(0)->seal();
    internet->add_route(clients_->get_netpoint(), nullptr, nullptr, nullptr,
                        {s4u::LinkInRoute(access)}, true);
    auto* internet_gateway = internet->create_router("client gateway");
    internet->add_route(internet_gateway, nullptr, nullptr, nullptr, {}, true);
    internet->seal();

    hosts_.resize(topology.hosts.size());
    std::vector<s4u::NetZone*> zones;
    for (std::size_t z = 0; z < topology.zones.size(); ++z) {
        zones.push_back(build_zone(topology, topology::ZoneId::of(z), region));
    }
    const auto gateway = [&](std::size_t zone) {
        return s4u::Engine::get_instance()->netpoint_by_name("gateway " +
                                                             topology.zones[zone].name);
    };
    const auto add_pair = [&](const std::string& name, s4u::NetZone* a, s4u::NetZone* b,
                              auto* gateway_a, auto* gateway_b, const topology::Path& path,
                              base::Duration inside) {
        const double latency = base::to_seconds(std::max(base::Duration{}, path.latency - inside));
        auto* link = region->create_split_duplex_link(name, path.bandwidth.bytes_per_second());
        link->set_latency(latency);
        link->seal();
        region->add_route(a->get_netpoint(), b->get_netpoint(), gateway_a, gateway_b,
                          {s4u::LinkInRoute(link, s4u::LinkInRoute::Direction::UP)}, true);
        return static_cast<s4u::Link*>(link);
    };
    for (std::size_t a = 0; a < zones.size(); ++a) {
        const auto za = topology::ZoneId::of(a);
        add_pair("access to " + topology.zones[a].name, internet, zones[a], internet_gateway,
                 gateway(a), topology.network.client_access,
                 topology.network.same_zone.latency / 2);
        for (std::size_t b = a + 1; b < zones.size(); ++b) {
            const auto zb = topology::ZoneId::of(b);
            zone_links_[{za, zb}] =
                add_pair(topology.zones[a].name + " to " + topology.zones[b].name, zones[a],
                         zones[b], gateway(a), gateway(b), topology.between(za, zb),
                         topology.network.same_zone.latency);
        }
    }
    region->seal();
}

// Two levels of stars: host - data centre - zone. Half of each level's own latency lies on the way
// up, half on the way down, so two hosts of one data centre are `same_data_center` apart, and so
// on.
s4u::NetZone* Platform::build_zone(const topology::Topology& topology, topology::ZoneId id,
                                   s4u::NetZone* region) {
    const topology::Network& network = topology.network;
    const std::string& zone_name = topology.zones[id.index()].name;
    auto* zone = s4u::create_star_zone("zone " + zone_name);
    zone->set_parent(region);
    // The way out stands in a net-zone of its own beside the data centres: from a router directly
    // in the outer zone SimGrid 3.32 leaves out the links inside the inner ones.
    auto* fabric = s4u::create_star_zone("fabric of " + zone_name);
    fabric->set_parent(zone);
    auto* zone_gateway = fabric->create_router("gateway " + zone_name);
    fabric->add_route(zone_gateway, nullptr, nullptr, nullptr, {}, true);
    fabric->seal();
    zone->add_route(fabric->get_netpoint(), nullptr, zone_gateway, nullptr, {}, true);

    const auto uplink = [](s4u::NetZone* in, const std::string& name, base::Bandwidth bandwidth,
                           base::Duration latency) {
        auto* link = in->create_split_duplex_link(name, bandwidth.bytes_per_second());
        link->set_latency(base::to_seconds(latency));
        link->seal();
        return s4u::LinkInRoute(link, s4u::LinkInRoute::Direction::UP);
    };
    for (std::size_t d = 0; d < topology.data_centers.size(); ++d) {
        const topology::DataCenter& data_center = topology.data_centers[d];
        if (data_center.zone != id) continue;
        auto* inside = s4u::create_star_zone("data centre " + data_center.name);
        inside->set_parent(zone);
        auto* gateway = inside->create_router("gateway of " + data_center.name);
        inside->add_route(gateway, nullptr, nullptr, nullptr, {}, true);
        for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
            if (topology.hosts[h].data_center.index() != d) continue;
            hosts_[h] = inside->create_host(topology.hosts[h].name, 1e9);
            hosts_[h]->seal();
            const auto up = uplink(inside, "uplink of " + topology.hosts[h].name,
                                   network.host_uplink, network.same_data_center.latency / 2);
            inside->add_route(hosts_[h]->get_netpoint(), nullptr, nullptr, nullptr, {up}, true);
        }
        inside->seal();
        const auto up = uplink(zone, "uplink of " + data_center.name, network.same_zone.bandwidth,
                               std::max(base::Duration{}, network.same_zone.latency -
                                                              network.same_data_center.latency) /
                                   2);
        zone->add_route(inside->get_netpoint(), nullptr, gateway, nullptr, {up}, true);
    }
    zone->seal();
    return zone;
}

// A flow asked for while SimGrid's clock lagged starts when the clock has caught up.
void Platform::start_waiting_flows() {
    if (not_started_ == 0) return;
    for (auto& [id, flow] : flows_) {
        if (flow.started) continue;
        if (flow.at > now_) {
            arm(flow.at);
            continue;
        }
        --not_started_;
        if (!can_start(flow)) {
            ended_.emplace_back(id, false);
            arm(now_);
            continue;
        }
        flow.started = true;
        s4u::Host* from = hosts_[flow.from.index()];
        s4u::Host* to = hosts_[flow.to.index()];
        flow.comm = s4u::Comm::sendto_init(from, to);
        flow.comm->set_payload_size(static_cast<std::uint64_t>(flow.size.count));
        flow.comm->set_name(std::to_string(id));
        flow.comm->vetoable_start();
    }
}

// SimGrid refuses to start from or to a host that is off, and tells nothing of a flow over a link
// that is down.
bool Platform::can_start(const Flow& flow) const {
    const s4u::Host* from = hosts_[flow.from.index()];
    const s4u::Host* to = hosts_[flow.to.index()];
    if (!from->is_on() || !to->is_on()) return false;
    std::vector<s4u::Link*> links;
    from->route_to(to, links, nullptr);
    return std::all_of(links.begin(), links.end(),
                       [](const s4u::Link* link) { return link->is_on(); });
}

void Platform::cancel_all_flows() {
    for (auto& [id, flow] : std::exchange(flows_, {})) {
        if (!flow.started) continue;
        cancelled_.push_back(flow.comm);
        flow.comm->cancel();
    }
}

void Platform::flow_ended(const s4u::Activity& activity) {
    const FlowId id = std::stoull(activity.get_name());
    const auto found = flows_.find(id);
    if (found == flows_.end()) return;  // cancelled
    ended_.emplace_back(id, activity.get_state() == s4u::Activity::State::FINISHED);
    // The turn of this instant comes after every flow that ends in it.
    arm(base::Time{nanoseconds_of(s4u::Engine::get_clock())});
}

void Platform::turn_now() {
    timer_ = nullptr;
    if (bug_) return;
    if (!flows_.empty() && !std::exchange(waited_, true)) {
        const double clock = s4u::Engine::get_clock();
        const double later = std::nextafter(std::nextafter(clock, HUGE_VAL), HUGE_VAL);
        timer_ = Timer::set(std::max(later, clock + patience), [this] { turn_now(); });
        return;
    }
    waited_ = false;
    now_ = std::max(now_, timer_at_);
    try {
        std::sort(ended_.begin(), ended_.end());
        for (const auto& [id, finished] : std::exchange(ended_, {})) {
            flows_.erase(id);
            calls_.on_flow_end(id, finished, now_);
        }
        start_waiting_flows();
        const base::Time next = calls_.turn(now_);
        start_waiting_flows();
        if (next == base::never) {
            cancel_all_flows();
            return;
        }
        arm(next);
    } catch (const std::exception&) {
        bug_ = std::current_exception();
        cancel_all_flows();
    }
}

// One timer at most, at the earliest instant asked for. It fires a little late, so that flows which
// end at its instant have ended.
void Platform::arm(base::Time at) {
    if (timer_ != nullptr) {
        if (timer_at_ <= at) return;
        timer_->remove();
    }
    timer_at_ = at;
    timer_ = Timer::set(std::max(seconds_of(at) + lateness, s4u::Engine::get_clock()),
                        [this] { turn_now(); });
}

void Platform::turn_host(topology::HostId host, bool on) {
    if (on) {
        hosts_[host.index()]->turn_on();
    } else {
        hosts_[host.index()]->turn_off();
    }
}

void Platform::turn_link(topology::ZoneId a, topology::ZoneId b, bool on) {
    s4u::Link* link = zone_links_.at({std::min(a, b), std::max(a, b)});
    if (on) {
        link->turn_on();
    } else {
        link->turn_off();
    }
}

FlowId Platform::start_flow(base::Time now, topology::HostId from, topology::HostId to,
                            base::Bytes size) {
    const FlowId id = next_flow_++;
    flows_[id] = Flow{nullptr, from, to, size, now, false};
    ++not_started_;
    return id;
}

void Platform::cancel_flow(FlowId id) {
    const auto found = flows_.find(id);
    if (found == flows_.end()) return;
    const Flow flow = std::exchange(found->second, {});
    flows_.erase(found);
    if (flow.started) {
        cancelled_.push_back(flow.comm);
        flow.comm->cancel();
    } else {
        --not_started_;
    }
}

void Platform::run(Calls calls) {
    calls_ = std::move(calls);
    s4u::Activity::on_completion_cb(
        [this](const s4u::Activity& activity) { flow_ended(activity); });
    arm(base::start_of_run);
    engine_.run();
    if (bug_) std::rethrow_exception(bug_);
}

}  // namespace
}  // namespace triaz::simgrid

// The one name by which sim/engine/physics.cpp finds what is here.
extern "C" triaz::engine::Physics* triaz_make_physics(const triaz::topology::Topology& topology) {
    return new triaz::simgrid::Platform(topology);
}
