// The search for the smallest failure that breaks a promise: every combination of so many faults,
// at every distinguishable instant, simulated and judged.
//
//   1. A run without faults is recorded: the instants at which a first fault may strike.
//   2. Every choice strikes at each instant whose component it touches (at the first one, where it
//      touches none). Of combinations that a symmetry of the model maps onto each other one is run.
//   3. For a second fault each of these runs is recorded in turn, and every choice strikes at each
//      later instant of the same component: while the first fault lasts, while it is repaired,
//      afterwards. One component is followed at a time: phases of two are not combined. What has no
//      phases without faults (views of balancers, scaling), and choices that touch no phase, follow
//      on the first run of each choice. What the first fault holds down already is passed by, and
//      so are runs that already refute every claim: the smaller combination is the better witness.
//
// Runs are named by numbers, "12" and "12.7": the seventh way to strike a second time after run 12.
// The same question gives the same runs, names and answer, whatever the number of processes, and
// whether or not it was interrupted and went on from its journal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/search/choice.hpp"
#include "sim/search/journal.hpp"
#include "sim/search/outcome.hpp"

namespace triaz::search {

inline constexpr unsigned most_faults = 3;

struct Question {
    scenario::Scenario scenario;        // its own faults and goals are left out
    std::optional<std::string> mutant;  // as which it was loaded
    std::vector<Choice> choices;
    unsigned faults = 1;                     // at most so many in one run
    std::optional<base::Duration> lasting;   // each fault; nothing: to the end of the run
    base::Duration after{};                  // from the end of the last fault to that of the run
    base::Duration before{};                 // from the end of the warm-up to the first instant
    base::Duration window{};                 // in which phases without faults are looked for
    std::optional<world::Tolerance> budget;  // of zones, data centres and hosts; nothing: any
    std::vector<std::string> of;             // instants of these components; empty: all
    bool symmetry = true;
    std::uint64_t random = 0;  // further runs, drawn: more faults than `faults`, at any time
    std::optional<std::uint64_t> most_runs;
};

// What is usual for a scenario: as long as its slowest start, its longest check.
Question usual_question(const scenario::Scenario& scenario);

struct Strike {
    fault::Fault fault;
    std::string when;  // "copying of state/2"
};

struct Run {
    std::string name;
    std::vector<Strike> strikes;
    base::Duration duration{};
    Outcome outcome;
};
// "triaz run FILE --fault '...' --duration 60s --seed 1"
std::string reproduce_line(const Run& run, const Question& question);

// All refutations of a claim by one mechanism.
struct Group {
    std::string mechanism;
    std::uint64_t runs = 0;
    Run first;  // the one with the fewest faults, then the first tried
};

struct ClaimAnswer {
    check::Verdict verdict = check::Verdict::inconclusive;
    std::uint64_t upheld = 0;
    std::uint64_t refuted = 0;
    std::uint64_t undecided = 0;
    std::string why_undecided;  // of the first such run
    std::vector<Group> groups;  // the most frequent first
};

// Counts of the combinations of one number of faults.
struct Layer {
    std::uint64_t planned = 0;    // to be run
    std::uint64_t tried = 0;      // and were
    std::uint64_t symmetric = 0;  // alike to one that is
    std::uint64_t contained = 0;  // of targets that are down already
    std::uint64_t refuted = 0;    // longer ways to refute what already is
    std::uint64_t cut = 0;        // that follow on runs which were not tried
};

struct Answer {
    std::vector<ClaimAnswer> claims;  // in the order of the scenario's
    std::vector<Layer> layers;        // [0]: one fault
    std::uint64_t random_planned = 0;
    std::uint64_t random_tried = 0;
    std::uint64_t without_effect = 0;  // runs in which a fault struck nothing that mattered
    std::size_t symmetries = 1;
    std::vector<std::string> instants;  // of the run without faults, told
    std::uint64_t later_instants = 0;   // of the runs with faults, all together
    std::vector<Run> failed;            // crashed: bugs of ours
    std::string cut_short;              // why it is not complete; empty: it is

    check::Verdict verdict() const;
};

struct Progress {
    std::uint64_t ended = 0;
    std::uint64_t planned = 0;
    std::uint64_t refuted = 0;
};

struct Conduct {
    unsigned jobs = 1;
    Journal* journal = nullptr;
    std::function<bool(const Progress&)> go_on;  // false: stop, with `why_stopped`
    std::string why_stopped;
    int signal = 0;  // out: that told us to stop
};

Answer search(const Question& question, Conduct& conduct);

// The text that a journal of this question is known by.
std::string identity_of(const Question& question);

}  // namespace triaz::search
