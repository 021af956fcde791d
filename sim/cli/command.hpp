// The commands and their options, typed: what parse.hpp makes of the words on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/consistency/report.hpp"
#include "sim/explore/explore.hpp"
#include "sim/publish/ledger.hpp"
#include "sim/publish/subject.hpp"
#include "sim/scenario/variation.hpp"

namespace triaz::cli {

enum class Format : std::uint8_t { human, json, junit, sarif };

enum class ReportForm : std::uint8_t {
    html,
    pdf,
    markdown,
    json,
    trace,
    sarif,
    junit,
    csv,
    github
};

struct RunOptions {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;
    scenario::Variation variation;
    std::vector<std::string> claims;  // empty: all
    Requirement requirement = Requirement::as_expected;
    Format format = Format::human;
    std::optional<ReportForm> form;     // of another tool, instead of `format`
    std::optional<std::string> output;  // a file; nothing: standard output
    bool quiet = false;
    std::optional<std::string> history;  // a file for the sampled operations
    std::uint32_t history_keys = 1;      // of each shard, sampled
};

struct TestOptions {
    std::vector<std::string> paths;
    unsigned jobs = 0;  // 0: as many as there are processors
    Format format = Format::human;
    bool mutants = true;
    std::string filter;
    std::optional<std::string> results;  // a folder
    std::optional<std::string> output;
};

struct ValidateOptions {
    std::vector<std::string> files;
    Format format = Format::human;
};

struct SchemaOptions {
    std::string kind;
};

struct ExplainOptions {
    std::vector<std::string> words;  // one term; empty: list all
};

// What a failed compare-and-set says: by the form of the history, or as told.
enum class FailedCas : std::uint8_t { by_form, compared, unknown };

struct CheckOptions {
    std::string history;                      // "-": standard input
    std::optional<consistency::Model> model;  // nothing: the functions used tell
    std::optional<consistency::Consistency> consistency;
    std::optional<std::string> initial;  // as EDN
    FailedCas failed_cas = FailedCas::by_form;
    std::optional<std::int64_t> total;
    bool negative_balances = false;
    base::Duration time_budget = std::chrono::seconds{60};
    std::size_t memory_budget = 1'000'000'000;  // bytes
    Format format = Format::human;
    std::optional<std::string> output;
    std::optional<std::string> witness;  // a file for the picture
};

struct ModelCheckOptions {
    std::string what;  // a protocol, a preset, or FILE#STORE
    // Instead of what the store has.
    std::optional<std::uint8_t> replicas;
    std::optional<std::uint8_t> copies;
    std::optional<std::uint8_t> witnesses;
    std::optional<std::uint8_t> lease;         // in heartbeats
    std::optional<std::uint8_t> lease_margin;  // in heartbeats
    bool reads_by_lease = false;
    std::optional<std::uint8_t> read_quorum;
    std::optional<std::uint32_t> entries_per_message;
    bool fallback = false;
    bool pre_vote = true;
    bool check_quorum = true;
    std::optional<std::string> mutation;
    explore::Bounds bounds{.writes = 1};
    std::vector<std::uint8_t> elections_of;  // empty: shared in every way
    explore::Invariants invariants;
    bool settled = false;
    bool symmetry = true;
    bool reduction = true;
    base::Duration time_budget = std::chrono::seconds{60};
    std::uint64_t memory_budget = 2'000'000'000;  // bytes
    Format format = Format::human;
    std::optional<std::string> output;
};

struct ClaimsOptions {
    std::vector<std::string> paths;       // models, scenarios, plans, folders of them
    std::optional<std::string> contract;  // nothing: that of a plan, or the newest one nearby
    bool strict = false;
    Format format = Format::human;
    std::optional<std::string> output;
};

struct LintOptions {
    std::string file;       // a model, or a scenario
    std::size_t order = 2;  // of cut sets
    bool strict = false;    // warnings count as errors
    Format format = Format::human;
    std::optional<std::string> output;
};

struct PlanCheckOptions {
    std::string plan;
    std::optional<std::string> today;  // as "2026-11-23"; nothing: by the machine's clock, UTC
    Format format = Format::human;
    std::optional<std::string> output;
};

struct PlanCalendarOptions {
    std::string plan;
    std::optional<std::string> output;
};

struct PlanRespondOptions {
    std::string file;  // a plan, or operations alone
    Format format = Format::human;
    std::optional<std::string> output;
};

struct PlanRunOptions {
    std::string plan;
    std::string folder;
    unsigned jobs = 0;  // 0: as many as there are processors
};

struct ReportOptions {
    std::vector<std::string> results;  // files, or folders of `triaz plan run`
    publish::ReportKind kind = publish::ReportKind::rehearsal;
    ReportForm form = ReportForm::markdown;
    std::optional<std::string> output;
    std::optional<std::string> plan;
    std::optional<std::string> contract;
    std::optional<std::string> today;
    std::optional<std::string> ledger;
    std::vector<std::string> predicted;  // more results, for intervals alone
};

struct DiffOptions {
    std::string base;  // a result, a folder of results, or a scenario
    std::string head;
    std::uint32_t seeds = 5;  // of scenarios: so many each, the same for both
    unsigned jobs = 0;
    Format format = Format::human;
    bool markdown = false;
    std::optional<std::string> output;
};

struct EvidencePackOptions {
    std::vector<std::string> results;  // files, or folders of `triaz plan run`
    std::string output;
};

struct EvidenceVerifyOptions {
    std::string pack;
    bool rerun = true;                // the simulations too, not only the hashes
    std::optional<std::string> head;  // of a ledger: a hash that must be in it
};

struct EvidenceAddOptions {
    std::string ledger;
    publish::LedgerEntry entry;
};

struct ObserveImportOptions {
    std::string file;                    // an observation
    std::optional<std::string> history;  // of clients, beside it
    Format format = Format::human;
    std::optional<std::string> output;  // for the result, always JSON
};

struct EvidenceListOptions {
    std::string ledger;
    Format format = Format::human;
    std::optional<std::string> output;
};

enum class ExportFormat : std::uint8_t { open_psa, dot, graphml, simgrid };

struct ExportOptions {
    std::string file;  // a model, or a scenario
    ExportFormat format = ExportFormat::dot;
    std::optional<std::string> output;
};

struct ExploreOptions {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;
    std::vector<std::string> claims;  // empty: all
    unsigned faults = 1;
    std::vector<std::string> kinds;    // empty: the usual ones
    std::vector<std::string> targets;  // empty: all
    std::vector<std::string> of;       // components whose phases are told apart; empty: all
    // How long each fault lasts; nothing: as is usual. Zero: to the end of the run.
    std::optional<base::Duration> lasting;
    std::optional<base::Duration> after;
    base::Ratio load{1};
    bool symmetry = true;
    std::uint64_t random = 0;
    std::optional<base::Duration> time_budget;
    std::optional<std::uint64_t> run_budget;
    unsigned jobs = 0;  // 0: as many as there are processors
    std::optional<std::string> journal;
    std::optional<std::string> shrink;  // a folder for the smallest scenarios
    Format format = Format::human;
    std::optional<std::string> output;
};

struct ShrinkOptions {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;
    scenario::Variation variation;
    std::vector<std::string> claims;  // empty: all
    unsigned jobs = 0;                // 0: as many as there are processors
    std::string output;               // the scenario file
};

struct MutateOptions {
    std::vector<std::string> paths;
    unsigned jobs = 0;  // 0: as many as there are processors
    Format format = Format::human;
    std::optional<std::string> output;
};

struct ToleranceOptions {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::string> mutant;
    base::Duration within = std::chrono::seconds{15};
    base::Ratio load{1};
    std::optional<std::uint64_t> run_budget;  // of each declaration
    unsigned jobs = 0;                        // 0: as many as there are processors
    Format format = Format::human;
    std::optional<std::string> output;
};

struct FrontierOptions {
    std::string scenario;
    std::vector<std::string> over;  // one or two ranges, in words
    std::string claim;
    std::optional<std::string> mutant;
    std::optional<std::uint64_t> seed;
    std::uint32_t seeds = 3;
    double precision = 0.5;  // percent of the range
    std::uint32_t steps = 9;
    unsigned jobs = 0;  // 0: as many as there are processors
    Format format = Format::human;
    std::optional<std::string> output;  // by its ending: .svg, .csv, .json, else text
};

struct VersionOptions {};

using Command =
    std::variant<RunOptions, TestOptions, ValidateOptions, SchemaOptions, ExplainOptions,
                 CheckOptions, ModelCheckOptions, ClaimsOptions, PlanCheckOptions,
                 PlanCalendarOptions, PlanRespondOptions, PlanRunOptions, ReportOptions,
                 DiffOptions, EvidencePackOptions, EvidenceVerifyOptions, EvidenceAddOptions,
                 EvidenceListOptions, ObserveImportOptions, LintOptions, ExportOptions,
                 ExploreOptions, ShrinkOptions, MutateOptions, ToleranceOptions, FrontierOptions,
                 VersionOptions>;

}  // namespace triaz::cli
