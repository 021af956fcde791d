#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/people_reader.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

namespace fs = std::filesystem;
using plan::Instant;
using plan::Observation;

constexpr std::int64_t most_counts = 1'000'000;

std::optional<Instant> maybe_instant(const Fields& fields, std::string_view key) {
    return fields.has(key) ? plan::parse_instant(fields.text(key)) : std::nullopt;
}

std::uint32_t requests(const Fields& fields, std::string_view key) {
    return static_cast<std::uint32_t>(fields.count(key));
}

// Reads an observation, and the scenario that it names.
class ObservationReader {
public:
    ObservationReader(const Document& document, const Fields& fields, Load& load,
                      LoadedObservation& loaded)
        : document_(document), fields_(fields), load_(load), loaded_(loaded) {}

    Observation read() {
        read_scenario();
        seen_.exercise = fields_.text("exercise");
        seen_.type = plan::exercise_type_named(fields_.text("type"))
                         .value_or(plan::ExerciseType::functional);
        seen_.human_action = fields_.flag("human_action");
        read_span();
        read_fault();
        for (const Fields::Entry& entry : fields_.entries("steps")) read_step(entry.fields);
        for (const Fields::Entry& entry : fields_.entries("counts")) read_count(entry.fields);
        check_counts();
        for (const Fields::Entry& entry : fields_.entries("writes")) read_writes(entry.fields);
        for (const Fields::Entry& entry : fields_.entries("people"))
            seen_.people.push_back({entry.fields.text("name"), entry.fields.text("role"),
                                    maybe_instant(entry.fields, "paged"),
                                    maybe_instant(entry.fields, "answered")});
        for (const Fields::Entry& entry : fields_.entries("evidence")) read_file(entry.fields);
        read_history();
        return std::move(seen_);
    }

private:
    void read_scenario() {
        if (!fields_.has("scenario")) return names_not_whole();
        const Value& name = *fields_.value("scenario");
        const auto found = load_.input.next(document_, name, fields_.path("scenario"));
        if (!found || !is_of_kind(*found, "scenario", load_.complaints)) return names_not_whole();
        const std::string shown = load_.files[found->file].shown;
        Loaded scenario = load_scenario(shown);
        if (!scenario.scenario) {
            names_not_whole();
            fields_.error("scenario", {.code = "named-here",
                                       .message = fmt::format("{} has errors", shown),
                                       .expected = "a scenario without any"});
            for (Complaint& complaint : scenario.complaints)
                loaded_.complaints.push_back(std::move(complaint));
            return;
        }
        const Position at = name.at;
        std::uint32_t index = 0;
        for (const world::Cohort& cohort : scenario.scenario->world.cohorts)
            cohorts_.add(cohort.name, index++, at, "", load_.complaints);
        index = 0;
        for (const world::Store& store : scenario.scenario->world.stores)
            stores_.add(store.name, index++, at, "", load_.complaints);
        loaded_.scenario = std::move(scenario.scenario);
    }

    void names_not_whole() {
        cohorts_.not_whole();
        stores_.not_whole();
    }

    void read_span() {
        seen_.slice = fields_.duration("slice");
        const auto from = maybe_instant(fields_, "from");
        const auto until = maybe_instant(fields_, "until");
        if (!from || !until) return;
        seen_.from = *from;
        seen_.until = *until;
        const base::Duration length = *until - *from;
        const base::Duration slice = seen_.slice;
        if (length <= base::Duration::zero() || length % slice != base::Duration::zero() ||
            length / slice > most_counts) {
            fields_.error("until",
                          {.code = "no-slices",
                           .message = fmt::format("from {} it is no whole number of "
                                                  "slices of {}",
                                                  plan::to_text(*from), base::to_text(slice)),
                           .expected = fmt::format("1 to {} whole slices later", most_counts)});
            return;
        }
        has_span_ = true;
    }

