// A contract, clause by clause: what is promised, by whom, and how each promise is decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/verdict.hpp"
#include "sim/plan/evidence.hpp"

namespace triaz::plan {

enum class Responsibility : std::uint8_t { provider, customer, third_party, shared };
std::string_view name_of(Responsibility responsibility);  // "third party"

enum class ExerciseType : std::uint8_t {
    tabletop,    // talked through
    functional,  // one function is carried out, live
    switchover,  // traffic is moved away on purpose, live
    full_scale,  // everything, live, with everybody
    restore,     // a backup is restored and looked at
    simulation,  // scenarios are simulated
};
inline constexpr std::size_t exercise_types = 6;
std::string_view name_of(ExerciseType type);  // "full-scale"
std::optional<ExerciseType> exercise_type_named(std::string_view name);

// By a claim of a scenario.
struct BySimulation {
    struct Under {
        std::string fault;
        Sort each = Sort::zone;
    };
    std::string claim;         // "recovery-time"
    std::string level;         // of recovery-time: at least this one; else empty
    std::uint32_t zones = 0;   // of claims that count zones: at least
    std::vector<Under> under;  // each of these faults of every such component; empty: any fault
};
// By the model alone, without running it.
struct ByStructure {
    std::string property;  // "corporate-isolation"
};
// By walking through what people do (response.hpp, support.hpp, notification.hpp).
struct ByOperations {
    std::string promise;                   // "notification", "residency", "office-hours", ...
    std::optional<base::Duration> within;  // of a notification
};
// By exercises held or duties done in time.
struct ByPlan {
    std::string duty;                     // unique in the contract: "penetration-test"
    std::vector<ExerciseType> exercises;  // held by these, each; empty: a duty with its own dates
    std::optional<std::uint32_t> every_days;            // a rhythm
    std::optional<std::uint32_t> within_days;           // after what calls for it
    std::optional<std::uint32_t> within_business_days;  // the same in working days
};
// Not at all.
struct NotDecided {
    std::string why;
};
using Decision = std::variant<BySimulation, ByStructure, ByOperations, ByPlan, NotDecided>;

std::string_view way_of(const Decision& decision);  // "simulation", "structure", ..., "none"

struct Citation {
    std::string document;
    std::string section;
};

struct Clause {
    std::string id;       // "C09"
    std::string title;    // a few words
    std::string promise;  // in the project's own words
    Responsibility responsibility = Responsibility::provider;
    std::vector<Citation> from;
    std::vector<Decision> decided_by;  // at least one
};

struct ContractDocument {
    std::string id;  // "P"
    std::string title;
    std::string version;
    bool in_force = true;
};

struct Contract {
    std::string name;
    std::vector<ContractDocument> documents;
    std::vector<Clause> clauses;

    // A clause is promised when a document that is in force has it.
    bool is_promised(const Clause& clause) const;
    const Clause* find(std::string_view id) const;
};

// How far one decision of one clause stands with what is offered.
enum class Standing : std::uint8_t {
    decided,       // every case is asked by something offered
    in_part,       // some cases are
    open,          // it could be decided, and nothing offered does
    undecidable,   // this version cannot, or no machine can
    not_promised,  // no document in force has the clause
};
std::string_view name_of(Standing standing);

struct Ruling {
    std::size_t clause = 0;
    std::size_t decision = 0;
    Standing standing = Standing::open;
    std::string why;                            // one sentence
    std::optional<base::Verdict> verdict = {};  // of models and people looked at here
    std::vector<std::string> by;                // what decides it: scenarios, the duty in the plan
    std::vector<Cell> missing;                  // cases that nothing asks
};

// What came of a promise that is decided without a simulation.
struct Judged {
    base::Verdict verdict = base::Verdict::inconclusive;
    std::string why;  // one sentence
};
// A promise of people, walked through.
struct Walked {
    std::string promise;
    Judged judged;
    std::optional<base::Duration> within = {};  // it was held to this; of a notification
};

struct Offered {
    // What this version can decide at all: kinds of claim, properties of a model.
    std::vector<std::string> claims_known;
    struct Property {
        std::string name;
        std::string looked_for_by;          // "triaz lint: TZ401"
        std::optional<Judged> judged = {};  // in the models offered, if any is
    };
    std::vector<Property> properties_known;
    std::vector<Deployment> deployments;
    std::vector<Tried> scenarios;
    std::vector<std::string> duties;      // that a plan holds, by name
    std::vector<ExerciseType> exercises;  // that a plan holds
    std::vector<Walked> operations;       // that an operations model decides
};

// One ruling for each decision of each clause, in their order.
std::vector<Ruling> rule(const Contract& contract, const Offered& offered);

// The cells that a contract in force wants filled for a deployment, sorted, each once, with the
// clause that wants it first.
struct Wanted {
    Cell cell;
    std::string clause;
};
std::vector<Wanted> wanted_cells(const Contract& contract, const Deployment& deployment);

// Whether a claim asked of a scenario is the one this decision speaks of, or a stronger one.
bool answers(const Tried::Asked& asked, const BySimulation& decision);

// The promises of people that operations.hpp decides.
const std::vector<std::string_view>& operational_promises();

}  // namespace triaz::plan
