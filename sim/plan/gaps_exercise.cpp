// Each exercise by itself: could it be carried out, judged and believed?
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/plan/gaps.hpp"

namespace triaz::plan {

namespace {

constexpr std::array<std::string_view, inject_kinds> inject_names{"event", "key-person-unavailable",
                                                                  "tool-unavailable", "surprise"};

const Colleague* colleague(const Plan& plan, const std::string& id) {
    const auto found = std::ranges::find(plan.people, id, &Colleague::id);
    return found == plan.people.end() ? nullptr : &*found;
}

class Looker {
public:
    Looker(const Plan& plan, const Exercise& exercise, Gaps& gaps)
        : plan_(plan), exercise_(exercise), gaps_(gaps) {}

    void look() {
        if (exercise_.aim.empty()) add("no-aim", "it does not say what it is for", "\"aim\"");
        if (exercise_.type == ExerciseType::simulation && exercise_.scenarios.empty())
            add("no-scenario", "a simulation without a scenario", "\"scenarios\"");
        if (exercise_.preconditions.empty())
            add("no-preconditions", "it does not say what must hold before it may begin",
                "\"preconditions\"");
        look_at_steps();
        if (exercise_.success_criteria.empty())
            add("no-success-criteria", "nobody could say whether it succeeded",
                "\"success_criteria\"");
        if (exercise_.is_live() && exercise_.stop_conditions.empty())
            add("no-stop-conditions", "it is live, and nothing says when to stop",
                "\"stop_conditions\"");
        look_at_roles();
        if (exercise_.communication.empty())
            add("no-communication", "it does not say who is told what, and when",
                "\"communication\"");
        if (exercise_.evidence_to_capture.empty())
            add("nothing-to-capture", "it does not say what is kept as evidence",
                "\"evidence_to_capture\"");
    }

private:
    void add(std::string_view code, std::string what, std::string cure) {
        gaps_.add(code, "exercise " + exercise_.id, std::move(what), std::move(cure));
    }

    void look_at_steps() {
        if (exercise_.steps.empty())
            return add("step-without-expectation", "it has no steps", "\"steps\"");
        for (std::size_t i = 0; i < exercise_.steps.size(); ++i) {
            const ExerciseStep& step = exercise_.steps[i];
            if (!step.expected.empty() && step.within) continue;
            add("step-without-expectation",
                fmt::format(
                    "step {} does not say {}", i + 1,
                    step.expected.empty() ? "what should come of it" : "how long it should take"),
                "\"expected\" and \"within\" of each step");
        }
    }

    void look_at_roles() {
        const auto& roles = exercise_.roles;
        const auto evaluator = std::ranges::find(roles, "evaluator", &Participant::role);
        if (evaluator == roles.end()) {
            add("no-evaluator", "nobody evaluates it", "a role \"evaluator\"");
        } else {
            look_at_independence(*evaluator);
        }
        for (const Participant& role : roles) {
            if (role.substitute.empty() || role.substitute == role.person)
                add("role-without-substitute",
                    fmt::format("nobody stands in for the {}", role.role), "\"substitute\"");
        }
    }

    // An evaluator belongs to no team that takes part, nor does the one who stands in.
    void look_at_independence(const Participant& evaluator) {
        for (const std::string& judge : {evaluator.person, evaluator.substitute}) {
            const Colleague* who = colleague(plan_, judge);
            if (who == nullptr) continue;
            for (const Participant& other : exercise_.roles) {
                if (&other == &evaluator || other.role == "observer") continue;
                const Colleague* doer = colleague(plan_, other.person);
                if (doer == nullptr || doer->team != who->team) continue;
                return add("evaluator-not-independent",
                           doer == who
                               ? fmt::format("{} evaluates it and is its {}", who->name, other.role)
                               : fmt::format("{} evaluates it and is of the team {}, as the {} is",
                                             who->name, who->team, other.role),
                           "an evaluator of a team that takes no part");
            }
        }
    }

    const Plan& plan_;
    const Exercise& exercise_;
    Gaps& gaps_;
};

}  // namespace

std::string_view name_of(Inject inject) { return inject_names[static_cast<std::size_t>(inject)]; }

bool key_person_is_missed(const Plan& plan) {
    return std::ranges::any_of(plan.exercises, [](const Exercise& exercise) {
        return std::ranges::find(exercise.injects, Inject::key_person_unavailable,
                                 &Exercise::Thrown::kind) != exercise.injects.end();
    });
}

void find_gaps_of_exercises(const Plan& plan, Gaps& gaps) {
    for (const Exercise& exercise : plan.exercises) Looker{plan, exercise, gaps}.look();
    if (!key_person_is_missed(plan))
        gaps.add("key-person-always-there", "exercises", "no exercise is held without a key person",
                 "an inject \"key-person-unavailable\" in one of them");
}

}  // namespace triaz::plan
