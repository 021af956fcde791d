#include "sim/report/json_parts.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/series.hpp"

namespace triaz::report {
namespace {

using Layout = JsonWriter::Layout;

struct Told {
    base::Time from;
    std::string_view store;
    std::uint32_t shard;
    std::string_view what;
    base::Time to;
};

void take(std::vector<Told>& told, const measure::ShardEvidence& shard, std::string_view what,
          const std::vector<measure::Interval>& intervals) {
    for (const measure::Interval& each : intervals)
        told.push_back({each.from, shard.store, shard.shard, what, each.to});
}

}  // namespace

void write_architecture(JsonWriter& json, const run::Architecture& architecture) {
    json.begin_object();
    json.member("region", architecture.region);
    json.member("jurisdiction", architecture.jurisdiction);
    json.key("zones").begin_array();
    for (const run::Architecture::Zone& zone : architecture.zones) {
        json.begin_object(Layout::row);
        json.member("name", zone.name);
        json.member("data_centers", zone.data_centers);
        json.member("hosts", std::uint64_t{zone.hosts});
        json.end_object();
    }
    json.end_array();
    json.key("tiers").begin_array();
    for (const run::Architecture::Tier& tier : architecture.tiers) {
        json.begin_object(Layout::row);
        json.member("kind", run::name_of(tier.kind));
        json.member("name", tier.name);
        json.member("detail", tier.detail);
        json.member("in_zone", tier.in_zone);
        json.end_object();
    }
    json.end_array();
    json.key("clients").begin_array();
    for (const run::Architecture::Clients& clients : architecture.clients) {
        json.begin_object(Layout::row);
        json.member("name", clients.name);
        json.member("home", clients.home);
        json.member("entry", clients.entry);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_observation(JsonWriter& json, const std::optional<plan::Observation>& observed) {
    if (!observed) return json.value(nullptr);
    const plan::Observation& observation = *observed;
    const auto instant = [](const std::optional<plan::Instant>& at) {
        return at ? std::optional{plan::to_text(*at)} : std::nullopt;
    };
    json.begin_object();
    json.member("exercise", observation.exercise);
    json.member("type", plan::name_of(observation.type));
    json.member("from", plan::to_text(observation.from));
    json.member("until", plan::to_text(observation.until));
    json.member("slice_s", observation.slice);
    json.key("steps").begin_array();
    for (const plan::Observation::Step& step : observation.steps) {
        json.begin_object(Layout::row);
        json.member("what", step.what);
        json.member("expected", step.expected);
        json.member("within_s", step.within);
        json.member("began", instant(step.began));
        json.member("done", instant(step.done));
        json.member("outcome", step.outcome);
        json.member("in_time", step.in_time());
        json.end_object();
    }
    json.end_array();
    json.key("people").begin_array();
    for (const plan::Observation::Person& person : observation.people) {
        json.begin_object(Layout::row);
        json.member("name", person.name);
        json.member("role", person.role);
        json.member("paged", instant(person.paged));
        json.member("answered", instant(person.answered));
        json.end_object();
    }
    json.end_array();
    json.key("files").begin_array();
    for (const plan::Observation::File& file : observation.files) {
        json.begin_object(Layout::row);
        json.member("path", file.path);
        json.member("sha256", file.sha256);
        json.member("what", file.what);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_intervals(JsonWriter& json, const std::vector<measure::ShardEvidence>& shards) {
    std::vector<Told> told;
    for (const measure::ShardEvidence& shard : shards) {
        take(told, shard, "without-leader", shard.without_leader);
        take(told, shard, "without-quorum", shard.without_quorum);
        take(told, shard, "not-guaranteed", shard.not_guaranteed);
    }
    std::ranges::stable_sort(told, {}, [](const Told& each) { return each.from; });
    const std::size_t kept = std::min(told.size(), most_intervals);
    json.key("intervals").begin_array();
    for (std::size_t i = 0; i < kept; ++i) {
        json.begin_object(Layout::row);
        json.member("from_s", told[i].from);
        json.member("to_s", told[i].to);
        json.member("store", told[i].store);
        json.member("shard", std::uint64_t{told[i].shard});
        json.member("what", told[i].what);
        json.end_object();
    }
    json.end_array();
    json.member("intervals_left_out", std::uint64_t{told.size() - kept});
}

namespace {

// How many seconds make a row of a series of `curves` curves over so many seconds.
std::size_t seconds_per_row(std::size_t seconds, std::size_t curves) {
    const measure::Slices rows{
        base::start_of_run,
        base::start_of_run + std::chrono::seconds{std::max<std::size_t>(1, seconds)},
        std::chrono::seconds{1}};
    return slices_per_row(
        rows, std::max<std::size_t>(1, most_series_rows / std::max<std::size_t>(1, curves)));
}

}  // namespace

void write_store_series(JsonWriter& json, const measure::Evidence& evidence) {
    json.begin_array();
    std::size_t seconds = 0;
    for (const measure::StoreEvidence& store : evidence.stores)
        seconds = std::max(seconds, store.behind.size());
    const std::size_t width = seconds_per_row(seconds, evidence.stores.size());
    for (const measure::StoreEvidence& store : evidence.stores) {
        for (std::size_t from = 0; from < store.behind.size(); from += width) {
            const std::size_t to = std::min(from + width, store.behind.size());
            json.begin_object(Layout::row);
            json.member("t_s", base::start_of_run + std::chrono::seconds{from});
            json.member("width_s", base::Duration{std::chrono::seconds{to - from}});
            json.member("store", store.name);
            json.member("most_entries_behind",
                        *std::max_element(store.behind.begin() + static_cast<std::ptrdiff_t>(from),
                                          store.behind.begin() + static_cast<std::ptrdiff_t>(to)));
            json.end_object();
        }
    }
    json.end_array();
}

void write_zone_series(JsonWriter& json, const measure::Evidence& evidence) {
    json.begin_array();
    std::size_t seconds = 0;
    for (const measure::ZoneEvidence& zone : evidence.zones)
        seconds = std::max(seconds, zone.served.size());
    const std::size_t width = seconds_per_row(seconds, evidence.zones.size());
    for (const measure::ZoneEvidence& zone : evidence.zones) {
        for (std::size_t from = 0; from < zone.served.size(); from += width) {
            const std::size_t to = std::min(from + width, zone.served.size());
            std::uint64_t served = 0;
            for (std::size_t i = from; i < to; ++i) served += zone.served[i];
            json.begin_object(Layout::row);
            json.member("t_s", base::start_of_run + std::chrono::seconds{from});
            json.member("width_s", base::Duration{std::chrono::seconds{to - from}});
            json.member("zone", zone.name);
            json.member("served", served);
            json.end_object();
        }
    }
    json.end_array();
}

}  // namespace triaz::report
