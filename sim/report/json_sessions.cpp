// Long-lived sessions and external dependencies.
#include <optional>

#include "sim/report/json_parts.hpp"

namespace triaz::report {
namespace {

using Layout = JsonWriter::Layout;

void write_cohort(JsonWriter& json, const measure::SessionEvidence& cohort) {
    const measure::Histogram& times = cohort.to_reestablish;
    const auto quantile = [&](double share) {
        return times.count() == 0 ? std::nullopt : std::optional{times.quantile(share)};
    };
    json.begin_object(Layout::row);
    json.member("name", cohort.name);
    json.member("carried_in", cohort.carried_in);
    json.member("begun", cohort.begun);
    json.member("established", cohort.established);
    json.member("blocked", cohort.blocked);
    json.member("completed", cohort.completed);
    json.member("lost", cohort.lost);
    json.member("unfinished", cohort.unfinished);
    json.member("under_way", cohort.under_way);
    json.member("dropped_with_instance", cohort.dropped_with_instance);
    json.member("dropped_with_carrier", cohort.dropped_with_carrier);
    json.member("dropped_with_path", cohort.dropped_with_path);
    json.member("reestablished", cohort.reestablished());
    json.member("no_carrier", cohort.no_carrier);
    json.member("no_instance", cohort.no_instance);
    json.member("no_room", cohort.no_room);
    json.member("mean_reestablish_s",
                times.count() == 0 ? std::nullopt : std::optional{times.mean_seconds()});
    json.member("p50_reestablish_s", quantile(0.5));
    json.member("p99_reestablish_s", quantile(0.99));
    json.member("worst_reestablish_s", quantile(1));
    json.end_object();
}

}  // namespace

void write_sessions(JsonWriter& json, const std::vector<measure::SessionEvidence>& sessions) {
    json.begin_object(sessions.empty() ? Layout::row : Layout::lines);
    json.member("simulated", !sessions.empty());
    json.key("cohorts").begin_array();
    for (const measure::SessionEvidence& cohort : sessions) write_cohort(json, cohort);
    json.end_array();
    json.end_object();
}

void write_needs(JsonWriter& json, const std::vector<measure::NeedEvidence>& needs) {
    json.begin_array();
    for (const measure::NeedEvidence& need : needs) {
        json.begin_object(Layout::row);
        json.member("dependency", need.dependency);
        json.member("service", need.service);
        json.member("asked", need.asked);
        json.member("hits", need.hits);
        json.member("calls", need.calls);
        json.member("errors", need.errors);
        json.member("timeouts", need.timeouts);
        json.member("met", need.met);
        json.member("outdated", need.outdated);
        json.member("stale", need.stale);
        json.member("failed", need.failed);
        json.member("went_without", need.went_without);
        json.end_object();
    }
    json.end_array();
}

}  // namespace triaz::report
