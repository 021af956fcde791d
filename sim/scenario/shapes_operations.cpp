#include <iterator>

#include "sim/plan/civil.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

Form day_form() {
    return text("^(199[0-9]|20[0-2][0-9]|203[0-6])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
                "a day such as \"2026-11-23\", 1990 to 2036",
                [](std::string_view day) { return plan::parse_day(day).has_value(); });
}

Form time_of_day_form() {
    return text("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", "a time of day such as \"09:30\"",
                [](std::string_view time) { return plan::parse_time_of_day(time).has_value(); });
}

std::vector<Key> office_keys() {
    return {{.name = "time_zone",
             .form = text(),
             .about = "Whose wall clock counts, by its name in the IANA database.",
             .fallback = "Etc/UTC",
             .example = "\"Europe/Berlin\""},
            {.name = "opens",
             .form = time_of_day_form(),
             .about = "On each working day.",
             .fallback = "09:00"},
            {.name = "closes",
             .form = time_of_day_form(),
             .about = "On each working day, later than it opens.",
             .fallback = "18:00"},
            {.name = "weekdays",
             .form = list(choice({"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}), 1, 7),
             .about = "Working days; absent: Monday to Friday.",
             .example = R"(["Mon", "Tue"])"},
            {.name = "holidays",
             .form = list(day_form(), 0, 1'000),
             .about = "Days without work.",
             .example = R"(["2026-12-25"])"}};
}

namespace {

std::vector<Key> joined(std::vector<Key> first, std::vector<Key> second) {
    first.insert(first.end(), std::make_move_iterator(second.begin()),
                 std::make_move_iterator(second.end()));
    return first;
}

const Shape& person_shape() {
    static const Shape shape{
        "responder",
        "Somebody who can be paged.",
        {{.name = "answers",
          .form = distribution(),
          .about = "From being paged to being there, in the team's office hours.",
          .fallback = "5min"},
         {.name = "answers_off_hours",
          .form = distribution(),
          .about = "The same at any other time.",
          .fallback = "15min"}}};
    return shape;
}

const Shape& team_shape() {
    static const Shape shape{
        "team", "People who stand in for each other, paged in the order of the file.",
        joined(office_keys(), {{.name = "people",
                                .form = map("responder", object(person_shape()), 1, 1'000),
                                .about = "Who can be paged.",
                                .required = true}})};
    return shape;
}

const Shape& tool_shape() {
    static const Shape shape{
        "tool",
        "Something that a step needs.",
        {{.name = "zone",
          .form = name("zone"),
          .about = "Where it lives: it is of no use when that zone is lost. Absent: outside.",
          .example = "\"a\""},
         {.name = "behind_corporate_network",
          .form = boolean(),
          .about = "It is of no use when the corporate network is lost.",
          .fallback = "false"},
         {.name = "alternative",
          .form = name("tool"),
          .about = "What is used when this one is of no use.",
          .example = "\"paper\""}}};
    return shape;
}

const Shape& response_step_shape() {
    static const Shape shape{
        "response step",
        "Something that is done after an alarm.",
        {{.name = "after",
          .form = list(name("step"), 0, 100),
          .about = "The steps that must be done before; absent: it begins at once.",
          .example = R"(["alarm"])"},
         {.name = "takes",
          .form = distribution(),
          .about = "How long each try takes.",
          .required = true,
          .example = R"({"lognormal": {"median": "10min", "p99": "1h"}})"},
         {.name = "team",
          .form = name("team"),
          .about = "Whose people do it; absent: it is automatic.",
          .example = "\"operations\""},
         {.name = "approved_by",
          .form = name("team"),
          .about = "Somebody of that team must agree before.",
          .example = "\"managers\""},
         {.name = "approval",
          .form = distribution(),
          .about = "How long agreeing takes.",
          .fallback = "5min"},
         {.name = "fails", .form = ratio(), .about = "How often a try fails.", .fallback = "0%"},
         {.name = "tries",
          .form = count("1", "1000"),
          .about = "Tries in all; after the last the step is stuck.",
          .fallback = "1"},
         {.name = "tools",
          .form = list(name("tool"), 0, 100),
          .about = "All are needed.",
          .example = R"(["monitoring"])"}}};
    return shape;
}

const Shape& milestones_shape() {
    const auto milestone = [](std::string name_of_it, std::string about) {
        return Key{.name = std::move(name_of_it), .form = name("step"), .about = std::move(about)};
    };
    static const Shape shape{
        "milestones",
        "Which steps bring about what is measured.",
        {milestone("detected", "T2; the incident is found."),
         milestone("confirmed", "It is known to be one: the incident clock starts."),
         milestone("mitigated", "T4; what the figures of the response lead to."),
         milestone("notified", "The customer has been told."),
         {.name = "updated",
          .form = list(name("step"), 0, 100),
          .about = "Further notices to the customer.",
          .example = R"(["second-notice"])"},
         milestone("closed", "The end of the incident; absent: the last of all steps.")}};
    return shape;
}

const Shape& notice_shape() {
    const auto detail = [](std::string name_of_it, std::string about) {
        return Key{.name = std::move(name_of_it), .form = text(), .about = std::move(about)};
    };
    static const Shape shape{
        "notice",
        "What the form says of each of the five details; a detail left out is missing from it.",
        {detail("dates", "When it was found and when confirmed."),
         detail("impact", "Nature and impact."), detail("done", "What was done."),
         detail("planned", "What is planned."),
         detail("alternatives", "Alternatives and next steps.")}};
    return shape;
}

const Shape& notification_shape() {
    static const Shape shape{
        "notification",
        "How soon the customer is told of a security incident.",
        {{.name = "within",
          .form = duration("1s"),
          .about = "At most so long after the clock "
                   "has started, by elapsed time.",
          .fallback = "24h"},
         {.name = "clock_starts",
          .form = choice({"found", "confirmed"}),
          .about = "With which milestone.",
          .fallback = "confirmed"},
         {.name = "update_every",
          .form = duration("1min"),
          .about = "From notice to notice; absent: no rhythm is promised.",
          .example = "\"24h\""},
         {.name = "form", .form = object(notice_shape()), .about = "The form that is sent."}}};
    return shape;
}

const Shape& absence_shape() {
    static const Shape shape{
        "absence",
        "Days on which somebody is not there, both included, by the desk's calendar.",
        {{.name = "from",
          .form = day_form(),
          .about = "The first.",
          .required = true,
          .example = "\"2026-12-21\""},
         {.name = "until",
          .form = day_form(),
          .about = "The last.",
          .required = true,
          .example = "\"2027-01-01\""}}};
    return shape;
}

const Shape& agent_shape() {
    static const Shape shape{
        "agent",
        "Somebody who handles tickets.",
        {{.name = "on_call",
          .form = boolean(),
          .about = "Takes up what is taken up round the clock outside office hours.",
          .fallback = "false"},
         {.name = "jurisdiction",
          .form = text(),
          .about = "Where this person is; absent: where the desk is.",
          .example = "\"EEA\""},
         {.name = "absent",
          .form = list(object(absence_shape()), 0, 1'000),
          .about = "When not there."}}};
    return shape;
}

const Shape& desk_shape() {
    static const Shape shape{
        "desk", "A support desk.",
        joined(office_keys(), {{.name = "jurisdiction",
                                .form = text(),
                                .about = "Where it is.",
                                .required = true,
                                .example = "\"EEA\""},
                               {.name = "agents",
                                .form = map("agent", object(agent_shape()), 1, 1'000),
                                .about = "Its people.",
                                .required = true}})};
    return shape;
}

const Shape& load_shape() {
    static const Shape shape{
        "ticket load",
        "Tickets that are opened at any hour.",
        {{.name = "per_day",
          .form = number("0.001", "10000"),
          .about = "On average.",
          .required = true,
          .example = "12"},
         {.name = "severities",
          .form = list(number("0", "1"), 4, 4),
          .about = "The shares of severity 1, 2, 3 and 4.",
          .required = true,
          .example = "[0.05, 0.15, 0.3, 0.5]"},
         {.name = "tenants",
          .form = map("jurisdiction", number_above("0", "1"), 1, 100),
          .about = "The shares of tenants by their jurisdiction.",
          .required = true,
          .example = R"({"EEA": 0.8, "US": 0.2})"},
         {.name = "work",
          .form = distribution(),
          .about = "The working time that a ticket takes.",
          .required = true,
          .example = R"({"lognormal": {"median": "30min", "p99": "6h"}})"},
         {.name = "from",
          .form = day_form(),
          .about = "The first day.",
          .required = true,
          .example = "\"2026-12-01\""},
         {.name = "days", .form = count("1", "3660"), .about = "So many.", .fallback = "365"}}};
    return shape;
}

const Shape& support_shape() {
    static const Shape shape{
        "support",
        "Who takes up which ticket, and when.",
        {{.name = "desks",
          .form = map("desk", object(desk_shape()), 1, 100),
          .about = "Asked in the order of the file.",
          .required = true},
         {.name = "round_the_clock",
          .form = count("0", "4"),
          .about = "Severities up to this one are taken up at any hour.",
          .fallback = "1"},
         {.name = "urgent_within",
          .form = duration("1s"),
          .about = "And so soon.",
          .fallback = "1h"},
         {.name = "stays_in",
          .form = list(text(), 0, 100),
          .about = "Jurisdictions whose tickets are handled only by people who are there.",
          .example = R"(["EEA"])"},
         {.name = "overflow_leaves",
          .form = boolean(),
          .about = "When nobody there is free, others take such a ticket all the same.",
          .fallback = "false"},
         {.name = "load", .form = object(load_shape()), .about = "The tickets."}}};
    return shape;
}

const Shape& circumstances_shape() {
    static const Shape shape{"circumstances",
                             "What an incident finds.",
                             {{.name = "on",
                               .form = day_form(),
                               .about = "The day.",
                               .required = true,
                               .example = "\"2026-12-25\""},
                              {.name = "at",
                               .form = time_of_day_form(),
                               .about = "The time of day.",
                               .required = true,
                               .example = "\"03:30\""},
                              {.name = "time_zone",
                               .form = text(),
                               .about = "Of that time.",
                               .fallback = "Etc/UTC",
                               .example = "\"Europe/Berlin\""},
                              {.name = "lost_zone",
                               .form = name("zone"),
                               .about = "A zone that is lost.",
                               .example = "\"a\""},
                              {.name = "corporate_network_lost",
                               .form = boolean(),
                               .about = "Tools behind it are of no use.",
                               .fallback = "false"},
                              {.name = "absent",
                               .form = list(name("responder"), 0, 1'000),
                               .about = "Who does not answer.",
                               .example = R"(["olga"])"}}};
    return shape;
}

}  // namespace

const Shape& operations_shape() {
    static const Shape shape{
        "operations",
        "The people and tools behind a deployment: how they respond to an incident, tell the "
        "customer and handle tickets.",
        {{.name = "triaz",
          .form = text("^operations/1\\.0$", "\"operations/1.0\"",
                       [](std::string_view t) { return t == "operations/1.0"; }),
          .about = "Kind and version of the file.",
          .required = true,
          .example = "\"operations/1.0\""},
         {.name = "$schema", .form = text(), .about = "For editors."},
         {.name = "extends",
          .form = text(),
          .about = "Another file of operations that this one is a merge patch of (RFC 7386)."},
         {.name = "name",
          .form = text(),
          .about = "What it is called.",
          .required = true,
          .example = "\"reference\""},
         {.name = "description", .form = text(), .about = "For people."},
         {.name = "teams",
          .form = map("team", object(team_shape()), 0, 100),
          .about = "Who responds."},
         {.name = "escalate_after",
          .form = duration("1s"),
          .about = "A page without an answer goes to the next person of the team after this.",
          .fallback = "10min"},
         {.name = "tools",
          .form = map("tool", object(tool_shape()), 0, 1'000),
          .about = "What steps need."},
         {.name = "steps",
          .form = map("step", object(response_step_shape()), 1, 200),
          .about = "What is done, as a graph in time.",
          .required = true},
         {.name = "milestones",
          .form = object(milestones_shape()),
          .about = "Which steps are measured."},
         {.name = "notification",
          .form = object(notification_shape()),
          .about = "The incident clock."},
         {.name = "support", .form = object(support_shape()), .about = "The desks."},
         {.name = "circumstances",
          .form = map("set of circumstances", object(circumstances_shape()), 1, 100),
          .about = "Each is rehearsed.",
          .required = true},
         {.name = "runs",
          .form = count("1", "100000"),
          .about = "Of each rehearsal.",
          .fallback = "1000"},
         {.name = "seed",
          .form = count("0", "18446744073709551615"),
          .about = "Of all randomness.",
          .fallback = "1"}}};
    return shape;
}

}  // namespace triaz::scenario
