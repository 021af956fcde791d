#include "sim/engine/engine.hpp"

#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

std::size_t count_units(const world::World& world) {
    std::size_t count = 0;
    for (const world::Service& service : world.services)
        count += service.instances.size() + service.spares.size();
    for (const world::Balancer& balancer : world.balancers) count += balancer.nodes.size();
    for (const world::Store& store : world.stores) {
        for (const auto& members : store.replicas) count += members.size();
    }
    return count;
}

void add_unit(Simulation& simulation, UnitKind kind, std::uint32_t component, std::uint32_t number,
              topology::HostId host, std::uint32_t workers, const kernel::QueueOptions& queue) {
    Unit& unit = simulation.units.emplace_back(simulation.clock, workers, queue);
    unit.kind = kind;
    unit.component = component;
    unit.number = number;
    unit.host = host;
    unit.zone = simulation.world.topology.zone_of(host);
    unit.place = simulation.network.place_of(host);
    const auto index = static_cast<UnitIndex>(simulation.units.size() - 1);
    simulation.hosts[host.index()].units.push_back(index);
    ++simulation.recorder.evidence.zones[unit.zone.index()].processes;
}

// The instances, then the places where others may be launched.
void add_instances(Simulation& simulation, std::uint32_t index) {
    const world::Service& declared = simulation.world.services[index];
    Service& service = simulation.services[index];
    std::uint32_t number = 0;
    const auto add = [&](topology::HostId host) {
        service.instances.push_back(static_cast<UnitIndex>(simulation.units.size()));
        add_unit(simulation, UnitKind::instance, index, number++, host, declared.workers.count,
                 declared.workers.queue());
    };
    for (const topology::HostId host : declared.instances) add(host);
    for (const topology::HostId host : declared.spares) {
        add(host);
        Unit& unit = simulation.units[service.instances.back()];
        unit.launched = false;
        unit.state = UnitState::stopped;
        --simulation.recorder.evidence.zones[unit.zone.index()].processes;
    }
    for (const world::Call& call : declared.calls) {
        std::vector<Caller>& callers = service.callers.emplace_back();
        if (!call.tries.remembers()) continue;
        callers.reserve(number);
        for (std::uint32_t n = 0; n < number; ++n)
            callers.emplace_back(call.tries, simulation.clock);
    }
    for (std::uint32_t n = 0; n < number; ++n) {
        if (declared.concurrency) service.limits.emplace_back(*declared.concurrency);
        if (declared.quota) service.quotas.emplace_back(*declared.quota, simulation.tenants);
    }
    service.guarded = declared.concurrency || declared.quota || !declared.shedding.empty();
}

// Shard by shard, store by store: the leader it prefers; without leaders a member of the caller's
// zone, if there is one.
std::vector<protocol::Member> members_asked_first(const world::World& world, const Unit& caller) {
    std::vector<protocol::Member> asked;
    for (const world::Store& store : world.stores) {
        const bool fixed = std::holds_alternative<protocol::mirror::Options>(store.protocol);
        const bool leaderless = std::holds_alternative<protocol::quorum::Options>(store.protocol);
        for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
            protocol::Member first =
                fixed ? protocol::mirror::primary : store.preferred_leaders[shard];
            if (leaderless) {
                const auto& members = store.replicas[shard];
                const auto near = std::ranges::find_if(members, [&](topology::HostId host) {
                    return world.topology.zone_of(host) == caller.zone;
                });
                if (near != members.end())
                    first = static_cast<protocol::Member>(near - members.begin());
            }
            asked.push_back(first);
        }
    }
    return asked;
}

void add_services(Simulation& simulation) {
    const world::World& world = simulation.world;
    std::uint32_t shards = 0;
    for (const world::Store& store : world.stores) {
        simulation.first_shard.push_back(shards);
        shards += static_cast<std::uint32_t>(store.replicas.size());
    }
    for (std::uint32_t index = 0; index < world.services.size(); ++index) {
        const world::Service& declared = world.services[index];
        Service& service = simulation.services.emplace_back();
        service.service_times = simulation.root.stream("service times").stream(declared.name);
        for (const world::Call& call : declared.calls) {
            service.timeouts.push_back(simulation.clock.calendar().lane(call.tries.timeout));
        }
        add_instances(simulation, index);
        for (const UnitIndex instance : service.instances) {
            service.leader_hints.push_back(members_asked_first(world, simulation.units[instance]));
        }
    }
}

