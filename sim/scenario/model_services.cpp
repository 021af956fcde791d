#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

using topology::DataCenterId;
using topology::ZoneId;

void ModelReader::declare_components() {
    declare("services", Component::Kind::service, names_.services, services_);
    declare("balancers", Component::Kind::balancer, names_.balancers, balancers_);
    declare("stores", Component::Kind::store, names_.stores, stores_);
    world_.services.resize(services_.size());
    world_.balancers.resize(balancers_.size());
    world_.stores.resize(stores_.size());
    call_sites_.resize(services_.size());
}

void ModelReader::declare(std::string_view key, Component::Kind kind, Names& names,
                          std::vector<Declared>& declared) {
    const auto entries = model_.entries(key);
    const Value* value = model_.value(key);
    std::size_t members = 0;
    if (value != nullptr) {
        members = static_cast<std::size_t>(
            std::ranges::count_if(*value->object(), [](const Member& member) {
                return member.name != source_key && member.name != note_key;
            }));
    }
    if (entries.size() < members || model_.given(key) != model_.has(key)) {
        names.not_whole();
        names_.components.not_whole();
        if (kind != Component::Kind::service) names_.callable.not_whole();
    }
    for (const Fields::Entry& entry : entries) {
        const Component component{kind, static_cast<std::uint32_t>(declared.size())};
        names.add(entry.name, component.index, entry.at, entry.fields.path(), complaints_);
        names_.components.add(entry.name, component.number(), entry.at, entry.fields.path(),
                              complaints_);
        declared.push_back({entry.fields, entry.at});
        if (kind == Component::Kind::service || names_.callable.find(entry.name)) continue;
        names_.callable.add(entry.name, component.number(), entry.at, entry.fields.path(),
                            complaints_);
    }
}

std::string name_at_end(const Fields& fields) {
    return fields.path().substr(fields.path().rfind('/') + 1);  // names need no escaping
}

void ModelReader::read_service(const Declared& declared, world::Service& service) {
    const Fields& fields = declared.fields;
    service.name = name_at_end(fields);
    read_serving(fields, service);
    service.worker_held_during_calls = fields.flag("worker_held_during_calls");
    service.start_time = fields.duration("start_time");
    service.calls_in_parallel = fields.flag("calls_in_parallel");
    read_needs(fields, service);
    read_calls(fields, service);
    place_instances(fields, service);
    if (fields.has("scaling")) read_scaling(fields, service);
}

void ModelReader::read_calls(const Fields& fields, world::Service& service) {
    const auto index = static_cast<std::size_t>(&service - world_.services.data());
    for (const Fields::Entry& entry : fields.entries("calls")) {
        const Fields& call = entry.fields;
        world::Call made{
            .to = world::StoreId{}, .when = world::When::always, .tries = read_tries(call)};
        const std::string when = call.text("when");
        if (when == "read") made.when = world::When::on_read;
        if (when == "write") made.when = world::When::on_write;
        const std::string kind = call.text("kind");
        if (kind == "soft") made.kind = world::CallKind::soft;
        if (kind == "async") made.kind = world::CallKind::async;
        const std::string to = call.text("to");
        if (to.empty()) continue;
        if (names_.services.find(to) && !names_.callable.find(to)) {
            call.error("to", {.code = "calls-service",
                              .message = fmt::format("{} is a service and cannot be called itself",
                                                     in_quotes(to)),
                              .expected = "a balancer whose target it is"});
            continue;
        }
        const auto number =
            names_.callable.resolve(to, call.at("to"), call.path("to"), complaints_);
        if (!number) continue;
        const Component component = Component::of(*number);
        if (component.kind == Component::Kind::balancer)
            made.to = world::BalancerId{component.index};
        if (component.kind == Component::Kind::store) made.to = world::StoreId{component.index};
        service.calls.push_back(made);
        call_sites_[index].push_back({call.at("to"), call.path("to")});
    }
}

// How many instances each zone is to have.
std::vector<std::uint64_t> ModelReader::instances_by_zone(const Fields& service) {
    std::vector<std::uint64_t> counts(world_.topology.zones.size());
    if (service.given("instances") == service.given("instances_per_zone")) {
        service.error({.code = "instances",
                       .message = service.given("instances") ? "instances are given twice"
                                                             : "no instances are given",
                       .expected = "either instances_per_zone or instances"});
        return counts;
    }
    const Value* by_zone = service.value("instances");
    if (by_zone == nullptr) {
        std::ranges::fill(counts, service.count("instances_per_zone"));
        return counts;
    }
    const Form& form = service.shape().find("instances")->form.parts.front();
    for (const Member& member : *by_zone->object()) {
        if (member.name == source_key || member.name == note_key) continue;
        const std::string path = service.path("instances") + pointer_part(member.name);
        const auto zone = names_.zones.resolve(member.name, member.at, path, complaints_);
        if (zone && is_within(member.value, form)) counts[*zone] = *member.value.count();
    }
    return counts;
}

// The data centres of each zone where instances may stand.
std::vector<std::vector<DataCenterId>> ModelReader::allowed_data_centers(const Fields& service) {
    const std::size_t zones = world_.topology.zones.size();
    std::vector<std::vector<DataCenterId>> allowed(zones);
    if (!service.has("on")) {
        for (std::size_t i = 0; i < zones; ++i)
            allowed[i] = placement_->data_centers(ZoneId::of(i));
        return allowed;
    }
    for (const Fields::Word& word : service.words("on")) {
        const auto id = names_.data_centers.resolve(word.text, word.at, word.path, complaints_);
        if (!id) continue;
        auto& of_zone = allowed[world_.topology.data_centers[*id].zone.index()];
        if (std::ranges::find(of_zone, DataCenterId{*id}) == of_zone.end())
            of_zone.push_back(DataCenterId{*id});
    }
    return allowed;
}

void ModelReader::place_instances(const Fields& fields, world::Service& service) {
    const std::size_t errors = complaints_.errors();
    const std::vector<std::uint64_t> counts = instances_by_zone(fields);
    const auto allowed = allowed_data_centers(fields);
    const std::string_view key = fields.has("instances") ? "instances" : "instances_per_zone";
    if (complaints_.errors() > errors) return;
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts) total += count;
    if (total == 0 && fields.has(key) && !counts.empty()) {
        fields.error(key, {.code = "instances",
                           .message = "the service has no instance",
                           .expected = "at least one"});
    }
    if (!afford(fields, key, total)) return;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        placement_->begin_group(false);
        for (std::uint64_t made = 0; made < counts[i]; ++made) {
            const auto host = placement_->place(allowed[i]);
            if (!host) {
                if (!names_.hosts.whole()) return;
                fields.error(
                    "on",
                    {.code = "nowhere",
                     .message = fmt::format(
                         "zone {} is to have instances ({}) and has none of these data centres",
                         world_.topology.zones[i].name, counts[i]),
                     .expected = "a data centre of that zone, or no instances there"});
                break;
            }
            service.instances.push_back(*host);
        }
    }
}

}  // namespace triaz::scenario
