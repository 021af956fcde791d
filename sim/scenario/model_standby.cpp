// Stores with a primary and standbys, or an in-sync set.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

using protocol::standby::Acknowledge;
using protocol::standby::Rule;
using topology::ZoneId;

std::vector<ZoneId> ModelReader::witness_zones(const Preferred& fields, std::size_t others) {
    std::vector<ZoneId> zones;
    if (fields.decides("witness_zones") && !fields.has("witness_zones")) return zones;
    if (!fields.decides("witness_zones")) {  // beside the members with data, zone after zone
        const std::size_t all_zones = world_.topology.zones.size();
        for (std::size_t i = 0; i < fields.preset->witnesses; ++i) {
            zones.push_back(ZoneId::of((fields.preset->members + i) % all_zones));
        }
        return zones;
    }
    for (const Fields::Word& word : fields.words("witness_zones")) {
        const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
        if (zone) zones.push_back(ZoneId{*zone});
    }
    if (zones.size() + others > most_members) {
        fields.error("witness_zones",
                     {.code = "too-many",
                      .message = fmt::format("{} witnesses beside {} members with data",
                                             zones.size(), others),
                      .expected = fmt::format("at most {} members of a shard", most_members)});
    }
    return zones;
}

void ModelReader::read_standby(const Preferred& fields, world::Store& store, std::size_t data,
                               std::size_t witnesses) {
    auto& options = std::get<protocol::standby::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(data + witnesses);
    options.witnesses = static_cast<std::uint8_t>(witnesses);
    if (fields.decides("acknowledge_on")) {
        const std::string acknowledge = fields.text("acknowledge_on");
        options.acknowledge_on = acknowledge == "local"     ? Acknowledge::local
                                 : acknowledge == "receive" ? Acknowledge::receive
                                 : acknowledge == "apply"   ? Acknowledge::apply
                                                            : Acknowledge::sync;
    }
    read_failover(fields, store);
    if (fields.protocol() == "isr") {
        options.rule = Rule::in_sync;
        options.synchronous = 0;
        read_in_sync(fields, store, options);
        return;
    }
    read_synchronous(fields, options);
    const auto patience = fields.maybe_duration("fallback_after");
    if (!patience) return;
    options.fallback = options.awaited() > 0;
    store.patience = *patience;
    if (options.fallback) return;
    fields.warn("fallback_after", {.code = "no-effect",
                                   .message = "no write waits for a standby here",
                                   .expected = "a synchronous standby, or no such key"});
}

// The first so many, any so many, all, or none.
void ModelReader::read_synchronous(const Preferred& fields, protocol::standby::Options& options) {
    const auto standbys = static_cast<std::uint8_t>(options.data_members() - 1);
    if (!fields.decides("synchronous")) {
        if (options.synchronous <= standbys) return;
        fields.error(
            "preset",
            {.code = "too-many",
             .message = fmt::format("{} waits for {} standbys, and a shard has {} here",
                                    in_quotes(fields.preset->name), options.synchronous, standbys),
             .expected = fmt::format("at least {} members with data", options.synchronous + 1)});
        options.synchronous = standbys;
        return;
    }
    options.synchronous = standbys;
    const Value* value = fields.value("synchronous");
    if (value == nullptr) return;
    if (const std::string* word = value->text()) {
        if (*word == "none") options.synchronous = 0;
        return;
    }
    const Fields chosen{value,
                        *fields.shape().find("synchronous")->form.parts.back().shapes.front(),
                        value->at, fields.path("synchronous"), complaints_};
    if (chosen.given("any") == chosen.given("first")) {
        chosen.error({.code = "synchronous",
                      .message = chosen.given("any") ? "synchronous standbys are given twice"
                                                     : "no synchronous standbys are given",
                      .expected = "either any or first"});
        return;
    }
    const std::string_view key = chosen.given("any") ? "any" : "first";
    if (!chosen.has(key)) return;
    options.rule = key == "any" ? Rule::any : Rule::first;
    if (chosen.count(key) > standbys) {
        chosen.error(key, {.code = "too-many",
                           .message = fmt::format("{} synchronous standbys of {}",
                                                  chosen.count(key), standbys),
                           .expected = fmt::format("at most {}: a shard has {} members with data",
                                                   standbys, options.data_members())});
        return;
    }
    options.synchronous = static_cast<std::uint8_t>(chosen.count(key));
}

void ModelReader::read_failover(const Preferred& fields, world::Store& store) {
    const Preferred failover{fields.object("failover"), fields.preset};
    if (failover.decides("lease")) store.election_period = failover.duration("lease");
    if (failover.decides("renewed_every")) {
        store.heartbeat_period = failover.duration("renewed_every");
    }
    if (failover.given("fencing") && !failover.flag("fencing"))
        std::get<protocol::standby::Options>(store.protocol).mutation =
            protocol::standby::Mutation::no_fencing;
    if (store.heartbeat_period <= store.election_period / 2) return;
    failover.error(failover.given("renewed_every") ? "renewed_every" : "lease",
                   {.code = "renewed-too-late",
                    .message = "a lease would run out before it can be renewed",
                    .expected = fmt::format("renewed_every at most half of the lease, {}",
                                            base::to_text(store.election_period / 2))});
    store.heartbeat_period = store.election_period / 2;
}

void ModelReader::read_in_sync(const Preferred& fields, const world::Store& store,
                               protocol::standby::Options& options) {
    const Preferred in_sync{fields.object("in_sync"), fields.preset};
    const std::uint64_t minimum =
        in_sync.decides("minimum") ? in_sync.count("minimum") : options.in_sync.minimum;
    if (minimum > options.data_members()) {
        in_sync.error("minimum", {.code = "too-many",
                                  .message = fmt::format("a minimum of {} of {} members", minimum,
                                                         options.data_members()),
                                  .expected = fmt::format("at most {}", options.data_members())});
        return;
    }
    options.in_sync.minimum = static_cast<std::uint8_t>(minimum);
    if (!in_sync.decides("lag")) return;
    const auto heartbeats = in_sync.duration("lag") / store.heartbeat_period;
    options.in_sync.lag_heartbeats =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(heartbeats, 1, 1'000'000'000));
}

}  // namespace triaz::scenario
