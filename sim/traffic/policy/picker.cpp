#include "sim/traffic/policy/picker.hpp"

#include <algorithm>

#include "sim/traffic/policy/two_choices.hpp"

namespace triaz::traffic {

namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // clang 14 does not deduce it

TwoPlaces two_places(const Candidates& candidates, base::Stream& stream) {
    if (candidates.empty()) return {};
    const std::uint64_t first = stream.below(candidates.size());
    return {first, stream.below(candidates.size())};
}

}  // namespace

Picker::Method Picker::method_of(const Policy& chosen, std::span<const Target> targets) {
    const std::size_t count = targets.size();
    return std::visit(
        Overloaded{
            [](const policy::EvenRoundRobin&) -> Method { return RoundRobin{}; },
            [&](const policy::WeightedRoundRobin& options) -> Method {
                if (options.smooth) return SmoothRoundRobin{count};
                return EarliestDeadline{count};
            },
            [](const policy::EvenRandom&) -> Method { return EvenRandom{}; },
            [&](const policy::WeightedRandom&) -> Method { return WeightedRandom{count}; },
            [](const policy::LeastRequests&) -> Method { return LeastRequests{}; },
            [&](const policy::TwoChoices& options) -> Method {
                return Biased{options.bias, EarliestDeadline{count}};
            },
            [&](const policy::PeakEwma& options) -> Method {
                return Averages{options.options, std::vector<PeakEwma>(count)};
            },
            [&](const policy::ConsistentHash& options) -> Method {
                const auto built = [&](const auto& table) { return HashTable{targets, table}; };
                return Hashed{std::visit(built, options.table), options.bound};
            },
        },
        chosen);
}

Picker::Picker(const Policy& chosen, std::span<const Target> targets)
    : method_(method_of(chosen, targets)) {}

void Picker::rebuild(const Candidates& candidates) {
    std::visit(Overloaded{
                   [&](EarliestDeadline& method) {
                       method.rebuild(candidates, [&](TargetIndex target) {
                           return candidates.targets[target].weight;
                       });
                   },
                   [&](WeightedRandom& method) { method.rebuild(candidates); },
                   [&](Biased& method) {
                       method.even =
                           std::ranges::all_of(candidates.eligible, [&](TargetIndex target) {
                               return candidates.targets[target].weight == candidates.at(0).weight;
                           });
                       if (method.even) return;
                       method.deadlines.rebuild(candidates, [&](TargetIndex target) {
                           return biased_weight(candidates.targets[target], method.bias);
                       });
                   },
                   [&](Hashed& method) { method.table.rebuild(candidates); },
                   [](auto&) {},
               },
               method_);
}

Choice Picker::pick(const Candidates& candidates, const Request& request, base::Stream& stream) {
    return std::visit(
        Overloaded{
            [&](EarliestDeadline& method) {
                return method.pick(
                    [&](TargetIndex target) { return candidates.targets[target].weight; });
            },
            [&](EvenRandom&) {
                return pick_random(candidates,
                                   candidates.empty() ? 0 : stream.below(candidates.size()));
            },
            [&](WeightedRandom& method) { return method.pick(stream.uniform()); },
            [&](Biased& method) {
                if (method.even) return pick_of_two(candidates, two_places(candidates, stream));
                return method.deadlines.pick([&](TargetIndex target) {
                    return biased_weight(candidates.targets[target], method.bias);
                });
            },
            [&](Averages& method) {
                return pick_of_two(
                    candidates, two_places(candidates, stream), [&](TargetIndex target) {
                        return method.by_target[target].load(method.options, request.now,
                                                             candidates.targets[target].active);
                    });
            },
            [&](Hashed& method) {
                return method.table.pick(candidates, request.key,
                                         {method.bound, request.active_here});
            },
            [&](auto& method) { return method.pick(candidates); },
        },
        method_);
}

void Picker::answered(TargetIndex target, base::Time now, base::Duration latency) {
    if (auto* averages = std::get_if<Averages>(&method_)) {
        averages->by_target[target].observe(averages->options, now, latency);
    }
}

}  // namespace triaz::traffic
