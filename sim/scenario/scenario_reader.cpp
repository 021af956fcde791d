#include "sim/scenario/scenario_reader.hpp"

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

Scenario ScenarioReader::read() {
    result_.question = fields_.text("question");
    result_.explanation = fields_.text("explanation");
    read_times();
    read_faults();
    read_claims();
    read_sometimes();
    read_mutants();
    return std::move(result_);
}

void ScenarioReader::read_times() {
    world::World& world = result_.world;
    world.seed = fields_.count("seed");
    world.warm_up = fields_.duration("warm_up");
    world.duration = fields_.duration("duration");
    world.slice = fields_.duration("slice");
    if (!fields_.has("duration") || fields_.given("warm_up") != fields_.has("warm_up")) return;
    if (world.warm_up >= world.duration) {
        const std::string_view key = fields_.has("warm_up") ? "warm_up" : "duration";
        fields_.error(key, {.code = "nothing-to-judge",
                            .message = fmt::format("the run ends after {}, its warm-up after {}",
                                                   base::to_text(world.duration),
                                                   base::to_text(world.warm_up)),
                            .expected = "a duration longer than the warm-up"});
        return;
    }
    const auto slices = static_cast<std::uint64_t>((world.duration - world.warm_up) / world.slice);
    if (slices > most_slices || slices * world.cohorts.size() > 4 * most_slices) {
        fields_.error("slice",
                      {.code = "too-many",
                       .message = fmt::format("{} slices for each of {} cohorts",
                                              base::thousands(slices), world.cohorts.size()),
                       .expected = fmt::format("at most {} slices, {} for all cohorts together",
                                               base::thousands(most_slices),
                                               base::thousands(4 * most_slices))});
    }
}

}  // namespace triaz::scenario
