#include "sim/check/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"

namespace triaz::check {

namespace {

using history::Mark;

// How often a mark is told before the rest are only counted.
constexpr std::size_t told_of_a_mark = 2;

struct Reaction {
    Mark mark;
    const char* what;    // with the subject
    const char* in_all;  // with the number
};

constexpr std::array<Reaction, 11> reactions{{
    {Mark::leader_lost, "{} lost its leader", "leaders lost by now: {}"},
    {Mark::election_started, "{} noticed and began an election", "elections begun by now: {}"},
    {Mark::leader_elected, "{} had a leader again", "leaders elected by now: {}"},
    {Mark::target_down, "{}: a target was taken out of rotation",
     "targets taken out of rotation by now: {}"},
    {Mark::target_ejected, "{}: a target was ejected as an outlier",
     "targets ejected as outliers by now: {}"},
    {Mark::panic_began, "{}: too few were healthy, so all were used",
     "balancers in panic by now: {}"},
    {Mark::scaled_out, "more instances of {} were ordered", "orders of more instances by now: {}"},
    {Mark::launch_failed, "a launch of {} came to nothing", "launches that failed by now: {}"},
    {Mark::scaling_stalled, "{} needed more instances, and the scaling control plane was down",
     "services that could not be scaled by now: {}"},
    {Mark::address_withdrawn, "name resolution stopped giving out {}",
     "addresses withdrawn by now: {}"},
    {Mark::redundancy_restored, "{} had all its copies in step again",
     "replica sets whole again by now: {}"},
}};

}  // namespace

Story::Story(Mechanism mechanism, std::string summary) {
    witness_.mechanism = name_of(mechanism);
    witness_.summary = std::move(summary);
}

Story& Story::step(base::Time time, std::string what) {
    witness_.steps.push_back({time, std::move(what)});
    return *this;
}

Story& Story::faults_and_reactions(const measure::Evidence& evidence, base::Time to) {
    base::Time last{};
    bool any = false;
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.injected >= to) continue;
        last = fault.injected;
        any = true;
        step(fault.injected,
             fault.of_paths || fault.of_behaviour
                 ? fmt::format("{} struck {}", fault.name, fault.target)
                 : fmt::format("{} struck {}: {} lost", fault.name, fault.target,
                               base::counted(fault.processes_lost, "process", "processes")));
    }
    if (!any) return *this;
    for (const Reaction& reaction : reactions) {
        std::size_t count = 0;
        base::Time latest{};
        for (const history::Entry& entry : evidence.timeline.entries) {
            if (entry.mark != reaction.mark || entry.time < last || entry.time > to) continue;
            latest = entry.time;
            if (++count > told_of_a_mark) continue;
            std::string what = fmt::format(fmt::runtime(reaction.what), entry.subject);
            if (!entry.detail.empty()) what += fmt::format(" ({})", entry.detail);
            step(entry.time, std::move(what));
        }
        if (count <= told_of_a_mark) continue;
        step(latest, fmt::format(fmt::runtime(reaction.in_all), count));
    }
    return *this;
}

Witness Story::told() const {
    Witness witness = witness_;
    std::ranges::stable_sort(witness.steps, {}, &Witness::Step::time);
    return witness;
}

}  // namespace triaz::check
