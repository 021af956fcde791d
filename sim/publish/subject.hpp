// All that a report is made of, gathered by the command line: results and what is known around
// them. Nothing is looked up here; what is absent is said to be absent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/plan/contract.hpp"
#include "sim/plan/plan.hpp"
#include "sim/plan/plan_check.hpp"
#include "sim/publish/document.hpp"
#include "sim/publish/ledger.hpp"
#include "sim/publish/record.hpp"

namespace triaz::publish {

enum class ReportKind : std::uint8_t { summary, rehearsal, comparison };
std::string_view name_of(ReportKind kind);

// A file that the report rests on.
struct EvidenceFile {
    std::string path;
    std::string sha256;
    std::string what;  // "result of az-power-loss", "plan"
};

// The ledger of the year, as it was read.
struct LedgerBook {
    std::string path;
    std::vector<LedgerEntry> entries;
    std::vector<std::string> broken;  // sentences; none: the chain of hashes is whole
};

struct Subject {
    std::vector<Record> records;  // at least one
    // Further runs of the scenarios of observed records: the interval that was predicted rests on
    // them, and they are told of nowhere else.
    std::vector<Record> predictions;
    std::optional<LedgerBook> ledger;
    std::optional<PlanRun> plan_run;
    std::optional<plan::Plan> plan;
    std::optional<plan::Assessment> assessment;  // of the plan, as of `today`
    std::optional<plan::Day> today;
    std::optional<plan::Contract> contract;
    std::vector<plan::Ruling> rulings;  // of the contract
    std::vector<EvidenceFile> evidence;
    std::string version;  // of triaz, which writes the report
};

Document make_report(const Subject& subject, ReportKind kind);

}  // namespace triaz::publish
