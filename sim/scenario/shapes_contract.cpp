#include <string>

#include "sim/plan/contract.hpp"
#include "sim/scenario/shapes.hpp"
#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

std::vector<std::string> names_of_sorts() {
    std::vector<std::string> names;
    for (const auto sort :
         {plan::Sort::zone, plan::Sort::data_center, plan::Sort::host, plan::Sort::store})
        names.emplace_back(plan::name_of(sort));
    return names;
}

std::vector<std::string> names_of_types() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < plan::exercise_types; ++i)
        names.emplace_back(plan::name_of(static_cast<plan::ExerciseType>(i)));
    return names;
}

// A decision says which way it is made; `keys` are those of that way.
Shape way(std::string word, std::string about, std::vector<Key> keys) {
    Shape shape{"decision by " + word, std::move(about), {}};
    shape.keys.push_back({.name = "way",
                          .form = choice({"simulation", "structure", "operations", "plan", "none"}),
                          .about = "How the promise is decided.",
                          .required = true,
                          .example = "\"" + word + "\""});
    for (Key& key : keys) shape.keys.push_back(std::move(key));
    return shape;
}

const Shape& under_shape() {
    static const Shape shape{"faults to be tried",
                             "One kind of fault, of every component of a sort, one by one.",
                             {{.name = "fault",
                               .form = key_of_fault_kind().form,
                               .about = "The kind of fault.",
                               .required = true,
                               .example = "\"power-loss\""},
                              {.name = "each",
                               .form = choice(names_of_sorts()),
                               .about = "Of each of these in the model.",
                               .required = true,
                               .example = "\"zone\""}}};
    return shape;
}

const Shape& by_simulation_shape() {
    static const Shape shape =
        way("simulation", "By a claim of a scenario that names the clause.",
            {{.name = "claim",
              .form = name("kind of claim"),
              .about = "The kind of claim; one that this version does not know leaves the clause "
                       "undecided.",
              .required = true,
              .example = "\"recovery-time\""},
             {.name = "level",
              .form = choice({"Z0", "Z1", "Z2", "Z3"}),
              .about = "Of recovery-time: this level or a higher one.",
              .example = "\"Z2\""},
             {.name = "zones",
              .form = count("1", "64"),
              .about = "Of a claim that counts zones: at least so many.",
              .example = "3"},
             {.name = "under",
              .form = list(object(under_shape()), 0, 100),
              .about = "The faults under which it must be asked; absent: any, or none at all.",
              .example = R"([{"fault": "power-loss", "each": "zone"}])"}});
    return shape;
}

const Shape& by_structure_shape() {
    static const Shape shape = way("structure", "By the model alone, without running it.",
                                   {{.name = "property",
                                     .form = name("property of a model"),
                                     .about = "What must hold of the model.",
                                     .required = true,
                                     .example = "\"corporate-isolation\""}});
    return shape;
}

const Shape& by_operations_shape() {
    static const Shape shape =
        way("operations", "By walking through what people and tools do.",
            {{.name = "promise",
              .form = name("promise of operations"),
              .about = "notification, form, updates; residency, urgent, office-hours; response, "
                       "corporate-disruption.",
              .required = true,
              .example = "\"notification\""},
             {.name = "within",
              .form = duration("1s"),
              .about = "Of a notification: at most so long.",
              .example = "\"24h\""}});
    return shape;
}

const Shape& by_plan_shape() {
    static const Shape shape =
        way("plan", "By exercises held, or a duty done, in time.",
            {{.name = "duty",
              .form = name("duty"),
              .about = "By which a plan names it; unique in the contract.",
              .required = true,
              .example = "\"penetration-test\""},
             {.name = "exercises",
              .form = list(choice(names_of_types()), 1, plan::exercise_types),
              .about = "An exercise of each of these types does it.",
              .example = R"(["tabletop", "restore"])"},
             {.name = "every_days",
              .form = count("1", "3660"),
              .about = "No more days than these between two times.",
              .example = "365"},
             {.name = "within_days",
              .form = count("1", "3660"),
              .about = "Done so many days after what calls for it.",
              .example = "30"},
             {.name = "within_business_days",
              .form = count("1", "1000"),
              .about = "The same in working days.",
              .example = "3"}});
    return shape;
}

