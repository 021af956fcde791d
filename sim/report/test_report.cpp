#include "sim/report/test_report.hpp"

#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::report {
namespace {

using Status = TestedRun::Status;
using check::Verdict;

// Failed outweighs undecided: one claim that broke is not made better by one we know nothing of.
void add_reason(TestedRun& run, Status status, const std::string& sentence) {
    if (run.status != Status::failed) run.status = status;
    run.why += (run.why.empty() ? "" : "; ") + sentence;
}

std::string row_sign(const Page& page, Status status) {
    switch (status) {
        case Status::passed:
            return page.painted("ok  ", Tone::good);
        case Status::undecided:
        case Status::aborted:
            return page.painted("?   ", Tone::unsure);
        default:
            return page.painted("FAIL", Tone::bad);
    }
}

Status worst_of(const TestedScenario& scenario) {
    Status worst = Status::passed;
    for (const TestedRun& run : scenario.runs)
        if (worst == Status::passed || run.status == Status::failed) worst = run.status;
    return worst;
}

std::size_t passed_mutants(const TestedScenario& scenario) {
    return static_cast<std::size_t>(std::count_if(
        scenario.runs.begin(), scenario.runs.end(),
        [](const TestedRun& run) { return run.mutant && run.status == Status::passed; }));
}

std::string tally(std::size_t passed, std::size_t all, std::string_view unit) {
    if (all == 0) return "no " + std::string{unit} + "s";
    return std::to_string(passed) + "/" + std::to_string(all) + " " + std::string{unit} +
           (all == 1 ? "" : "s");
}

struct Row {
    std::string path;
    std::string claims;   // "3/3 claims"
    std::string mutants;  // "2/2 mutants"
};

Row row_of(const TestedScenario& scenario, const Style& style) {
    const TestedRun& itself = scenario.runs.front();
    const auto good_claims =
        std::count_if(itself.claims.begin(), itself.claims.end(),
                      [](const ReadClaim& claim) { return claim.as_expected(); });
    return {printable(scenario.path, style),
            tally(static_cast<std::size_t>(good_claims), itself.claims.size(), "claim"),
            tally(passed_mutants(scenario), scenario.runs.size() - 1, "mutant")};
}

constexpr std::size_t sign_width = 5;
constexpr std::size_t between_columns = 2;

// How wide the columns are: as wide as what they hold, but the path no wider than the page allows.
struct Columns {
    std::size_t path = 0;
    std::size_t claims = 0;
};

Columns columns_of(const std::vector<Row>& rows) {
    Columns columns;
    std::size_t mutants = 0;
    for (const Row& row : rows) {
        columns.claims = std::max(columns.claims, width_of(row.claims));
        mutants = std::max(mutants, width_of(row.mutants));
    }
    const std::size_t used =
        sign_width + between_columns + columns.claims + between_columns + mutants;
    const std::size_t room = page_width - std::min(used, page_width);
    for (const Row& row : rows)
        columns.path = std::max(columns.path, std::min(width_of(row.path), room));
    return columns;
}

// A path is to be copied and never cut: one that is too long has a line of its own.
void append_row(Page& page, const Row& row, const Columns& columns,
                const TestedScenario& scenario) {
    const std::string sign = row_sign(page, worst_of(scenario)) + " ";
    const std::string tallies = std::string(between_columns, ' ') +
                                left(row.claims, columns.claims + between_columns) + row.mutants;
    if (width_of(row.path) <= columns.path) {
        page.line(sign + left(row.path, columns.path) + tallies);
    } else {
        page.line(sign + row.path);
        page.line(std::string(sign_width + columns.path, ' ') + tallies);
    }
}

// Why runs did not pass.
void append_failures(Page& page, const TestedScenario& scenario) {
    for (const TestedRun& run : scenario.runs) {
        if (run.status == Status::passed) continue;
        const std::string who = run.mutant ? "mutant \"" + *run.mutant + "\": " : "";
        page.paragraph(who + std::string{name_of(run.status)} + ": " + run.why, 5);
        if (!run.reproduce.empty())
            page.line("     " + page.painted(printable(run.reproduce, page.style()), Tone::quiet));
    }
}

void write_run(JsonWriter& json, const TestedRun& run) {
    json.begin_object();
    json.member("mutant", run.mutant);
    json.member("status", name_of(run.status));
    json.member("why", run.why);
    json.member("detail", run.detail);
    json.member("reproduce", run.reproduce);
    json.key("claims").begin_array();
    for (const ReadClaim& claim : run.claims) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("id", claim.id);
        json.member("verdict", check::name_of(claim.verdict));
        json.member("expected", check::name_of(claim.expected));
        json.member("reason", claim.reason);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

TestCase::Outcome outcome_of(Status status) {
    if (status == Status::passed) return TestCase::Outcome::passed;
    return status == Status::failed ? TestCase::Outcome::failed : TestCase::Outcome::error;
}

TestCase case_of_run(const TestedScenario& scenario, const TestedRun& run) {
    return {scenario.path, run.mutant ? "mutant: " + *run.mutant : "run", outcome_of(run.status),
            run.why, run.detail + run.reproduce};
}

TestCase case_of_claim(const TestedScenario& scenario, const TestedRun& run,
                       const ReadClaim& claim) {
    const TestedRun alone = judged_run({claim.verdict, {claim}, run.reproduce});
    return {scenario.path, claim.id, outcome_of(alone.status), alone.why, alone.reproduce};
}

}  // namespace

bool TestedScenario::passed() const { return worst_of(*this) == Status::passed; }

std::string_view name_of(Status status) {
    constexpr std::array<std::string_view, 7> names{"passed",     "failed",  "undecided", "invalid",
                                                    "unreadable", "crashed", "aborted"};
    return names[static_cast<std::size_t>(status)];
}

TestedRun judged_run(const ReadResult& result) {
    TestedRun run{.reproduce = result.reproduce, .claims = result.claims};
    if (result.claims.empty()) add_reason(run, Status::undecided, "no claim was judged");
    for (const ReadClaim& claim : result.claims) {
        if (claim.as_expected()) continue;
        add_reason(run, claim.verdict == Verdict::inconclusive ? Status::undecided : Status::failed,
                   claim.id + " is " + std::string{check::name_of(claim.verdict)} + ", expected " +
                       std::string{check::name_of(claim.expected)} + ": " + claim.reason);
    }
    return run;
}

TestedRun judged_mutant(const std::string& mutant, const std::vector<std::string>& refutes,
                        const ReadResult& result) {
    TestedRun run{.mutant = mutant, .reproduce = result.reproduce, .claims = result.claims};
    for (const std::string& id : refutes) {
        const auto claim = std::find_if(result.claims.begin(), result.claims.end(),
                                        [&](const ReadClaim& each) { return each.id == id; });
        if (claim == result.claims.end()) {
            add_reason(run, Status::failed, id + " was not judged");
        } else if (claim->verdict == Verdict::upheld) {
            add_reason(run, Status::failed, id + " is upheld, though this mutant should refute it");
        } else if (claim->verdict == Verdict::inconclusive) {
            add_reason(
                run, Status::undecided,
                id + " is inconclusive, though this mutant should refute it: " + claim->reason);
        }
    }
    return run;
}

std::string to_text(const std::vector<TestedScenario>& scenarios, const Style& style) {
    Page page{style};
    std::size_t passed = 0;
    std::vector<Row> rows;
    rows.reserve(scenarios.size());
    for (const TestedScenario& scenario : scenarios) rows.push_back(row_of(scenario, style));
    const Columns columns = columns_of(rows);
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        append_row(page, rows[i], columns, scenarios[i]);
        append_failures(page, scenarios[i]);
        if (scenarios[i].passed()) ++passed;
    }
    const std::size_t not_passed = scenarios.size() - passed;
    page.line();
    const std::string total = base::thousands(passed) + " of " + base::thousands(scenarios.size()) +
                              (scenarios.size() == 1 ? " scenario" : " scenarios") + " passed";
    page.line(page.painted(total, not_passed == 0 ? Tone::good : Tone::bad));
    return std::move(page).text();
}

std::string to_json(const std::vector<TestedScenario>& scenarios, const Context& context) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.test/1.0");
    write_context(json, context);
    json.member("evidence_class", "simulated");
    json.member("passed", std::all_of(scenarios.begin(), scenarios.end(),
                                      [](const TestedScenario& each) { return each.passed(); }));
    json.key("scenarios").begin_array();
    for (const TestedScenario& scenario : scenarios) {
        json.begin_object();
        json.member("path", scenario.path);
        json.member("passed", scenario.passed());
        json.key("runs").begin_array();
        for (const TestedRun& run : scenario.runs) write_run(json, run);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

std::vector<TestCase> test_cases(const std::vector<TestedScenario>& scenarios) {
    std::vector<TestCase> cases;
    for (const TestedScenario& scenario : scenarios) {
        for (const TestedRun& run : scenario.runs) {
            if (run.mutant || run.claims.empty()) {
                cases.push_back(case_of_run(scenario, run));
                continue;
            }
            for (const ReadClaim& claim : run.claims)
                cases.push_back(case_of_claim(scenario, run, claim));
        }
    }
    return cases;
}

}  // namespace triaz::report
