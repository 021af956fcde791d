#include "sim/check/capacity_restored.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using base::Time;
using measure::ComponentEvidence;
using measure::Evidence;

constexpr Duration second = std::chrono::seconds{1};

std::size_t second_of(Time time) {
    return static_cast<std::size_t>(time.time_since_epoch() / second);
}

// One service around the first fault.
struct Capacity {
    const ComponentEvidence* service = nullptr;
    std::uint32_t before = 0;          // ready at the last look before the fault
    std::uint32_t least = 0;           // after it
    std::uint32_t needed = 0;          // to count as restored
    std::optional<Duration> restored;  // from the fault, to the second from which on it lasts
    bool lost_any() const { return least < before; }
};

// From the second after which it is never below what is needed.
Capacity capacity_of(const ComponentEvidence& service, const CapacityRestored& claim, Time fault) {
    Capacity capacity;
    capacity.service = &service;
    const std::size_t struck = second_of(fault);
    if (struck == 0 || struck + 1 >= service.ready.size()) return capacity;
    constexpr double rounding = 1e-9;
    capacity.before = service.ready[struck - 1];
    capacity.least = capacity.before;
    capacity.needed =
        static_cast<std::uint32_t>(std::ceil(claim.share.value * capacity.before - rounding));
    std::optional<std::size_t> since;
    for (std::size_t at = struck + 1; at < service.ready.size(); ++at) {
        capacity.least = std::min(capacity.least, service.ready[at]);
        if (service.ready[at] < capacity.needed) since.reset();
        if (service.ready[at] >= capacity.needed && !since) since = at;
    }
    if (since)
        capacity.restored =
            *since == struck + 1
                ? Duration::zero()
                : base::start_of_run + second * static_cast<std::int64_t>(*since) - fault;
    return capacity;
}

Ruling rule_service(const Capacity& capacity, const CapacityRestored& claim,
                    const Evidence& evidence) {
    const Time fault = evidence.faults.front().injected;
    const std::string& name = capacity.service->name;
    if (capacity.restored && *capacity.restored <= claim.within) return Ruling::upheld("");
    if (!capacity.restored && fault + claim.within >= evidence.end)
        return Ruling::inconclusive(
            fmt::format("the run ends {} after the fault, before the {} that are allowed are over",
                        span_text(evidence.end - fault), span_text(claim.within)));
    const std::string reason =
        capacity.restored ? fmt::format("{} had {} of {} instances again after {}, {} allowed",
                                        name, capacity.needed, capacity.before,
                                        span_text(*capacity.restored), span_text(claim.within))
                          : fmt::format("{} never had {} of {} instances again", name,
                                        capacity.needed, capacity.before);
    Story story(Mechanism::capacity_lost,
                fmt::format("{}: {}", reason, told(Mechanism::capacity_lost)));
    const Time to = std::min(evidence.end, fault + claim.within);
    story.faults_and_reactions(evidence, to);
    const std::size_t at = std::min(second_of(to), capacity.service->ready.size() - 1);
    story.step(to, fmt::format("{} has {}, {} needed", name,
                               base::counted(capacity.service->ready[at], "instance that is ready",
                                             "instances that are ready"),
                               capacity.needed));
    return Ruling::refuted(reason, story.told());
}

std::string stated(const CapacityRestored& claim) {
    return fmt::format(
        "within {} of the fault each service has {} of the instances again that were ready before",
        span_text(claim.within), base::percent(claim.share.value));
}

std::optional<std::string> why_no_loss(const std::vector<Capacity>& services,
                                       const Evidence& evidence) {
    if (evidence.faults.empty()) return "there was no fault that could take capacity";
    if (services.empty()) return "how many instances were ready is not known";
    if (std::ranges::none_of(services, &Capacity::lost_any))
        return "the fault took no instance of any service";
    return std::nullopt;
}

void note_figures(Figures& figures, const std::vector<Capacity>& services) {
    std::uint64_t before = 0;
    std::uint64_t least = 0;
    Duration longest{};
    bool all_restored = !services.empty();
    for (const Capacity& each : services) {
        before += each.before;
        least += each.least;
        all_restored = all_restored && each.restored;
        longest = std::max(longest, each.restored.value_or(Duration::zero()));
    }
    figures.count("instances_before", before);
    figures.count("instances_lost", before - least);
    if (all_restored)
        figures.seconds("time_to_restore_s", longest);
    else
        figures.unknown("time_to_restore_s", "not in the run");
}

}  // namespace

Finding judge_capacity_restored(const CapacityRestored& claim,
                                const std::vector<Sometimes>& sometimes, const Evidence& evidence) {
    std::vector<Capacity> services;
    if (!evidence.faults.empty())
        for (const ComponentEvidence& component : evidence.components)
            if (!component.ready.empty())
                services.push_back(capacity_of(component, claim, evidence.faults.front().injected));
    std::vector<Ruling> rulings;
    const auto no_loss = why_no_loss(services, evidence);
    const auto groundless = why_groundless(evidence, sometimes);
    if (!no_loss)
        for (const Capacity& each : services)
            if (each.lost_any()) rulings.push_back(rule_service(each, claim, evidence));
    if (no_loss || groundless)
        rulings.push_back(Ruling::inconclusive(no_loss ? *no_loss : *groundless));
    else
        rulings.push_back(Ruling::upheld("every service has its instances again in time"));
    const Ruling ruling = all_of(rulings);
    Finding finding;
    finding.stated = stated(claim);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    note_figures(figures, services);
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