const Shape& not_decided_shape() {
    static const Shape shape = way("none", "Not by any machine.",
                                   {{.name = "why",
                                     .form = text(),
                                     .about = "The reason.",
                                     .required = true,
                                     .example = "\"it is about words, not about deeds\""}});
    return shape;
}

const Shape& document_shape() {
    static const Shape shape{
        "contract document",
        "A paper that promises something.",
        {{.name = "title",
          .form = text(),
          .about = "What it is called.",
          .required = true,
          .example = "\"cloud security policy\""},
         {.name = "version",
          .form = text(),
          .about = "Which of its versions.",
          .required = true,
          .example = "\"newest\""},
         {.name = "in_force",
          .form = boolean(),
          .about = "A clause is promised when a document that is in force has it.",
          .fallback = "true"}}};
    return shape;
}

const Shape& citation_shape() {
    static const Shape shape{"citation",
                             "Where a promise stands.",
                             {{.name = "document",
                               .form = name("document"),
                               .about = "Of this contract.",
                               .required = true,
                               .example = "\"P\""},
                              {.name = "section",
                               .form = text(),
                               .about = "Of the document.",
                               .fallback = "whole",
                               .example = "\"13.1.1\""}}};
    return shape;
}

const Shape& clause_shape() {
    static const Shape shape{
        "clause",
        "One promise.",
        {{.name = "title",
          .form = text(),
          .about = "In a few words.",
          .required = true,
          .example = "\"recovery time zero\""},
         {.name = "promise",
          .form = text(),
          .about = "In the project's own words.",
          .required = true,
          .example = "\"The service goes on when a zone is lost.\""},
         {.name = "responsibility",
          .form = choice({"provider", "customer", "third-party", "shared"}),
          .about = "Who has to keep it.",
          .required = true,
          .example = "\"provider\""},
         {.name = "from",
          .form = list(object(citation_shape()), 1, 100),
          .about = "Where it stands.",
          .required = true,
          .example = R"([{"document": "P", "section": "13.1.1"}])"},
         {.name = "decided_by",
          .form = list(by_word("way", {"simulation", "structure", "operations", "plan", "none"},
                               {&by_simulation_shape(), &by_structure_shape(),
                                &by_operations_shape(), &by_plan_shape(), &not_decided_shape()}),
                       1, 100),
          .about = "How it is decided whether it is kept; all of these.",
          .required = true,
          .example = R"([{"way": "simulation", "claim": "recovery-time", "level": "Z2"}])"}}};
    return shape;
}

}  // namespace

const Key& key_of_fault_kind() {
    const Form& faults = scenario_shape().find("faults")->form;
    return *faults.parts.front().shapes.front()->find("kind");
}

const Form& claims_of_a_scenario() { return scenario_shape().find("claims")->form; }

const Shape& contract_shape() {
    static const Shape shape{
        "contract",
        "What was promised, clause by clause, and how each promise is decided.",
        {{.name = "triaz",
          .form = text("^contract/1\\.0$", "\"contract/1.0\"",
                       [](std::string_view t) { return t == "contract/1.0"; }),
          .about = "Kind and version of the file.",
          .required = true,
          .example = "\"contract/1.0\""},
         {.name = "$schema", .form = text(), .about = "For editors."},
         {.name = "extends",
          .form = text(),
          .about = "Another contract that this one is a merge patch of (RFC 7386)."},
         {.name = "name",
          .form = text(),
          .about = "What it is called.",
          .required = true,
          .example = "\"newest terms\""},
         {.name = "description", .form = text(), .about = "For people."},
         {.name = "documents",
          .form = map("document", object(document_shape()), 1, 100),
          .about = "The papers.",
          .required = true},
         {.name = "clauses",
          .form = map("clause", object(clause_shape()), 1, 1'000),
          .about = "The promises.",
          .required = true}}};
    return shape;
}

}  // namespace triaz::scenario
