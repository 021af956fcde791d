// The claims a scenario can make. Each is a promise with its parameters; judge.hpp decides it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/check/verdict.hpp"
#include "sim/history/timeline.hpp"
#include "sim/measure/service_level.hpp"

namespace triaz::check {

// The zero-RTO levels, each containing the one before. sim/check/README.md defines them.
enum class Level : std::uint8_t {
    z0_hands_off,
    z1_no_outage,
    z2_no_client_visible_error,
    z3_hitless,
};

std::string_view name_of(Level level);  // "Z2"

// Recovery time. With a level: zero RTO at that level. `at_most` relaxes Z1 alone to "no outage
// longer than that" and may be given with Z0 and Z1 only; an outage is over when the level has been
// met for the settle window, as T5 has it. Z0 without `at_most` bounds no length: it asks for
// recovery. `slice` is a multiple of the width in which the evidence was collected.
struct RecoveryTime {
    Level level = Level::z1_no_outage;
    base::Duration at_most{};
    measure::ServiceLevel minimum_service;
    base::Duration slice = std::chrono::milliseconds{100};
    std::vector<std::string> cohorts;  // empty: all
};

// Recovery point: acknowledged writes that do not survive, per store in scope.
struct RecoveryPoint {
    std::vector<std::string> stores;  // in scope; the others are printed as left out
    std::uint64_t lost_at_most = 0;
};

// At least `zones` zones are active before the first fault: each does at least `share` of the work.
struct ActiveZones {
    std::uint32_t zones = 3;
    base::Ratio share{0.2};
};

// Each acknowledged write is on disk in at least `zones` zones when it is acknowledged.
struct SynchronousCopies {
    std::uint32_t zones = 2;
    std::vector<std::string> stores;  // in scope; the others are printed as left out
};

// What clients read and wrote of each sampled key is linearizable (sim/history/sample.hpp).
struct Linearizable {
    std::vector<std::string> stores;  // in scope; the others are printed as left out
};

// While a fault of this dependency lasts, this share of the requests issued meanwhile succeeds in
// time, for each cohort. With `fails_closed` no request that needs an answer of it goes on without.
struct DependencyOutage {
    std::string dependency;
    std::vector<std::string> cohorts;  // empty: all
    base::Ratio success{0.99};
    bool fails_closed = false;
};

// Of the sessions under way this share is kept, or back within that time of each drop.
struct Sessions {
    std::vector<std::string> cohorts;  // of sessions; empty: all
    base::Ratio kept{1};
    base::Duration within = std::chrono::seconds{10};
    std::optional<std::uint64_t> dropped_at_most;
    std::optional<base::Ratio> blocked_at_most;  // of the sessions that begin
};

struct Claim {
    std::string id;
    std::vector<std::string> contract;  // clauses, e.g. "C09"
    Verdict expected = Verdict::upheld;
    std::variant<RecoveryTime, RecoveryPoint, ActiveZones, SynchronousCopies, Linearizable,
                 DependencyOutage, Sessions>
        promise;
};

// What must have happened in the run for its verdict to mean anything.
struct Sometimes {
    history::Mark mark = history::Mark::leader_elected;
    std::uint64_t at_least = 1;
};

}  // namespace triaz::check
