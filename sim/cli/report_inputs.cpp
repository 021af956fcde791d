#include "sim/cli/report_inputs.hpp"

#include <algorithm>
#include <filesystem>

#include "sim/base/sha256.hpp"
#include "sim/cli/contract_standing.hpp"
#include "sim/cli/file_bytes.hpp"
#include "sim/cli/plan_file.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

publish::Record record_of(const std::string& path, const std::string& bytes) {
    auto record = publish::read_record(bytes);
    if (!record)
        throw Failure(ExitCode::invalid_input,
                      path + " is no result of `triaz run --format json` (schema triaz.result/1)");
    record->file = path;
    record->sha256 = base::sha256_hex(bytes);
    return std::move(*record);
}

struct Read {
    std::vector<publish::Record> records;
    std::optional<publish::PlanRun> plan_run;
    std::vector<publish::EvidenceFile> evidence;
};

void take_folder(Read& read, const fs::path& index, const std::string& bytes) {
    auto run = publish::read_plan_run(bytes);
    read.evidence.push_back(
        {index.string(), base::sha256_hex(bytes), "index of the results of " + run->plan});
    for (const publish::PlanRun::Entry& entry : run->results) {
        if (entry.file.empty()) continue;
        const std::string path = (index.parent_path() / entry.file).string();
        publish::Record record = record_of(path, bytes_of(path));
        record.exercise = entry.exercise;
        read.evidence.push_back({path, record.sha256, "result of exercise " + entry.exercise});
        read.records.push_back(std::move(record));
    }
    if (!read.plan_run) read.plan_run = std::move(run);
}

void take(Read& read, const std::string& path) {
    std::error_code error;
    const bool is_folder = fs::is_directory(path, error);
    const std::string file = is_folder ? (fs::path{path} / "index.json").string() : path;
    if (is_folder && !is_file(file))
        throw Failure(ExitCode::io, path +
                                        " is a folder without index.json: no `triaz plan run` "
                                        "wrote it");
    const std::string bytes = bytes_of(file);
    if (publish::read_plan_run(bytes)) return take_folder(read, file, bytes);
    read.records.push_back(record_of(file, bytes));
    read.evidence.push_back({file, read.records.back().sha256, "result"});
}

void add_plan(publish::Subject& subject, const ReportOptions& options) {
    std::optional<std::string> path = options.plan;
    if (!path && subject.plan_run && is_file(subject.plan_run->plan)) path = subject.plan_run->plan;
    if (!path) return;
    subject.plan = std::move(load_plan(*path).plan);
    subject.evidence.push_back({*path, base::sha256_hex(bytes_of(*path)), "plan"});
    if (options.today) {
        subject.today = plan::parse_day(*options.today);
        subject.assessment = plan::assess(*subject.plan, *subject.today);
    }
}

void add_ledger(publish::Subject& subject, const ReportOptions& options) {
    if (!options.ledger) return;
    const std::string bytes = bytes_of(*options.ledger);
    if (!publish::is_ledger(bytes))
        throw Failure(ExitCode::invalid_input, *options.ledger + " is no ledger");
    try {
        const publish::Ledger ledger{*options.ledger, publish::Ledger::Access::read};
        subject.ledger = {*options.ledger, ledger.entries(), ledger.broken()};
    } catch (const std::runtime_error& error) {
        throw Failure(ExitCode::io, error.what());
    }
    subject.evidence.push_back({*options.ledger, base::sha256_hex(bytes), "ledger"});
}

// What decides the clauses: the plan, or else the scenarios of the results that are still there.
void add_contract(publish::Subject& subject, const ReportOptions& options) {
    std::vector<std::string> files;
    if (subject.plan) {
        files.push_back(subject.plan->path);
    } else {
        for (const publish::Record& record : subject.records)
            if (is_file(record.scenario) &&
                std::ranges::find(files, record.scenario) == files.end())
                files.push_back(record.scenario);
    }
    const bool is_known =
        options.contract || subject.plan || (!files.empty() && contract_near(files.front()));
    if (!is_known) return;
    const std::string near = files.empty() ? std::string{} : files.front();
    Standings standings = standings_of(files, options.contract, near);
    subject.contract = std::move(standings.contract);
    subject.rulings = std::move(standings.rulings);
    const auto path = options.contract ? options.contract
                      : subject.plan   ? std::nullopt
                                       : contract_near(near);
    if (path) subject.evidence.push_back({*path, base::sha256_hex(bytes_of(*path)), "contract"});
}

}  // namespace

std::vector<publish::Record> read_records(const std::string& path) {
    Read read;
    take(read, path);
    return std::move(read.records);
}

publish::Subject gather(const ReportOptions& options, const std::string& version) {
    Read read;
    for (const std::string& path : options.results) take(read, path);
    if (read.records.empty())
        throw Failure(ExitCode::nothing_selected, "no result is in " + options.results.front());
    publish::Subject subject;
    subject.records = std::move(read.records);
    subject.plan_run = std::move(read.plan_run);
    subject.evidence = std::move(read.evidence);
    subject.version = version;
    for (const std::string& path : options.predicted)
        for (publish::Record& record : read_records(path)) {
            subject.evidence.push_back({record.file, record.sha256, "result that predicts"});
            subject.predictions.push_back(std::move(record));
        }
    add_plan(subject, options);
    add_ledger(subject, options);
    add_contract(subject, options);
    return subject;
}

}  // namespace triaz::cli