void add_views(Simulation& simulation, std::uint32_t index) {
    const world::Balancer& declared = simulation.world.balancers[index];
    Balancer& balancer = simulation.balancers[index];
    const std::size_t zones = simulation.world.topology.zones.size();
    const base::Stream stream = simulation.root.stream("balancing").stream(declared.name);
    balancer.panicked.resize(zones);
    for (std::size_t zone = 0; zone < zones; ++zone) {
        std::vector<View::Member> members;
        for (const UnitIndex unit : simulation.services[declared.target.index()].instances) {
            const topology::ZoneId stands_in = simulation.units[unit].zone;
            if (stands_in.index() != zone && !declared.cross_zone) continue;
            members.push_back(
                {.unit = unit, .zone = stands_in, .in_service = simulation.units[unit].launched});
        }
        balancer.views.emplace_back(declared, topology::ZoneId::of(zone), std::move(members), zones,
                                    stream.stream(zone));
    }
}

// The instances that balance for themselves.
std::vector<UnitIndex> callers_of(const Simulation& simulation, std::uint32_t balancer) {
    std::vector<UnitIndex> callers;
    for (std::size_t at = 0; at < simulation.services.size(); ++at) {
        const auto calls = [&](const world::Call& call) {
            const auto* to = std::get_if<world::BalancerId>(&call.to);
            return to != nullptr && to->index() == balancer;
        };
        if (std::ranges::none_of(simulation.world.services[at].calls, calls)) continue;
        const std::vector<UnitIndex>& instances = simulation.services[at].instances;
        callers.insert(callers.end(), instances.begin(), instances.end());
    }
    return callers;
}

void add_balancers(Simulation& simulation) {
    const world::World& world = simulation.world;
    for (std::uint32_t index = 0; index < world.balancers.size(); ++index) {
        const world::Balancer& declared = world.balancers[index];
        Balancer& balancer = simulation.balancers.emplace_back();
        balancer.forward_timeout = simulation.clock.calendar().lane(declared.forward_timeout);
        balancer.node_work = simulation.root.stream("balancer nodes").stream(declared.name);
        balancer.probed_stores = stores_reached(world, world::BalancerId::of(index), false);
        add_views(simulation, index);
        for (std::uint32_t n = 0; n < declared.nodes.size(); ++n) {
            const auto unit = static_cast<UnitIndex>(simulation.units.size());
            const topology::ZoneId zone = world.topology.zone_of(declared.nodes[n]);
            balancer.names.nodes.push_back({unit, zone});
            balancer.callers.push_back(unit);
            const auto& work = declared.node_work;
            add_unit(simulation, UnitKind::node, index, n, declared.nodes[n],
                     work ? work->count : 1, work ? work->queue() : kernel::QueueOptions{});
        }
        if (declared.nodes.empty()) balancer.callers = callers_of(simulation, index);
    }
}

// A mirror's primary is its first member; the leader a shard prefers comes first.
std::vector<topology::HostId> members_in_order(const world::Store& store, std::size_t shard) {
    std::vector<topology::HostId> hosts = store.replicas[shard];
    if (std::holds_alternative<protocol::mirror::Options>(store.protocol)) {
        std::rotate(hosts.begin(), hosts.begin() + store.preferred_leaders[shard], hosts.end());
    }
    return hosts;
}

void add_stores(Simulation& simulation) {
    const world::World& world = simulation.world;
    for (std::uint32_t index = 0; index < world.stores.size(); ++index) {
        std::uint32_t number = 0;
        for (std::size_t shard = 0; shard < world.stores[index].replicas.size(); ++shard) {
            for (const topology::HostId host : members_in_order(world.stores[index], shard)) {
                add_unit(simulation, UnitKind::replica, index, number++, host,
                         world.stores[index].workers.count, world.stores[index].workers.queue());
            }
        }
    }
    simulation.stores.reserve(world.stores.size());
    for (std::uint32_t index = 0; index < world.stores.size(); ++index) {
        simulation.stores.push_back(make_store(simulation, index));
    }
}

