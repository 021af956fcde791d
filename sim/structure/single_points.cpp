// Single losses that fail something, and causes that reach into several zones.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/structure/checks.hpp"
#include "sim/structure/store_logic.hpp"

namespace triaz::structure {

std::string in_a_row(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    const std::size_t shown = names.size() > most ? most - 1 : names.size();
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    if (shown < names.size()) text += fmt::format(" and {} others", names.size() - shown);
    return text;
}

std::vector<EventId> smallest(const DeploymentTree& deployment,
                              const std::vector<EventId>& events) {
    const auto hosts = [&](EventId event) -> const auto& {
        return deployment.losses[event.index()].hosts;
    };
    std::vector<EventId> kept;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& mine = hosts(events[i]);
        bool stays = true;
        for (std::size_t j = 0; j < events.size() && stays && !mine.empty(); ++j) {
            const auto& other = hosts(events[j]);
            if (i == j || other.empty() || !std::ranges::includes(mine, other)) continue;
            stays = other.size() == mine.size() && i < j;
        }
        if (stays) kept.push_back(events[i]);
    }
    return kept;
}

Reached reached_from(const world::World& world, world::BalancerId entry) {
    Reached reached{std::vector<bool>(world.services.size()),
                    std::vector<bool>(world.stores.size())};
    std::vector<std::size_t> to_visit{world.balancers[entry.index()].target.index()};
    while (!to_visit.empty()) {
        const std::size_t service = to_visit.back();
        to_visit.pop_back();
        if (reached.services[service]) continue;
        reached.services[service] = true;
        for (const world::Call& call : world.services[service].calls) {
            if (call.kind != world::CallKind::hard) continue;
            if (const auto* balancer = std::get_if<world::BalancerId>(&call.to)) {
                to_visit.push_back(world.balancers[balancer->index()].target.index());
            } else {
                reached.stores[std::get<world::StoreId>(call.to).index()] = true;
            }
        }
    }
    return reached;
}

namespace {

class SinglePoints {
public:
    explicit SinglePoints(const Subject& subject)
        : subject_(subject), deployment_(subject.deployment()), world_(subject.world) {}

    void check() {
        find();
        tell_of_entries();
        for (const auto& [target, events] : of_culprit_) {
            const Target& culprit = deployment_.targets[target];
            tell(culprit.name, culprit.pointer, &culprit, events);
        }
    }

private:
    using Failed = std::vector<bool>;

    // Who fails by a single event though nothing that it needs does.
    void find() {
        std::set<EventId> events;
        for (const Target& target : deployment_.targets) {
            if (target.kind == Target::Kind::store_data) continue;
            for (const EventSet set : subject_.cut_sets(target.top).sets) {
                if (set.size() == 1) events.insert(set.events()[0]);
            }
        }
        for (const EventId event : events) {
            if (subject_.loss(event).kind == Loss::Kind::corporate) continue;  // said elsewhere
            const Failed failed = deployment_.tree.evaluate(EventSet{event});
            for (std::size_t i = 0; i < deployment_.targets.size(); ++i) {
                if (is_culprit(deployment_.targets[i], failed)) of_culprit_[i].push_back(event);
            }
        }
    }

    bool fails(Target::Kind kind, std::uint32_t index, const Failed& failed) const {
        return std::ranges::any_of(deployment_.targets, [&](const Target& target) {
            return target.kind == kind && target.index == index && failed[target.top.index()];
        });
    }

    bool is_culprit(const Target& target, const Failed& failed) const {
        if (!failed[target.top.index()]) return false;
        switch (target.kind) {
            case Target::Kind::store_data:
            case Target::Kind::store_reads:
                return false;
            case Target::Kind::store_writes:
                return true;
            case Target::Kind::clients: {
                const auto entry = world_.cohorts[target.index].entry;
                return !fails(Target::Kind::service, world_.balancers[entry.index()].target.value,
                              failed);
            }
            case Target::Kind::service:
                break;
        }
        return std::ranges::none_of(
            world_.services[target.index].calls, [&](const world::Call& call) {
                if (call.kind != world::CallKind::hard) return false;
                if (const auto* balancer = std::get_if<world::BalancerId>(&call.to))
                    return fails(Target::Kind::service,
                                 world_.balancers[balancer->index()].target.value, failed);
                return fails(Target::Kind::store_writes, std::get<world::StoreId>(call.to).value,
                             failed);
            });
    }

    // Cohorts that enter by one balancer and fail alike fail by the balancer.
    void tell_of_entries() {
        for (std::size_t i = 0; i < world_.balancers.size(); ++i) {
            std::vector<std::size_t> cohorts;
            for (std::size_t t = 0; t < deployment_.targets.size(); ++t) {
                const Target& target = deployment_.targets[t];
                if (target.kind == Target::Kind::clients &&
                    world_.cohorts[target.index].entry.index() == i)
                    cohorts.push_back(t);
            }
            if (cohorts.size() < 2 || !of_culprit_.contains(cohorts.front())) continue;
            const auto events = of_culprit_[cohorts.front()];
            const bool alike = std::ranges::all_of(cohorts, [&](std::size_t t) {
                const auto found = of_culprit_.find(t);
                return found != of_culprit_.end() && found->second == events;
            });
            if (!alike) continue;
            for (const std::size_t t : cohorts) of_culprit_.erase(t);
            const std::string& name = world_.balancers[i].name;
            tell("balancer " + name, "/balancers/" + name, nullptr, events);
        }
    }

