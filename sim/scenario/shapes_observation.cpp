#include "sim/plan/civil.hpp"
#include "sim/plan/contract.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

Form instant_form() {
    return text(
        "^(199[0-9]|20[0-2][0-9]|203[0-6])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?"
        "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$",
        "an instant with its distance from UTC, such as \"2027-06-08T09:30:00+02:00\"",
        [](std::string_view text) { return plan::parse_instant(text).has_value(); });
}

Form count_of_requests() { return count("0", "1000000000"); }
Form count_of_writes() { return count("0", "100000000"); }

const Shape& struck_shape() {
    static const Shape shape{
        "observed fault",
        "What was done to the deployment at T0.",
        {{.name = "name",
          .form = text(),
          .about = "What.",
          .required = true,
          .example = "\"power off\""},
         {.name = "target",
          .form = text(),
          .about = "To whom.",
          .required = true,
          .example = "\"zone b\""},
         {.name = "processes_lost",
          .form = count("0", "1000000"),
          .about = "How many processes stopped.",
          .required = true,
          .example = "48"},
         {.name = "requests_served",
          .form = count_of_requests(),
          .about = "By the target in the last slice before T0: a fault of what carried no traffic "
                   "shows nothing.",
          .required = true,
          .example = "59400"}}};
    return shape;
}

const Shape& observed_milestones_shape() {
    static const Shape shape = [] {
        Shape made{"observed milestones",
                   "T0 to T7, as they were noted; what was not reached is left out.",
                   {}};
        const char* const about[] = {
            "the fault was injected",  "clients first felt it",
            "it was detected",         "it was declared, or decided what to do",
            "mitigation began to act", "service was back",
            "redundancy was back",     "everything was as before"};
        for (std::size_t i = 0; i < 8; ++i)
            made.keys.push_back({.name = "t" + std::to_string(i),
                                 .form = instant_form(),
                                 .about = std::string{"When "} + about[i] + ".",
                                 .example = "\"2027-06-08T09:30:00+02:00\""});
        return made;
    }();
    return shape;
}

const Shape& observed_step_shape() {
    static const Shape shape{
        "observed step",
        "A step of the runbook, as it went.",
        {{.name = "do",
          .form = text(),
          .about = "What was to be done.",
          .required = true,
          .example = "\"lead traffic away from zone b\""},
         {.name = "expected", .form = text(), .about = "What was expected to come of it."},
         {.name = "within",
          .form = duration(),
          .about = "How long it might take.",
          .example = "\"15min\""},
         {.name = "began", .form = instant_form(), .about = "When it began."},
         {.name = "done", .form = instant_form(), .about = "When it was done; absent: it was not."},
         {.name = "outcome", .form = text(), .about = "What came of it."}}};
    return shape;
}

const Shape& observed_count_shape() {
    static const Shape shape{"observed count",
                             "What became of the requests that one cohort issued in one slice.",
                             {{.name = "at",
                               .form = instant_form(),
                               .about = "When the slice begins.",
                               .required = true,
                               .example = "\"2027-06-08T07:30:00Z\""},
                              {.name = "cohort",
                               .form = name("client cohort"),
                               .about = "Of the scenario's model.",
                               .required = true,
                               .example = "\"users-a\""},
                              {.name = "ok",
                               .form = count_of_requests(),
                               .about = "Succeeded within their deadline.",
                               .required = true,
                               .example = "59994"},
                              {.name = "failed",
                               .form = count_of_requests(),
                               .about = "Ended in an error.",
                               .fallback = "0"},
                              {.name = "ambiguous",
                               .form = count_of_requests(),
                               .about = "Had no answer.",
                               .fallback = "0"},
                              {.name = "late",
                               .form = count_of_requests(),
                               .about = "Succeeded after their deadline.",
                               .fallback = "0"},
                              {.name = "rejected",
                               .form = count_of_requests(),
                               .about = "Were refused for want of capacity.",
                               .fallback = "0"},
                              {.name = "failed_attempts",
                               .form = count_of_requests(),
                               .about = "Attempts that failed and that retries made good.",
                               .fallback = "0"}}};
    return shape;
}

const Shape& observed_writes_shape() {
    static const Shape shape{
        "observed writes",
        "What clients were told of their writes to a store, against what is there afterwards.",
        {{.name = "store",
          .form = name("store"),
          .about = "Of the scenario's model.",
          .required = true,
          .example = "\"state\""},
         {.name = "acknowledged",
          .form = count_of_writes(),
          .about = "Clients were told of success.",
          .required = true,
          .example = "812400"},
         {.name = "lost",
          .form = count_of_writes(),
          .about = "Of those, not there any more.",
          .required = true,
          .example = "0"},
         {.name = "ambiguous",
          .form = count_of_writes(),
          .about = "Clients had no answer.",
          .fallback = "0"},
         {.name = "applied_twice",
          .form = count_of_writes(),
          .about = "Took effect more than once.",
          .fallback = "0"},
         {.name = "oldest_lost",
          .form = instant_form(),
          .about = "When the oldest lost write had been acknowledged."},
         {.name = "authority",
          .form = text(),
          .about = "Who was asked what is there.",
          .required = true,
          .example = "\"full scan of the leaders, compared with the log of the clients\""}}};
    return shape;
}

