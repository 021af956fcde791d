#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

using topology::ZoneId;

void ModelReader::read_store(const Declared& declared, world::Store& store) {
    const Preferred fields{declared.fields, preset_of(declared.fields)};
    const std::string protocol = fields.protocol();
    const bool standby = protocol == "standby" || protocol == "isr";
    store.name = fields.path().substr(fields.path().rfind('/') + 1);
    begin_with(fields, protocol, store);
    if (fields.decides("election_period")) {
        store.election_period = fields.duration("election_period");
    }
    if (fields.decides("heartbeat_period")) {
        store.heartbeat_period = fields.duration("heartbeat_period");
    }
    store.workers = {fields.small_count("workers"), fields.small_count("queue_limit"),
                     fields.distribution("service_time")};
    store.disk.sync = fields.distribution("disk_sync");
    store.entry_size = fields.bytes("entry_size");
    store.start_time = fields.duration("start_time");
    store.deduplicate = fields.flag("deduplicate");
    store.linearizable_reads = fields.flag("linearizable_reads");
    read_elections(fields, store);
    warn_of_other_protocols(fields, protocol);
    const std::size_t errors = complaints_.errors();
    const auto zones = replica_zones(fields);
    if (complaints_.errors() > errors) return;
    std::vector<ZoneId> members = zones;
    if (standby) {
        const auto witnesses = witness_zones(fields, zones.size());
        if (complaints_.errors() > errors) return;
        members.insert(members.end(), witnesses.begin(), witnesses.end());
        read_standby(fields, store, zones.size(), witnesses.size());
    } else if (protocol == "quorum") {
        read_quorum(fields, store, zones.size());
    } else {
        choose_copies(fields, store, zones.size());
    }
    place_replicas(fields, store, members);
    prefer_leaders(fields, store, zones);
}

void ModelReader::read_elections(const Preferred& fields, world::Store& store) {
    auto* raft = std::get_if<protocol::raft::Options>(&store.protocol);
    if (raft == nullptr) return;
    if (fields.decides("pre_vote")) raft->pre_vote = fields.flag("pre_vote");
    if (fields.decides("check_quorum")) raft->check_quorum = fields.flag("check_quorum");
    if (fields.flag("disk_lies")) raft->mutation = protocol::raft::Mutation::answer_before_sync;
    const bool sound = fields.given("heartbeat_period") == fields.has("heartbeat_period") &&
                       fields.given("election_period") == fields.has("election_period");
    if (sound && store.heartbeat_period >= store.election_period) {
        fields.error(
            "heartbeat_period",
            {.code = "heartbeat-too-slow",
             .message = "followers would campaign between two heartbeats of a sound leader",
             .expected = fmt::format("less than the election period, {}",
                                     base::to_text(store.election_period))});
        return;
    }
    if (sound) read_lease(fields, store, *raft);
}

// The lease in whole heartbeats, rounded down.
void ModelReader::read_lease(const Preferred& fields, const world::Store& store,
                             protocol::raft::Options& raft) {
    if (fields.text("reads") != "lease") {
        if (fields.given("lease_margin")) {
            fields.warn("lease_margin", {.code = "no-effect",
                                         .message = "no lease is counted",
                                         .expected = "\"reads\": \"lease\", or no such key"});
        }
        return;
    }
    if (!raft.check_quorum) {
        fields.error("reads", {.code = "lease-not-kept",
                               .message = "without check_quorum a member that hears its leader "
                                          "votes for another all the same",
                               .expected = "\"check_quorum\": true, or read-index"});
        return;
    }
    const base::Ratio margin = fields.ratio("lease_margin");
    const std::int64_t election = store.election_period.count();
    const std::int64_t heartbeat = store.heartbeat_period.count();
    const std::int64_t lease =
        election - std::llround(margin.value * static_cast<double>(election));
    raft.reads = protocol::raft::Reads::by_lease;
    raft.heartbeats_in_election =
        static_cast<std::uint8_t>(std::min<std::int64_t>(election / heartbeat, 255));
    raft.heartbeats_in_lease =
        static_cast<std::uint8_t>(std::min<std::int64_t>(lease / heartbeat, 255));
    if (raft.heartbeats_in_lease > 0) return;
    fields.error(fields.given("lease_margin") ? "lease_margin" : "reads",
                 {.code = "no-lease",
                  .message = fmt::format("what is left of an election period, {}, is shorter than "
                                         "a heartbeat period, {}",
                                         base::to_text(base::Duration{lease}),
                                         base::to_text(store.heartbeat_period)),
                  .expected = "a smaller lease_margin, or faster heartbeats"});
}

