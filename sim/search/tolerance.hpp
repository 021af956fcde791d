// What services and stores are declared to survive (`tolerates`), attacked from two sides:
// structure looks for a way past it (minimal cut sets), simulation tries every combination of
// losses within it. Where the two disagree, the declaration is right for one of them alone, and
// both say why.
//
//   service  the losses last; clients who reach the part are without it for no longer than
//   `within`,
//            at the service level that the scenario's own recovery-time claims ask for
//   data     the losses last as long as is usual; every write that the store acknowledged is there
//            afterwards
//
// Simulation strikes with losses of power, of zones and data centres that hold the part, and of
// hosts on which it stands. Structure counts disks as destroyed: of data it says more, and what it
// refutes alone is no disagreement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/search/search.hpp"
#include "sim/structure/lint.hpp"

namespace triaz::search {

struct AttackOptions {
    base::Duration within = std::chrono::seconds{15};
    std::optional<std::uint64_t> most_runs;  // of each attack
    std::optional<std::string> mutant;       // as which the scenario was loaded
};

struct Attack {
    std::string of;  // "store state"
    std::string pointer;
    world::Tolerance declared;
    std::vector<std::string> ways_past;  // that structure found: "host a1-h1 and host b1-h1"
    Question question;                   // what was tried; no claims: nothing in the scenario asks
    Answer answer;                       // of every combination within the declaration
    std::vector<Run> ways_tried;         // the first of structure's ways, simulated

    check::Verdict by_structure() const;
    check::Verdict by_simulation() const;
    bool disagree() const;
    // Refuted by one is refuted; upheld by both is upheld.
    check::Verdict verdict() const;
};

// Every declaration of the scenario's deployment, services first. Ends early with what there is
// when `conduct` says so.
std::vector<Attack> attack_tolerances(const scenario::Scenario& scenario,
                                      const AttackOptions& options, Conduct& conduct);

}  // namespace triaz::search