void handle(Simulation& simulation, kernel::Event event) {
    switch (event.kind) {
        case event::delivery:
            return deliver(simulation, event);
        case event::message:
            return receive(simulation.stores[event.generation], event.index);
        case event::timer: {
            const Unit& unit = simulation.units[event.index];
            return expire(simulation.stores[unit.component], unit.number,
                          static_cast<protocol::TimerKind>(event.generation));
        }
        case event::synced: {
            const Unit& unit = simulation.units[event.index];
            if (unit.incarnation != event.generation) return;
            return finish_sync(simulation.stores[unit.component], unit.number);
        }
        case event::check:
            return run_check(simulation, event.index);
        case event::check_failed:
            return end_check(simulation, event.index);
        case event::session:
            return attempt_session(simulation, event);
        case event::stopped:
            return stop_instance(simulation, event);
        case event::sweep:
            return sweep(simulation, event.index, event.generation);
        case event::ready:
            return become_ready(simulation, event);
        default:
            base::ensure(false, "every kind of event is handled");
    }
}

// How many instances of each service are ready, once a second.
void note_ready(Simulation& simulation) {
    const auto second =
        static_cast<std::size_t>(simulation.now().time_since_epoch() / std::chrono::seconds{1});
    if (simulation.ready.empty()) simulation.ready.resize(simulation.services.size());
    for (std::size_t service = 0; service < simulation.services.size(); ++service) {
        std::vector<std::uint32_t>& seconds = simulation.ready[service];
        if (second < seconds.size()) continue;
        const auto ready =
            std::ranges::count_if(simulation.services[service].instances, [&](UnitIndex index) {
                const Unit& unit = simulation.units[index];
                return unit.launched && !unit.leaving && unit.state == UnitState::running;
            });
        seconds.resize(second + 1, static_cast<std::uint32_t>(ready));
    }
}

// Looks after the stores: more often while redundancy is reduced, so that its return is dated well.
kernel::Process housekeeping(Simulation& simulation) {
    using namespace std::chrono_literals;
    for (;;) {
        bool all_whole = true;
        for (Store& store : simulation.stores) {
            keep_house(store);
            all_whole = all_whole && whole(store);
        }
        note_ready(simulation);
        co_await simulation.clock.sleep(all_whole ? 1s : 100ms);
        if (simulation.now() >= simulation.recorder.evidence.end) co_return;
    }
}

// How busy the busiest service of each zone was, in the part of the run that is judged: from the
// end of the warm-up to the first fault, and from there to the end.
class Utilisation {
public:
    explicit Utilisation(Simulation& simulation) : simulation_(simulation) { start(); }

    void take(bool before) {
        const double now = base::to_seconds(simulation_.now());
        for (measure::ZoneEvidence& zone : simulation_.recorder.evidence.zones) {
            (before ? zone.busiest_before : zone.busiest_after) = 0;
        }
        for (std::size_t at = 0; at < simulation_.services.size(); ++at) {
            std::vector<double> busy(simulation_.world.topology.zones.size());
            std::vector<double> capacity(busy.size());
            for (const UnitIndex index : simulation_.services[at].instances) {
                Unit& unit = simulation_.units[index];
                if (!unit.launched) continue;
                const double seconds = unit.workers.busy_seconds();
                busy[unit.zone.index()] += seconds - last_[index];
                capacity[unit.zone.index()] += unit.workers.count() * (now - last_time_);
            }
            for (std::size_t zone = 0; zone < busy.size(); ++zone) {
                note(zone, at, capacity[zone] > 0 ? busy[zone] / capacity[zone] : 0, before);
            }
        }
        start();
    }