namespace {

// Keys that only some protocols know.
struct Particular {
    std::string_view key;
    std::vector<std::string_view> protocols;
};

const std::vector<Particular>& particulars() {
    static const std::vector<Particular> all{{"pre_vote", {"raft"}},
                                             {"check_quorum", {"raft"}},
                                             {"reads", {"raft"}},
                                             {"lease_margin", {"raft"}},
                                             {"election_period", {"raft"}},
                                             {"disk_lies", {"raft"}},
                                             {"heartbeat_period", {"raft", "quorum"}},
                                             {"copies_before_acknowledging", {"raft", "mirror"}},
                                             {"witness_zones", {"standby", "isr"}},
                                             {"synchronous", {"standby"}},
                                             {"acknowledge_on", {"standby", "isr"}},
                                             {"fallback_after", {"standby"}},
                                             {"failover", {"standby", "isr"}},
                                             {"in_sync", {"isr"}},
                                             {"write_quorum", {"quorum"}},
                                             {"read_quorum", {"quorum"}},
                                             {"hinted_handoff", {"quorum"}},
                                             {"read_repair", {"quorum"}},
                                             {"sloppy_quorum", {"quorum"}}};
    return all;
}

std::string_view why_nothing(std::string_view key, std::string_view protocol) {
    static constexpr std::array of_quorums{"write_quorum", "read_quorum", "hinted_handoff",
                                           "read_repair", "sloppy_quorum"};
    if (std::ranges::find(of_quorums, key) != of_quorums.end()) return "a leader decides";
    if (key == "disk_lies") {
        const bool streams = protocol == "standby" || protocol == "isr";
        return streams ? "\"acknowledge_on\": \"receive\" is what it comes to"
                       : "these disks do not lie yet";
    }
    if (protocol == "quorum") {
        return key == "copies_before_acknowledging" || key == "synchronous" ||
                       key == "acknowledge_on" || key == "in_sync"
                   ? "\"write_quorum\" says what a write waits for"
                   : "nobody leads";
    }
    const bool election = key != "copies_before_acknowledging";
    if (protocol == "mirror") return election ? "a mirror elects no leader" : "";
    if (protocol == "isr") {
        return key == "synchronous" || key == "fallback_after" ? "a write waits for the in-sync set"
               : election                                      ? "a lease decides who leads"
                          : "a write waits for the in-sync set";
    }
    if (protocol == "standby") {
        return election && key != "in_sync" ? "a lease decides who leads"
                                            : "\"synchronous\" says what a write waits for";
    }
    return "a majority decides";
}

}  // namespace

void ModelReader::warn_of_other_protocols(const Fields& fields, std::string_view protocol) {
    for (const Particular& particular : particulars()) {
        const auto& known = particular.protocols;
        if (!fields.given(particular.key)) continue;
        if (std::ranges::find(known, protocol) != known.end()) continue;
        std::string others;
        for (const std::string_view other : known) {
            others +=
                fmt::format("{}\"protocol\": {}", others.empty() ? "" : " or ", in_quotes(other));
        }
        fields.warn(particular.key,
                    {.code = "no-effect",
                     .message = fmt::format("{} means nothing here: {}", in_quotes(particular.key),
                                            why_nothing(particular.key, protocol)),
                     .expected = others + ", or no such key"});
    }
}

// The zone of each member of a shard, in the order of the model.
std::vector<ZoneId> ModelReader::replica_zones(const Preferred& fields) {
    std::vector<ZoneId> zones;
    const std::size_t all_zones = world_.topology.zones.size();
    if (fields.given("replica_zones") && fields.given("replicas_per_zone")) {
        fields.error({.code = "replicas",
                      .message = "replicas are given twice",
                      .expected = "either replicas_per_zone or replica_zones"});
        return zones;
    }
    if (fields.has("replica_zones")) {
        for (const Fields::Word& word : fields.words("replica_zones")) {
            const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
            if (zone) zones.push_back(ZoneId{*zone});
        }
        std::ranges::stable_sort(zones);
        return zones;
    }
    if (fields.preset != nullptr && !fields.given("replicas_per_zone")) {
        for (std::size_t i = 0; i < fields.preset->members; ++i) {
            zones.push_back(ZoneId::of(i % all_zones));
        }
        std::ranges::stable_sort(zones);
        return zones;
    }
    const std::uint64_t per_zone =
        fields.given("replicas_per_zone") ? fields.count("replicas_per_zone") : 1;
    if (per_zone * all_zones > most_members) {
        fields.error(
            "replicas_per_zone",
            {.code = "too-many",
             .message = fmt::format("{} replicas in each of {} zones", per_zone, all_zones),
             .expected = fmt::format(
                 "at most {} members of a shard; replica_zones chooses some zones", most_members)});
        return zones;
    }
    for (std::size_t i = 0; i < all_zones; ++i) zones.insert(zones.end(), per_zone, ZoneId::of(i));
    return zones;
}

