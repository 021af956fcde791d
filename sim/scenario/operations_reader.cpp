#include <algorithm>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/people.hpp"
#include "sim/scenario/people_reader.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

plan::Day read_day(const Fields& fields, std::string_view key) {
    return read_maybe_day(fields, key).value_or(plan::first_day);
}

std::optional<plan::Day> read_maybe_day(const Fields& fields, std::string_view key) {
    return fields.has(key) ? plan::parse_day(fields.text(key)) : std::nullopt;
}

base::Duration read_time_of_day(const Fields& fields, std::string_view key) {
    return plan::parse_time_of_day(fields.text(key)).value_or(base::Duration::zero());
}

plan::TimeZone read_time_zone(const Fields& fields, std::string_view key) {
    const std::string name = fields.text(key);
    if (auto zone = plan::TimeZone::named(name)) return *zone;
    if (!fields.has(key)) return {};
    const std::vector<std::string> names = plan::TimeZone::names();
    const std::vector<std::string_view> candidates{names.begin(), names.end()};
    fields.error(key, {.code = "unknown-name",
                       .message = fmt::format("there is no time zone {}", in_quotes(name)),
                       .expected = "a name of the IANA database, such as \"Europe/Berlin\"",
                       .nearest = std::string{base::nearest(name, candidates).value_or("")}});
    return {};
}

std::vector<std::string> read_texts(const Fields& fields, std::string_view key) {
    std::vector<std::string> texts;
    for (const Fields::Word& word : fields.words(key)) texts.push_back(word.text);
    return texts;
}

plan::OfficeHours read_office_hours(const Fields& fields) {
    constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu",
                                                       "Fri", "Sat", "Sun"};
    plan::OfficeHours hours;
    hours.zone = read_time_zone(fields, "time_zone");
    hours.opens = read_time_of_day(fields, "opens");
    hours.closes = read_time_of_day(fields, "closes");
    if (hours.opens >= hours.closes) {
        fields.error("closes", {.code = "never-open",
                                .message = fmt::format("it closes at {}, and opens at {}",
                                                       plan::time_of_day_text(hours.closes),
                                                       plan::time_of_day_text(hours.opens)),
                                .expected = "a later time of the same day; two desks for a night"});
    }
    if (fields.has("weekdays")) {
        for (std::size_t i = 0; i < weekdays.size(); ++i) {
            const auto words = fields.words("weekdays");
            hours.weekdays[i] =
                std::ranges::find(words, weekdays[i], &Fields::Word::text) != words.end();
        }
    }
    for (const Fields::Word& word : fields.words("holidays")) {
        if (const auto day = plan::parse_day(word.text)) hours.holidays.push_back(*day);
    }
    std::ranges::sort(hours.holidays);
    return hours;
}

namespace {

class OperationsReader {
public:
    OperationsReader(const Fields& fields, Complaints& complaints)
        : fields_(fields), complaints_(complaints) {}

    plan::Operations read() {
        operations_.name = fields_.text("name");
        operations_.runs = fields_.count("runs");
        operations_.seed = fields_.count("seed");
        read_teams();
        read_tools();
        read_steps();
        read_milestones();
        read_notification();
        if (fields_.has("support")) read_support(fields_.object("support"));
        read_circumstances();
        return std::move(operations_);
    }

private:
    void read_teams() {
        operations_.response.escalate_after = fields_.duration("escalate_after");
        for (const Fields::Entry& entry : fields_.entries("teams")) {
            const auto team = static_cast<std::uint32_t>(operations_.response.teams.size());
            teams_.add(entry.name, team, entry.at, entry.fields.path(), complaints_);
            operations_.response.teams.push_back({entry.name, read_office_hours(entry.fields)});
            for (const Fields::Entry& person : entry.fields.entries("people")) {
                const auto index = static_cast<std::uint32_t>(operations_.response.people.size());
                people_.add(person.name, index, person.at, person.fields.path(), complaints_);
                operations_.response.people.push_back(
                    {person.name, team, person.fields.distribution("answers"),
                     person.fields.distribution("answers_off_hours")});
            }
        }
    }

