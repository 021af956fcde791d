#include "sim/structure/simgrid_platform.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/base/time.hpp"
#include "sim/structure/xml_writer.hpp"

namespace triaz::structure {

namespace {

using base::Duration;

class PlatformWriter {
public:
    explicit PlatformWriter(const topology::Topology& topology)
        : topology_(topology), network_(topology.network) {}

    std::string write(std::string_view name) {
        xml_.open("platform", {{"version", "4.1"}});
        xml_.comment(name);
        xml_.open("zone", {{"id", "region"}, {"routing", "Full"}});
        xml_.open("zone", {{"id", "internet"}, {"routing", "Full"}});
        xml_.element("host", {{"id", "clients"}, {"speed", "1Gf"}});
        xml_.close();
        for (std::size_t zone = 0; zone < topology_.zones.size(); ++zone) write_zone(zone);
        write_paths();
        xml_.close();
        xml_.close();
        return std::move(xml_).text();
    }

private:
    const std::string& zone_name(std::size_t zone) const { return topology_.zones[zone].name; }

    void link(const std::string& id, base::Bandwidth bandwidth, Duration latency) {
        xml_.element("link", {{"id", id},
                              {"bandwidth", fmt::format("{}Bps", bandwidth.bytes_per_second())},
                              {"latency",
                               fmt::format("{}s", base::to_seconds(std::max(Duration{}, latency)))},
                              {"sharing_policy", "SPLITDUPLEX"}});
    }

    // One of a pair of ends, and the link from it to the middle.
    struct End {
        std::string zone;
        std::string gateway;
        std::string uplink;  // empty: it is the middle
    };

    // Up from one end, down to the other; and back.
    void zone_route(const End& a, const End& b) {
        for (const auto& [from, to] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
            xml_.open("zoneRoute", {{"src", from->zone},
                                    {"dst", to->zone},
                                    {"gw_src", from->gateway},
                                    {"gw_dst", to->gateway},
                                    {"symmetrical", "NO"}});
            if (!from->uplink.empty())
                xml_.element("link_ctn", {{"id", from->uplink}, {"direction", "UP"}});
            if (!to->uplink.empty())
                xml_.element("link_ctn", {{"id", to->uplink}, {"direction", "DOWN"}});
            xml_.close();
        }
    }

    // A cluster: every host has an uplink, and the router is where they meet.
    End write_data_center(std::size_t index) {
        const std::string& name = topology_.data_centers[index].name;
        End end{"dc-" + name, "router-dc-" + name, "up-dc-" + name};
        xml_.open("zone", {{"id", end.zone}, {"routing", "Cluster"}});
        for (const topology::Host& host : topology_.hosts) {
            if (host.data_center.index() != index) continue;
            const std::string uplink = "up-" + host.name;
            xml_.element("host", {{"id", host.name}, {"speed", "1Gf"}});
            link(uplink, network_.host_uplink, network_.same_data_center.latency / 2);
            xml_.element("host_link",
                         {{"id", host.name}, {"up", uplink + "_UP"}, {"down", uplink + "_DOWN"}});
        }
        xml_.element("router", {{"id", end.gateway}});
        xml_.close();
        return end;
    }

    // The fabric of a zone, where its data centres meet, has a net-zone beside theirs.
    void write_zone(std::size_t zone) {
        std::vector<End> ends{{"fabric-" + zone_name(zone), "gateway-" + zone_name(zone), {}}};
        xml_.open("zone", {{"id", "zone-" + zone_name(zone)}, {"routing", "Full"}});
        xml_.open("zone", {{"id", ends[0].zone}, {"routing", "Full"}});
        xml_.element("router", {{"id", ends[0].gateway}});
        xml_.close();
        for (std::size_t i = 0; i < topology_.data_centers.size(); ++i) {
            if (topology_.data_centers[i].zone.index() == zone)
                ends.push_back(write_data_center(i));
        }
        for (std::size_t i = 1; i < ends.size(); ++i) {
            link(ends[i].uplink, network_.same_zone.bandwidth,
                 (network_.same_zone.latency - network_.same_data_center.latency) / 2);
        }
        for (std::size_t i = 0; i < ends.size(); ++i) {
            for (std::size_t j = i + 1; j < ends.size(); ++j) zone_route(ends[i], ends[j]);
        }
        xml_.close();
    }

    void write_paths() {
        for (const topology::ZonePath& path : network_.between_zones) {
            link(zone_name(path.a.index()) + "-" + zone_name(path.b.index()), path.path.bandwidth,
                 path.path.latency - network_.same_zone.latency);
        }
        for (const topology::Zone& zone : topology_.zones) {
            link("access-" + zone.name, network_.client_access.bandwidth,
                 network_.client_access.latency - network_.same_zone.latency / 2);
        }
        const auto end = [](const std::string& name) {
            return End{"zone-" + name, "gateway-" + name, {}};
        };
        for (const topology::ZonePath& path : network_.between_zones) {
            const std::string& a = zone_name(path.a.index());
            const std::string& b = zone_name(path.b.index());
            End from = end(a);
            from.uplink = a + "-" + b;  // from the first zone it is the way up
            zone_route(from, end(b));
        }
        for (const topology::Zone& zone : topology_.zones)
            zone_route({"internet", "clients", "access-" + zone.name}, end(zone.name));
    }

    const topology::Topology& topology_;
    const topology::Network& network_;
    XmlWriter xml_{"<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">"};
};

}  // namespace

std::string to_simgrid_platform(std::string_view name, const topology::Topology& topology) {
    return PlatformWriter{topology}.write(name);
}

}  // namespace triaz::structure