void ModelReader::choose_copies(const Fields& fields, world::Store& store, std::size_t members) {
    const auto all = static_cast<std::uint8_t>(members);
    const auto majority = static_cast<std::uint8_t>(members / 2 + 1);
    const bool mirror = std::holds_alternative<protocol::mirror::Options>(store.protocol);
    std::uint8_t copies = mirror ? all : majority;
    if (const Value* value = fields.value("copies_before_acknowledging")) {
        if (const std::string* word = value->text()) {
            copies = *word == "all" ? all : majority;
        } else if (const auto count = value->count()) {
            if (*count > members) {
                fields.error("copies_before_acknowledging",
                             {.code = "too-many",
                              .message = fmt::format("{} copies of {} members", *count, members),
                              .expected = fmt::format("at most {}", members)});
            }
            copies = static_cast<std::uint8_t>(std::clamp<std::uint64_t>(*count, 1, members));
        }
    }
    if (auto* options = std::get_if<protocol::mirror::Options>(&store.protocol)) {
        options->members = all;
        options->copies = copies;
    } else if (auto* raft = std::get_if<protocol::raft::Options>(&store.protocol)) {
        raft->members = all;
        raft->copies = copies == majority ? 0 : copies;
    }
}

// Two members of one shard never share a host.
void ModelReader::place_replicas(const Fields& fields, world::Store& store,
                                 const std::vector<ZoneId>& zones) {
    const std::uint64_t shards = fields.count("shards");
    if (!afford(fields, "shards", shards * zones.size())) return;
    store.replicas.resize(shards);
    for (auto& members : store.replicas) {
        placement_->begin_group(true);
        for (const ZoneId zone : zones) {
            const auto host = placement_->place(placement_->data_centers(zone));
            if (!host) {
                store.replicas.clear();
                if (!names_.hosts.whole()) return;
                const std::string_view key =
                    fields.has("replica_zones") ? "replica_zones" : "replicas_per_zone";
                fields.error(
                    key, {.code = "nowhere",
                          .message =
                              fmt::format("zone {} has fewer hosts than a shard has members there",
                                          world_.topology.zones[zone.index()].name),
                          .expected = "a host for each member: two on one host die together"});
                return;
            }
            members.push_back(*host);
        }
    }
}

// With a mirror, member 0 is the primary: the preferred member changes places with it.
void ModelReader::prefer_leaders(const Fields& fields, world::Store& store,
                                 const std::vector<ZoneId>& zones) {
    if (store.replicas.empty() || zones.empty()) return;
    std::optional<std::size_t> fixed;
    const Value* leaders = fields.value("leaders");
    if (leaders != nullptr && leaders->object() != nullptr) {
        const Fields chosen{leaders,
                            *fields.shape().find("leaders")->form.parts.back().shapes.front(),
                            leaders->at, fields.path("leaders"), complaints_};
        const std::string name = chosen.text("zone");
        if (name.empty()) return;
        const auto zone =
            names_.zones.resolve(name, chosen.at("zone"), chosen.path("zone"), complaints_);
        if (!zone) return;
        const auto member = std::ranges::find(zones, ZoneId{*zone});
        if (member == zones.end()) {
            chosen.error("zone",
                         {.code = "no-member",
                          .message = fmt::format("the store has no member in zone {}", name),
                          .expected = "one of its replica zones"});
            return;
        }
        fixed = static_cast<std::size_t>(member - zones.begin());
    }
    const bool mirror = std::holds_alternative<protocol::mirror::Options>(store.protocol);
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
        std::size_t preferred = fixed.value_or(shard % zones.size());
        if (mirror) {
            std::swap(store.replicas[shard][0], store.replicas[shard][preferred]);
            preferred = 0;
        }
        store.preferred_leaders.push_back(static_cast<protocol::Member>(preferred));
    }
}

}  // namespace triaz::scenario
