#include "sim/search/tolerance.hpp"

#include <algorithm>
#include <set>

#include "sim/base/ensure.hpp"
#include "sim/run/child.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {

namespace {

using check::Verdict;
using structure::DeclaredReport;
using structure::Loss;
using Keeps = world::Tolerance::Keeps;

constexpr std::size_t most_ways_tried = 8;

// The balancers by which a part is reached, from the clients' side: through hard calls.
std::set<std::uint32_t> entries_to(const world::World& world, const DeclaredReport& declared) {
    std::vector<bool> reaches(world.services.size());
    if (declared.service) reaches[declared.service->index()] = true;
    for (bool grows = true; grows;) {
        grows = false;
        for (std::size_t s = 0; s < world.services.size(); ++s) {
            const bool calls =
                std::ranges::any_of(world.services[s].calls, [&](const world::Call& call) {
                    if (call.kind != world::CallKind::hard) return false;
                    if (const auto* store = std::get_if<world::StoreId>(&call.to))
                        return declared.store == *store;
                    const auto balancer = std::get<world::BalancerId>(call.to);
                    return bool{reaches[world.balancers[balancer.index()].target.index()]};
                });
            if (calls && !reaches[s]) grows = reaches[s] = true;
        }
    }
    std::set<std::uint32_t> entries;
    for (std::size_t b = 0; b < world.balancers.size(); ++b)
        if (reaches[world.balancers[b].target.index()])
            entries.insert(static_cast<std::uint32_t>(b));
    return entries;
}

std::vector<std::string> cohorts_of(const world::World& world, const DeclaredReport& declared) {
    const std::set<std::uint32_t> entries = entries_to(world, declared);
    std::vector<std::string> cohorts;
    for (const world::Cohort& cohort : world.cohorts)
        if (entries.contains(cohort.entry.value)) cohorts.push_back(cohort.name);
    return cohorts;
}

// The scenario's own recovery-time claims, asked of the clients who reach the part.
std::vector<check::Claim> claims_of_service(const scenario::Scenario& scenario,
                                            const DeclaredReport& declared, base::Duration within) {
    const std::vector<std::string> reaching = cohorts_of(scenario.world, declared);
    std::vector<check::Claim> claims;
    for (const check::Claim& claim : scenario.claims) {
        const auto* asked = std::get_if<check::RecoveryTime>(&claim.promise);
        if (asked == nullptr) continue;
        check::RecoveryTime promise = *asked;
        promise.level = check::Level::z0_hands_off;
        promise.at_most = within;
        std::erase_if(promise.cohorts, [&](const std::string& cohort) {
            return std::ranges::find(reaching, cohort) == reaching.end();
        });
        if (asked->cohorts.empty()) promise.cohorts = reaching;
        if (!promise.cohorts.empty()) claims.push_back({claim.id, {}, Verdict::upheld, promise});
    }
    return claims;
}

std::set<topology::HostId> hosts_of(const world::World& world, const DeclaredReport& declared) {
    std::set<topology::HostId> hosts;
    if (declared.service) {
        const auto& instances = world.services[declared.service->index()].instances;
        hosts.insert(instances.begin(), instances.end());
        return hosts;
    }
    for (const auto& members : world.stores[declared.store->index()].replicas)
        hosts.insert(members.begin(), members.end());
    return hosts;
}

std::vector<Choice> choices_within(const world::World& world, const DeclaredReport& declared) {
    std::vector<std::string> forms;
    if (declared.declared.zones > 0) forms.emplace_back("zone");
    if (declared.declared.data_centers > 0) forms.emplace_back("data-center");
    if (declared.declared.hosts > 0) forms.emplace_back("host");
    // One form at a time: a zone of one building must not stand for the building.
    std::vector<Choice> choices;
    const std::set<topology::HostId> hosts = hosts_of(world, declared);
    for (const std::string& form : forms) {
        for (Choice& choice : choices_of(world, {{fault::Kind::power_loss}, {form}})) {
            const Reach reach = reach_of(choice.target, choice.kind, world);
            if (std::ranges::any_of(reach.hosts,
                                    [&](topology::HostId host) { return hosts.contains(host); }))
                choices.push_back(std::move(choice));
        }
    }
    return choices;
}

Question question_of(const scenario::Scenario& scenario, const DeclaredReport& declared,
                     const AttackOptions& options) {
    using namespace std::chrono_literals;
    const bool data = declared.declared.keeps == Keeps::data;
    Question question = usual_question(scenario);
    const std::string name = declared.service
                                 ? scenario.world.services[declared.service->index()].name
                                 : scenario.world.stores[declared.store->index()].name;
    if (data) {
        question.scenario.claims = {
            {"data", {}, Verdict::upheld, check::RecoveryPoint{.stores = {name}}}};
    } else {
        question.scenario.claims = claims_of_service(scenario, declared, options.within);
        question.lasting.reset();
        // Long enough to see the end of what lasts as long as it may, and what comes after.
        question.after = options.within + 15s;
    }
    question.mutant = options.mutant;
    question.choices = choices_within(scenario.world, declared);
    question.faults = declared.declared.losses();
    question.budget = declared.declared;
    question.of = {name};
    for (const world::Balancer& balancer : scenario.world.balancers)
        if (declared.service == balancer.target) question.of.push_back(balancer.name);
    question.most_runs = options.most_runs;
    return question;
}

fault::Target target_of(const Loss& loss, const world::World& world) {
    const topology::Topology& topology = world.topology;
    const auto named = [&](const auto& parts, std::string_view kind) {
        const auto at = std::ranges::find_if(parts, [&](const auto& part) {
            return loss.name == std::string{kind} + " " + part.name;
        });
        base::ensure(at != parts.end(), "a loss has the name of its part");
        return static_cast<std::size_t>(at - parts.begin());
    };
    if (loss.kind == Loss::Kind::zone)
        return fault::ZoneTarget{topology::ZoneId::of(named(topology.zones, "zone"))};
    if (loss.kind == Loss::Kind::data_center)
        return fault::DataCenterTarget{
            topology::DataCenterId::of(named(topology.data_centers, "data centre"))};
    return fault::HostTarget{topology::HostId::of(named(topology.hosts, "host"))};
}

// One of structure's ways past the declaration, all losses at the first instant.
Run try_way(const structure::DeploymentTree& tree, structure::EventSet way,
            const Question& question, std::string name) {
    const world::World& world = question.scenario.world;
    const base::Time at = base::start_of_run + world.warm_up + question.before;
    Run run;
    run.name = std::move(name);
    Trunk trunk;
    for (const structure::EventId event : way.events()) {
        const Choice choice{fault::Kind::power_loss, target_of(tree.losses[event.index()], world)};
        trunk.faults.push_back(strike(choice, at, question.lasting, world));
        run.strikes.push_back({trunk.faults.back(), "structure's way past"});
    }
    trunk.duration =
        at.time_since_epoch() + question.lasting.value_or(base::Duration{}) + question.after;
    run.duration = trunk.duration;
    const run::ChildResult child =
        run::in_child([&] { return run_trunk(question.scenario, trunk); });
    if (child.finished()) {
        run.outcome = outcomes_of(child.text, 1).front();
    } else {
        run.outcome.failure = child.text;
    }
    return run;
}

bool any_claim(const Run& run, Verdict verdict) {
    return std::ranges::any_of(run.outcome.claims,
                               [&](const Ruling& ruling) { return ruling.verdict == verdict; });
}

bool all_upheld(const Run& run) {
    return run.outcome.failure.empty() && run.outcome.bit &&
           std::ranges::all_of(run.outcome.claims, [](const Ruling& ruling) {
               return ruling.verdict == Verdict::upheld;
           });
}

}  // namespace

