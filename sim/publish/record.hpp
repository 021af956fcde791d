// A result as it is read back from its JSON (sim/report/result_schema.hpp): what reports are made
// of. Nothing of it is trusted: every string may hold anything, and what is missing or of another
// type than it should be is empty.
//
// Instants and lengths are simulated seconds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/run/architecture.hpp"

namespace triaz::publish {

struct Moment {
    double t = 0;
    std::string mark;
    std::string subject;
    std::string detail;
};

// A fault, and T0 to T7 of it.
struct Event {
    std::string fault;
    std::string target;
    bool bit = false;
    std::array<std::optional<double>, 8> t;
    std::optional<double> outage;
    std::optional<double> recovery_from_decision;
    std::optional<double> exposure;
    std::optional<double> ended;
    std::uint64_t requests_served_before = 0;
    std::uint64_t replication_messages_before = 0;
    std::uint64_t leaders_struck = 0;
    std::uint64_t processes_lost = 0;
    std::optional<double> processes_restored;
    std::uint64_t messages_hit = 0;
    std::uint64_t acts = 0;
};

struct Requests {
    std::uint64_t issued = 0;
    std::uint64_t ok = 0;
    std::uint64_t late = 0;
    std::uint64_t error = 0;
    std::uint64_t rejected = 0;
    std::uint64_t ambiguous = 0;
    std::uint64_t unfinished = 0;
    std::uint64_t attempts = 0;
    std::uint64_t failed_attempts = 0;
};

struct Cohort {
    std::string name;
    double deadline = 0;
    Requests requests;
    std::optional<double> mean;
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;
    double worst = 0;
};

struct Writes {
    std::uint64_t issued = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t lost = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t ambiguous = 0;
    std::uint64_t duplicated = 0;
};

struct Store {
    std::string name;
    std::uint64_t copies = 0;
    std::uint64_t copies_before_acknowledging = 0;
    std::uint64_t duplicates_suppressed = 0;
};

struct Shard {
    std::string store;
    std::uint64_t shard = 0;
    Writes writes;
    bool reachable = false;
    std::string authority;
    double longest_without_leader = 0;
};

struct Zone {
    std::string name;
    std::uint64_t processes = 0;
    std::uint64_t served_before_first_fault = 0;
    std::string busiest_service;
    std::optional<double> busiest_before;
    std::optional<double> busiest_after;
};

// What clients issued in [t, t + width).
struct SeriesRow {
    double t = 0;
    double width = 0;
    std::string cohort;
    std::uint64_t issued = 0;
    std::uint64_t ok = 0;
    std::uint64_t finished = 0;
    std::uint64_t failed_attempts = 0;
    std::uint64_t rejected = 0;
    std::optional<double> mean_latency;
    std::optional<double> worst_latency;
};

struct ZoneRow {
    double t = 0;
    double width = 0;
    std::string zone;
    std::uint64_t served = 0;
};

// By how many entries the worst copy of a store was behind in [t, t + width).
struct StoreRow {
    double t = 0;
    double width = 0;
    std::string store;
    std::uint64_t behind = 0;
};

// What people wrote down of a rehearsal; instants as they stand in the file.
struct Observed {
    std::string exercise;
    std::string type;
    std::string from;
    std::string until;
    double slice = 0;
    struct Step {
        std::string what;
        std::string expected;
        std::optional<double> within;
        std::string began;
        std::string done;
        std::string outcome;
        std::optional<bool> in_time;
    };
    std::vector<Step> steps;
    struct Person {
        std::string name;
        std::string role;
        std::string paged;
        std::string answered;
    };
    std::vector<Person> people;
    struct File {
        std::string path;
        std::string sha256;
        std::string what;
    };
    std::vector<File> files;
};

// A shard without a leader, without a quorum, or acknowledging on fewer copies than declared.
struct Interval {
    double from = 0;
    double to = 0;
    std::string store;
    std::uint64_t shard = 0;
    std::string what;
};

struct Input {
    std::string path;
    std::string sha256;
};

struct Assumption {
    std::string what;
    std::string source;
};

struct NotSimulated {
    std::string name;
    std::string kind;
    std::string why;
};

struct Finding : check::Finding {
    std::string reproduce;
};

struct Record {
    // How it was made.
    std::string version;
    std::string commit;
    std::string started;
    std::vector<std::string> command;

    std::string evidence_class;
    std::optional<Observed> observed;  // of an observed result alone
    std::vector<Input> inputs;
    std::string scenario;  // the path
    std::string question;
    std::string explanation;
    std::optional<std::string> mutant;
    std::uint64_t seed = 0;
    check::Verdict verdict = check::Verdict::inconclusive;
    bool as_expected = false;
    std::optional<std::string> aborted;
    double warm_up_end = 0;
    double end = 0;
    bool whole_at_end = false;
    bool human_action = false;
    run::Architecture architecture;
    std::vector<Finding> findings;
    std::vector<Event> events;
    Requests requests;
    std::vector<Cohort> cohorts;
    Writes writes;
    std::vector<Store> stores;
    std::vector<Shard> shards;
    std::vector<Zone> zones;
    std::vector<Interval> intervals;
    std::uint64_t intervals_left_out = 0;
    std::vector<SeriesRow> series;
    std::vector<ZoneRow> zone_series;
    std::vector<StoreRow> store_series;
    std::vector<Moment> timeline;
    std::vector<Assumption> assumptions;
    std::vector<NotSimulated> not_simulated;

    // Where it was read.
    std::string file;
    std::string sha256;    // of the bytes of the file
    std::string exercise;  // of a plan; empty: none
};

// Nothing when `json` is no result of a schema version we know.
std::optional<Record> read_record(std::string_view json);

// The index of the folder that `triaz plan run` writes.
struct PlanRun {
    std::string plan;  // the path
    std::string title;
    bool aborted = false;
    struct Entry {
        std::string exercise;
        std::string type;
        std::string scenario;
        std::string file;  // below the folder; empty when there is no result
        std::string why;   // when there is none
    };
    std::vector<Entry> results;
};
// Nothing when `json` is no such index.
std::optional<PlanRun> read_plan_run(std::string_view json);

// "longest outage" of "longest_outage_s"; the value in its unit: "1.41 s", "2,003", "76.7%".
std::string label_of(const check::Figure& figure);
std::string text_of(const check::Figure& figure);

}  // namespace triaz::publish
