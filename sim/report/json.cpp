#include "sim/report/json.hpp"

#include <algorithm>

#include "sim/report/figures.hpp"
#include "sim/report/json_parts.hpp"
#include "sim/report/series.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::report {
namespace {

using Layout = JsonWriter::Layout;

void write_inputs(JsonWriter& json, const std::vector<scenario::Source>& sources) {
    json.begin_array();
    for (const scenario::Source& source : sources) {
        json.begin_object(Layout::row);
        json.member("path", source.path);
        json.member("sha256", source.sha256);
        json.end_object();
    }
    json.end_array();
}

void write_scenario(JsonWriter& json, const run::Result& result) {
    json.begin_object();
    json.member("path", result.scenario_path);
    json.member("question", result.question);
    json.member("explanation", result.explanation);
    json.member("mutant", result.mutant);
    json.end_object();
}

void write_measured(JsonWriter& json, const std::vector<check::Figure>& figures) {
    json.begin_object();
    for (const check::Figure& figure : figures)
        json.member(figure.name, figure.known ? std::optional{figure.value} : std::nullopt);
    json.end_object();
}

void write_witness(JsonWriter& json, const check::Witness& witness) {
    json.begin_object();
    json.member("mechanism", witness.mechanism);
    json.member("summary", witness.summary);
    json.key("steps").begin_array();
    for (const check::Witness::Step& step : witness.steps) {
        json.begin_object(Layout::row);
        json.member("t_s", step.time);
        json.member("what", step.what);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_finding(JsonWriter& json, const check::Finding& finding, const std::string& reproduce) {
    json.begin_object();
    json.member("id", finding.claim);
    json.member("kind", finding.kind);
    json.member("contract", finding.contract);
    json.member("verdict", check::name_of(finding.verdict));
    json.member("strength", check::name_of(finding.strength));
    json.member("expected", check::name_of(finding.expected));
    json.member("as_expected", finding.as_expected());
    json.member("stated", finding.stated);
    json.member("reason", finding.reason);
    write_measured(json.key("measured"), finding.measured);
    json.key("witness");
    if (finding.witness)
        write_witness(json, *finding.witness);
    else
        json.value(nullptr);
    json.key("trades").begin_array();
    for (const std::string& trade : finding.trades) json.value(trade);
    json.end_array();
    json.member("reproduce", reproduce);
    json.end_object();
}

void write_event(JsonWriter& json, const measure::FaultEvidence& fault,
                 const measure::Milestones& milestones) {
    json.begin_object();
    json.member("fault", fault.name);
    json.member("target", fault.target);
    json.member("bit", fault.bit());
    for (std::size_t i = 0; i < milestones.t.size(); ++i)
        json.member(std::string{"t"}.append(std::to_string(i)).append("_s"), milestones.t[i]);
    json.member("outage_s", milestones.outage());
    json.member("recovery_from_decision_s", milestones.recovery_from_decision());
    json.member("exposure_s", milestones.between(0, 6));
    json.member("ended_s", fault.ended);
    json.member("requests_served_before", fault.requests_served);
    json.member("replication_messages_before", fault.replication_messages);
    json.member("leaders_struck", fault.leaders);
    json.member("processes_lost", fault.processes_lost);
    json.member("processes_restored_s", fault.processes_restored);
    json.member("messages_hit", fault.messages_hit);
    json.member("acts", fault.acts);
    json.end_object();
}

void write_totals(JsonWriter& json, const measure::RequestTotals& totals) {
    json.begin_object(Layout::row);
    json.member("issued", totals.issued);
    for (std::size_t i = 0; i < measure::outcome_count; ++i)
        json.member(measure::name_of(static_cast<measure::Outcome>(i)), totals.ended[i]);
    json.member("unfinished", totals.unfinished);
    json.member("attempts", totals.attempts);
    json.member("failed_attempts", totals.failed_attempts);
    json.end_object();
}

void write_cohort(JsonWriter& json, const measure::CohortEvidence& cohort) {
    json.begin_object();
    json.member("name", cohort.name);
    json.member("deadline_s", cohort.deadline);
    write_totals(json.key("requests"), cohort.totals);
    json.key("latency").begin_object(Layout::row);
    json.member("count", cohort.latency.count());
    json.member("mean_s", cohort.latency.mean_seconds());
    json.member("p50_s", cohort.latency.quantile(0.5));
    json.member("p99_s", cohort.latency.quantile(0.99));
    json.member("p999_s", cohort.latency.quantile(0.999));
    json.member("worst_s", cohort.latency.worst());
    json.end_object();
    json.end_object();
}

void write_members(JsonWriter& json, const WriteTotals& totals) {
    json.member("issued", totals.issued);
    json.member("acknowledged", totals.acknowledged);
    json.member("lost", totals.lost);
    json.member("unreachable", totals.unreachable);
    json.member("ambiguous", totals.ambiguous);
    json.member("duplicated", totals.duplicated);
}

void write_writes(JsonWriter& json, const measure::Evidence& evidence) {
    json.begin_object(Layout::row);
    write_members(json, writes_of(evidence));
    json.end_object();
}

void write_store(JsonWriter& json, const measure::StoreEvidence& store) {
    json.begin_object(Layout::row);
    json.member("name", store.name);
    json.member("copies", store.copies);
    json.member("copies_before_acknowledging", store.copies_before_acknowledging);
    json.member("entry_bytes", static_cast<std::uint64_t>(store.entry_bytes.count));
    json.member("messages", store.messages);
    json.member("duplicates_suppressed", store.duplicates_suppressed);
    json.end_object();
}

void write_shard(JsonWriter& json, const measure::ShardEvidence& shard) {
    const WriteTotals totals = writes_of(shard);
    json.begin_object(Layout::row);
    json.member("store", shard.store);
    json.member("shard", shard.shard);
    write_members(json, totals);
    json.member("reachable", shard.surviving.reachable);
    json.member("authority", shard.surviving.authority);
    json.member("longest_without_leader_s", shard.longest_without_leader);
    json.end_object();
}

void write_zone(JsonWriter& json, const measure::ZoneEvidence& zone) {
    json.begin_object(Layout::row);
    json.member("name", zone.name);
    json.member("processes", zone.processes);
    json.member("served_before_first_fault", zone.served_before_first_fault);
    json.member("busiest_service", zone.busiest_service);
    json.member("busiest_before", zone.busiest_before);
    json.member("busiest_after", zone.busiest_after);
    json.end_object();
}

// Of the requests that ended ok; nothing when none did.
std::optional<base::Duration> mean_latency(const measure::Slice& row) {
    return row.ok == 0 ? std::nullopt : std::optional{row.latency / std::int64_t{row.ok}};
}
std::optional<base::Duration> worst_latency(const measure::Slice& row) {
    return row.ok == 0 ? std::nullopt : std::optional{row.worst_latency};
}

// Rows without an issued request, such as those of the warm-up, say nothing and are left out.
void write_series(JsonWriter& json, const std::vector<measure::CohortEvidence>& cohorts) {
    json.begin_array();
    for (const measure::CohortEvidence& cohort : cohorts) {
        const std::size_t most = std::max<std::size_t>(1, most_series_rows / cohorts.size());
        const auto rows = cohort.slices.widened(slices_per_row(cohort.slices, most));
        for (std::size_t i = 0; i < rows.all().size(); ++i) {
            const measure::Slice& row = rows.all()[i];
            if (row.issued == 0) continue;
            json.begin_object(Layout::row);
            json.member("t_s", rows.start_of(i));
            json.member("width_s", rows.end_of(i) - rows.start_of(i));
            json.member("cohort", cohort.name);
            json.member("issued", row.issued);
            json.member("ok", row.ok);
            json.member("finished", row.finished);
            json.member("failed_attempts", row.failed_attempts);
            json.member("rejected", row.rejected);
            json.member("slow", row.slow);
            json.member("mean_latency_s", mean_latency(row));
            json.member("worst_latency_s", worst_latency(row));
            json.end_object();
        }
    }
    json.end_array();
}

void write_timeline(JsonWriter& json, const history::Timeline& timeline) {
    json.begin_array();
    for (const history::Entry& entry : timeline.entries) {
        json.begin_object(Layout::row);
        json.member("t_s", entry.time);
        json.member("mark", history::name_of(entry.mark));
        json.member("subject", entry.subject);
        json.member("detail", entry.detail);
        json.end_object();
    }
    json.end_array();
}

void write_evidence(JsonWriter& json, const run::Result& result) {
    const measure::Evidence& evidence = result.evidence;
    json.key("events").begin_array();
    for (const run::FaultResult& fault : result.faults)
        write_event(json, evidence.faults[fault.fault], fault.milestones);
    json.end_array();
    write_totals(json.key("requests"), requests_of(evidence));
    json.key("cohorts").begin_array();
    for (const auto& cohort : evidence.cohorts) write_cohort(json, cohort);
    json.end_array();
    write_writes(json.key("writes"), evidence);
    json.key("stores").begin_array();
    for (const auto& store : evidence.stores) write_store(json, store);
    json.end_array();
    json.key("shards").begin_array();
    for (const auto& shard : evidence.shards) write_shard(json, shard);
    json.end_array();
    json.key("zones").begin_array();
    for (const auto& zone : evidence.zones) write_zone(json, zone);
    json.end_array();
    write_sessions(json.key("sessions"), evidence.sessions);
    write_needs(json.key("dependencies"), evidence.needs);
    write_intervals(json, evidence.shards);
    write_series(json.key("series"), evidence.cohorts);
    write_zone_series(json.key("zone_series"), evidence);
    write_store_series(json.key("store_series"), evidence);
    write_timeline(json.key("timeline"), evidence.timeline);
}

void write_honesty(JsonWriter& json, const run::Result& result) {
    json.key("assumptions").begin_array();
    for (const scenario::Assumption& assumption : result.assumptions) {
        json.begin_object(Layout::row);
        json.member("what", assumption.what);
        json.member("source", assumption.source);
        json.end_object();
    }
    json.end_array();
    json.key("not_simulated").begin_array();
    for (const scenario::NotSimulated& component : result.not_simulated) {
        json.begin_object(Layout::row);
        json.member("name", component.name);
        json.member("kind", component.kind);
        json.member("why", component.why);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string to_json(const run::Result& result, const Context& context) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", result_schema_name);
    write_context(json, context);
    json.member("evidence_class", result.observation ? "observed" : "simulated");
    write_observation(json.key("observation"), result.observation);
    write_inputs(json.key("inputs"), result.sources);
    write_scenario(json.key("scenario"), result);
    json.member("seed", result.seed);
    json.member("verdict", check::name_of(result.verdict));
    json.member("as_expected", result.as_expected());
    json.member("aborted", result.aborted);
    json.member("warm_up_end_s", result.evidence.warm_up_end);
    json.member("end_s", result.evidence.end);
    json.member("whole_at_end", result.evidence.whole_at_end);
    json.member("human_action", result.evidence.human_action);
    json.member("calendar_entries", result.evidence.events);
    write_architecture(json.key("architecture"), result.architecture);
    json.key("claims").begin_array();
    for (const check::Finding& finding : result.findings)
        write_finding(json, finding, run::reproduce_line(result));
    json.end_array();
    write_evidence(json, result);
    write_honesty(json, result);
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::report
