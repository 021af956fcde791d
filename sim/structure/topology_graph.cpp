#include "sim/structure/topology_graph.hpp"

#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/structure/xml_writer.hpp"

namespace triaz::structure {

using topology::HostId;

namespace {

// What runs on each host: "api x2".
std::vector<std::vector<std::string>> running(const world::World& world) {
    std::vector<std::map<std::string, std::size_t>> counts(world.topology.hosts.size());
    for (const world::Service& service : world.services) {
        for (const HostId host : service.instances) ++counts[host.index()][service.name];
    }
    for (const world::Balancer& balancer : world.balancers) {
        for (const HostId host : balancer.nodes) ++counts[host.index()][balancer.name];
    }
    for (const world::Store& store : world.stores) {
        for (const auto& shard : store.replicas) {
            for (const HostId host : shard) ++counts[host.index()][store.name];
        }
    }
    std::vector<std::vector<std::string>> names(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        for (const auto& [name, count] : counts[i])
            names[i].push_back(count == 1 ? name : fmt::format("{} x{}", name, count));
    }
    return names;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

class DotWriter {
public:
    explicit DotWriter(const world::World& world) : world_(world) {}

    std::string write(std::string_view name) {
        line("digraph " + quoted(name) + " {");
        line("  compound=true; rankdir=TB; node [shape=box, fontname=\"sans-serif\"];");
        write_places();
        write_paths();
        write_calls();
        write_fates();
        line("}");
        return std::move(text_);
    }

private:
    void line(std::string_view text) { text_.append(text).append("\n"); }

    void write_places() {
        const topology::Topology& topology = world_.topology;
        const auto inside = running(world_);
        for (std::size_t z = 0; z < topology.zones.size(); ++z) {
            line(fmt::format("  subgraph \"cluster zone {}\" {{", topology.zones[z].name));
            line(fmt::format("    label={};", quoted("zone " + topology.zones[z].name)));
            line(fmt::format("    {} [shape=point];", quoted("zone " + topology.zones[z].name)));
            for (std::size_t d = 0; d < topology.data_centers.size(); ++d) {
                if (topology.data_centers[d].zone.index() != z) continue;
                const std::string& name = topology.data_centers[d].name;
                line(fmt::format("    subgraph \"cluster data centre {}\" {{", name));
                line(fmt::format("      label={};", quoted("data centre " + name)));
                for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
                    if (topology.hosts[h].data_center.index() == d) write_host(h, inside[h]);
                }
                line("    }");
            }
            line("  }");
        }
    }

    void write_host(std::size_t host, const std::vector<std::string>& inside) {
        const std::string& name = world_.topology.hosts[host].name;
        std::string label = quoted(name);
        label.pop_back();
        for (const std::string& what : inside) label += "\\n" + what;
        line(fmt::format("      {} [label={}\"];", quoted("host " + name), label));
    }

    void write_paths() {
        for (const topology::ZonePath& path : world_.topology.network.between_zones) {
            line(fmt::format("  {} -> {} [dir=none, style=bold, label={}];",
                             quoted("zone " + world_.topology.zones[path.a.index()].name),
                             quoted("zone " + world_.topology.zones[path.b.index()].name),
                             quoted(base::to_text(path.path.latency))));
        }
    }

    void write_calls() {
        line("  subgraph \"cluster calls\" {");
        line("    label=\"who calls whom\"; node [shape=ellipse];");
        for (const world::Cohort& cohort : world_.cohorts) {
            line(fmt::format("    {} -> {};", quoted("clients " + cohort.name),
                             quoted("balancer " + world_.balancers[cohort.entry.index()].name)));
        }
        for (const world::Balancer& balancer : world_.balancers) {
            line(fmt::format("    {} -> {};", quoted("balancer " + balancer.name),
                             quoted("service " + world_.services[balancer.target.index()].name)));
        }
        for (const world::Service& service : world_.services) {
            for (const world::Call& call : service.calls) {
                const auto* balancer = std::get_if<world::BalancerId>(&call.to);
                const std::string to =
                    balancer != nullptr
                        ? "balancer " + world_.balancers[balancer->index()].name
                        : "store " + world_.stores[std::get<world::StoreId>(call.to).index()].name;
                line(fmt::format("    {} -> {}{};", quoted("service " + service.name), quoted(to),
                                 call.when == world::When::always    ? ""
                                 : call.when == world::When::on_read ? " [label=\"reads\"]"
                                                                     : " [label=\"writes\"]"));
            }
        }
        for (const world::Store& store : world_.stores)
            line(fmt::format("    {} [shape=cylinder];", quoted("store " + store.name)));
        line("  }");
    }

    void write_fates() {
        for (const topology::SharedFate& fate : world_.topology.shared_fates) {
            const std::string name = quoted("shared fate " + fate.name);
            line(fmt::format("  {} [shape=diamond, style=dashed];", name));
            std::set<HostId> struck{fate.hosts.begin(), fate.hosts.end()};
            for (std::size_t h = 0; h < world_.topology.hosts.size(); ++h) {
                for (const topology::DataCenterId id : fate.data_centers) {
                    if (world_.topology.hosts[h].data_center == id) struck.insert(HostId::of(h));
                }
            }
            for (const HostId host : struck) {
                line(fmt::format("  {} -> {} [style=dashed, dir=none];", name,
                                 quoted("host " + world_.topology.hosts[host.index()].name)));
            }
        }
    }

    const world::World& world_;
    std::string text_;
};

class GraphmlWriter {
public:
    explicit GraphmlWriter(const world::World& world) : world_(world) {}

