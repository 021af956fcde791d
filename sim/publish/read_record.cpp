#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/publish/record.hpp"

namespace triaz::publish {
namespace {

using Json = nlohmann::ordered_json;  // figures keep the order of reading

const Json& member(const Json& object, const char* name) {
    static const Json nothing;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : nothing;
}

std::string word(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<std::string> maybe_word(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_string() ? std::optional{value.get<std::string>()} : std::nullopt;
}

bool truth(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_boolean() && value.get<bool>();
}

std::uint64_t count(const Json& object, const char* name) {
    const Json& value = member(object, name);
    return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

std::optional<double> maybe_number(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_number()) return {};
    const double number = value.get<double>();
    return std::isfinite(number) ? std::optional{number} : std::nullopt;
}

double number(const Json& object, const char* name) {
    return maybe_number(object, name).value_or(0);
}

std::vector<std::string> words(const Json& object, const char* name) {
    std::vector<std::string> all;
    for (const Json& each : member(object, name))
        if (each.is_string()) all.push_back(each.get<std::string>());
    return all;
}

// One of each element of a list, made by `make`; what is no list is empty.
template <class Make>
auto each_of(const Json& object, const char* name, Make make) {
    std::vector<decltype(make(object))> all;
    const Json& list = member(object, name);
    if (!list.is_array()) return all;
    for (const Json& each : list) all.push_back(make(each));
    return all;
}

check::Verdict verdict(const Json& object, const char* name) {
    const std::string text = word(object, name);
    for (const auto verdict : {check::Verdict::upheld, check::Verdict::refuted})
        if (check::name_of(verdict) == text) return verdict;
    return check::Verdict::inconclusive;
}

check::Strength strength(const Json& object) {
    const std::string text = word(object, "strength");
    for (const auto strength : {check::Strength::proved, check::Strength::exhaustive})
        if (check::name_of(strength) == text) return strength;
    return check::Strength::observed;
}

std::vector<check::Figure> figures_of(const Json& measured) {
    std::vector<check::Figure> figures;
    if (!measured.is_object()) return figures;
    for (const auto& [name, value] : measured.items()) {
        check::Figure figure{name, 0, {}, value.is_number() || value.is_boolean()};
        if (value.is_number()) figure.value = value.get<double>();
        if (value.is_boolean()) figure.value = value.get<bool>() ? 1 : 0;
        figure.text = text_of(figure);
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::optional<check::Witness> witness_of(const Json& witness) {
    if (!witness.is_object()) return {};
    check::Witness read{word(witness, "mechanism"), word(witness, "summary"), {}};
    for (const Json& step : member(witness, "steps")) {
        const double t = std::clamp(number(step, "t_s"), 0.0, 9e9);
        read.steps.push_back({base::start_of_run + base::from_seconds(t), word(step, "what")});
    }
    return read;
}

Finding finding_of(const Json& claim) {
    Finding finding;
    finding.claim = word(claim, "id");
    finding.kind = word(claim, "kind");
    finding.contract = words(claim, "contract");
    finding.verdict = verdict(claim, "verdict");
    finding.strength = strength(claim);
    finding.expected = verdict(claim, "expected");
    finding.stated = word(claim, "stated");
    finding.reason = word(claim, "reason");
    finding.measured = figures_of(member(claim, "measured"));
    finding.witness = witness_of(member(claim, "witness"));
    finding.trades = words(claim, "trades");
    finding.reproduce = word(claim, "reproduce");
    return finding;
}

Event event_of(const Json& json) {
    Event event{.fault = word(json, "fault"),
                .target = word(json, "target"),
                .bit = truth(json, "bit"),
                .t = {},
                .outage = maybe_number(json, "outage_s"),
                .recovery_from_decision = maybe_number(json, "recovery_from_decision_s"),
                .exposure = maybe_number(json, "exposure_s"),
                .ended = maybe_number(json, "ended_s"),
                .requests_served_before = count(json, "requests_served_before"),
                .replication_messages_before = count(json, "replication_messages_before"),
                .leaders_struck = count(json, "leaders_struck"),
                .processes_lost = count(json, "processes_lost"),
                .processes_restored = maybe_number(json, "processes_restored_s"),
                .messages_hit = count(json, "messages_hit"),
                .acts = count(json, "acts")};
    constexpr std::array<const char*, 8> names{"t0_s", "t1_s", "t2_s", "t3_s",
                                               "t4_s", "t5_s", "t6_s", "t7_s"};
    for (std::size_t i = 0; i < names.size(); ++i) event.t[i] = maybe_number(json, names[i]);
    return event;
}

Requests requests_of(const Json& json) {
    return {.issued = count(json, "issued"),
            .ok = count(json, "ok"),
            .late = count(json, "late"),
            .error = count(json, "error"),
            .rejected = count(json, "rejected"),
            .ambiguous = count(json, "ambiguous"),
            .unfinished = count(json, "unfinished"),
            .attempts = count(json, "attempts"),
            .failed_attempts = count(json, "failed_attempts")};
}

Cohort cohort_of(const Json& json) {
    const Json& latency = member(json, "latency");
    return {word(json, "name"),
            number(json, "deadline_s"),
            requests_of(member(json, "requests")),
            maybe_number(latency, "mean_s"),
            number(latency, "p50_s"),
            number(latency, "p99_s"),
            number(latency, "p999_s"),
            number(latency, "worst_s")};
}

Writes writes_of(const Json& json) {
    return {.issued = count(json, "issued"),
            .acknowledged = count(json, "acknowledged"),
            .lost = count(json, "lost"),
            .unreachable = count(json, "unreachable"),
            .ambiguous = count(json, "ambiguous"),
            .duplicated = count(json, "duplicated")};
}

Zone zone_of(const Json& json) {
    return {word(json, "name"),
            count(json, "processes"),
            count(json, "served_before_first_fault"),
            word(json, "busiest_service"),
            maybe_number(json, "busiest_before"),
            maybe_number(json, "busiest_after")};
}

SeriesRow series_row_of(const Json& json) {
    return {number(json, "t_s"),
            number(json, "width_s"),
            word(json, "cohort"),
            count(json, "issued"),
            count(json, "ok"),
            count(json, "finished"),
            count(json, "failed_attempts"),
            count(json, "rejected"),
            maybe_number(json, "mean_latency_s"),
            maybe_number(json, "worst_latency_s")};
}

run::Architecture::Tier tier_of(const Json& json) {
    using Kind = run::Architecture::Kind;
    run::Architecture::Tier tier{Kind::service, word(json, "name"), word(json, "detail"), {}};
    for (const Kind kind : {Kind::balancer, Kind::store})
        if (word(json, "kind") == run::name_of(kind)) tier.kind = kind;
    for (const Json& processes : member(json, "in_zone"))
        tier.in_zone.push_back(processes.is_number_unsigned() ? processes.get<std::uint32_t>() : 0);
    return tier;
}

run::Architecture architecture_of(const Json& json) {
    run::Architecture read;
    read.region = word(json, "region");
    read.jurisdiction = word(json, "jurisdiction");
    read.zones = each_of(json, "zones", [](const Json& zone) {
        return run::Architecture::Zone{word(zone, "name"), words(zone, "data_centers"),
                                       static_cast<std::uint32_t>(count(zone, "hosts"))};
    });
    read.tiers = each_of(json, "tiers", tier_of);
    for (run::Architecture::Tier& tier : read.tiers) tier.in_zone.resize(read.zones.size());
    read.clients = each_of(json, "clients", [](const Json& each) {
        return run::Architecture::Clients{word(each, "name"), word(each, "home"),
                                          word(each, "entry")};
    });
    return read;
}

std::optional<Observed> observed_of(const Json& json) {
    if (!json.is_object()) return {};
    Observed read{word(json, "exercise"),
                  word(json, "type"),
                  word(json, "from"),
                  word(json, "until"),
                  number(json, "slice_s"),
                  {},
                  {},
                  {}};
    read.steps = each_of(json, "steps", [](const Json& step) {
        const Json& in_time = member(step, "in_time");
        return Observed::Step{
            word(step, "what"),
            word(step, "expected"),
            maybe_number(step, "within_s"),
            word(step, "began"),
            word(step, "done"),
            word(step, "outcome"),
            in_time.is_boolean() ? std::optional{in_time.get<bool>()} : std::nullopt};
    });
    read.people = each_of(json, "people", [](const Json& person) {
        return Observed::Person{word(person, "name"), word(person, "role"), word(person, "paged"),
                                word(person, "answered")};
    });
    read.files = each_of(json, "files", [](const Json& file) {
        return Observed::File{word(file, "path"), word(file, "sha256"), word(file, "what")};
    });
    return read;
}

void read_question(const Json& json, Record& record) {
    const Json& context = member(json, "context");
    record.version = word(context, "version");
    record.commit = word(context, "commit");
    record.started = word(context, "started");
    record.command = words(context, "command");
    record.evidence_class = word(json, "evidence_class");
    record.observed = observed_of(member(json, "observation"));
    record.inputs = each_of(json, "inputs", [](const Json& each) {
        return Input{word(each, "path"), word(each, "sha256")};
    });
    const Json& scenario = member(json, "scenario");
    record.scenario = word(scenario, "path");
    record.question = word(scenario, "question");
    record.explanation = word(scenario, "explanation");
    record.mutant = maybe_word(scenario, "mutant");
    record.seed = count(json, "seed");
    record.architecture = architecture_of(member(json, "architecture"));
    record.assumptions = each_of(json, "assumptions", [](const Json& each) {
        return Assumption{word(each, "what"), word(each, "source")};
    });
    record.not_simulated = each_of(json, "not_simulated", [](const Json& each) {
        return NotSimulated{word(each, "name"), word(each, "kind"), word(each, "why")};
    });
}

void read_stores(const Json& json, Record& record) {
    record.writes = writes_of(member(json, "writes"));
    record.stores = each_of(json, "stores", [](const Json& each) {
        return Store{word(each, "name"), count(each, "copies"),
                     count(each, "copies_before_acknowledging"),
                     count(each, "duplicates_suppressed")};
    });
    record.shards = each_of(json, "shards", [](const Json& each) {
        return Shard{word(each, "store"),     count(each, "shard"),
                     writes_of(each),         truth(each, "reachable"),
                     word(each, "authority"), number(each, "longest_without_leader_s")};
    });
    record.intervals = each_of(json, "intervals", [](const Json& each) {
        return Interval{number(each, "from_s"), number(each, "to_s"), word(each, "store"),
                        count(each, "shard"), word(each, "what")};
    });
    record.intervals_left_out = count(json, "intervals_left_out");
}

void read_outcome(const Json& json, Record& record) {
    record.verdict = verdict(json, "verdict");
    record.as_expected = truth(json, "as_expected");
    record.aborted = maybe_word(json, "aborted");
    record.warm_up_end = number(json, "warm_up_end_s");
    record.end = number(json, "end_s");
    record.whole_at_end = truth(json, "whole_at_end");
    record.human_action = truth(json, "human_action");
    record.findings = each_of(json, "claims", finding_of);
    record.events = each_of(json, "events", event_of);
    record.requests = requests_of(member(json, "requests"));
    record.cohorts = each_of(json, "cohorts", cohort_of);
    record.zones = each_of(json, "zones", zone_of);
    record.series = each_of(json, "series", series_row_of);
    record.zone_series = each_of(json, "zone_series", [](const Json& each) {
        return ZoneRow{number(each, "t_s"), number(each, "width_s"), word(each, "zone"),
                       count(each, "served")};
    });
    record.store_series = each_of(json, "store_series", [](const Json& each) {
        return StoreRow{number(each, "t_s"), number(each, "width_s"), word(each, "store"),
                        count(each, "most_entries_behind")};
    });
    record.timeline = each_of(json, "timeline", [](const Json& each) {
        return Moment{number(each, "t_s"), word(each, "mark"), word(each, "subject"),
                      word(each, "detail")};
    });
}

}  // namespace

std::optional<Record> read_record(std::string_view text) {
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!word(json, "schema").starts_with("triaz.result/1.")) return {};
    Record record;
    read_question(json, record);
    read_stores(json, record);
    read_outcome(json, record);
    return record;
}

std::optional<PlanRun> read_plan_run(std::string_view text) {
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!word(json, "schema").starts_with("triaz.plan-run/1.")) return {};
    PlanRun run{word(json, "plan"), word(json, "title"), truth(json, "aborted"), {}};
    run.results = each_of(json, "results", [](const Json& each) {
        return PlanRun::Entry{word(each, "exercise"), word(each, "type"), word(each, "scenario"),
                              word(each, "file"), word(each, "why")};
    });
    return run;
}

}  // namespace triaz::publish
