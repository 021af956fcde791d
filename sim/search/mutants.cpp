#include "sim/search/mutants.hpp"

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/run/child.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {

namespace {

using namespace std::chrono_literals;
using scenario::Scenario;
using world::World;

constexpr double nearly_full = 0.95;

template <class Options>
Options* protocol_of(world::Store& store) {
    return std::get_if<Options>(&store.protocol);
}

// Each changes a world, and says why it cannot: empty when it has.
std::string acknowledge_after_one_copy(World& world, double) {
    bool any = false;
    for (world::Store& store : world.stores) {
        if (auto* raft = protocol_of<protocol::raft::Options>(store)) {
            any = any || (raft->members > 1 && raft->copies != 1);
            raft->copies = 1;
        } else if (auto* mirror = protocol_of<protocol::mirror::Options>(store)) {
            any = any || mirror->copies > 1;
            mirror->copies = 1;
        } else if (auto* standby = protocol_of<protocol::standby::Options>(store)) {
            any = any || standby->awaited() > 0;
            standby->acknowledge_on = protocol::standby::Acknowledge::local;
        }
    }
    return any ? "" : "no store waits for a second copy";
}

// The member that goes is the last one that does not lead.
bool lose_a_copy(world::Store& store) {
    if (store.replicas.empty() || store.replicas.front().size() < 2) return false;
    auto* raft = protocol_of<protocol::raft::Options>(store);
    auto* mirror = protocol_of<protocol::mirror::Options>(store);
    if (raft == nullptr && mirror == nullptr) return false;
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
        protocol::Member& leader = store.preferred_leaders[shard];
        std::vector<topology::HostId>& members = store.replicas[shard];
        std::size_t gone = members.size() - 1;
        if (leader == gone) --gone;
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(gone));
        if (leader > gone) --leader;
    }
    const auto left = static_cast<std::uint8_t>(store.replicas.front().size());
    if (raft != nullptr) {
        raft->members = left;
        raft->copies = std::min(raft->copies, left);
    } else {
        mirror->members = left;
        mirror->copies = std::min(mirror->copies, left);
    }
    return true;
}

std::string a_copy_less(World& world, double) {
    bool any = false;
    for (world::Store& store : world.stores) any = lose_a_copy(store) || any;
    return any ? "" : "no replicated log or mirror has a copy to lose";
}

std::string health_checks_off(World& world, double) {
    bool any = false;
    for (world::Balancer& balancer : world.balancers) {
        any = any || balancer.health.enabled ||
              (!balancer.nodes.empty() && balancer.names.health.enabled);
        balancer.health.enabled = false;
        balancer.names.health.enabled = false;
        balancer.outliers.reset();
    }
    return any ? "" : "nothing is checked";
}

std::string fencing_off(World& world, double) {
    bool any = false;
    for (world::Store& store : world.stores) {
        if (auto* standby = protocol_of<protocol::standby::Options>(store)) {
            standby->mutation = protocol::standby::Mutation::no_fencing;
            any = true;
        }
    }
    return any ? "" : "no store has a primary that holds a lease";
}

std::string no_spare_capacity(World& world, double busiest) {
    if (busiest <= 0) return "nothing was measured to be busy";
    if (busiest >= nearly_full) return "there is none as it is";
    for (const world::Cohort& cohort : world.cohorts)
        if (cohort.arrivals.index() != 0) return "the load is no Poisson process";
    for (world::Cohort& cohort : world.cohorts) cohort.rate *= nearly_full / busiest;
    return {};
}

template <class Change>
void change_tries(World& world, const Change& change) {
    for (world::Cohort& cohort : world.cohorts) change(cohort.tries);
    for (world::Service& service : world.services)
        for (world::Call& call : service.calls) change(call.tries);
}

std::string no_retries(World& world, double) {
    bool any = false;
    change_tries(world, [&](world::Tries& tries) {
        any = any || tries.limit > 1;
        tries.limit = 1;
    });
    return any ? "" : "nobody tries again";
}

std::string unlimited_retries(World& world, double) {
    change_tries(world, [](world::Tries& tries) {
        tries.limit = 1000;
        tries.budget = std::monostate{};
        tries.breaker.reset();
        tries.backoff.base = tries.backoff.cap = 1ms;
    });
    return {};
}

std::string stale_names(World& world, double) {
    bool any = false;
    for (world::Balancer& balancer : world.balancers) {
        any = any || !balancer.nodes.empty();
        balancer.names.ttl = 24h;
    }
    return any ? "" : "no balancer is found by name";
}