    void start() {
        last_time_ = base::to_seconds(simulation_.now());
        last_.resize(simulation_.units.size());
        for (std::size_t index = 0; index < last_.size(); ++index) {
            last_[index] = simulation_.units[index].workers.busy_seconds();
        }
    }

private:
    void note(std::size_t zone, std::size_t service, double share, bool before) {
        measure::ZoneEvidence& seen = simulation_.recorder.evidence.zones[zone];
        double& most = before ? seen.busiest_before : seen.busiest_after;
        if (share <= most) return;
        most = share;
        seen.busiest_service = simulation_.world.services[service].name;
    }

    Simulation& simulation_;
    std::vector<double> last_;
    double last_time_ = 0;
};

kernel::Process measure_utilisation(Simulation& simulation, Utilisation& utilisation) {
    const measure::Evidence& evidence = simulation.recorder.evidence;
    co_await simulation.clock.sleep(evidence.warm_up_end - simulation.now());
    utilisation.start();
    co_await simulation.clock.sleep(evidence.end - simulation.now());
    utilisation.take(evidence.faults.empty());
}

// Longest time that a request may still be under way after the last one was issued.
base::Duration longest_request(const world::World& world) {
    base::Duration longest{};
    for (const world::Cohort& cohort : world.cohorts) {
        longest = std::max(longest, cohort.deadline + cohort.tries.timeout);
    }
    return longest + std::chrono::seconds{1};
}

// Infrastructure first: at one instant flows that end (Physics), then faults, then the calendar.
base::Time turn(Simulation& simulation, Utilisation& utilisation, base::Time now,
                base::Time limit) {
    const auto events = [&](kernel::Event event) { handle(simulation, event); };
    const auto watched = [&](kernel::Event event) {
        handle(simulation, event);
        note_phase(simulation, event);
    };
    const bool watches = simulation.branching != nullptr && simulation.branching->phase;
    for (;;) {
        if (simulation.left) return base::never;
        const bool step_by_step = simulation.physics->flows_pending();
        const base::Time fault = next_strike(simulation);
        const base::Time until = step_by_step ? now : limit;
        if (fault <= until && fault <= simulation.clock.calendar().next()) {
            simulation.clock.calendar().advance(fault);
            if (fault == simulation.recorder.first_fault() && simulation.next_turn == 0) {
                utilisation.take(true);
            }
            strike(simulation);
            continue;
        }
        const base::Time before_fault = std::min(until, fault - base::Duration{1});
        if (watches) {
            simulation.clock.run(before_fault, watched);
        } else {
            simulation.clock.run(before_fault, events);
        }
        const base::Time next =
            std::min(simulation.clock.calendar().next(), next_strike(simulation));
        if (next > limit) return base::never;
        if (simulation.physics->flows_pending() && next > simulation.now()) return next;
        now = simulation.now();
    }
}

measure::Evidence conclude(Simulation& simulation) {
    measure::Evidence& evidence = simulation.recorder.evidence;
    for (std::size_t number = 0; number < simulation.strikes.size(); ++number) {
        const Simulation::Strike& strike = simulation.strikes[number];
        if (strike.evidence >= evidence.faults.size()) continue;
        evidence.faults[strike.evidence].messages_hit = simulation.network.messages_hit(number);
        evidence.faults[strike.evidence].acts = strike.acts;
    }
    evidence.events = simulation.clock.calendar().popped();
    evidence.whole_at_end =
        std::all_of(
            simulation.units.begin(), simulation.units.end(),
            [](const Unit& unit) { return !unit.launched || unit.state == UnitState::running; }) &&
        std::all_of(simulation.stores.begin(), simulation.stores.end(),
                    [](const Store& store) { return whole(store); });
    for (Store& store : simulation.stores) report(store, evidence);
    evidence.samples = std::move(simulation.recorder.samples);
    for (Service& service : simulation.services) {
        for (NeedState& need : service.needs) evidence.needs.push_back(std::move(need.seen));
    }
    for (SessionCohort& cohort : simulation.held.cohorts)
        evidence.sessions.push_back(std::move(cohort.seen));
    for (measure::CohortEvidence& cohort : evidence.cohorts) {
        std::uint64_t ended = 0;
        for (const std::uint64_t count : cohort.totals.ended) ended += count;
        cohort.totals.unfinished = cohort.totals.issued - ended;
    }
    for (std::size_t at = 0; at < simulation.none_up.size(); ++at) {
        const bool service = at < simulation.services.size();
        const std::string& name =
            service ? simulation.world.services[at].name
                    : simulation.world.balancers[at - simulation.services.size()].name;
        measure::ComponentEvidence& seen = evidence.components.emplace_back();
        seen.name = name;
        seen.none_up = simulation.none_up[at].finish(evidence.end);
        if (!service) continue;
        if (!simulation.ready.empty()) seen.ready = std::move(simulation.ready[at]);
        seen.soft_failures = simulation.services[at].soft_failures;
        seen.async_done = simulation.services[at].async_done;
        seen.async_failed = simulation.services[at].async_failed;
    }
    return std::move(evidence);
}

}  // namespace

