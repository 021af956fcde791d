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
    measure::ServiceLevel minimum_service{};
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

// After each fault the balancers find out and lead requests to others: from `within` after it on,
// no slice has more failed attempts than the minimum service level leaves room for, and none is
// below it. Retries that hide a dead target are failed attempts too.
struct ReRouting {
    base::Duration within = std::chrono::seconds{30};
    measure::ServiceLevel minimum_service{};
    base::Duration slice = std::chrono::seconds{1};
    std::vector<std::string> cohorts;  // empty: all
};

// What a fault took of a service's instances is there again, the same or others, within so long:
// each service has `share` of the instances that were ready before.
struct CapacityRestored {
    base::Duration within = std::chrono::minutes{1};
    base::Ratio share{1};
};

// The line of some customers is lost: those of other cohorts keep their minimum service level in
// every slice. What the customers without a line see is reported apart.
struct CustomerLinkLoss {
    std::vector<std::string> cut;  // cohorts behind the line
    measure::ServiceLevel minimum_service{};
    base::Duration slice = std::chrono::seconds{1};
};

// Some tenants send far more than they do otherwise: cohorts of others keep their minimum service
// level in every slice, and are answered hardly more slowly.
struct TenantIsolation {
    std::vector<std::string> flooding;
    double flood_at_least = 3;  // times what they issue in their quiet slices, or there is no flood
    double slower_at_most = 2;  // times the mean latency of the others without the flood
    measure::ServiceLevel minimum_service{};
    base::Duration slice = std::chrono::seconds{1};
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
                 ReRouting, CapacityRestored, CustomerLinkLoss, TenantIsolation, DependencyOutage,
                 Sessions>
        promise;
};

// What must have happened in the run for its verdict to mean anything.
struct Sometimes {
    history::Mark mark = history::Mark::leader_elected;
    std::uint64_t at_least = 1;
};

}  // namespace triaz::check
