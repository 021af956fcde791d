#include "sim/engine/needs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using kernel::Process;
using How = DependencyAnswer::How;

bool taken(world::When when, bool write) {
    return when == world::When::always || (when == world::When::on_write) == write;
}

// What is not judged is counted apart, and thrown away.
measure::NeedEvidence& evidence_of(Simulation& simulation, NeedState& state) {
    return simulation.now() < simulation.recorder.evidence.warm_up_end ? simulation.unjudged_needs
                                                                       : state.seen;
}

void note_answer(Simulation& simulation, NeedState& state, bool answered) {
    using history::Mark;
    constexpr base::Duration least_apart = std::chrono::seconds{1};
    const base::Time now = simulation.now();
    if (state.unanswered != answered) return;
    if (!answered && now < state.marked + least_apart) return;
    state.unanswered = !answered;
    if (!answered) state.marked = now;
    simulation.recorder.mark(now,
                             answered ? Mark::dependency_answered : Mark::dependency_unanswered,
                             state.seen.dependency, "asked by " + state.seen.service);
}

// The answer does not come, or comes too late: the caller waits no longer than it may.
struct Wait {
    base::Duration lasts{};
    bool in_time = true;
};

Wait wait_for(const Simulation& simulation, const Delivery& delivery,
              const world::Requirement& need, const DependencyAnswer& answer) {
    base::Duration patience = need.tries.timeout;
    if (need.kind != world::CallKind::async &&
        simulation.world.services[simulation.units[delivery.to].component].deadline_aware) {
        patience =
            std::min(patience, std::max(base::Duration{}, delivery.until - simulation.now()));
    }
    const bool in_time = answer.how != How::silence && answer.takes < patience;
    return {in_time ? answer.takes : patience, in_time};
}

// All needs of one request that are asked before its answer, or (later) all that are asked after.
Process asking(Simulation& simulation, Delivery delivery, Gathering* gathering) {
    const Unit& unit = simulation.units[delivery.to];
    const world::Service& declared = simulation.world.services[unit.component];
    const bool later = gathering == nullptr;
    for (std::size_t at = 0; at < declared.needs.size(); ++at) {
        const world::Requirement& need = declared.needs[at];
        NeedState& state = simulation.services[unit.component].needs[at];
        if ((need.kind == world::CallKind::async) != later) continue;
        if (!taken(need.when, delivery.request->write) || !state.arises()) continue;
        measure::NeedEvidence& seen = evidence_of(simulation, state);
        ++seen.asked;
        const std::uint32_t key = state.key();
        if (state.kept(unit, key, simulation.now()) == NeedState::Kept::fresh) {
            ++seen.hits;
            continue;
        }
        const std::size_t part =
            part_near(simulation.dependencies[need.dependency.index()], unit.zone);
        Trying trying(need.tries);
        How how = How::silence;
        for (;;) {
            ++seen.calls;
            const DependencyAnswer answer =
                ask(simulation, need.dependency.value, part, unit.place);
            const Wait wait = wait_for(simulation, delivery, need, answer);
            how = wait.in_time ? answer.how : How::silence;
            co_await simulation.clock.sleep(wait.lasts);
            if (how == How::silence) ++seen.timeouts;
            if (how == How::error) ++seen.errors;
            const bool answered = how == How::fresh || how == How::old;
            const kernel::Signal signal = answered            ? signal::ok
                                          : how == How::error ? signal::failed
                                                              : signal::timed_out;
            if (!trying.again(signal, false, simulation.now())) break;
            const base::Duration pause = trying.pause(simulation.backoffs);
            if (pause > base::Duration{}) co_await simulation.clock.sleep(pause);
        }
        note_answer(simulation, state, trying.succeeded());
        const NeedState::Kept kept = state.kept(unit, key, simulation.now());
        if (trying.succeeded()) {
            ++seen.met;
            if (how == How::old) ++seen.outdated;
            state.keep(unit, key, simulation.now());
        } else if (kept == NeedState::Kept::fresh) {
            ++seen.hits;  // another request has had an answer meanwhile
        } else if (kept == NeedState::Kept::beyond) {
            ++seen.stale;
        } else if (need.kind == world::CallKind::soft) {
            ++seen.went_without;
        } else {
            ++seen.failed;
            if (later) continue;
            gathering->failed = true;
            break;
        }
    }
    if (gathering != nullptr && --gathering->missing == 0)
        simulation.clock.wake_now(gathering->parent, signal::ok);
}

}  // namespace

NeedState::NeedState(const world::Requirement& need, std::size_t instances, base::Stream stream)
    : need_(&need), stream_(stream) {
    if (!need.cache) return;
    until_.assign(instances * need.cache->keys, base::Time::min());
    lives_.assign(instances, base::Time::min());
}

bool NeedState::arises() {
    return need_->share.value >= 1 || stream_.uniform() < need_->share.value;
}

std::uint32_t NeedState::key() {
    const bool several = need_->cache && need_->cache->keys > 1;
    return several ? static_cast<std::uint32_t>(stream_.below(need_->cache->keys)) : 0;
}

base::Time& NeedState::until(const Unit& unit, std::uint32_t key) {
    const std::uint32_t keys = need_->cache->keys;
    base::Time* const first = &until_[std::size_t{unit.number} * keys];
    if (lives_[unit.number] != unit.ready_since) {
        lives_[unit.number] = unit.ready_since;
        std::fill(first, first + keys, base::Time::min());
    }
    return first[key];
}

NeedState::Kept NeedState::kept(const Unit& unit, std::uint32_t key, base::Time now) {
    if (!need_->cache) return Kept::nothing;
    const base::Time good = until(unit, key);
    if (now < good) return Kept::fresh;
    return good != base::Time::min() && now < good + need_->cache->stale_for ? Kept::beyond
                                                                             : Kept::nothing;
}

void NeedState::keep(const Unit& unit, std::uint32_t key, base::Time now) {
    if (need_->cache) until(unit, key) = now + need_->cache->ttl;
}

void add_needs(Simulation& simulation) {
    for (std::uint32_t index = 0; index < simulation.services.size(); ++index) {
        const world::Service& declared = simulation.world.services[index];
        Service& service = simulation.services[index];
        for (const world::Requirement& need : declared.needs) {
            const std::string& asked = simulation.world.dependencies[need.dependency.index()].name;
            service.needs.emplace_back(
                need, service.instances.size(),
                simulation.root.stream("needs").stream(declared.name).stream(asked));
            measure::NeedEvidence& seen = service.needs.back().seen;
            seen.dependency = asked;
            seen.service = declared.name;
            seen.fails_open = need.kind == world::CallKind::soft;
        }
    }
}

void ask_needs(Simulation& simulation, const Delivery& delivery, Gathering& gathering) {
    ++gathering.missing;
    simulation.clock.start(simulation.units[delivery.to].lifeline,
                           asking(simulation, delivery, &gathering));
}

void ask_later(Simulation& simulation, const Delivery& delivery) {
    const world::Service& declared =
        simulation.world.services[simulation.units[delivery.to].component];
    if (std::ranges::none_of(declared.needs, [](const world::Requirement& need) {
            return need.kind == world::CallKind::async;
        })) {
        return;
    }
    simulation.clock.start(simulation.units[delivery.to].lifeline,
                           asking(simulation, delivery, nullptr));
}

}  // namespace triaz::engine
