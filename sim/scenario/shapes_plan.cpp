#include "sim/plan/plan.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

Form texts() { return list(text(), 0, 100); }

Form exercise_type_form() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < plan::exercise_types; ++i)
        names.emplace_back(plan::name_of(static_cast<plan::ExerciseType>(i)));
    return choice(names);
}

Form control_form() {
    return choice({"SOC 2 A1.2", "SOC 2 A1.3", "ISO 27001 A.5.29", "ISO 27001 A.5.30",
                   "ISO 27001 A.8.13", "ISO 27001 A.8.14", "ISO 22301 8.5", "PCI DSS 12.10.2",
                   "HIPAA 164.308(a)(7)", "DORA 11", "DORA 24", "DORA 25"});
}

const Shape& document_control_shape() {
    static const Shape shape{
        "document control",
        "Which version of the plan this is, and who stands behind it.",
        {{.name = "version",
          .form = text(),
          .about = "Of the plan.",
          .required = true,
          .example = "\"1.0\""},
         {.name = "owner",
          .form = name("person"),
          .about = "Who keeps it.",
          .required = true,
          .example = "\"m.weber\""},
         {.name = "approved_by",
          .form = name("person"),
          .about = "Who approved it.",
          .example = "\"j.doe\""},
         {.name = "approved_on", .form = day_form(), .about = "When.", .example = "\"2026-11-20\""},
         {.name = "review_by",
          .form = day_form(),
          .about = "When it is looked at again.",
          .example = "\"2027-11-01\""}}};
    return shape;
}

const Shape& year_shape() {
    static const Shape shape{
        "year",
        "What is planned, both days included.",
        {{.name = "from",
          .form = day_form(),
          .about = "The first day.",
          .required = true,
          .example = "\"2026-12-01\""},
         {.name = "until",
          .form = day_form(),
          .about = "The last day.",
          .required = true,
          .example = "\"2027-11-30\""},
         {.name = "in_service_since",
          .form = day_form(),
          .about = "Without an exercise before, the first is due within its rhythm of this day; "
                   "absent: the first day of the year.",
          .example = "\"2024-05-01\""},
         {.name = "time_zone",
          .form = text(),
          .about = "Of the times of day in the plan.",
          .fallback = "Etc/UTC",
          .example = "\"Europe/Berlin\""}}};
    return shape;
}

const Shape& exclusion_shape() {
    static const Shape shape{"exclusion",
                             "Something that stays untested on purpose; a key left out means all.",
                             {{.name = "fault",
                               .form = key_of_fault_kind().form,
                               .about = "The kind of fault.",
                               .example = "\"power-loss\""},
                              {.name = "component",
                               .form = text(),
                               .about = "As in the coverage matrix.",
                               .example = "\"data centre a2\""},
                              {.name = "claim",
                               .form = name("kind of claim"),
                               .about = "The kind of claim.",
                               .example = "\"recovery-time\""},
                              {.name = "why",
                               .form = text(),
                               .about = "The reason, and who took the risk.",
                               .example = "\"built as a1, which is tested\""}}};
    return shape;
}

