// The stable form of a result, for other tools: schema "triaz.result/1.0" (result_schema.hpp).
//
// Everything but the member "context" is the same bytes for the same inputs and seed, whatever the
// machine, compiler or optimisation. Members ending in _s are simulated seconds, exact to the
// nanosecond.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/report/context.hpp"
#include "sim/run/result.hpp"

namespace triaz::report {

inline constexpr std::string_view result_schema_name = "triaz.result/1.0";

std::string to_json(const run::Result& result, const Context& context);

// What `triaz test` needs to know of a result written in another process.
struct ReadClaim {
    std::string id;
    check::Verdict verdict = check::Verdict::inconclusive;
    check::Verdict expected = check::Verdict::upheld;
    std::string reason;
    bool as_expected() const { return verdict == expected; }
};
struct ReadResult {
    check::Verdict verdict = check::Verdict::inconclusive;
    std::vector<ReadClaim> claims;
    std::string reproduce;
};

// Nothing when `json` is no result of a schema version we know.
std::optional<ReadResult> read_verdicts(std::string_view json);

}  // namespace triaz::report
