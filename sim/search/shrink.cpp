#include "sim/search/shrink.hpp"

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/run/child.hpp"
#include "sim/scenario/variation.hpp"
#include "sim/search/choice.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {

namespace {

using base::Duration;
using namespace std::chrono_literals;

// The scenario as `smaller` has it; nothing when that makes no sense.
std::optional<scenario::Scenario> made(const scenario::Scenario& scenario, const Smaller& smaller) {
    scenario::Scenario asked = scenario;
    asked.world.faults = smaller.faults;
    asked.world.warm_up = smaller.warm_up;
    asked.world.duration = smaller.duration;
    asked.sometimes.clear();
    if (smaller.warm_up >= smaller.duration) return std::nullopt;
    for (const fault::Fault& fault : smaller.faults) {
        const Duration at = fault.at.time_since_epoch();
        if (at <= smaller.warm_up || at >= smaller.duration) return std::nullopt;
        if (fault.duration && at + *fault.duration > smaller.duration) return std::nullopt;
    }
    if (!scenario::lessen_load(asked.world, smaller.load).empty()) return std::nullopt;
    return asked;
}

class Shrinker {
public:
    Shrinker(const scenario::Scenario& scenario, Shrinking& conduct)
        : original_(scenario), conduct_(conduct) {}

    std::optional<Shrunk> run() {
        Smaller now{original_.world.faults, original_.world.warm_up, original_.world.duration, {1}};
        Shrunk shrunk;
        shrunk.from = now;
        if (!choose_claim(now, shrunk)) return std::nullopt;
        using Step = std::vector<Smaller> (Shrinker::*)(const Smaller&) const;
        // What makes runs cheaper comes first.
        constexpr Step steps[] = {
            &Shrinker::fewer_faults,    &Shrinker::shorter_runs,  &Shrinker::less_load,
            &Shrinker::smaller_targets, &Shrinker::round_lengths, &Shrinker::round_instants,
        };
        for (bool any = true; any && !stopped();) {
            any = false;
            for (const Step step : steps) {
                while (const auto smaller = first_that_refutes((this->*step)(now), shrunk)) {
                    now = *smaller;
                    any = true;
                }
            }
        }
        shrunk.to = now;
        shrunk.runs = runs_;
        if (conduct_.signal != 0) shrunk.cut_short = run::name_of_signal(conduct_.signal);
        shrunk.asked = *made(original_, now);
        return shrunk;
    }

private:
    bool stopped() const { return conduct_.signal != 0 || !conduct_.crash.empty(); }

    // Runs it as it is; from here on only the first claim that it refutes is asked.
    bool choose_claim(const Smaller& now, Shrunk& shrunk) {
        const std::vector<Outcome> outcomes = outcomes_of_all({now});
        if (outcomes.empty()) return false;
        for (std::size_t c = 0; c < outcomes[0].claims.size(); ++c) {
            const Ruling& ruling = outcomes[0].claims[c];
            if (ruling.verdict != check::Verdict::refuted) continue;
            shrunk.claim = original_.claims[c].id;
            shrunk.mechanism = ruling.mechanism;
            shrunk.summary = ruling.reason;
            original_.claims = {original_.claims[c]};
            return true;
        }
        return false;
    }

    std::vector<Outcome> outcomes_of_all(const std::vector<Smaller>& candidates) {
        std::vector<std::function<std::string()>> works;
        for (const Smaller& candidate : candidates) {
            works.push_back([this, &candidate]() -> std::string {
                const auto asked = made(original_, candidate);
                return asked ? to_line(judged(*asked, engine::simulate(asked->world)))
                             : to_line(Outcome{});
            });
        }
        std::vector<Outcome> outcomes;
        for (const run::ChildResult& child : run::in_children(works, conduct_.jobs)) {
            if (child.signal != 0) conduct_.signal = child.signal;
            if (child.end == run::ChildResult::End::failed) conduct_.crash = child.text;
            if (!child.finished()) return {};
            outcomes.push_back(*outcome_of_line(child.text));
        }
        runs_ += candidates.size();
        if (conduct_.progress) conduct_.progress(runs_);
        return outcomes;
    }

    // As many at a time as there are processes; the first of a batch that will do.
    std::optional<Smaller> first_that_refutes(const std::vector<Smaller>& candidates,
                                              Shrunk& shrunk) {
        for (std::size_t begin = 0; begin < candidates.size() && !stopped();) {
            const std::size_t end = std::min(candidates.size(), begin + batch);
            const std::vector<Smaller> some{candidates.begin() + static_cast<std::ptrdiff_t>(begin),
                                            candidates.begin() + static_cast<std::ptrdiff_t>(end)};
            const std::vector<Outcome> outcomes = outcomes_of_all(some);
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                if (outcomes[i].claims.empty()) continue;
                const Ruling& ruling = outcomes[i].claims.front();
                if (ruling.verdict != check::Verdict::refuted ||
                    ruling.mechanism != shrunk.mechanism) {
                    continue;
                }
                shrunk.summary = ruling.reason;
                return some[i];
            }
            begin = end;
        }
        return std::nullopt;
    }

