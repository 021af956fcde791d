// Active health checks: what is configured, what a check sees of a target, and how the opinion of
// one checker turns.
//
// A checker is driven by its owner: it starts a check, tells `judge` how the check went, and starts
// the next one when told. One `Opinion` a checker and target.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/time.hpp"

namespace triaz::traffic {

// What of a target a check exercises.
enum class CheckDepth : std::uint8_t {
    connect,  // a connection is accepted
    shallow,  // the process answers, without doing work
    deep,     // a request is served, with all that it needs
};

// What is the matter with a target.
enum class Condition : std::uint8_t {
    serving,
    process_gone,     // its host refuses connections
    host_silent,      // no power, no path: packets vanish
    stuck,            // connections are accepted, answers never come
    failing,          // every answer is an error
    dependency_lost,  // the process is well, what requests need is not there
};

enum class CheckOutcome : std::uint8_t {
    passed,
    refused,            // at once
    connect_timeout,    // nobody accepted the connection in time
    response_timeout,   // nobody answered in time
    unexpected_status,  // an answer, but not the expected one
};

// A check sees only what it exercises.
constexpr CheckOutcome seen_by(CheckDepth depth, Condition condition) {
    switch (condition) {
        case Condition::serving:
            return CheckOutcome::passed;
        case Condition::process_gone:
            return CheckOutcome::refused;
        case Condition::host_silent:
            return CheckOutcome::connect_timeout;
        case Condition::stuck:
            return depth == CheckDepth::connect ? CheckOutcome::passed
                                                : CheckOutcome::response_timeout;
        case Condition::failing:
            return depth == CheckDepth::connect ? CheckOutcome::passed
                                                : CheckOutcome::unexpected_status;
        case Condition::dependency_lost:
            return depth == CheckDepth::deep ? CheckOutcome::unexpected_status
                                             : CheckOutcome::passed;
    }
    return CheckOutcome::passed;
}

// When the next check starts.
enum class Spacing : std::uint8_t {
    after_end,       // the interval begins when a check is over (HAProxy, Envoy)
    between_starts,  // or when it starts, but checks do not overlap (cloud balancers)
};

// What the very first result does, apart from counting.
enum class FirstResult : std::uint8_t { counts, success_decides, failure_decides };

// Each interval is multiplied by a factor drawn uniformly from [1 - below, 1 + above], and a
// duration drawn uniformly from [0, added] is added; one draw serves both.
struct Jitter {
    double below = 0;
    double above = 0;
    base::Duration added{};
};

struct HealthCheck {
    CheckDepth depth = CheckDepth::shallow;
    base::Duration interval = std::chrono::seconds{2};
    // In place of `interval`: while the opinion is turning, while it is settled on unhealthy, and
    // while the balancer has never had traffic for the target.
    std::optional<base::Duration> turning_up{};
    std::optional<base::Duration> turning_down{};
    std::optional<base::Duration> unhealthy{};
    std::optional<base::Duration> no_traffic{};
    base::Duration connect_timeout = std::chrono::seconds{2};
    base::Duration response_timeout = std::chrono::seconds{2};  // once connected
    std::uint32_t rise = 2;
    std::uint32_t fall = 3;
    Spacing spacing = Spacing::after_end;
    Jitter jitter{};
    bool starts_healthy = true;
    FirstResult first_result = FirstResult::counts;
    bool unexpected_status_at_once = false;  // such an answer alone makes unhealthy
};

// How long a check with this outcome takes; `answer_time` is that of an answer, passed or not.
constexpr base::Duration time_taken(const HealthCheck& check, CheckOutcome outcome,
                                    base::Duration answer_time) {
    switch (outcome) {
        case CheckOutcome::passed:
        case CheckOutcome::unexpected_status:
            return answer_time;
        case CheckOutcome::refused:
            return base::Duration{0};
        case CheckOutcome::connect_timeout:
            return check.connect_timeout;
        case CheckOutcome::response_timeout:
            return check.response_timeout;
    }
    return answer_time;
}

struct Opinion {
    bool healthy = true;
    bool first = true;         // no check has ended yet
    std::uint32_t streak = 0;  // of checks that speak against the opinion
};

constexpr Opinion first_opinion(const HealthCheck& check) {
    return {check.starts_healthy, true, 0};
}

struct CheckReport {
    CheckOutcome outcome = CheckOutcome::passed;
    base::Time started{};
    base::Time ended{};
    bool had_traffic = true;  // the balancer has ever had traffic for the target
    double draw = 0;          // for the jitter, uniform in [0, 1)
};

enum class Turn : std::uint8_t { none, up, down };

struct Judgement {
    Turn turn = Turn::none;
    base::Time next_start{};
};

// Takes the result of a check into the opinion.
Judgement judge(const HealthCheck& check, Opinion& opinion, const CheckReport& report);

// The interval with its jitter; `draw` in [0, 1], so that its bounds are those of 0 and 1.
base::Duration with_jitter(const Jitter& jitter, base::Duration interval, double draw);

// Of several checkers with opinions of their own: is the target healthy when more than
// `above_percent` of them say so? Name services ask many checkers around the world.
struct CheckerQuorum {
    std::uint32_t checkers = 1;
    std::uint32_t above_percent = 0;

    constexpr bool healthy(std::uint32_t for_it) const {
        return std::uint64_t{for_it} * 100 > std::uint64_t{above_percent} * checkers;
    }
    // How many of all must turn until the verdict does.
    constexpr std::uint32_t turns_to_unhealthy() const {
        return checkers - static_cast<std::uint32_t>(std::uint64_t{above_percent} * checkers / 100);
    }
    constexpr std::uint32_t turns_to_healthy() const { return checkers - turns_to_unhealthy() + 1; }
};

}  // namespace triaz::traffic
