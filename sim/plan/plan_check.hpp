// What a plan leaves undone: its gaps, as of a day. "Today" is an argument.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/plan/set_cover.hpp"

namespace triaz::plan {

// One thing that an auditor would find.
struct Gap {
    std::string code;   // stable, one of gap_codes()
    std::string where;  // "exercise restore-backup", "document", "duty access-review"
    std::string what;   // one sentence
    std::string cure;
};

struct GapCode {
    std::string_view code;
    std::string_view means;
};
// All codes, in the order in which they are looked for.
const std::vector<GapCode>& gap_codes();

// The coverage matrix: what the contract wants asked of the deployment, and who asks it.
struct CoverageRow {
    std::string fault;
    std::string component;
    struct Entry {
        bool wanted = false;
        std::string clause;                  // that wants it
        std::vector<std::string> exercises;  // that ask it, by id
        std::string excluded;                // why it stays untested, when no exercise asks it
        bool is_gap() const { return wanted && exercises.empty() && excluded.empty(); }
    };
    std::vector<Entry> entries;  // one for each column
};
struct Coverage {
    std::vector<std::string> claims;  // the columns
    std::vector<CoverageRow> rows;    // sorted by fault, then component
};
Coverage coverage_of(const Plan& plan);

// The smallest set of additions that closes the gaps of coverage, of missing exercises and of
// people who are always there.
struct Closing {
    struct Addition {
        std::string what;                 // "the scenario x.json in an exercise of type simulation"
        std::vector<std::string> closes;  // in words
    };
    std::vector<Addition> additions;
    std::vector<std::string> left;  // what nothing at hand closes
    bool exact = true;
};

struct Assessment {
    Coverage coverage;
    std::vector<Gap> gaps;  // in the order of gap_codes(), then of the plan
    Closing closing;
};
Assessment assess(const Plan& plan, Day today);

}  // namespace triaz::plan
