// Gathers gaps while a plan is looked at; one function for each part of a plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/plan_check.hpp"

namespace triaz::plan {

class Gaps {
public:
    void add(std::string_view code, std::string where, std::string what, std::string cure) {
        gaps_.push_back({std::string{code}, std::move(where), std::move(what), std::move(cure)});
    }
    std::vector<Gap> take() { return std::move(gaps_); }

private:
    std::vector<Gap> gaps_;
};

void find_gaps_of_document(const Plan& plan, Day today, Gaps& gaps);  // gaps_document.cpp
void find_gaps_of_exercises(const Plan& plan, Gaps& gaps);            // gaps_exercise.cpp
void find_gaps_of_calendar(const Plan& plan, Day today, Gaps& gaps);  // gaps_calendar.cpp
void find_gaps_of_coverage(const Coverage& coverage, Gaps& gaps);     // coverage.cpp

// The types of exercise that the contract wants, each with its rhythm.
struct Rhythm {
    ExerciseType type = ExerciseType::tabletop;
    std::uint32_t every_days = 365;
    std::string clause;
};
std::vector<Rhythm> rhythms_of(const Contract& contract);
bool has_exercise_of(const Plan& plan, ExerciseType type);
bool key_person_is_missed(const Plan& plan);  // in some exercise

}  // namespace triaz::plan
