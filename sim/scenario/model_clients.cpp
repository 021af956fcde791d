#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"

namespace triaz::scenario {

void ModelReader::read_clients() {
    const auto entries = model_.entries("clients");
    const Value* value = model_.value("clients");
    const bool unsound = value == nullptr && model_.given("clients");
    if (unsound || (value != nullptr && entries.size() < value->object()->size()))
        names_.cohorts.not_whole();
    for (const Fields::Entry& entry : entries) {
        names_.cohorts.add(entry.name, static_cast<std::uint32_t>(world_.cohorts.size()), entry.at,
                           entry.fields.path(), complaints_);
        world::Cohort& cohort = world_.cohorts.emplace_back();
        cohort.name = entry.name;
        read_cohort(entry.fields, cohort);
    }
}

void ModelReader::read_cohort(const Fields& fields, world::Cohort& cohort) {
    if (fields.has("home")) {
        const auto zone = names_.zones.resolve(fields.text("home"), fields.at("home"),
                                               fields.path("home"), complaints_);
        if (zone) cohort.home = topology::ZoneId{*zone};
    }
    if (fields.has("entry")) {
        const auto entry = names_.balancers.resolve(fields.text("entry"), fields.at("entry"),
                                                    fields.path("entry"), complaints_);
        if (entry) cohort.entry = world::BalancerId{*entry};
    }
    cohort.rate = fields.number("rate");
    cohort.writes = fields.ratio("writes");
    cohort.deadline = fields.duration("deadline");
    cohort.latency_objective = fields.maybe_duration("latency_objective");
    cohort.tries = read_tries(fields);
    cohort.resolvers = fields.small_count("resolvers");
    for (const Fields::Word& word : fields.words("residency"))
        cohort.residency.push_back(word.text);
    if (cohort.tries.timeout > cohort.deadline) {
        fields.warn("timeout",
                    {.code = "timeout-beyond-deadline",
                     .message = fmt::format(
                         "the time-out of one try, {}, is longer than the deadline, {}",
                         base::to_text(cohort.tries.timeout), base::to_text(cohort.deadline)),
                     .expected = "a time-out that leaves time for another try"});
    }
    if (cohort.latency_objective && *cohort.latency_objective > cohort.deadline) {
        fields.warn("latency_objective",
                    {.code = "objective-beyond-deadline",
                     .message = "every success inside the deadline keeps this objective",
                     .expected = fmt::format("less than the deadline, {}",
                                             base::to_text(cohort.deadline))});
    }
}

}  // namespace triaz::scenario
