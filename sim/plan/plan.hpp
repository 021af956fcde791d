// A yearly plan of exercises: what is in force, what is tested when, by whom, and what is shown for
// it. As its file has it: nothing here is judged; plan_check.hpp finds the gaps.
//
// Sections after NIST SP 800-34 and 800-84, ISO 22301 and DORA articles 11, 24 and 25.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/plan/civil.hpp"
#include "sim/plan/contract.hpp"
#include "sim/plan/evidence.hpp"
#include "sim/plan/operations.hpp"

namespace triaz::plan {

// Document control.
struct Control {
    std::string version;
    std::string owner;
    std::optional<std::string> approved_by;
    std::optional<Day> approved_on;
    std::optional<Day> review_by;
};

// Something that is left out on purpose. Empty fields mean all.
struct Exclusion {
    std::string fault;
    std::string component;
    std::string claim;
    std::string why;
};

struct Objective {
    std::string service;
    std::optional<base::Duration> mtpd;  // maximum tolerable period of disruption
    struct Time {
        base::Duration at_most{};
        std::string clock_starts;  // "fault", "detection", "declaration"
        std::string level;         // "Z0" to "Z3"
    };
    std::optional<Time> rto;
    struct Point {
        base::Duration at_most{};
        std::vector<std::string> stores;  // the scope
    };
    std::optional<Point> rpo;
    std::optional<std::string> mbco;  // minimum business continuity objective, in words
};

struct Participant {
    std::string role;  // "director", "evaluator", or what is played
    std::string person;
    std::string substitute;  // empty: none
};

struct ExerciseStep {
    std::string what;
    std::string expected;
    std::optional<base::Duration> within;
};

// What is thrown in while the exercise runs.
enum class Inject : std::uint8_t { event, key_person_unavailable, tool_unavailable, surprise };
inline constexpr std::size_t inject_kinds = 4;
std::string_view name_of(Inject inject);  // "key-person-unavailable"

struct Held {
    Day on;
    struct Evidence {
        std::string file;  // as the plan names it
        bool found = false;
    };
    std::vector<Evidence> evidence;
};

struct Exercise {
    std::string id;
    std::string aim;
    ExerciseType type = ExerciseType::tabletop;
    Day on;
    std::optional<base::Duration> from;  // time of day in the plan's zone; nothing: all day
    base::Duration lasts = std::chrono::hours{2};
    std::vector<std::uint32_t> scenarios;  // into Plan::scenarios
    std::vector<std::string> assumptions;
    std::vector<std::string> preconditions;
    std::vector<ExerciseStep> steps;
    struct Thrown {
        Inject kind = Inject::event;
        std::string what;
    };
    std::vector<Thrown> injects;
    std::vector<std::string> success_criteria;
    std::vector<std::string> stop_conditions;
    std::vector<Participant> roles;
    std::vector<std::string> communication;
    std::vector<std::string> evidence_to_capture;
    std::vector<std::string> controls;  // "SOC 2 A1.2"
    std::optional<Held> held;

    bool is_live() const {
        return type != ExerciseType::tabletop && type != ExerciseType::simulation;
    }
};

// An exercise of a year before.
struct Past {
    ExerciseType type = ExerciseType::tabletop;
    Day on;
};

// Something to be done by a date, again and again.
struct Duty {
    std::string id;
    std::string clause;
    std::string what;
    std::string owner;
    std::optional<std::uint32_t> every_days;
    std::optional<std::uint32_t> within_days;
    std::optional<std::uint32_t> within_business_days;
    std::optional<Day> last;
    std::optional<Day> next;
};

struct Colleague {
    std::string id;
    std::string name;
    std::string team;
};

struct SignOff {
    std::string role;
    std::string person;
    std::optional<Day> on;
};

struct Plan {
    std::string path;
    std::string title;
    Control control;
    TimeZone zone;
    Day from;  // the year it plans, both days included
    Day until;
    Day in_service_since;  // the first exercise is due within the rhythm of this day
    std::vector<std::string> basis;
    std::vector<std::string> in_scope;
    std::vector<Exclusion> exclusions;
    std::vector<Objective> objectives;
    std::vector<std::string> controls;  // in scope of an audit
    std::vector<Colleague> people;
    std::vector<Past> history;
    std::vector<Exercise> exercises;
    std::vector<Duty> duties;
    std::vector<SignOff> sign_off;

    Deployment deployment;
    Contract contract;
    std::optional<Operations> operations;
    std::vector<Tried> scenarios;  // of the exercises
    std::vector<Tried> library;    // scenarios that could be used besides
};

}  // namespace triaz::plan