std::string one_shared_fate(World& world, double) {
    std::vector<fault::Fault> faults;
    for (const fault::Fault& fault : world.faults) {
        faults.push_back(fault);
        if (fault.kind != fault::Kind::power_loss) continue;
        for (std::size_t zone = 0; zone < world.topology.zones.size(); ++zone) {
            fault::Fault other = fault;
            other.target = fault::ZoneTarget{topology::ZoneId::of(zone)};
            other.name += " and with it zone " + world.topology.zones[zone].name;
            faults.push_back(std::move(other));
        }
    }
    if (faults.size() == world.faults.size()) return "no fault takes the power";
    world.faults = std::move(faults);
    return {};
}

struct Named {
    const char* name;
    std::string (*change)(World&, double busiest);
};
constexpr Named all_mutants[] = {
    {"acknowledge after one copy", acknowledge_after_one_copy},
    {"a copy less", a_copy_less},
    {"fencing off", fencing_off},
    {"health checks off", health_checks_off},
    {"stale names", stale_names},
    {"no retries", no_retries},
    {"unlimited retries", unlimited_retries},
    {"no spare capacity", no_spare_capacity},
    {"all zones one shared fate", one_shared_fate},
};

// The outcome of the scenario as it is, and how busy it was: a line for each.
std::string run_plain(const Scenario& scenario) {
    const measure::Evidence evidence = engine::simulate(scenario.world);
    double busiest = 0;
    for (const measure::ZoneEvidence& zone : evidence.zones)
        busiest = std::max(busiest, zone.busiest_before);
    return to_line(judged(scenario, evidence)) + "\n" +
           std::to_string(static_cast<std::uint64_t>(busiest * 1e9));
}

Outcome outcome_of(const run::ChildResult& child) {
    return outcomes_of(child.finished() ? child.text.substr(0, child.text.find('\n')) : child.text,
                       1)
        .front();
}

}  // namespace

std::vector<GenericMutant> generic_mutants(const Scenario& scenario, double busiest) {
    std::vector<GenericMutant> mutants;
    for (const Named& named : all_mutants) {
        GenericMutant mutant{named.name, scenario, {}};
        mutant.why_not = named.change(mutant.scenario->world, busiest);
        if (!mutant.why_not.empty()) mutant.scenario.reset();
        mutants.push_back(std::move(mutant));
    }
    return mutants;
}

std::size_t Mutated::applicable() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(mutants, [](const auto& mutant) { return mutant.why_not.empty(); }));
}

std::size_t Mutated::refuted() const {
    return static_cast<std::size_t>(std::ranges::count_if(mutants, &MutantRuling::refuted));
}

bool Mutated::upholds() const {
    return std::ranges::any_of(plain.claims, [](const Ruling& ruling) {
        return ruling.verdict == check::Verdict::upheld;
    });
}

Mutated mutate(const Scenario& scenario, unsigned jobs) {
    Mutated mutated;
    const run::ChildResult plain = run::in_child([&] { return run_plain(scenario); });
    mutated.signal = plain.signal;
    mutated.plain = outcome_of(plain);
    if (!plain.finished() || !mutated.plain.failure.empty()) return mutated;
    const double busiest = std::stod(plain.text.substr(plain.text.find('\n') + 1)) * 1e-9;
    const std::vector<GenericMutant> mutants = generic_mutants(scenario, busiest);
    std::vector<std::function<std::string()>> works;
    for (const GenericMutant& mutant : mutants) {
        mutated.mutants.push_back({mutant.name, mutant.why_not, {}, false});
        if (mutant.scenario) works.push_back([&mutant] { return run_plain(*mutant.scenario); });
    }
    const std::vector<run::ChildResult> results = run::in_children(works, jobs);
    std::size_t next = 0;
    for (MutantRuling& ruling : mutated.mutants) {
        if (!ruling.why_not.empty()) continue;
        const run::ChildResult& child = results[next++];
        if (child.signal != 0) mutated.signal = child.signal;
        ruling.outcome = outcome_of(child);
        for (std::size_t c = 0; c < ruling.outcome.claims.size(); ++c) {
            ruling.refuted =
                ruling.refuted || (mutated.plain.claims[c].verdict == check::Verdict::upheld &&
                                   ruling.outcome.claims[c].verdict == check::Verdict::refuted);
        }
    }
    return mutated;
}

}  // namespace triaz::search