Simulation::Simulation(const world::World& of)
    : world(of),
      root(of.seed),
      physics(make_physics(of.topology)),
      network(of.topology, *physics, root.stream("network")),
      units(count_units(of)),
      launches(root.stream("launches")),
      keys(root.stream("keys")),
      backoffs(root.stream("backoffs")),
      store_work(root.stream("store work")),
      check_jitter(root.stream("check jitter")),
      errors(root.stream("errors")),
      sessions(root.stream("sessions")),
      recorder(of) {
    hosts.resize(world.topology.hosts.size());
    evacuations.resize(world.topology.zones.size());
    hosts_of_zone.resize(world.topology.zones.size());
    for (std::size_t host = 0; host < hosts.size(); ++host) {
        const auto id = topology::HostId::of(host);
        hosts_of_zone[world.topology.zone_of(id).index()].push_back(id);
    }
    checks_failing.resize(world.balancers.size());
    for (const world::Cohort& cohort : world.cohorts)
        tenants = std::max(tenants, cohort.tenant + 2);
    by_session = std::ranges::any_of(world.balancers, [](const world::Balancer& balancer) {
        return std::holds_alternative<traffic::policy::ConsistentHash>(balancer.policy);
    });
    add_services(*this);
    add_dependencies(*this);
    add_needs(*this);
    add_balancers(*this);
    none_up.assign(services.size() + balancers.size(), Spells(recorder.evidence.warm_up_end));
    add_stores(*this);
    plan_strikes(*this);
}

Simulation::~Simulation() {
    held.over = true;
    for (Unit& unit : units) {
        unit.dies_silently = true;
        unit.lifeline.cut();
    }
    for (Cohort& cohort : cohorts) cohort.lifeline.cut();
    held.callers.cut();
    checkers.cut();
    scalers.cut();
}

namespace {

void run_through(Simulation& simulation) {
    const world::World& world = simulation.world;
    Utilisation utilisation(simulation);
    const base::Time limit = simulation.recorder.evidence.end + longest_request(world);
    bool started = false;
    kernel::Lifeline house;
    simulation.physics->run({
        [&](base::Time now) {
            if (!std::exchange(started, true)) {
                for (Store& store : simulation.stores) start(store);
                start_checks(simulation);
                start_clients(simulation);
                start_sessions(simulation);
                start_scaling(simulation);
                simulation.clock.start(house, housekeeping(simulation));
                simulation.clock.start(house, measure_utilisation(simulation, utilisation));
            }
            return turn(simulation, utilisation, now, limit);
        },
        [&](FlowId flow, bool finished, base::Time now) {
            simulation.clock.calendar().advance(now);
            for (Store& store : simulation.stores) finish_flow(store, flow, finished);
        },
    });
}

}  // namespace

measure::Evidence simulate(const world::World& world) {
    Simulation simulation(world);
    run_through(simulation);
    return conclude(simulation);
}

std::optional<measure::Evidence> simulate(const world::World& world, const Branching& branching) {
    world::World growing = world;
    growing.faults.reserve(growing.faults.size() + 1);  // whoever looks at a fault may keep looking
    Simulation simulation(growing);
    simulation.branching = &branching;
    simulation.growing = &growing.faults;
    run_through(simulation);
    if (simulation.left) return std::nullopt;
    return conclude(simulation);
}

}  // namespace triaz::engine