const Shape& scope_shape() {
    static const Shape shape{"scope",
                             "What the plan is about, and what not.",
                             {{.name = "in", .form = texts(), .about = "What it is about."},
                              {.name = "out",
                               .form = list(object(exclusion_shape()), 0, 1'000),
                               .about = "What stays untested, and why."}}};
    return shape;
}

const Shape& rto_shape() {
    static const Shape shape{"recovery time objective",
                             "How long recovery may take.",
                             {{.name = "at_most",
                               .form = duration(),
                               .about = "So long.",
                               .required = true,
                               .example = "\"0s\""},
                              {.name = "clock_starts",
                               .form = choice({"fault", "detection", "declaration"}),
                               .about = "With what its clock starts.",
                               .example = "\"fault\""},
                              {.name = "level",
                               .form = choice({"Z0", "Z1", "Z2", "Z3"}),
                               .about = "What is meant by recovered, and by zero.",
                               .example = "\"Z2\""}}};
    return shape;
}

const Shape& rpo_shape() {
    static const Shape shape{"recovery point objective",
                             "How much may be lost.",
                             {{.name = "at_most",
                               .form = duration(),
                               .about = "The work of so long.",
                               .required = true,
                               .example = "\"0s\""},
                              {.name = "stores",
                               .form = list(name("store"), 0, 1'000),
                               .about = "Of these stores.",
                               .example = R"(["state"])"}}};
    return shape;
}

const Shape& objective_shape() {
    static const Shape shape{
        "objective",
        "What a service must keep to, whatever fails.",
        {{.name = "mtpd",
          .form = duration(),
          .about = "Maximum tolerable period of disruption.",
          .example = "\"4h\""},
         {.name = "rto", .form = object(rto_shape()), .about = "Recovery time objective."},
         {.name = "rpo", .form = object(rpo_shape()), .about = "Recovery point objective."},
         {.name = "mbco",
          .form = text(),
          .about = "Minimum business continuity objective, in words.",
          .example = "\"99 % of requests within 5 s\""}}};
    return shape;
}

const Shape& colleague_shape() {
    static const Shape shape{"person",
                             "Somebody the plan speaks of.",
                             {{.name = "name",
                               .form = text(),
                               .about = "As people call them.",
                               .required = true,
                               .example = "\"M. Weber\""},
                              {.name = "team",
                               .form = name("team"),
                               .about = "Where they belong; an evaluator belongs "
                                        "to no team that takes part.",
                               .required = true,
                               .example = "\"platform\""}}};
    return shape;
}

const Shape& past_shape() {
    static const Shape shape{"past exercise",
                             "An exercise of a year before.",
                             {{.name = "type",
                               .form = exercise_type_form(),
                               .about = "Its type.",
                               .required = true,
                               .example = "\"tabletop\""},
                              {.name = "on",
                               .form = day_form(),
                               .about = "When it was held.",
                               .required = true,
                               .example = "\"2026-03-02\""}}};
    return shape;
}

const Shape& exercise_step_shape() {
    static const Shape shape{
        "exercise step",
        "Something to be done, and what should come of it.",
        {{.name = "do",
          .form = text(),
          .about = "What is done.",
          .required = true,
          .example = "\"switch zone a off\""},
         {.name = "expected",
          .form = text(),
          .about = "What should come of it.",
          .example = "\"clients notice nothing\""},
         {.name = "within", .form = duration("1s"), .about = "How soon.", .example = "\"5min\""}}};
    return shape;
}

const Shape& inject_shape() {
    static const Shape shape{
        "inject",
        "Something thrown in while the exercise runs.",
        {{.name = "kind",
          .form = choice({"event", "key-person-unavailable", "tool-unavailable", "surprise"}),
          .about = "What sort of thing.",
          .required = true,
          .example = "\"key-person-unavailable\""},
         {.name = "what",
          .form = text(),
          .about = "In words.",
          .required = true,
          .example = "\"the only one who knows the tool is on a plane\""}}};
    return shape;
}

const Shape& role_shape() {
    static const Shape shape{
        "role",
        "Who plays what.",
        {{.name = "role",
          .form = name("role"),
          .about = "\"director\", \"evaluator\", \"observer\", or what is played.",
          .required = true,
          .example = "\"evaluator\""},
         {.name = "person",
          .form = name("person"),
          .about = "Who.",
          .required = true,
          .example = "\"m.weber\""},
         {.name = "substitute",
          .form = name("person"),
          .about = "Who stands in.",
          .example = "\"j.doe\""}}};
    return shape;
}

const Shape& held_shape() {
    static const Shape shape{"held exercise",
                             "That it was held, and what shows it.",
                             {{.name = "on",
                               .form = day_form(),
                               .about = "When.",
                               .required = true,
                               .example = "\"2027-01-14\""},
                              {.name = "evidence",
                               .form = texts(),
                               .about = "Files, relative to the plan.",
                               .example = R"(["evidence/notes.txt"])"}}};
    return shape;
}

std::vector<Key> exercise_keys_of_content() {
    return {
        {.name = "scenarios",
         .form = texts(),
         .about = "Scenario files, relative to the plan.",
         .example = R"(["../zone-loss/az-power-loss.json"])"},
        {.name = "assumptions", .form = texts(), .about = "What is taken for granted."},
        {.name = "preconditions", .form = texts(), .about = "What must hold before it begins."},
        {.name = "steps",
         .form = list(object(exercise_step_shape()), 0, 1'000),
         .about = "What is done."},
        {.name = "injects",
         .form = list(object(inject_shape()), 0, 100),
         .about = "What is thrown in."},
        {.name = "success_criteria", .form = texts(), .about = "When it has succeeded."},
        {.name = "stop_conditions", .form = texts(), .about = "When it must be stopped."},
        {.name = "roles", .form = list(object(role_shape()), 0, 100), .about = "Who plays what."},
        {.name = "communication", .form = texts(), .about = "Who is told what, and when."},
        {.name = "evidence_to_capture", .form = texts(), .about = "What is kept."},
        {.name = "controls",
         .form = list(control_form(), 0, 100),
         .about = "The controls that it is evidence for."},
        {.name = "held", .form = object(held_shape()), .about = "Absent: not held yet."}};
}

const Shape& exercise_shape() {
    static const Shape shape = [] {
        Shape made{"exercise",
                   "One exercise: what it is for, what is done, who does it and how it is judged.",
                   {{.name = "type",
                     .form = exercise_type_form(),
                     .about = "Of which type.",
                     .required = true,
                     .example = "\"tabletop\""},
                    {.name = "on",
                     .form = day_form(),
                     .about = "The day.",
                     .required = true,
                     .example = "\"2027-01-14\""},
                    {.name = "from",
                     .form = time_of_day_form(),
                     .about = "Absent: all day.",
                     .example = "\"09:30\""},
                    {.name = "lasts",
                     .form = duration("1min", "30d"),
                     .about = "With a time of day.",
                     .fallback = "2h"},
                    {.name = "aim",
                     .form = text(),
                     .about = "What it is for.",
                     .example = "\"show that a zone can be lost\""}}};
        for (Key& key : exercise_keys_of_content()) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

const Shape& duty_shape() {
    static const Shape shape{
        "duty",
        "Something that is done by a date, again and again, or soon after what calls for it.",
        {{.name = "clause",
          .form = text(),
          .about = "Of the contract.",
          .required = true,
          .example = "\"C29\""},
         {.name = "what",
          .form = text(),
          .about = "What is done.",
          .required = true,
          .example = "\"who may do what is looked at again\""},
         {.name = "owner",
          .form = name("person"),
          .about = "Who does it.",
          .example = "\"m.weber\""},
         {.name = "every_days",
          .form = count("1", "3660"),
          .about = "The rhythm.",
          .example = "60"},
         {.name = "within_days",
          .form = count("1", "3660"),
          .about = "So soon after what calls for it.",
          .example = "30"},
         {.name = "within_business_days",
          .form = count("1", "1000"),
          .about = "The same in working days.",
          .example = "3"},
         {.name = "last",
          .form = day_form(),
          .about = "When it was done last.",
          .example = "\"2026-10-05\""},
         {.name = "next",
          .form = day_form(),
          .about = "When it is due.",
          .example = "\"2026-12-01\""}}};
    return shape;
}

const Shape& sign_off_shape() {
    static const Shape shape{"sign-off",
                             "Who answers for the plan.",
                             {{.name = "role",
                               .form = text(),
                               .about = "As what.",
                               .required = true,
                               .example = "\"head of operations\""},
                              {.name = "person",
                               .form = name("person"),
                               .about = "Who.",
                               .required = true,
                               .example = "\"m.weber\""},
                              {.name = "on",
                               .form = day_form(),
                               .about = "When; absent: not yet.",
                               .example = "\"2026-11-20\""}}};
    return shape;
}

std::vector<Key> plan_keys_of_files() {
    return {{.name = "triaz",
             .form = text("^plan/1\\.0$", "\"plan/1.0\"",
                          [](std::string_view t) { return t == "plan/1.0"; }),
             .about = "Kind and version of the file.",
             .required = true,
             .example = "\"plan/1.0\""},
            {.name = "$schema", .form = text(), .about = "For editors."},
            {.name = "extends",
             .form = text(),
             .about = "Another plan that this one is a merge patch of (RFC 7386); what it names is "
                      "looked for from here."},
            {.name = "title",
             .form = text(),
             .about = "What it is called.",
             .required = true,
             .example = "\"Disaster recovery plan 2027\""},
            {.name = "model",
             .form = text(),
             .about = "The deployment, relative to this file.",
             .required = true,
             .example = "\"../../models/reference.json\""},
            {.name = "contract",
             .form = text(),
             .about = "What was promised, relative to this "
                      "file.",
             .required = true,
             .example = "\"../../models/contracts/newest.json\""},
            {.name = "operations",
             .form = text(),
             .about = "People and tools, relative to this "
                      "file.",
             .example = "\"../../models/operations/reference.json\""}};
}

}  // namespace

const Shape& plan_shape() {
    static const Shape shape = [] {
        Shape made{"plan", "A year of exercises and duties.", plan_keys_of_files()};
        const std::vector<Key> keys{
            {.name = "document",
             .form = object(document_control_shape()),
             .about = "Document control.",
             .required = true},
            {.name = "year",
             .form = object(year_shape()),
             .about = "What is planned.",
             .required = true},
            {.name = "basis",
             .form = texts(),
             .about = "What the plan is based on.",
             .example = R"(["business impact analysis of 2026-02"])"},
            {.name = "scope", .form = object(scope_shape()), .about = "What is tested, what not."},
            {.name = "objectives",
             .form = map("service", object(objective_shape()), 0, 1'000),
             .about = "The register of objectives."},
            {.name = "controls",
             .form = list(control_form(), 0, 100),
             .about = "The controls that an audit asks for.",
             .example = R"(["SOC 2 A1.3"])"},
            {.name = "people",
             .form = map("person", object(colleague_shape()), 1, 1'000),
             .about = "Everybody the plan speaks of.",
             .required = true},
            {.name = "history",
             .form = list(object(past_shape()), 0, 1'000),
             .about = "Exercises of the years before."},
            {.name = "exercises",
             .form = map("exercise", object(exercise_shape()), 0, 1'000),
             .about = "The exercises of the year.",
             .required = true},
            {.name = "duties",
             .form = map("duty", object(duty_shape()), 0, 1'000),
             .about = "What is done by a date."},
            {.name = "library",
             .form = list(text(), 0, 1'000),
             .about = "Other scenarios that gaps could be closed with, relative to this file."},
            {.name = "sign_off",
             .form = list(object(sign_off_shape()), 0, 100),
             .about = "Who answers for it."}};
        made.keys.insert(made.keys.end(), keys.begin(), keys.end());
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