Verdict Attack::by_structure() const {
    return ways_past.empty() ? Verdict::upheld : Verdict::refuted;
}

Verdict Attack::by_simulation() const {
    if (answer.verdict() == Verdict::refuted || std::ranges::any_of(ways_tried, [](const Run& run) {
            return any_claim(run, Verdict::refuted);
        }))
        return Verdict::refuted;
    if (answer.verdict() == Verdict::upheld && std::ranges::all_of(ways_tried, all_upheld))
        return Verdict::upheld;
    return Verdict::inconclusive;
}

bool Attack::disagree() const {
    // A disk that structure counts as destroyed comes back with the power.
    if (declared.keeps == Keeps::data && by_structure() == Verdict::refuted) return false;
    return by_simulation() != Verdict::inconclusive && by_structure() != by_simulation();
}

Verdict Attack::verdict() const {
    if (by_structure() == Verdict::refuted) return Verdict::refuted;
    return by_simulation();
}

std::vector<Attack> attack_tolerances(const scenario::Scenario& scenario,
                                      const AttackOptions& options, Conduct& conduct) {
    const structure::LintReport report = structure::lint(scenario.world, {});
    std::vector<Attack> attacks;
    for (const DeclaredReport& declared : report.declared) {
        Attack& attack = attacks.emplace_back();
        attack.of = declared.of;
        attack.pointer = declared.pointer;
        attack.declared = declared.declared;
        for (const structure::EventSet way : declared.ways_past)
            attack.ways_past.push_back(structure::names_of(report.deployment, way));
        attack.question = question_of(scenario, declared, options);
        if (attack.question.scenario.claims.empty()) continue;
        for (std::size_t w = 0; w < std::min(declared.ways_past.size(), most_ways_tried); ++w) {
            attack.ways_tried.push_back(try_way(report.deployment, declared.ways_past[w],
                                                attack.question, "way " + std::to_string(w + 1)));
        }
        attack.answer = search(attack.question, conduct);
        if (conduct.signal != 0) break;
    }
    return attacks;
}

}  // namespace triaz::search