const Shape& observed_person_shape() {
    static const Shape shape{
        "observed person",
        "Somebody who took part.",
        {{.name = "name",
          .form = name("person"),
          .about = "Who.",
          .required = true,
          .example = "\"o.brandt\""},
         {.name = "role",
          .form = text(),
          .about = "As what.",
          .required = true,
          .example = "\"operator\""},
         {.name = "paged", .form = instant_form(), .about = "When they were paged."},
         {.name = "answered", .form = instant_form(), .about = "When they answered."}}};
    return shape;
}

const Shape& observed_file_shape() {
    static const Shape shape{
        "file of evidence",
        "Something that was captured.",
        {{.name = "file",
          .form = text(),
          .about = "Its path, relative to this file.",
          .required = true,
          .example = "\"graphs.png\""},
         {.name = "sha256",
          .form = text("^[0-9a-f]{64}$", "64 hexadecimal digits in lower case",
                       [](std::string_view text) {
                           return text.size() == 64 && text.find_first_not_of("0123456789abcdef") ==
                                                           std::string_view::npos;
                       }),
          .about = "The SHA-256 of its bytes; a file that is at hand is compared.",
          .required = true,
          .example = "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""},
         {.name = "what", .form = text(), .about = "What it shows."}}};
    return shape;
}

const Shape& observed_history_shape() {
    static const Shape shape{"observed history",
                             "Whose the history of clients is that is given beside this file.",
                             {{.name = "began",
                               .form = instant_form(),
                               .about = "When its time was zero.",
                               .required = true,
                               .example = "\"2027-06-08T07:30:00Z\""},
                              {.name = "cohort",
                               .form = name("client cohort"),
                               .about = "Whose requests its operations are.",
                               .required = true,
                               .example = "\"users-a\""},
                              {.name = "store",
                               .form = name("store"),
                               .about = "Which store they are about.",
                               .required = true,
                               .example = "\"state\""}}};
    return shape;
}

std::vector<Key> keys_of_the_rehearsal() {
    std::vector<std::string> types;
    for (std::size_t i = 0; i < plan::exercise_types; ++i)
        if (static_cast<plan::ExerciseType>(i) != plan::ExerciseType::simulation)
            types.emplace_back(plan::name_of(static_cast<plan::ExerciseType>(i)));
    return {{.name = "triaz",
             .form = text("^observation/1\\.0$", "\"observation/1.0\"",
                          [](std::string_view t) { return t == "observation/1.0"; }),
             .about = "Kind and version of the file.",
             .required = true,
             .example = "\"observation/1.0\""},
            {.name = "$schema", .form = text(), .about = "For editors."},
            {.name = "scenario",
             .form = text(),
             .about = "What predicted it, relative to this file: its claims are judged here too.",
             .required = true,
             .example = "\"../../zone-loss/az-b-power-loss.json\""},
            {.name = "exercise",
             .form = name("exercise"),
             .about = "Of the plan.",
             .required = true,
             .example = "\"evacuate-zone-b\""},
            {.name = "type",
             .form = choice(types),
             .about = "Its type.",
             .required = true,
             .example = "\"switchover\""},
            {.name = "from",
             .form = instant_form(),
             .about = "When counting began.",
             .required = true,
             .example = "\"2027-06-08T07:30:00Z\""},
            {.name = "until",
             .form = instant_form(),
             .about = "When it ended, a whole number of slices later.",
             .required = true,
             .example = "\"2027-06-08T08:30:00Z\""},
            {.name = "slice",
             .form = duration("1ms", "1h"),
             .about = "The grain in which requests were counted.",
             .fallback = "1min"},
            {.name = "human_action",
             .form = boolean(),
             .about = "Whether recovery waited for a person.",
             .required = true,
             .example = "false"}};
}

}  // namespace

const Shape& observation_shape() {
    static const Shape shape = [] {
        Shape made{"observation", "A rehearsal on the real deployment, as people wrote it down.",
                   keys_of_the_rehearsal()};
        const std::vector<Key> keys{
            {.name = "fault", .form = object(struck_shape()), .about = "What was done at T0."},
            {.name = "milestones",
             .form = object(observed_milestones_shape()),
             .about = "T0 to T7."},
            {.name = "steps",
             .form = list(object(observed_step_shape()), 0, 1'000),
             .about = "The steps of people."},
            {.name = "counts",
             .form = list(object(observed_count_shape()), 0, 100'000),
             .about = "Requests by slice and cohort."},
            {.name = "writes",
             .form = list(object(observed_writes_shape()), 0, 1'000),
             .about = "Acknowledged writes against those that are there."},
            {.name = "people",
             .form = list(object(observed_person_shape()), 0, 1'000),
             .about = "Who took part."},
            {.name = "evidence",
             .form = list(object(observed_file_shape()), 0, 1'000),
             .about = "What was captured."},
            {.name = "history",
             .form = object(observed_history_shape()),
             .about = "Of `triaz observe import --history`."}};
        made.keys.insert(made.keys.end(), keys.begin(), keys.end());
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
