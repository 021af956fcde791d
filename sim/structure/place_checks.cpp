// Where things may stand: the corporate network, jurisdictions, three zones.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/structure/checks.hpp"

namespace triaz::structure {

using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

namespace {

std::set<DataCenterId> data_centers_of(const world::World& world,
                                       const std::vector<HostId>& hosts) {
    std::set<DataCenterId> ids;
    for (const HostId host : hosts) ids.insert(world.topology.hosts[host.index()].data_center);
    return ids;
}

std::vector<HostId> hosts_of(const world::Store& store) {
    std::vector<HostId> hosts;
    for (const auto& shard : store.replicas) hosts.insert(hosts.end(), shard.begin(), shard.end());
    return hosts;
}

void check_component(const Subject& subject, const std::string& name, const std::string& pointer,
                     const std::vector<HostId>& hosts) {
    std::vector<std::string> corporate;
    for (const DataCenterId id : data_centers_of(subject.world, hosts)) {
        const topology::DataCenter& data_center = subject.world.topology.data_centers[id.index()];
        if (data_center.corporate) corporate.push_back(data_center.name);
    }
    if (corporate.empty()) return;
    subject.say("TZ401", pointer,
                fmt::format("{} stands in {}, which {} part of the corporate network.", name,
                            in_a_row(corporate), corporate.size() == 1 ? "is" : "are"));
}

}  // namespace

void check_corporate(const Subject& subject) {
    for (const world::Service& service : subject.world.services)
        check_component(subject, service.name, "/services/" + service.name, service.instances);
    for (const world::Balancer& balancer : subject.world.balancers)
        check_component(subject, balancer.name, "/balancers/" + balancer.name, balancer.nodes);
    for (const world::Store& store : subject.world.stores)
        check_component(subject, store.name, "/stores/" + store.name, hosts_of(store));
    for (std::size_t i = 0; i < subject.world.unsimulated.size(); ++i) {
        const world::Unsimulated& system = subject.world.unsimulated[i];
        if (!system.corporate || system.needed_by.empty()) continue;
        const bool hard = system.need == world::Need::hard;
        subject.say("TZ401", hard ? Severity::error : Severity::warning,
                    fmt::format("/not_simulated/{}", i),
                    fmt::format("{} need{} {}, which stands in the corporate network{}.",
                                in_a_row(system.needed_by), system.needed_by.size() == 1 ? "s" : "",
                                system.name, hard ? "" : ", though not at once"));
    }
}

namespace {

class Residency {
public:
    Residency(const Subject& subject, const world::Cohort& cohort)
        : subject_(subject), world_(subject.world), cohort_(cohort) {}

    void check() {
        const Reached reached = reached_from(world_, cohort_.entry);
        for (std::size_t i = 0; i < world_.stores.size(); ++i) {
            if (!reached.stores[i]) continue;
            const world::Store& store = world_.stores[i];
            look_at(hosts_of(store), "copies of " + store.name);
            if (store.backup) look_at(*store.backup, store.name);
        }
        look_at(world_.balancers[cohort_.entry.index()].nodes,
                world_.balancers[cohort_.entry.index()].name);
        for (std::size_t i = 0; i < world_.services.size(); ++i) {
            if (reached.services[i]) look_at(world_.services[i].instances, world_.services[i].name);
        }
        for (const world::Unsimulated& system : world_.unsimulated) {
            if (!system.personal_data) continue;
            if (system.data_centers.empty() || !system.jurisdiction.empty())
                expect(system.jurisdiction.empty() ? world_.topology.jurisdiction
                                                   : system.jurisdiction,
                       system.name);
            else
                for (const DataCenterId id : system.data_centers) expect(id, system.name);
            if (system.backup) look_at(*system.backup, system.name);
        }
        if (outside_.empty()) return;
        subject_.say("TZ402", "/clients/" + cohort_.name + "/residency",
                     fmt::format("Data of {} must stay in {}, and may be in: {}.", cohort_.name,
                                 in_a_row(cohort_.residency), in_a_row(outside_, 8)));
    }

private:
    bool allowed(const std::string& jurisdiction) const {
        return std::ranges::find(cohort_.residency, jurisdiction) != cohort_.residency.end();
    }
    void expect(const std::string& jurisdiction, const std::string& what) {
        if (!allowed(jurisdiction)) outside_.push_back(fmt::format("{} ({})", what, jurisdiction));
    }
    void expect(DataCenterId id, const std::string& what) {
        const topology::DataCenter& data_center = world_.topology.data_centers[id.index()];
        const std::string& law = world_.topology.jurisdiction_of(id);
        if (allowed(law)) return;
        const bool copies = what.starts_with("copies of ");
        const bool at_home = copies || data_center.zone == cohort_.home;
        outside_.push_back(fmt::format("{} in {} ({}{})", what, data_center.name, law,
                                       at_home ? "" : ", after a failover"));
    }
    void look_at(const std::vector<HostId>& hosts, const std::string& what) {
        for (const DataCenterId id : data_centers_of(world_, hosts)) expect(id, what);
    }
    void look_at(const world::Backup& backup, const std::string& of) {
        const std::string what = "the backup of " + of;
        if (!backup.jurisdiction.empty() || backup.data_centers.empty()) {
            expect(backup.jurisdiction.empty() ? world_.topology.jurisdiction : backup.jurisdiction,
                   what);
            return;
        }
        for (const DataCenterId id : backup.data_centers) {
            const std::string& law = world_.topology.jurisdiction_of(id);
            expect(law, what);
        }
    }

    const Subject& subject_;
    const world::World& world_;
    const world::Cohort& cohort_;
    std::vector<std::string> outside_;
};

}  // namespace

void check_residency(const Subject& subject) {
    for (const world::Cohort& cohort : subject.world.cohorts) {
        if (!cohort.residency.empty()) Residency{subject, cohort}.check();
    }
}

void check_zones(const Subject& subject) {
    constexpr std::size_t wanted = 3;
    const world::World& world = subject.world;
    std::vector<bool> reached(world.services.size());
    for (const world::Cohort& cohort : world.cohorts) {
        const Reached from = reached_from(world, cohort.entry);
        for (std::size_t i = 0; i < reached.size(); ++i)
            reached[i] = reached[i] || from.services[i];
    }
    const CapacityState usual =
        capacity_state(world, std::vector<bool>(world.topology.hosts.size()));
    for (std::size_t i = 0; i < world.services.size(); ++i) {
        if (!reached[i]) continue;
        std::vector<std::string> standing, active;
        for (const ServiceLoad& load : usual.services) {
            if (load.service.index() != i) continue;
            const std::string& zone = world.topology.zones[load.zone.index()].name;
            standing.push_back(zone);
            if (load.demand > 0) active.push_back(zone);
        }
        const std::string pointer = "/services/" + world.services[i].name;
        if (standing.size() < wanted) {
            subject.say(
                "TZ408", pointer,
                fmt::format("{} stands in {} {} only.", world.services[i].name,
                            standing.size() == 1 ? "zone" : "the zones", in_a_row(standing)));
        } else if (active.size() < wanted) {
            subject.say("TZ409", pointer,
                        fmt::format("{} stands in the zones {}; in steady state only {} gets "
                                    "requests.",
                                    world.services[i].name, in_a_row(standing),
                                    active.empty() ? "none" : in_a_row(active)));
        }
    }
}

}  // namespace triaz::structure