    std::vector<Smaller> fewer_faults(const Smaller& now) const {
        std::vector<Smaller> candidates;
        if (now.faults.empty()) return candidates;
        candidates.push_back(now);
        candidates.back().faults.clear();
        for (std::size_t f = 0; now.faults.size() > 1 && f < now.faults.size(); ++f) {
            candidates.push_back(now);
            candidates.back().faults.erase(candidates.back().faults.begin() +
                                           static_cast<std::ptrdiff_t>(f));
        }
        return candidates;
    }

    // Of what a fault takes down a part, the smallest first.
    std::vector<Smaller> smaller_targets(const Smaller& now) const {
        std::vector<Smaller> candidates;
        const world::World& world = original_.world;
        for (std::size_t f = 0; f < now.faults.size(); ++f) {
            const fault::Fault& fault = now.faults[f];
            if (fault.kind != fault::Kind::power_loss && fault.kind != fault::Kind::partition)
                continue;
            const Choice whole{fault.kind, fault.target};
            const Reach reach = reach_of(whole.target, whole.kind, world);
            std::vector<Choice> parts = choices_of(world, {{fault.kind}, {}});
            std::erase_if(parts, [&](const Choice& part) {
                return reach_of(part.target, part.kind, world) == reach ||
                       !contains(whole, part, world);
            });
            // The widest come first in the list.
            std::ranges::reverse(parts);
            for (const Choice& part : parts) {
                candidates.push_back(now);
                fault::Fault& smaller = candidates.back().faults[f];
                smaller = strike(part, fault.at, fault.duration, world);
                smaller.share = fault.share;
                smaller.name += f == 0 ? "" : " (" + std::to_string(f + 1) + ")";
            }
        }
        return candidates;
    }

    std::vector<Smaller> round_lengths(const Smaller& now) const {
        std::vector<Smaller> candidates;
        for (std::size_t f = 0; f < now.faults.size(); ++f) {
            if (!now.faults[f].duration) continue;
            candidates.push_back(now);
            candidates.back().faults[f].duration.reset();
            const Duration length = *now.faults[f].duration;
            for (const Duration grain : grains) {
                for (const Duration round :
                     {length / grain * grain, (length / grain + 1) * grain}) {
                    if (round.count() == 0 || length % grain == 0ns) continue;
                    candidates.push_back(now);
                    candidates.back().faults[f].duration = round;
                }
            }
        }
        return candidates;
    }

    std::vector<Smaller> round_instants(const Smaller& now) const {
        std::vector<Smaller> candidates;
        for (std::size_t f = 0; f < now.faults.size(); ++f) {
            const Duration at = now.faults[f].at.time_since_epoch();
            for (const Duration grain : grains) {
                if (at % grain == 0ns) break;  // as round as that already
                for (const Duration round : {at / grain * grain, (at / grain + 1) * grain}) {
                    candidates.push_back(now);
                    candidates.back().faults[f].at = base::start_of_run + round;
                    std::ranges::stable_sort(candidates.back().faults, {}, &fault::Fault::at);
                }
            }
        }
        return candidates;
    }

    // Shorter warm-ups with the faults as much earlier, then runs that end earlier.
    std::vector<Smaller> shorter_runs(const Smaller& now) const {
        std::vector<Smaller> candidates;
        for (const Duration warm_up : {1s, 2s, 5s}) {
            if (warm_up >= now.warm_up) continue;
            candidates.push_back(now);
            const Duration earlier = now.warm_up - warm_up;
            candidates.back().warm_up = warm_up;
            candidates.back().duration -= earlier;
            for (fault::Fault& fault : candidates.back().faults) fault.at -= earlier;
        }
        for (Duration duration = 1s; duration < now.duration;
             duration += duration < 20s   ? Duration{1s}
                         : duration < 60s ? Duration{5s}
                                          : Duration{30s}) {
            candidates.push_back(now);
            candidates.back().duration = duration;
        }
        std::erase_if(candidates, [&](const Smaller& each) { return !made(original_, each); });
        return candidates;
    }

    std::vector<Smaller> less_load(const Smaller& now) const {
        std::vector<Smaller> candidates;
        // Other arrivals than a Poisson process stay as they are.
        if (std::ranges::any_of(original_.world.cohorts,
                                [](const auto& cohort) { return cohort.arrivals.index() != 0; })) {
            return candidates;
        }
        for (const double load : {0.01, 0.02, 0.05, 0.1, 0.2, 0.5}) {
            if (load >= now.load.value) continue;
            candidates.push_back(now);
            candidates.back().load.value = load;
        }
        std::erase_if(candidates, [&](const Smaller& each) { return !made(original_, each); });
        return candidates;
    }

    static constexpr std::size_t batch = 4;
    static constexpr Duration grains[] = {10s, 5s, 1s, 100ms, 10ms, 1ms, 1us};

    scenario::Scenario original_;
    Shrinking& conduct_;
    std::uint64_t runs_ = 0;
};

}  // namespace

std::optional<Shrunk> shrink(const scenario::Scenario& scenario, Shrinking& conduct) {
    return Shrinker{scenario, conduct}.run();
}

}  // namespace triaz::search
