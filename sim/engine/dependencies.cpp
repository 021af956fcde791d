#include "sim/engine/dependencies.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using fault::Kind;

// A part stands in the first data centre of its zone that has a host.
Place place_in(const Simulation& simulation, topology::ZoneId zone) {
    return simulation.network.place_of(simulation.hosts_of_zone[zone.index()].front());
}

std::uint32_t dependency_named(const Simulation& simulation, const std::string& name) {
    const auto& all = simulation.world.dependencies;
    return static_cast<std::uint32_t>(std::ranges::find(all, name, &world::Dependency::name) -
                                      all.begin());
}

bool strikes(const fault::DependencyTarget& target, const DependencyPart& part) {
    return !target.zone || part.zone == target.zone;
}

// Whether this answer is among those spoiled, and on whose account.
bool hit(Simulation& simulation, base::Stream& draws, const Spoiling& spoiling) {
    if (spoiling.share <= 0) return false;
    if (spoiling.share < 1 && draws.uniform() >= spoiling.share) return false;
    ++simulation.strikes[spoiling.by].acts;
    return true;
}

void lift(Spoiling& spoiling, std::size_t fault) {
    if (spoiling.by == fault) spoiling = {};
}

}  // namespace

void add_dependencies(Simulation& simulation) {
    for (const world::Dependency& declared : simulation.world.dependencies) {
        Dependency& made = simulation.dependencies.emplace_back();
        made.draws = simulation.root.stream("dependencies").stream(declared.name);
        for (const topology::ZoneId zone : declared.zones) {
            DependencyPart part;
            part.place = place_in(simulation, zone);
            part.zone = zone;
            made.parts.push_back(part);
        }
        if (declared.zones.empty()) {
            made.parts.emplace_back().place = simulation.network.clients();
        }
    }
}

std::size_t part_near(const Dependency& dependency, topology::ZoneId zone) {
    const auto own =
        std::ranges::find(dependency.parts, std::optional{zone}, &DependencyPart::zone);
    return own == dependency.parts.end() ? 0
                                         : static_cast<std::size_t>(own - dependency.parts.begin());
}

DependencyAnswer ask(Simulation& simulation, std::uint32_t index, std::size_t at, Place from) {
    using How = DependencyAnswer::How;
    Dependency& dependency = simulation.dependencies[index];
    DependencyPart& part = dependency.parts[at];
    const base::Duration there = simulation.network.hop(from, part.place);
    if (there == Network::lost || part.dark) return {};
    if (part.lost > 0) {
        ++simulation.strikes[part.lost_by].acts;
        return {};
    }
    const base::Duration back = simulation.network.hop(part.place, from);
    if (back == Network::lost) return {};
    DependencyAnswer answer{How::fresh, there + back};
    if (hit(simulation, dependency.draws, part.wrong)) {
        answer.how = How::error;
        return answer;
    }
    answer.takes += simulation.world.dependencies[index].answer_time.draw(dependency.draws);
    if (hit(simulation, dependency.draws, part.slow))
        answer.takes += part.added.draw(dependency.draws);
    if (hit(simulation, dependency.draws, part.old)) answer.how = How::old;
    return answer;
}

std::string words_of_dependency(const Simulation& simulation,
                                const fault::DependencyTarget& target) {
    if (!target.zone) return target.dependency;
    return fmt::format("{} in zone {}", target.dependency,
                       simulation.world.topology.zones[target.zone->index()].name);
}

void spoil_dependency(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const auto& target = std::get<fault::DependencyTarget>(fault.target);
    const std::uint32_t index = dependency_named(simulation, target.dependency);
    const Spoiling spoiling{fault.share.value, number};
    for (std::size_t at = 0; at < simulation.dependencies[index].parts.size(); ++at) {
        DependencyPart& part = simulation.dependencies[index].parts[at];
        if (!strikes(target, part)) continue;
        if (fault.kind == Kind::dependency_loss) {
            ++part.lost;
            part.lost_by = number;
            simulation.strikes[number].acts += drop_sessions_of(simulation, index, at);
        } else if (fault.kind == Kind::added_latency) {
            part.slow = spoiling;
            part.added = fault.added;
        } else if (fault.kind == Kind::error_answers) {
            part.wrong = spoiling;
        } else {
            part.old = spoiling;
        }
    }
}

void mend_dependency(Simulation& simulation, std::size_t number) {
    const fault::Fault& fault = simulation.world.faults[number];
    const auto& target = std::get<fault::DependencyTarget>(fault.target);
    Dependency& dependency =
        simulation.dependencies[dependency_named(simulation, target.dependency)];
    for (DependencyPart& part : dependency.parts) {
        if (!strikes(target, part)) continue;
        if (fault.kind == Kind::dependency_loss) {
            --part.lost;
        } else if (fault.kind == Kind::added_latency) {
            lift(part.slow, number);
        } else if (fault.kind == Kind::error_answers) {
            lift(part.wrong, number);
        } else {
            lift(part.old, number);
        }
    }
}

void note_power_of_dependencies(Simulation& simulation) {
    for (std::uint32_t index = 0; index < simulation.dependencies.size(); ++index) {
        Dependency& dependency = simulation.dependencies[index];
        for (std::size_t at = 0; at < dependency.parts.size(); ++at) {
            DependencyPart& part = dependency.parts[at];
            if (!part.zone) continue;
            const auto& hosts = simulation.hosts_of_zone[part.zone->index()];
            const bool dark = std::ranges::all_of(hosts, [&](topology::HostId host) {
                return simulation.hosts[host.index()].holds > 0;
            });
            const bool falls = dark && !part.dark;
            part.dark = dark;
            if (falls) drop_sessions_of(simulation, index, at);
        }
    }
}

}  // namespace triaz::engine
