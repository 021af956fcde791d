// How people and tools respond to an incident: a graph of timed steps from the first alarm to the
// last notice, walked many times with drawn times.
//
// A step begins when all before it are done. An automatic step takes its time and nothing else. A
// step by a team needs a person: whoever of the team has already answered comes at once; otherwise
// its people are paged in the order of the model, the next one when `escalate_after` has passed
// without an answer. Somebody who is absent never answers. One person does one step at a time.
// A step with an approver first waits for a person of that team, who takes `approval` over it.
// A step that fails is tried again; out of tries, it is stuck, as it is without a person or a tool.
// Nothing waits longer than `longest_response`: what would is stuck.
// A tool is of no use when its zone is lost or when it stands behind a corporate network that is.
//
// Order: of the steps that are ready, the one ready first takes people first, then the first in the
// model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/units.hpp"
#include "sim/plan/office_hours.hpp"

namespace triaz::plan {

inline constexpr base::Duration longest_response = std::chrono::hours{24 * 3650};

struct Person {
    std::string name;
    std::uint32_t team = 0;
    base::Distribution answers;            // from being paged to being there, in office hours
    base::Distribution answers_off_hours;  // and at any other time
};

struct Team {
    std::string name;
    OfficeHours hours;
};

struct Tool {
    std::string name;
    std::optional<std::string> zone;           // it lives there; nothing: outside all zones
    bool corporate = false;                    // reached through the corporate network
    std::optional<std::uint32_t> alternative;  // taken when this one is of no use
};

struct ResponseStep {
    std::string name;
    std::vector<std::uint32_t> after;       // steps
    base::Distribution takes;               // each try
    std::optional<std::uint32_t> team;      // nothing: automatic
    std::optional<std::uint32_t> approver;  // a team
    base::Distribution approval;
    base::Ratio fails{0};  // each try by itself
    std::uint32_t tries = 1;
    std::vector<std::uint32_t> tools;  // all of them
};

// Invariant: `after` has no circle; indices are in range.
struct Response {
    std::vector<Team> teams;
    std::vector<Person> people;
    std::vector<Tool> tools;
    std::vector<ResponseStep> steps;
    base::Duration escalate_after = std::chrono::minutes{10};
};

// What the incident finds.
struct Circumstances {
    std::string name;
    Instant at{};
    std::optional<std::string> lost_zone = {};
    bool corporate_network_lost = false;
    std::vector<std::uint32_t> absent = {};  // people
};

// One walk. Times are from the incident on.
struct Walk {
    struct Step {
        std::optional<base::Duration> ready;   // all before it are done
        std::optional<base::Duration> begun;   // with people and approval
        std::optional<base::Duration> done;    // nothing: never
        std::string stuck;                     // why it is never done, when it is its own fault
        std::optional<std::uint32_t> because;  // the step it waited for last
    };
    std::vector<Step> steps;
};

// Draws come from streams of the step's and the person's number, so that a change of one step
// leaves the draws of all others as they are.
Walk walk(const Response& response, const Circumstances& circumstances, const base::Stream& random);

// The steps that made `last` as late as it was, the first one first; empty when it was never done.
std::vector<std::uint32_t> critical_path(const Walk& walk, std::uint32_t last);

// Many walks of one set of circumstances.
struct Rehearsed {
    std::uint64_t runs = 0;
    struct Step {
        std::uint64_t done = 0;   // in so many runs
        base::Duration median{};  // of those runs, from the incident on
        base::Duration p95{};
        base::Duration longest{};
        std::uint64_t critical = 0;  // in so many runs on the critical path of the last step
        std::string stuck;           // the most frequent reason, or empty
    };
    std::vector<Step> steps;
    // The step by a person that, done by itself without waiting for anybody, would bring the median
    // of the last step forward most, and by how much. Nothing: none would.
    struct Saving {
        std::uint32_t step = 0;
        base::Duration by{};
    };
    std::optional<Saving> automate;
};

// Runs rehearsals of numbers 0 .. runs-1, each from its own stream. Requires: runs > 0.
Rehearsed rehearse(const Response& response, const Circumstances& circumstances, std::uint32_t last,
                   std::uint64_t runs, const base::Stream& random);

// What is wrong with the graph: a circle of steps or of alternatives, by name; empty when nothing.
std::vector<std::string> circle_of_steps(const Response& response);

}  // namespace triaz::plan
