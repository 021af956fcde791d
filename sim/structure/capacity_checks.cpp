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

// A loss and what is left after it. No event: nothing lost.
struct Case {
    std::optional<EventId> event;
    CapacityState state;
};

// Every zone, data centre, rack, host and shared fate by itself; of those that take the same hosts
// the first. What takes everything leaves nothing to overload.
std::vector<Case> single_losses(const Subject& subject) {
    const std::size_t hosts = subject.world.topology.hosts.size();
    std::vector<Case> cases{
        {std::nullopt, capacity_state(subject.world, std::vector<bool>(hosts))}};
    std::map<std::vector<topology::HostId>, bool> seen;
    for (std::size_t i = 0; i < subject.deployment().losses.size(); ++i) {
        const Loss& loss = subject.deployment().losses[i];
        if (loss.hosts.empty() || loss.hosts.size() == hosts) continue;
        if (!seen.emplace(loss.hosts, true).second) continue;
        std::vector<bool> lost(hosts);
        for (const topology::HostId host : loss.hosts) lost[host.index()] = true;
        cases.push_back({EventId::of(i), capacity_state(subject.world, lost)});
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
            if (!each.event) {
                report.before = report.after = used;
                continue;
            }
            if (used >= full && each.state.best.share >= all_carried)
                overloading.push_back(subject_.loss(*each.event).name);
            if (used <= report.after) continue;
            report.after = used;
            report.worst = each.event;
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
            if (!each.event || each.state.unserved > 0 || best.share >= all_carried) continue;
            Lack& lack = by_service[best.service];
            lack.losses.push_back(subject_.loss(*each.event).name);
            if (best.share >= lack.share) continue;
            lack.share = best.share;
            lack.entry = best.entry;
            lack.worst = lack.losses.back();
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

    const std::string& zone(topology::ZoneId id) const {
        return subject_.world.topology.zones[id.index()].name;
    }

    const Subject& subject_;
    std::vector<Case> cases_;
};

}  // namespace

void check_capacity(const Subject& subject) { CapacityChecks{subject}.check(); }

}  // namespace triaz::structure