    void read_tools() {
        const auto entries = fields_.entries("tools");
        for (std::uint32_t i = 0; i < entries.size(); ++i)
            tools_.add(entries[i].name, i, entries[i].at, entries[i].fields.path(), complaints_);
        for (const Fields::Entry& entry : entries) {
            plan::Tool tool;
            tool.name = entry.name;
            if (entry.fields.has("zone")) tool.zone = entry.fields.text("zone");
            tool.corporate = entry.fields.flag("behind_corporate_network");
            tool.alternative = resolve(tools_, entry.fields, "alternative");
            operations_.response.tools.push_back(std::move(tool));
        }
    }

    std::optional<std::uint32_t> resolve(const Names& names, const Fields& fields,
                                         std::string_view key) {
        if (!fields.has(key)) return std::nullopt;
        return names.resolve(fields.text(key), fields.at(key), fields.path(key), complaints_);
    }

    std::vector<std::uint32_t> resolve_all(const Names& names, const Fields& fields,
                                           std::string_view key) {
        std::vector<std::uint32_t> found;
        for (const Fields::Word& word : fields.words(key)) {
            if (const auto index = names.resolve(word.text, word.at, word.path, complaints_))
                found.push_back(*index);
        }
        return found;
    }

    void read_steps() {
        const auto entries = fields_.entries("steps");
        for (std::uint32_t i = 0; i < entries.size(); ++i)
            steps_.add(entries[i].name, i, entries[i].at, entries[i].fields.path(), complaints_);
        for (const Fields::Entry& entry : entries) {
            const Fields& fields = entry.fields;
            plan::ResponseStep step;
            step.name = entry.name;
            step.after = resolve_all(steps_, fields, "after");
            step.takes = fields.distribution("takes");
            step.team = resolve(teams_, fields, "team");
            step.approver = resolve(teams_, fields, "approved_by");
            step.approval = fields.distribution("approval");
            step.fails = fields.ratio("fails");
            step.tries = fields.small_count("tries");
            step.tools = resolve_all(tools_, fields, "tools");
            operations_.response.steps.push_back(std::move(step));
        }
        const auto circle = plan::circle_of_steps(operations_.response);
        if (circle.empty()) return;
        std::string names;
        for (const std::string& name : circle) names += name + " -> ";
        fields_.error("steps",
                      {.code = "circle",
                       .message = fmt::format("steps wait for each other in a circle: {}{}", names,
                                              circle.front()),
                       .expected = "steps that can begin one after the other"});
    }

    void read_milestones() {
        const Fields milestones = fields_.object("milestones");
        operations_.detected = resolve(steps_, milestones, "detected");
        operations_.confirmed = resolve(steps_, milestones, "confirmed");
        operations_.mitigated = resolve(steps_, milestones, "mitigated");
        operations_.notified = resolve(steps_, milestones, "notified");
        operations_.updated = resolve_all(steps_, milestones, "updated");
        operations_.closed = resolve(steps_, milestones, "closed");
    }

    void read_notification() {
        const Fields fields = fields_.object("notification");
        plan::NotificationTerms& terms = operations_.notification;
        terms.within = fields.duration("within");
        terms.clock_starts = fields.text("clock_starts") == "found"
                                 ? plan::NotificationTerms::Start::found
                                 : plan::NotificationTerms::Start::confirmed;
        terms.update_every = fields.maybe_duration("update_every");
        const Fields form = fields.object("form");
        constexpr std::array<std::string_view, plan::detail_count> details{
            "dates", "impact", "done", "planned", "alternatives"};
        for (std::size_t i = 0; i < details.size(); ++i)
            operations_.notice[i] = form.text(details[i]);
    }

    void read_support(const Fields& fields) {
        plan::Support& support = operations_.support;
        support.round_the_clock = fields.small_count("round_the_clock");
        support.urgent_within = fields.duration("urgent_within");
        support.bound = read_texts(fields, "stays_in");
        support.overflow_leaves = fields.flag("overflow_leaves");
        for (const Fields::Entry& entry : fields.entries("desks")) read_desk(entry);
        if (fields.has("load")) read_load(fields.object("load"));
    }

