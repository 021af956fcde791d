#include "sim/scenario/variation.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/fault_words.hpp"

namespace triaz::scenario {

namespace {

std::string check_duration(const world::World& world) {
    if (world.duration <= world.warm_up) {
        return fmt::format("the run would end after {}, its warm-up after {}",
                           base::to_text(world.duration), base::to_text(world.warm_up));
    }
    for (const fault::Fault& fault : world.faults) {
        const base::Duration at = fault.at.time_since_epoch();
        if (at + fault.duration.value_or(base::Duration{1}) > world.duration)
            return fmt::format("the run would end after {}, before its fault `{}` does",
                               base::to_text(world.duration), fault.name);
    }
    return {};
}

std::string replace_faults(Scenario& scenario, const std::vector<std::string>& words) {
    std::vector<fault::Fault> faults;
    for (const std::string& of_one : words) {
        auto [fault, complaint] = fault_of_words(of_one, scenario.world);
        if (!fault) return fmt::format("in the fault `{}`: {}", of_one, complaint);
        const std::string usual = fault->name;
        for (int again = 2; std::ranges::count(faults, fault->name, &fault::Fault::name) > 0;
             ++again)
            fault->name = fmt::format("{} ({})", usual, again);
        faults.push_back(std::move(*fault));
    }
    std::ranges::stable_sort(faults, {}, &fault::Fault::at);
    scenario.world.faults = std::move(faults);
    scenario.sometimes.clear();
    return {};
}

}  // namespace

std::string lessen_load(world::World& world, base::Ratio load) {
    if (load.value == 1) return {};
    if (load.value <= 0 || load.value > 1)
        return "a load of more than 0% and at most 100% was expected";
    for (world::Cohort& cohort : world.cohorts) {
        if (std::holds_alternative<traffic::RateCurve>(cohort.arrivals)) {
            return fmt::format("the load of cohort {} follows a curve and cannot be lessened",
                               cohort.name);
        }
        cohort.rate *= load.value;
        if (auto* bursts = std::get_if<traffic::BurstyArrivals::Options>(&cohort.arrivals)) {
            bursts->calm_rate *= load.value;
            bursts->burst_rate *= load.value;
        } else if (auto* loop = std::get_if<traffic::ClosedLoop>(&cohort.arrivals)) {
            loop->callers =
                static_cast<std::uint32_t>(std::max(1.0, std::floor(loop->callers * load.value)));
        }
    }
    return {};
}

std::string vary(Scenario& scenario, const Variation& variation) {
    if (variation.duration) scenario.world.duration = *variation.duration;
    if (!variation.faults.empty()) {
        if (scenario.world.duration <= scenario.world.warm_up)
            return check_duration(scenario.world);
        if (std::string wrong = replace_faults(scenario, variation.faults); !wrong.empty())
            return wrong;
    }
    if (std::string wrong = check_duration(scenario.world); !wrong.empty()) return wrong;
    if (std::string wrong = lessen_load(scenario.world, variation.load); !wrong.empty())
        return wrong;
    for (const std::string& words : variation.faults) {
        scenario.varied.push_back("--fault");
        scenario.varied.push_back(words);
    }
    if (variation.duration) {
        scenario.varied.push_back("--duration");
        scenario.varied.push_back(base::to_text(*variation.duration));
    }
    if (variation.load.value != 1) {
        scenario.varied.push_back("--load");
        scenario.varied.push_back(base::to_text(variation.load));
    }
    return {};
}

}  // namespace triaz::scenario
