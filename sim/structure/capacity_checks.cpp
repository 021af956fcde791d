// What services carry after each single loss.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/structure/checks.hpp"

namespace triaz::structure {

namespace {

constexpr double full = 1;
constexpr double tight = 0.9;             // above, queues are long: an assumption of this check
constexpr double all_carried = 1 - 1e-6;  // flows are counted in grains

// Single losses that leave the same, and what they leave. No event: nothing lost.
struct Case {
    std::vector<EventId> events;
    CapacityState state;
};

// All that loads depend on: how many instances and nodes are left in each zone.
std::vector<std::uint32_t> left_of(const world::World& world, const std::vector<bool>& lost) {
    const std::size_t zones = world.topology.zones.size();
    std::vector<std::uint32_t> left((world.services.size() + world.balancers.size()) * zones);
    const auto count = [&](std::size_t row, const std::vector<topology::HostId>& hosts) {
        for (const topology::HostId host : hosts) {
            if (!lost[host.index()]) ++left[row * zones + world.topology.zone_of(host).index()];
        }
    };
    std::size_t row = 0;
    for (const world::Service& service : world.services) count(row++, service.instances);
    for (const world::Balancer& balancer : world.balancers) count(row++, balancer.nodes);
    return left;
}

// Every zone, data centre, rack, host and shared fate by itself. What takes everything leaves
// nothing to overload.
std::vector<Case> single_losses(const Subject& subject) {
    const std::size_t hosts = subject.world.topology.hosts.size();
    std::vector<bool> lost(hosts);
    std::vector<Case> cases{{{}, capacity_state(subject.world, lost)}};
    std::map<std::vector<std::uint32_t>, std::size_t> known{{left_of(subject.world, lost), 0}};
    for (std::size_t i = 0; i < subject.deployment().losses.size(); ++i) {
        const Loss& loss = subject.deployment().losses[i];
        if (loss.hosts.empty() || loss.hosts.size() == hosts) continue;
        lost.assign(hosts, false);
        for (const topology::HostId host : loss.hosts) lost[host.index()] = true;
        const auto [found, added] = known.emplace(left_of(subject.world, lost), cases.size());
        if (added) cases.push_back({{}, capacity_state(subject.world, lost)});
        if (found->second > 0) cases[found->second].events.push_back(EventId::of(i));
    }
    return cases;
}

const ServiceLoad* fullest(const CapacityState& state, std::size_t service) {
    const ServiceLoad* worst = nullptr;
    for (const ServiceLoad& load : state.services) {
        if (load.service.index() != service) continue;
        if (worst == nullptr || load.utilisation() > worst->utilisation()) worst = &load;
    }
    return worst;
}

class CapacityChecks {
public:
    explicit CapacityChecks(const Subject& subject)
        : subject_(subject), cases_(single_losses(subject)) {}

    void check() {
        for (std::size_t s = 0; s < subject_.world.services.size(); ++s) check_service(s);
        check_best_routing();
        for (const StoreLoad& load : cases_.front().state.stores) {
            const world::Store& store = subject_.world.stores[load.store.index()];
            if (load.utilisation() < full) continue;
            subject_.say("TZ303", "/stores/" + store.name,
                         fmt::format("Each leader of {} gets {:.0f} operations a second and can "
                                     "do {:.0f}.",
                                     store.name, load.demand, load.capacity));
        }
    }

private:
    void check_service(std::size_t index) {
        const world::Service& service = subject_.world.services[index];
        CapacityReport report;
        report.service = world::ServiceId::of(index);
        std::vector<std::string> overloading;
        for (const Case& each : cases_) {
            const ServiceLoad* load = fullest(each.state, index);
            const double used = load == nullptr ? 0 : load->utilisation();
            if (each.events.empty()) {
                report.before = report.after = used;
                continue;
            }
            if (used >= full && each.state.best.share >= all_carried) add_names(each, overloading);
            if (used <= report.after) continue;
            report.after = used;
            report.worst = each.events.front();
            report.worst_zone = load->zone;
        }
        subject_.report.capacity.push_back(report);
        const std::string pointer = "/services/" + service.name;
        if (report.before >= full) {
            subject_.say("TZ303", pointer,
                         fmt::format("{} gets {} of what it can serve, with nothing lost.",
                                     service.name, base::percent(report.before)));
        } else if (!overloading.empty()) {
            subject_.say(
                "TZ302", pointer,
                fmt::format(
                    "{} reaches {} of its capacity in zone {} after the loss of "
                    "{} ({} before){}.",
                    service.name, base::percent(report.after), zone(report.worst_zone),
                    subject_.loss(*report.worst).name, base::percent(report.before),
                    overloading.size() == 1
                        ? ""
                        : "; it is overloaded after the loss of any of " + in_a_row(overloading)));
        } else if (report.after > tight && report.after < full) {
            const std::string when =
                report.worst
                    ? fmt::format("in zone {} after the loss of {} ({} before)",
                                  zone(report.worst_zone), subject_.loss(*report.worst).name,
                                  base::percent(report.before))
                    : "with nothing lost";
            subject_.say("TZ304", pointer,
                         fmt::format("{} runs at {} of its capacity {}.", service.name,
                                     base::percent(report.after), when));
        }
    }

    // By the chain that limits: what it lacks, and after which losses.
    void check_best_routing() {
        struct Lack {
            double share = 1;
            std::string entry;
            std::vector<std::string> losses;
            std::string worst;
        };
        if (cases_.front().state.best.share < all_carried) return;  // too little before any loss
        std::map<std::string, Lack> by_service;
        for (const Case& each : cases_) {
            const BestRouting& best = each.state.best;
            // Without any instance in view it is no matter of capacity.
            if (each.events.empty() || each.state.unserved > 0 || best.share >= all_carried)
                continue;
            Lack& lack = by_service[best.service];
            add_names(each, lack.losses);
            if (best.share >= lack.share) continue;
            lack.share = best.share;
            lack.entry = best.entry;
            lack.worst = subject_.loss(each.events.front()).name;
        }
        for (const auto& [service, lack] : by_service) {
            subject_.say(
                "TZ301", "/services/" + service,
                fmt::format("After the loss of {} at most {} of the requests that enter by "
                            "{} can be carried as far as {}, however they are routed.{}",
                            lack.worst, base::percent(lack.share), lack.entry, service,
                            lack.losses.size() == 1 ? ""
                                                    : " It is too little after each of " +
                                                          in_a_row(lack.losses) + "."));
        }
    }

    void add_names(const Case& each, std::vector<std::string>& names) const {
        for (const EventId event : each.events) names.push_back(subject_.loss(event).name);
    }

    const std::string& zone(topology::ZoneId id) const {
        return subject_.world.topology.zones[id.index()].name;
    }

    const Subject& subject_;
    std::vector<Case> cases_;
};

}  // namespace

void check_capacity(const Subject& subject) { CapacityChecks{subject}.check(); }

}  // namespace triaz::structure