    void read_desk(const Fields::Entry& entry) {
        plan::Support& support = operations_.support;
        plan::Desk desk{entry.name, entry.fields.text("jurisdiction"),
                        read_office_hours(entry.fields)};
        const auto index = static_cast<std::uint32_t>(support.desks.size());
        for (const Fields::Entry& each : entry.fields.entries("agents")) {
            agents_.add(each.name, 0, each.at, each.fields.path(), complaints_);
            plan::Agent agent{each.name,
                              index,
                              each.fields.has("jurisdiction") ? each.fields.text("jurisdiction")
                                                              : desk.jurisdiction,
                              each.fields.flag("on_call"),
                              {}};
            for (const Fields::Entry& absence : each.fields.entries("absent"))
                agent.absences.push_back(read_absence(absence.fields, desk.hours.zone));
            support.agents.push_back(std::move(agent));
        }
        support.desks.push_back(std::move(desk));
    }

    static plan::Absence read_absence(const Fields& fields, const plan::TimeZone& zone) {
        const plan::Day from = read_day(fields, "from");
        const plan::Day until = read_day(fields, "until");
        if (until < from && fields.has("from") && fields.has("until"))
            fields.error("until", {.code = "ends-before-it-begins",
                                   .message = "the last day is before the first",
                                   .expected = fmt::format("{} or later", plan::to_text(from))});
        return {zone.first(from, base::Duration::zero()), zone.last(until, std::chrono::hours{24})};
    }

    void read_load(const Fields& fields) {
        plan::TicketLoad& load = operations_.tickets;
        load.per_day = fields.number("per_day");
        load.work = fields.distribution("work");
        load.from = read_day(fields, "from");
        load.days = fields.small_count("days");
        double sum = 0;
        if (const Value* severities = fields.value("severities")) {
            for (const Value& share : *severities->array()) {
                load.severities.push_back(share.number().value_or(0));
                sum += load.severities.back();
            }
            if (!(sum > 0))
                fields.error("severities", {.code = "no-severity",
                                            .message = "no ticket is of any severity",
                                            .expected = "a share above 0"});
        }
        if (const Value* tenants = fields.value("tenants")) {
            for (const Member& member : *tenants->object()) {
                if (const auto share = member.value.number())
                    load.jurisdictions.emplace_back(member.name, *share);
            }
        }
        if (load.per_day * load.days > 1e6)
            fields.error("days", {.code = "too-many",
                                  .message = "more than 1,000,000 tickets",
                                  .expected = "fewer days, or fewer tickets a day"});
    }

    void read_circumstances() {
        for (const Fields::Entry& entry : fields_.entries("circumstances")) {
            const Fields& fields = entry.fields;
            plan::Circumstances found;
            found.name = entry.name;
            found.at = read_time_zone(fields, "time_zone")
                           .first(read_day(fields, "on"), read_time_of_day(fields, "at"));
            if (fields.has("lost_zone")) found.lost_zone = fields.text("lost_zone");
            found.corporate_network_lost = fields.flag("corporate_network_lost");
            found.absent = resolve_all(people_, fields, "absent");
            operations_.circumstances.push_back(std::move(found));
        }
    }

    Fields fields_;
    Complaints& complaints_;
    Names teams_{"team"};
    Names people_{"responder"};
    Names tools_{"tool"};
    Names steps_{"step"};
    Names agents_{"agent"};
    plan::Operations operations_;
};

}  // namespace

plan::Operations read_operations(const Value& value, Complaints& complaints) {
    check_form(value, object(operations_shape()), complaints);
    const Fields fields{&value, operations_shape(), value.at, "", complaints};
    return OperationsReader{fields, complaints}.read();
}

LoadedOperations load_operations(const std::string& path) {
    Load load;
    LoadedOperations loaded;
    auto document = load.input.first(path);
    std::optional<Value> root;
    if (document) root = with_extends(std::move(*document), "operations", load);
    if (root) {
        plan::Operations operations = read_operations(*root, load.complaints);
        if (load.complaints.errors() == 0) loaded.operations = std::move(operations);
    }
    loaded.complaints = load.complaints.take();
    return loaded;
}

}  // namespace triaz::scenario
