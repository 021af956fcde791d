// Zones that keep their address while they fail requests, and clients that cannot leave in time.
#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/structure/checks.hpp"
#include "sim/traffic/health/detection.hpp"

namespace triaz::structure {

namespace {

// Losses after which a zone stays in rotation, fails, and another zone would not.
struct Stuck {
    topology::ZoneId zone;
    std::size_t losses = 0;
    EventSet smallest;
};

std::vector<Stuck> stuck_zones(const Subject& subject, world::BalancerId balancer) {
    std::vector<Stuck> found;
    for (const EntryZone& zone : subject.deployment().entry_zones) {
        if (zone.balancer != balancer) continue;
        Stuck stuck{zone.zone, 0, {}};
        for (const EventSet set : subject.cut_sets(zone.failing).sets) {
            if (subject.fails(zone.withdrawn, set) || subject.fails(zone.all_failing, set))
                continue;
            if (stuck.losses++ == 0) stuck.smallest = set;
        }
        if (stuck.losses > 0) found.push_back(stuck);
    }
    return found;
}

}  // namespace

void check_rotation(const Subject& subject) {
    const auto& balancers = subject.world.balancers;
    for (std::size_t i = 0; i < balancers.size(); ++i) {
        const auto stuck = stuck_zones(subject, world::BalancerId::of(i));
        if (stuck.empty()) continue;
        const Stuck& first = stuck.front();
        subject.say("TZ105", "/balancers/" + balancers[i].name,
                    fmt::format("{} of its zones keep{} their address after losses that make them "
                                "fail requests another zone could serve, such as zone {} without "
                                "{}.",
                                stuck.size(), stuck.size() == 1 ? "s" : "",
                                subject.world.topology.zones[first.zone.index()].name,
                                names_of(subject.deployment(), first.smallest)));
    }
}

namespace {

// Of a host that falls silent, at worst.
double seconds_to_detect(const world::HealthCheck& check) {
    const auto span = traffic::time_to_detect(check, traffic::Condition::host_silent, {});
    return span ? base::to_seconds(span->most) : std::numeric_limits<double>::infinity();
}

void check_failover(const Subject& subject, const world::Cohort& cohort) {
    const world::Balancer& entry = subject.world.balancers[cohort.entry.index()];
    if (cohort.tries.limit > 1 &&
        cohort.tries.timeout + cohort.tries.backoff.base < cohort.deadline)
        return;
    const bool nodes = !entry.nodes.empty();
    const double seconds =
        nodes ? seconds_to_detect(entry.names.health) + base::to_seconds(entry.names.ttl)
              : seconds_to_detect(entry.health);
    if (seconds <= base::to_seconds(cohort.deadline)) return;
    subject.say(
        "TZ501", "/clients/" + cohort.name,
        fmt::format("{} {} the deadline of {}; {} finds out for them only after up to {}.",
                    cohort.name,
                    cohort.tries.limit == 1
                        ? "try once within"
                        : fmt::format("wait {} for the first try, of",
                                      base::seconds_text(base::to_seconds(cohort.tries.timeout))),
                    base::seconds_text(base::to_seconds(cohort.deadline)), entry.name,
                    base::seconds_text(seconds)));
}

}  // namespace

void check_detection(const Subject& subject) {
    for (const world::Cohort& cohort : subject.world.cohorts) check_failover(subject, cohort);
    for (const world::Balancer& balancer : subject.world.balancers) {
        if (!balancer.health.enabled)
            subject.say(
                "TZ502", "/balancers/" + balancer.name,
                fmt::format("{} never takes an instance out that has died.", balancer.name));
        if (!balancer.nodes.empty() && !balancer.names.health.enabled)
            subject.say("TZ502", "/balancers/" + balancer.name + "/names",
                        fmt::format("The name service never withdraws a node of {} that has died.",
                                    balancer.name));
    }
}

}  // namespace triaz::structure