    std::string write(std::string_view name) {
        xml_.open("graphml", {{"xmlns", "http://graphml.graphdrawing.org/xmlns"}});
        for (const std::string_view key : {"kind", "name"})
            xml_.element(
                "key", {{"id", key}, {"for", "node"}, {"attr.name", key}, {"attr.type", "string"}});
        xml_.element("key", {{"id", "relation"},
                             {"for", "edge"},
                             {"attr.name", "relation"},
                             {"attr.type", "string"}});
        xml_.element("key", {{"id", "latency_s"},
                             {"for", "edge"},
                             {"attr.name", "latency_s"},
                             {"attr.type", "double"}});
        xml_.open("graph", {{"id", name}, {"edgedefault", "directed"}});
        write_places();
        write_components();
        xml_.close();
        xml_.close();
        return std::move(xml_).text();
    }

private:
    void node(std::string_view kind, const std::string& name) {
        xml_.open("node", {{"id", fmt::format("{} {}", kind, name)}});
        xml_.element("data", {{"key", "kind"}}, kind);
        xml_.element("data", {{"key", "name"}}, name);
        xml_.close();
    }
    void edge(const std::string& from, const std::string& to, std::string_view relation,
              const std::string& latency = {}) {
        xml_.open("edge", {{"source", from}, {"target", to}});
        xml_.element("data", {{"key", "relation"}}, relation);
        if (!latency.empty()) xml_.element("data", {{"key", "latency_s"}}, latency);
        xml_.close();
    }

    void write_places() {
        const topology::Topology& topology = world_.topology;
        const auto zone = [&](topology::ZoneId id) {
            return "zone " + topology.zones[id.index()].name;
        };
        for (const topology::Zone& each : topology.zones) node("zone", each.name);
        for (const topology::DataCenter& each : topology.data_centers) {
            node("data centre", each.name);
            edge(zone(each.zone), "data centre " + each.name, "contains");
        }
        for (const topology::Host& each : topology.hosts) {
            node("host", each.name);
            edge("data centre " + topology.data_centers[each.data_center.index()].name,
                 "host " + each.name, "contains");
        }
        for (const topology::ZonePath& path : topology.network.between_zones)
            edge(zone(path.a), zone(path.b), "path",
                 fmt::format("{}", base::to_seconds(path.path.latency)));
        for (const topology::SharedFate& fate : topology.shared_fates) {
            node("shared fate", fate.name);
            for (const topology::DataCenterId id : fate.data_centers)
                edge("shared fate " + fate.name,
                     "data centre " + topology.data_centers[id.index()].name, "takes");
            for (const HostId host : fate.hosts)
                edge("shared fate " + fate.name, "host " + topology.hosts[host.index()].name,
                     "takes");
        }
    }

    void stand(const std::string& component, const std::vector<HostId>& hosts) {
        const std::set<HostId> once{hosts.begin(), hosts.end()};
        for (const HostId host : once)
            edge(component, "host " + world_.topology.hosts[host.index()].name, "stands on");
    }

    void write_components() {
        for (const world::Service& service : world_.services) node("service", service.name);
        for (const world::Balancer& balancer : world_.balancers) node("balancer", balancer.name);
        for (const world::Store& store : world_.stores) node("store", store.name);
        for (const world::Cohort& cohort : world_.cohorts) {
            node("clients", cohort.name);
            edge("clients " + cohort.name,
                 "balancer " + world_.balancers[cohort.entry.index()].name, "enter by");
        }
        for (const world::Balancer& balancer : world_.balancers) {
            edge("balancer " + balancer.name,
                 "service " + world_.services[balancer.target.index()].name, "spreads over");
            stand("balancer " + balancer.name, balancer.nodes);
        }
        for (const world::Service& service : world_.services) {
            stand("service " + service.name, service.instances);
            for (const world::Call& call : service.calls) {
                const auto* balancer = std::get_if<world::BalancerId>(&call.to);
                edge("service " + service.name,
                     balancer != nullptr
                         ? "balancer " + world_.balancers[balancer->index()].name
                         : "store " + world_.stores[std::get<world::StoreId>(call.to).index()].name,
                     "calls");
            }
        }
        for (const world::Store& store : world_.stores) {
            std::vector<HostId> hosts;
            for (const auto& shard : store.replicas)
                hosts.insert(hosts.end(), shard.begin(), shard.end());
            stand("store " + store.name, hosts);
        }
    }

    const world::World& world_;
    XmlWriter xml_;
};

}  // namespace

std::string to_dot(std::string_view name, const world::World& world) {
    return DotWriter{world}.write(name);
}

std::string to_graphml(std::string_view name, const world::World& world) {
    return GraphmlWriter{world}.write(name);
}

}  // namespace triaz::structure