    // Complains of what is not in [from, until].
    std::optional<Instant> inside(const Fields& fields, std::string_view key) {
        const auto at = maybe_instant(fields, key);
        if (!at || !has_span_ || (*at >= seen_.from && *at <= seen_.until)) return at;
        fields.error(key, {.code = "outside",
                           .message = fmt::format("{} is before or after all that was counted",
                                                  plan::to_text(*at)),
                           .expected = fmt::format("{} to {}", plan::to_text(seen_.from),
                                                   plan::to_text(seen_.until))});
        return std::nullopt;
    }

    void read_fault() {
        const Fields milestones = fields_.object("milestones");
        for (std::size_t i = 0; i < seen_.milestones.size(); ++i)
            seen_.milestones[i] = inside(milestones, "t" + std::to_string(i));
        constexpr std::pair<std::size_t, std::size_t> order[] = {{0, 1}, {1, 5}, {0, 2}, {2, 3},
                                                                 {3, 4}, {0, 6}, {6, 7}};
        for (const auto& [earlier, later] : order) {
            const auto& first = seen_.milestones[earlier];
            const auto& second = seen_.milestones[later];
            if (!first || !second || *first <= *second) continue;
            milestones.error("t" + std::to_string(later),
                             {.code = "out-of-order",
                              .message = fmt::format("T{} is before T{}", later, earlier),
                              .expected = fmt::format("{} or later", plan::to_text(*first))});
        }
        if (!fields_.has("fault")) {
            if (milestones.has("t0"))
                milestones.error("t0", {.code = "no-fault",
                                        .message = "T0 of no fault",
                                        .expected = "the key \"fault\", which says what it was"});
            return;
        }
        const Fields fault = fields_.object("fault");
        seen_.fault = {fault.text("name"), fault.text("target"), fault.count("processes_lost"),
                       fault.count("requests_served")};
        if (!milestones.given("t0"))
            fault.error({.code = "no-instant",
                         .message = "the fault has no instant",
                         .expected = "\"t0\" among the milestones"});
    }

    void read_step(const Fields& fields) {
        Observation::Step step{fields.text("do"),
                               fields.text("expected"),
                               fields.maybe_duration("within"),
                               maybe_instant(fields, "began"),
                               maybe_instant(fields, "done"),
                               fields.text("outcome")};
        if (step.began && step.done && *step.done < *step.began)
            fields.error("done",
                         {.code = "out-of-order",
                          .message = "done before it began",
                          .expected = fmt::format("{} or later", plan::to_text(*step.began))});
        seen_.steps.push_back(std::move(step));
    }

    std::string known(const Fields& fields, std::string_view key, const Names& names) {
        if (!fields.has(key)) return {};
        const std::string name = fields.text(key);
        names.resolve(name, fields.at(key), fields.path(key), load_.complaints);
        return name;
    }

    void read_count(const Fields& fields) {
        Observation::Count count;
        count.cohort = known(fields, "cohort", cohorts_);
        count.ok = requests(fields, "ok");
        count.failed = requests(fields, "failed");
        count.ambiguous = requests(fields, "ambiguous");
        count.late = requests(fields, "late");
        count.rejected = requests(fields, "rejected");
        count.failed_attempts = requests(fields, "failed_attempts");
        const auto at = maybe_instant(fields, "at");
        if (!at || !has_span_) return;
        count.at = *at;
        const base::Duration since = *at - seen_.from;
        if (since < base::Duration::zero() || *at >= seen_.until ||
            since % seen_.slice != base::Duration::zero()) {
            fields.error("at",
                         {.code = "no-slice",
                          .message = fmt::format("{} is the start of no slice", plan::to_text(*at)),
                          .expected = fmt::format(
                              "{} and a whole number of {}, before {}", plan::to_text(seen_.from),
                              base::to_text(seen_.slice), plan::to_text(seen_.until))});
            return;
        }
        if (!counted_.insert({count.cohort, since}).second) {
            fields.error("at", {.code = "twice",
                                .message = fmt::format("cohort {} was counted twice at {}",
                                                       count.cohort, plan::to_text(*at)),
                                .expected = "each slice of a cohort once"});
            return;
        }
        seen_.counts.push_back(std::move(count));
    }

