#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

using topology::DataCenterId;
using topology::Path;
using topology::ZoneId;

namespace {

// What a path leaves out is as in `usual`.
Path read_path(const Fields& fields, const Path& usual) {
    Path path = usual;
    if (fields.has("latency")) path.latency = fields.duration("latency");
    if (fields.has("jitter")) path.jitter = fields.distribution("jitter");
    if (fields.has("bandwidth")) path.bandwidth = fields.bandwidth("bandwidth");
    return path;
}

Path read_path(const Fields& fields) {
    return {fields.duration("latency"), fields.distribution("jitter"),
            fields.bandwidth("bandwidth")};
}

std::size_t items_of(const Fields& fields, std::string_view key) {
    const Value* value = fields.value(key);
    return value != nullptr && value->array() != nullptr ? value->array()->size() : 0;
}

}  // namespace

void ModelReader::read_topology() {
    const Fields region = model_.object("region");
    world_.topology.region = region.text("name");
    world_.topology.jurisdiction = region.text("jurisdiction");
    const auto zones = model_.entries("zones");
    if (zones.empty() || zones.size() < items_of(model_, "zones")) {
        names_.zones.not_whole();
        names_.data_centers.not_whole();
        names_.hosts.not_whole();
    }
    for (const Fields::Entry& zone : zones) {
        const auto id = ZoneId::of(world_.topology.zones.size());
        const std::string name = zone.fields.text("name");
        world_.topology.zones.push_back({name});
        if (name.empty()) {
            names_.zones.not_whole();
        } else {
            names_.zones.add(name, id.value, zone.fields.at("name"), zone.fields.path("name"),
                             complaints_);
        }
        read_zone(zone.fields, id);
    }
    read_network();
    read_shared_fates();
}

void ModelReader::read_zone(const Fields& zone, ZoneId id) {
    const auto data_centers = zone.entries("data_centers");
    if (data_centers.empty() || data_centers.size() < items_of(zone, "data_centers")) {
        names_.data_centers.not_whole();
        names_.hosts.not_whole();
    }
    for (const Fields::Entry& entry : data_centers) {
        const auto data_center = DataCenterId::of(world_.topology.data_centers.size());
        const std::string name = entry.fields.text("name");
        world_.topology.data_centers.push_back(
            {name, id, entry.fields.text("jurisdiction"), entry.fields.flag("corporate")});
        if (name.empty()) {
            names_.data_centers.not_whole();
        } else {
            names_.data_centers.add(name, data_center.value, entry.fields.at("name"),
                                    entry.fields.path("name"), complaints_);
        }
        read_hosts(entry.fields, data_center, name);
    }
}

void ModelReader::read_hosts(const Fields& data_center, DataCenterId id, const std::string& name) {
    const std::string usual_rack = name + "-r1";
    auto& hosts = world_.topology.hosts;
    const bool full = hosts.size() > most_hosts;
    const auto add = [&](const std::string& host, const std::string& rack, Position at,
                         const std::string& path) {
        if (hosts.size() > most_hosts) return;
        names_.hosts.add(host, static_cast<std::uint32_t>(hosts.size()), at, path, complaints_);
        hosts.push_back({host, id, rack});
    };
    const Value* value = data_center.value("hosts");
    if (data_center.given("hosts") && value == nullptr) return names_.hosts.not_whole();
    if (value != nullptr && value->array() != nullptr) {
        const auto entries = data_center.entries("hosts");
        if (entries.size() < items_of(data_center, "hosts")) names_.hosts.not_whole();
        for (const Fields::Entry& host : entries) {
            const std::string rack =
                host.fields.has("rack") ? host.fields.text("rack") : usual_rack;
            const std::string host_name = host.fields.text("name");
            if (host_name.empty()) names_.hosts.not_whole();
            if (!host_name.empty())
                add(host_name, rack, host.fields.at("name"), host.fields.path("name"));
        }
    } else {
        const std::uint64_t count = data_center.count("hosts");
        for (std::uint64_t i = 1; i <= count && hosts.size() <= most_hosts; ++i) {
            add(fmt::format("{}-h{}", name, i), usual_rack, data_center.at("hosts"),
                data_center.path("hosts"));
        }
    }
    if (!full && hosts.size() > most_hosts) {
        data_center.error("hosts", {.code = "too-many",
                                    .message = fmt::format("the model has more than {} hosts",
                                                           base::thousands(most_hosts)),
                                    .expected = "fewer"});
    }
}

void ModelReader::read_network() {
    const Fields network = model_.object("network");
    auto& target = world_.topology.network;
    target.same_data_center = read_path(network.object("same_data_center"));
    target.same_zone = read_path(network.object("same_zone"));
    target.client_access = read_path(network.object("client_access"));
    target.host_uplink = network.bandwidth("host_uplink");
    read_pairs(network, read_path(network.object("between_zones")));
    check_latencies(network);
}

