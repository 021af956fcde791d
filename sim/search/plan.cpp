#include "sim/search/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/stream.hpp"

namespace triaz::search {

namespace {

// So many branches share a trunk: enough that the way to the first is cheap, few enough that a kill
// loses little. No result depends on it but the length of the runs, which is that of the last.
constexpr std::size_t branches_of_trunk = 48;

}  // namespace

Plan::Plan(const Question& question) : question_(question) {
    const world::World& world = question.scenario.world;
    std::vector<Renaming> found = symmetries_of(world, question.scenario.claims);
    if (!question.symmetry) found.resize(1);
    for (Renaming& by : found) {
        std::vector<std::size_t> becomes;
        for (const Choice& choice : question.choices) {
            const Choice other = renamed(choice, by);
            const auto at = std::ranges::find_if(
                question.choices, [&](const Choice& each) { return same(each, other, world); });
            if (at == question.choices.end()) break;
            becomes.push_back(static_cast<std::size_t>(at - question.choices.begin()));
        }
        // One that leads out of the choices asked for says nothing of them.
        if (becomes.size() != question.choices.size()) continue;
        symmetries_.push_back(std::move(by));
        renamed_choices_.push_back(std::move(becomes));
    }
}

Trunk Plan::recording() const {
    const world::World& world = question_.scenario.world;
    Trunk trunk;
    trunk.records = true;
    trunk.records_from = base::start_of_run + world.warm_up + question_.before;
    trunk.duration = world.warm_up + question_.before + question_.window;
    trunk.of = question_.of;
    return trunk;
}

std::vector<fault::Fault> Plan::faults_of(const Planned& planned) const {
    std::vector<fault::Fault> faults;
    for (const Placed& placed : planned.faults) {
        fault::Fault fault = strike(question_.choices[placed.choice], placed.instant.at,
                                    question_.lasting, question_.scenario.world);
        const std::string usual = fault.name;
        const auto taken = [&](const fault::Fault& other) { return other.name == fault.name; };
        for (int again = 2; std::ranges::any_of(faults, taken); ++again)
            fault.name = fmt::format("{} ({})", usual, again);
        faults.push_back(std::move(fault));
    }
    return faults;
}

std::vector<Strike> Plan::strikes_of(const Planned& planned) const {
    std::vector<fault::Fault> faults = faults_of(planned);
    std::vector<Strike> strikes;
    for (std::size_t f = 0; f < faults.size(); ++f) {
        strikes.push_back(
            {std::move(faults[f]), told(planned.faults[f].instant, question_.scenario.world)});
    }
    return strikes;
}

// Whether the budget has room for one more of its form.
bool Plan::affords(const Planned& before, std::size_t choice) const {
    if (!question_.budget) return true;
    const auto form = [&](std::size_t of) { return question_.choices[of].target.index(); };
    const fault::Target& target = question_.choices[choice].target;
    const auto most = std::holds_alternative<fault::ZoneTarget>(target) ? question_.budget->zones
                      : std::holds_alternative<fault::DataCenterTarget>(target)
                          ? question_.budget->data_centers
                      : std::holds_alternative<fault::HostTarget>(target) ? question_.budget->hosts
                                                                          : 0;
    const auto spent = std::ranges::count_if(
        before.faults, [&](const Placed& placed) { return form(placed.choice) == form(choice); });
    return static_cast<std::uint32_t>(spent) < most;
}

bool Plan::may_follow(const Planned& before, const Component& component) const {
    if (before.faults.empty()) return true;
    for (const Placed& placed : before.faults) {
        if (placed.instant.component.kind != Component::Kind::none)
            return component == placed.instant.component ||
                   (before.leads && (component.kind == Component::Kind::view ||
                                     component.kind == Component::Kind::other));
    }
    return before.leads;
}

std::vector<Placed> Plan::placed(const Planned& before, const std::vector<Instant>& instants,
                                 Layer& layer) const {
    const world::World& world = question_.scenario.world;
    const auto held_down = [&](std::size_t choice, base::Time at) {
        return std::ranges::any_of(before.faults, [&](const Placed& placed) {
            const bool lasts = !question_.lasting || at < placed.instant.at + *question_.lasting;
            return lasts &&
                   contains(question_.choices[placed.choice], question_.choices[choice], world);
        });
    };
    std::vector<Placed> all;
    for (std::size_t choice = 0; choice < question_.choices.size(); ++choice) {
        if (!affords(before, choice)) continue;
        bool any = false;
        for (const Instant& instant : instants) {
            if (!may_follow(before, instant.component)) continue;
            if (!touches(question_.choices[choice], instant.component, world)) continue;
            any = true;
            if (held_down(choice, instant.at))
                ++layer.contained;
            else
                all.push_back({choice, instant});
        }
        if (any || !before.leads) continue;
        Instant any_time;
        any_time.at = instants.empty()
                          ? base::start_of_run + question_.scenario.world.warm_up + question_.before
                          : instants.front().at;
        if (held_down(choice, any_time.at))
            ++layer.contained;
        else
            all.push_back({choice, any_time});
    }
    return all;
}

std::string Plan::key_of(std::size_t choice, const Component& component,
                         const std::string& phase) const {
    return fmt::format("{} {} {} {} {} {}", choice, static_cast<int>(component.kind),
                       component.name, component.index, component.names, phase);
}

void Plan::leave_out_symmetric(const Planned& before, std::vector<Placed>& placed,
                               Layer& layer) const {
    const world::World& world = question_.scenario.world;
    std::vector<std::size_t> keeping;  // symmetries that keep what struck before
    for (std::size_t s = 0; s < symmetries_.size(); ++s) {
        const bool keeps = std::ranges::all_of(before.faults, [&](const Placed& each) {
            return renamed_choices_[s][each.choice] == each.choice &&
                   renamed(each.instant.component, symmetries_[s], world) == each.instant.component;
        });
        if (keeps) keeping.push_back(s);
    }
    if (keeping.size() == 1) return;
    std::set<std::string> alike;  // to one that is kept
    std::vector<Placed> kept;
    for (Placed& each : placed) {
        const Component& component = each.instant.component;
        if (alike.contains(key_of(each.choice, component, each.instant.phase))) {
            ++layer.symmetric;
            continue;
        }
        for (const std::size_t s : keeping) {
            alike.insert(key_of(renamed_choices_[s][each.choice],
                                renamed(component, symmetries_[s], world), each.instant.phase));
        }
        kept.push_back(std::move(each));
    }
    placed = std::move(kept);
}

std::vector<Planned> Plan::after(const Planned& before, const std::vector<Instant>& instants,
                                 Layer& layer) const {
    std::vector<Placed> all = placed(before, instants, layer);
    leave_out_symmetric(before, all, layer);
    std::ranges::stable_sort(all, {}, [](const Placed& each) { return each.instant.at; });
    std::vector<Planned> planned;
    std::set<std::size_t> led;
    for (Placed& each : all) {
        Planned next = before;
        next.leads = before.leads && led.insert(each.choice).second;
        next.faults.push_back(std::move(each));
        next.name =
            fmt::format("{}{}{}", before.name, before.name.empty() ? "" : ".", planned.size() + 1);
        planned.push_back(std::move(next));
    }
    layer.planned += planned.size();
    return planned;
}

std::vector<Planned> Plan::random() const {
    const world::World& world = question_.scenario.world;
    base::Stream draws = base::Stream{world.seed}.stream("random faults");
    const base::Duration begin = world.warm_up + question_.before;
    const base::Duration span =
        question_.window + question_.lasting.value_or(base::Duration{}) + question_.after;
    std::vector<Planned> planned;
    if (question_.choices.empty()) return planned;
    for (std::uint64_t number = 1; number <= question_.random; ++number) {
        Planned next;
        next.name = fmt::format("r{}", number);
        const std::uint64_t more = draws.below(3) + 1;  // one to three more than all were tried
        for (std::uint64_t f = 0; f < question_.faults + more; ++f) {
            Placed placed;
            placed.choice = draws.below(question_.choices.size());
            const auto whole = static_cast<std::uint64_t>(span.count());
            placed.instant.at = base::start_of_run + begin +
                                base::Duration{static_cast<std::int64_t>(draws.below(whole))};
            next.faults.push_back(std::move(placed));
        }
        std::ranges::stable_sort(next.faults, {},
                                 [](const Placed& each) { return each.instant.at; });
        next.duration = next.faults.back().instant.at.time_since_epoch() +
                        question_.lasting.value_or(base::Duration{}) + question_.after;
        planned.push_back(std::move(next));
    }
    return planned;
}

std::vector<Trunk> Plan::trunks(std::vector<Planned>& planned, bool record,
                                std::vector<std::vector<std::size_t>>& runs) const {
    std::vector<Trunk> trunks;
    const auto before = [](const Planned& each) {
        return each.name.substr(
            0, each.name.rfind('.') == std::string::npos ? 0 : each.name.rfind('.'));
    };
    for (std::size_t begin = 0; begin < planned.size();) {
        std::size_t end = begin;
        while (end < planned.size() && end - begin < branches_of_trunk &&
               before(planned[end]) == before(planned[begin])) {
            ++end;
        }
        Trunk trunk;
        trunk.records = record;
        trunk.of = question_.of;
        trunk.duration = planned[end - 1].faults.back().instant.at.time_since_epoch() +
                         question_.lasting.value_or(base::Duration{}) + question_.after;
        std::vector<std::size_t>& positions = runs.emplace_back();
        for (std::size_t at = begin; at < end; ++at) {
            std::vector<fault::Fault> faults = faults_of(planned[at]);
            trunk.branches.push_back({faults.back().at, faults.back()});
            faults.pop_back();
            trunk.faults = std::move(faults);
            planned[at].duration = trunk.duration;
            positions.push_back(at);
        }
        trunks.push_back(std::move(trunk));
        begin = end;
    }
    return trunks;
}

}  // namespace triaz::search