    // A slice that nobody counted is no slice without requests.
    void check_counts() {
        if (!has_span_ || load_.complaints.errors() > 0) return;
        std::set<std::string> cohorts;
        for (const auto& [cohort, since] : counted_) cohorts.insert(cohort);
        const auto slices = static_cast<std::size_t>((seen_.until - seen_.from) / seen_.slice);
        if (counted_.size() == cohorts.size() * slices) return;
        fields_.warn("counts",
                     {.code = "not-counted",
                      .message = fmt::format("{} of {} slices were not counted, and say nothing",
                                             cohorts.size() * slices - counted_.size(),
                                             cohorts.size() * slices),
                      .expected = "a row for each slice of each cohort"});
    }

    void read_writes(const Fields& fields) {
        Observation::Writes writes{known(fields, "store", stores_),
                                   fields.count("acknowledged"),
                                   fields.count("lost"),
                                   fields.count("ambiguous"),
                                   fields.count("applied_twice"),
                                   inside(fields, "oldest_lost"),
                                   fields.text("authority")};
        if (writes.lost > writes.acknowledged)
            fields.error("lost", {.code = "too-many",
                                  .message = fmt::format("{} of {} acknowledged writes",
                                                         writes.lost, writes.acknowledged),
                                  .expected = "at most as many as were acknowledged"});
        if (!stores_seen_.insert(writes.store).second)
            fields.error("store", {.code = "twice",
                                   .message = fmt::format("{} is here a second time", writes.store),
                                   .expected = "each store once"});
        seen_.writes.push_back(std::move(writes));
    }

    void read_file(const Fields& fields) {
        Observation::File file{fields.text("file"), fields.text("sha256"), fields.text("what")};
        if (fields.has("file") && fields.has("sha256")) compare(fields, file);
        seen_.files.push_back(std::move(file));
    }

    void compare(const Fields& fields, const Observation::File& file) {
        const auto bytes = load_.input.bytes(document_, file.path);
        if (!bytes) {
            fields.warn("file", {.code = "not-at-hand",
                                 .message = fmt::format("{} is not at hand: its SHA-256 is taken "
                                                        "on trust",
                                                        file.path),
                                 .expected = "the file, beside this one"});
        } else if (base::sha256_hex(*bytes) != file.sha256) {
            fields.error("sha256", {.code = "other-file",
                                    .message = fmt::format("{} has another SHA-256", file.path),
                                    .expected = base::sha256_hex(*bytes)});
        }
    }

    void read_history() {
        if (!fields_.has("history")) return;
        const Fields history = fields_.object("history");
        const auto began = maybe_instant(history, "began");
        seen_.history = {began.value_or(seen_.from), known(history, "cohort", cohorts_),
                         known(history, "store", stores_)};
    }

    const Document& document_;
    const Fields& fields_;
    Load& load_;
    LoadedObservation& loaded_;
    Observation seen_;
    bool has_span_ = false;
    std::set<std::pair<std::string, base::Duration>> counted_;
    std::set<std::string> stores_seen_;
    Names cohorts_{"client cohort"};
    Names stores_{"store"};
};

}  // namespace

LoadedObservation load_observation(const std::string& path) {
    Load load;
    LoadedObservation loaded;
    const auto document = load.input.first(path);
    if (document && is_of_kind(*document, "observation", load.complaints)) {
        check_form(document->root, object(observation_shape()), load.complaints);
        const Fields fields{&document->root, observation_shape(), document->root.at, "",
                            load.complaints};
        Observation observation = ObservationReader{*document, fields, load, loaded}.read();
        if (load.complaints.errors() == 0) loaded.observation = std::move(observation);
        const Files::File& file = load.files[document->file];
        loaded.sources.push_back({file.named, file.sha256});
    }
    if (loaded.scenario)
        loaded.sources.insert(loaded.sources.end(), loaded.scenario->sources.begin(),
                              loaded.scenario->sources.end());
    std::vector<Complaint> of_scenario = std::move(loaded.complaints);
    loaded.complaints = load.complaints.take();
    loaded.complaints.insert(loaded.complaints.end(), of_scenario.begin(), of_scenario.end());
    return loaded;
}

}  // namespace triaz::scenario