void ModelReader::read_pairs(const Fields& network, const Path& usual) {
    auto& paths = world_.topology.network.between_zones;
    const std::size_t zones = world_.topology.zones.size();
    for (std::size_t a = 0; a < zones; ++a) {
        for (std::size_t b = a + 1; b < zones; ++b)
            paths.push_back({ZoneId::of(a), ZoneId::of(b), usual});
    }
    std::vector<bool> given(paths.size());
    for (const Fields::Entry& pair : network.entries("pairs")) {
        std::vector<ZoneId> ends;
        for (const Fields::Word& word : pair.fields.words("zones")) {
            const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
            if (zone) ends.push_back(ZoneId{*zone});
        }
        if (ends.size() != 2) continue;
        const ZoneId a = std::min(ends[0], ends[1]);
        const ZoneId b = std::max(ends[0], ends[1]);
        const auto found = std::ranges::find_if(
            paths, [&](const auto& path) { return path.a == a && path.b == b; });
        const std::string names = fmt::format("{} and {}", world_.topology.zones[a.index()].name,
                                              world_.topology.zones[b.index()].name);
        if (found == paths.end()) {
            pair.fields.error("zones", {.code = "no-pair",
                                        .message = fmt::format("{} are no two zones", names),
                                        .expected = "two different zones"});
            continue;
        }
        const auto index = static_cast<std::size_t>(found - paths.begin());
        if (given[index]) {
            pair.fields.error("zones",
                              {.code = "duplicate-pair",
                               .message = fmt::format("the zones {} are here a second time", names),
                               .expected = "each pair of zones once"});
        }
        given[index] = true;
        found->path = read_path(pair.fields, usual);
        const bool sound = pair.fields.has("latency") && network.object("same_zone").has("latency");
        if (sound && found->path.latency < world_.topology.network.same_zone.latency) {
            pair.fields.error("latency",
                              {.code = "faster-when-wider",
                               .message = fmt::format(
                                   "the path between zones {} takes {}, the one inside a zone {}",
                                   names, base::to_text(found->path.latency),
                                   base::to_text(world_.topology.network.same_zone.latency)),
                               .expected = "a latency not below that of same_zone"});
        }
    }
}

// A wider path is never faster than a narrower one.
void ModelReader::check_latencies(const Fields& network) {
    constexpr std::pair<std::string_view, std::string_view> narrow_to_wide[] = {
        {"same_data_center", "same_zone"}, {"same_zone", "between_zones"}};
    for (const auto& [narrow, wide] : narrow_to_wide) {
        const Fields inner = network.object(narrow);
        const Fields outer = network.object(wide);
        if (!inner.has("latency") || !outer.has("latency")) continue;
        const base::Duration least = inner.duration("latency");
        const base::Duration latency = outer.duration("latency");
        if (latency >= least) continue;
        outer.error("latency",
                    {.code = "faster-when-wider",
                     .message = fmt::format("{} takes {}, the narrower {} takes {}", wide,
                                            base::to_text(latency), narrow, base::to_text(least)),
                     .expected = fmt::format("at least {}", base::to_text(least))});
    }
}

void ModelReader::read_shared_fates() {
    Names fates{"shared fate"};
    for (const Fields::Entry& entry : model_.entries("shared_fates")) {
        const Fields& fields = entry.fields;
        topology::SharedFate fate;
        fate.name = fields.text("name");
        if (!fate.name.empty())
            fates.add(fate.name, 0, fields.at("name"), fields.path("name"), complaints_);
        for (const Fields::Word& word : fields.words("zones")) {
            const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
            if (!zone) continue;
            for (std::size_t i = 0; i < world_.topology.data_centers.size(); ++i) {
                if (world_.topology.data_centers[i].zone == ZoneId{*zone})
                    fate.data_centers.push_back(DataCenterId::of(i));
            }
        }
        for (const DataCenterId id : read_data_centers(fields)) fate.data_centers.push_back(id);
        for (const Fields::Word& word : fields.words("hosts")) {
            const auto id = names_.hosts.resolve(word.text, word.at, word.path, complaints_);
            if (id) fate.hosts.push_back(topology::HostId{*id});
        }
        for (const Fields::Entry& path : fields.entries("paths"))
            read_shared_path(path.fields, fate);
        constexpr std::string_view keys[] = {"zones", "data_centers", "hosts", "paths",
                                             "components"};
        if (std::ranges::none_of(keys, [&](auto key) { return fields.given(key); })) {
            fields.error({.code = "missing-key",
                          .message = "a shared fate of nothing",
                          .expected = "zones, data_centers, hosts, paths or components"});
        }
        world_.topology.shared_fates.push_back(std::move(fate));
    }
}

void ModelReader::read_shared_path(const Fields& path, topology::SharedFate& fate) {
    std::vector<ZoneId> ends;
    for (const Fields::Word& word : path.words("zones")) {
        const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
        if (zone) ends.push_back(ZoneId{*zone});
    }
    if (ends.size() != 2) return;
    if (ends[0] == ends[1]) {
        path.error("zones", {.code = "no-pair",
                             .message = fmt::format("the zone {} is here twice",
                                                    world_.topology.zones[ends[0].index()].name),
                             .expected = "two different zones"});
        return;
    }
    fate.paths.push_back({std::min(ends[0], ends[1]), std::max(ends[0], ends[1])});
}

}  // namespace triaz::scenario
