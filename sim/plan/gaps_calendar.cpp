// Dates: rhythms, what is overdue, what was held and what is there to show for it, duties.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/plan/gaps.hpp"

namespace triaz::plan {

namespace {

Day day_of(const Exercise& exercise) { return exercise.held ? exercise.held->on : exercise.on; }

void find_in_rhythm(const Plan& plan, const Rhythm& rhythm, Gaps& gaps) {
    const std::string type{name_of(rhythm.type)};
    if (!has_exercise_of(plan, rhythm.type)) {
        const bool restore = rhythm.type == ExerciseType::restore;
        gaps.add(restore ? "no-restore-test" : "type-missing", "exercises",
                 restore ? "no backup is restored in the whole year"
                         : fmt::format("there is no exercise of type {} in the whole year", type),
                 fmt::format("an exercise of type {}; {} wants one every {} days", type,
                             rhythm.clause, rhythm.every_days));
        return;
    }
    std::vector<Day> days;
    for (const Past& past : plan.history) {
        if (past.type == rhythm.type) days.push_back(past.on);
    }
    for (const Exercise& exercise : plan.exercises) {
        if (exercise.type == rhythm.type) days.push_back(day_of(exercise));
    }
    days.push_back(plan.until);
    std::ranges::sort(days);
    Day before = plan.in_service_since;
    for (const Day day : days) {
        const int gap = days_between(before, day);
        if (gap > static_cast<int>(rhythm.every_days) && day >= plan.from)
            gaps.add(
                "cadence-gap", "exercises",
                fmt::format("no exercise of type {} for {} days, from {} to {}", type, gap,
                            to_text(before), to_text(day)),
                fmt::format("one at least every {} days ({})", rhythm.every_days, rhythm.clause));
        before = std::max(before, day);
    }
}

void find_in_dates(const Plan& plan, Day today, Gaps& gaps) {
    for (const Exercise& exercise : plan.exercises) {
        const std::string where = "exercise " + exercise.id;
        if (exercise.on < plan.from || exercise.on > plan.until)
            gaps.add("outside-year", where,
                     fmt::format("{} is outside the plan's year, {} to {}", to_text(exercise.on),
                                 to_text(plan.from), to_text(plan.until)),
                     "a day of that year");
        if (!exercise.held && exercise.on < today)
            gaps.add("overdue", where, fmt::format("it was due on {}", to_text(exercise.on)),
                     "hold it, and say so under \"held\"; or plan another day");
        if (!exercise.held) continue;
        if (exercise.held->on > today)
            gaps.add("held-in-the-future", where,
                     fmt::format("it was held on {}, says the plan", to_text(exercise.held->on)),
                     "the day on which it was held");
        if (exercise.held->evidence.empty())
            gaps.add("no-evidence", where, "it was held, and nothing shows it",
                     "files under \"evidence\"");
        for (const Held::Evidence& evidence : exercise.held->evidence) {
            if (!evidence.found)
                gaps.add("evidence-missing", where,
                         fmt::format("the file {} is not there", evidence.file),
                         "the file, or its right path");
        }
    }
}

// Whether a duty is at least as strict as the contract: a rhythm as short, a delay as short.
bool is_slower(const std::optional<std::uint32_t>& planned,
               const std::optional<std::uint32_t>& wanted) {
    return wanted && (!planned || *planned > *wanted);
}

void find_in_duty(const Duty& duty, const ByPlan* wanted, Day today, Gaps& gaps) {
    const std::string where = "duty " + duty.id;
    if (wanted != nullptr && (is_slower(duty.every_days, wanted->every_days) ||
                              is_slower(duty.within_days, wanted->within_days) ||
                              is_slower(duty.within_business_days, wanted->within_business_days)))
        gaps.add("duty-too-slow", where,
                 fmt::format("{} wants it sooner than the plan does it", duty.clause),
                 wanted->every_days ? fmt::format("every {} days", *wanted->every_days)
                 : wanted->within_business_days
                     ? fmt::format("within {} business days", *wanted->within_business_days)
                     : fmt::format("within {} days", wanted->within_days.value_or(0)));
    if (duty.owner.empty())
        gaps.add("duty-without-owner", where, "nobody is named who does it", "\"owner\"");
    if (!duty.every_days) return;
    if (!duty.next) {
        gaps.add("duty-overdue", where, "no day is set for it", "\"next\"");
    } else if (*duty.next < today) {
        gaps.add("duty-overdue", where, fmt::format("it was due on {}", to_text(*duty.next)),
                 "do it, and move \"last\" and \"next\" on");
    } else if (duty.last &&
               days_between(*duty.last, *duty.next) > static_cast<int>(*duty.every_days)) {
        gaps.add("duty-gap", where,
                 fmt::format("{} days lie between {} and {}", days_between(*duty.last, *duty.next),
                             to_text(*duty.last), to_text(*duty.next)),
                 fmt::format("at most {}", *duty.every_days));
    }
}

void find_in_duties(const Plan& plan, Day today, Gaps& gaps) {
    std::set<std::string> wanted_ids;
    for (const Clause& clause : plan.contract.clauses) {
        if (!plan.contract.is_promised(clause)) continue;
        for (const Decision& decision : clause.decided_by) {
            const auto* wanted = std::get_if<ByPlan>(&decision);
            if (wanted == nullptr || !wanted->exercises.empty()) continue;
            wanted_ids.insert(wanted->duty);
            const auto duty = std::ranges::find(plan.duties, wanted->duty, &Duty::id);
            if (duty != plan.duties.end()) {
                find_in_duty(*duty, wanted, today, gaps);
            } else {
                gaps.add("duty-missing", "clause " + clause.id,
                         fmt::format("the plan has no duty {}", wanted->duty),
                         "the duty under \"duties\", with an owner and its dates");
            }
        }
    }
    for (const Duty& duty : plan.duties) {
        if (!wanted_ids.contains(duty.id)) find_in_duty(duty, nullptr, today, gaps);
    }
}

}  // namespace

std::vector<Rhythm> rhythms_of(const Contract& contract) {
    std::vector<Rhythm> rhythms;
    for (const Clause& clause : contract.clauses) {
        if (!contract.is_promised(clause)) continue;
        for (const Decision& decision : clause.decided_by) {
            const auto* wanted = std::get_if<ByPlan>(&decision);
            if (wanted == nullptr) continue;
            for (const ExerciseType type : wanted->exercises) {
                const std::uint32_t every = wanted->every_days.value_or(365);
                const auto known = std::ranges::find(rhythms, type, &Rhythm::type);
                if (known == rhythms.end()) {
                    rhythms.push_back({type, every, clause.id});
                } else if (every < known->every_days) {
                    *known = {type, every, clause.id};
                }
            }
        }
    }
    return rhythms;
}

bool has_exercise_of(const Plan& plan, ExerciseType type) {
    return std::ranges::find(plan.exercises, type, &Exercise::type) != plan.exercises.end();
}

void find_gaps_of_calendar(const Plan& plan, Day today, Gaps& gaps) {
    for (const Rhythm& rhythm : rhythms_of(plan.contract)) find_in_rhythm(plan, rhythm, gaps);
    find_in_dates(plan, today, gaps);
    find_in_duties(plan, today, gaps);
}

}  // namespace triaz::plan