    // `target`: the culprit, when it is one; else it is a balancer.
    void tell(const std::string& name, const std::string& pointer, const Target* target,
              const std::vector<EventId>& events) const {
        const std::vector<EventId> least = smallest(deployment_, events);
        std::vector<std::string> names;
        std::set<topology::ZoneId> zones;
        bool places_alone = true;
        for (const EventId event : least) {
            const Loss& loss = subject_.loss(event);
            names.push_back(loss.name);
            places_alone = places_alone && !loss.hosts.empty();
            for (const topology::HostId host : loss.hosts)
                zones.insert(world_.topology.zone_of(host));
        }
        const bool clients = target != nullptr && target->kind == Target::Kind::clients;
        const bool store = target != nullptr && target->kind == Target::Kind::store_writes;
        const bool one = least.size() == 1;
        std::string message = one ? fmt::format("The loss of {} alone ", names.front())
                                  : fmt::format("Any one of {} things lost ", least.size());
        message += (clients ? "leaves no way for " : "fails ") + name;
        if (!one) message += ": " + in_a_row(names);
        message += one && least.size() < events.size() && !store
                       ? ", and so does whatever takes it along."
                       : ".";
        if (store) message += " Here " + subject_.report.targets[index_of(*target)].mode + ".";
        const std::string affected = clients ? "" : affected_by(least);
        if (!affected.empty()) message += " With it fail " + affected + ".";
        const bool zonal = places_alone && zones.size() == 1;
        subject_.say(store ? "TZ201" : zonal ? "TZ102" : "TZ101", pointer, std::move(message));
    }

    std::size_t index_of(const Target& target) const {
        return static_cast<std::size_t>(&target - deployment_.targets.data());
    }

    // The clients who fail with one of these.
    std::string affected_by(const std::vector<EventId>& events) const {
        std::vector<std::string> names;
        for (const Target& target : deployment_.targets) {
            if (target.kind != Target::Kind::clients) continue;
            const auto& sets = subject_.cut_sets(target.top).sets;
            if (std::ranges::any_of(events, [&](EventId event) {
                    return std::ranges::binary_search(sets, EventSet{event});
                }))
                names.push_back(target.name);
        }
        return in_a_row(names);
    }

    const Subject& subject_;
    const DeploymentTree& deployment_;
    const world::World& world_;
    std::map<std::size_t, std::vector<EventId>> of_culprit_;  // by target
};

}  // namespace

void check_single_points(const Subject& subject) { SinglePoints{subject}.check(); }

void check_shared_fates(const Subject& subject) {
    const topology::Topology& topology = subject.world.topology;
    for (const Loss& loss : subject.deployment().losses) {
        if (loss.kind != Loss::Kind::shared_fate) continue;
        std::map<topology::ZoneId, std::size_t> struck;
        for (const topology::HostId host : loss.hosts) ++struck[topology.zone_of(host)];
        if (struck.size() < 2) continue;
        std::vector<std::string> names;
        bool whole = true;
        for (const auto& [zone, hosts] : struck) {
            names.push_back(topology.zones[zone.index()].name);
            std::size_t all = 0;
            for (std::size_t i = 0; i < topology.hosts.size(); ++i)
                all += topology.zone_of(topology::HostId::of(i)) == zone ? 1 : 0;
            whole = whole && all == hosts;
        }
        subject.say("TZ104", loss.pointer,
                    fmt::format("{} takes {} of the zones {} at one instant{}.", loss.name,
                                whole ? "all" : "parts", in_a_row(names),
                                whole ? ": they count as one zone" : ""));
    }
}

void check_isolation(const Subject& subject) {
    const topology::Topology& topology = subject.world.topology;
    std::map<EventId, std::vector<std::string>> by_cause;
    for (std::size_t zone = 0; zone < topology.zones.size(); ++zone) {
        for (const EventSet set : subject.cut_sets(subject.deployment().isolated[zone]).sets) {
            if (set.size() == 1) by_cause[set.events()[0]].push_back(topology.zones[zone].name);
        }
    }
    for (const auto& [event, zones] : by_cause) {
        const Loss& loss = subject.loss(event);
        subject.say(
            "TZ106", loss.pointer,
            fmt::format("The loss of {} alone cuts {} {} off from all other zones.", loss.name,
                        zones.size() == 1 ? "zone" : "each of the zones", in_a_row(zones)));
    }
}

}  // namespace triaz::structure
