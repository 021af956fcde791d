// Backups, systems that are not simulated, shared fates of components, failure rates.
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

using topology::DataCenterId;

void ModelReader::read_surroundings() {
    for (std::size_t i = 0; i < stores_.size(); ++i) {
        if (stores_[i].fields.has("backup"))
            world_.stores[i].backup = read_backup(stores_[i].fields.object("backup"));
        world_.stores[i].tolerates = read_tolerances(stores_[i].fields, true);
    }
    for (std::size_t i = 0; i < services_.size(); ++i)
        world_.services[i].tolerates = read_tolerances(services_[i].fields, false);
    for (const Fields::Entry& entry : model_.entries("not_simulated"))
        world_.unsimulated.push_back(read_unsimulated(entry.fields));
    const auto fates = model_.entries("shared_fates");
    for (std::size_t i = 0; i < fates.size(); ++i)
        world_.topology.shared_fates[i].components = read_components(fates[i].fields, "components");
    read_reliability();
}

std::vector<DataCenterId> ModelReader::read_data_centers(const Fields& fields) {
    std::vector<DataCenterId> ids;
    for (const Fields::Word& word : fields.words("data_centers")) {
        const auto id = names_.data_centers.resolve(word.text, word.at, word.path, complaints_);
        if (id) ids.push_back(DataCenterId{*id});
    }
    return ids;
}

std::vector<std::string> ModelReader::read_components(const Fields& fields, std::string_view key) {
    std::vector<std::string> components;
    for (const Fields::Word& word : fields.words(key)) {
        if (names_.components.resolve(word.text, word.at, word.path, complaints_))
            components.push_back(word.text);
    }
    return components;
}

std::vector<world::Tolerance> ModelReader::read_tolerances(const Fields& component, bool of_store) {
    std::vector<world::Tolerance> tolerances;
    for (const Fields::Entry& entry : component.entries("tolerates")) {
        const Fields& fields = entry.fields;
        world::Tolerance tolerance;
        tolerance.zones = fields.small_count("zones");
        tolerance.data_centers = fields.small_count("data_centers");
        tolerance.hosts = fields.small_count("hosts");
        if (of_store && fields.text("keeps") == "data")
            tolerance.keeps = world::Tolerance::Keeps::data;
        if (tolerance.losses() == 0 || tolerance.losses() > world::most_losses) {
            fields.error({.code = tolerance.losses() == 0 ? "too-few" : "too-many",
                          .message = fmt::format("{} losses together", tolerance.losses()),
                          .expected = fmt::format("1 to {} zones, data_centers and hosts together",
                                                  world::most_losses)});
            continue;
        }
        tolerances.push_back(tolerance);
    }
    return tolerances;
}

world::Backup ModelReader::read_backup(const Fields& fields) {
    const std::string medium = fields.text("medium");
    return {.region = fields.text("region"),
            .jurisdiction = fields.text("jurisdiction"),
            .data_centers = read_data_centers(fields),
            .encrypted = fields.flag("encrypted"),
            .medium = medium == "disk"       ? world::Medium::disk
                      : medium == "tape"     ? world::Medium::tape
                      : medium == "portable" ? world::Medium::portable
                                             : world::Medium::object_store};
}

world::Unsimulated ModelReader::read_unsimulated(const Fields& fields) {
    world::Unsimulated system;
    system.name = fields.text("name");
    system.kind = fields.text("kind");
    for (const Fields::Word& word : fields.words("zones")) {
        const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
        if (!zone) continue;
        for (const DataCenterId id : placement_->data_centers(topology::ZoneId{*zone}))
            system.data_centers.push_back(id);
    }
    for (const DataCenterId id : read_data_centers(fields)) system.data_centers.push_back(id);
    system.external = system.data_centers.empty();
    const std::string need = fields.text("need");
    if (need == "soft") system.need = world::Need::soft;
    if (need == "async") system.need = world::Need::async;
    system.corporate = fields.flag("corporate");
    system.needed_by = read_components(fields, "needed_by");
    system.jurisdiction = fields.text("jurisdiction");
    system.personal_data = fields.flag("personal_data");
    if (fields.has("backup")) system.backup = read_backup(fields.object("backup"));
    return system;
}

void ModelReader::read_reliability() {
    const Fields rates = model_.object("reliability");
    const auto rate = [&](std::string_view key) -> std::optional<world::FailureRate> {
        if (!rates.has(key)) return std::nullopt;
        const Fields fields = rates.object(key);
        return world::FailureRate{fields.number("failures_per_year"),
                                  fields.duration("repair_time")};
    };
    world_.reliability = {.zone = rate("zone"),
                          .data_center = rate("data_center"),
                          .rack = rate("rack"),
                          .host = rate("host"),
                          .path = rate("path"),
                          .shared_fate = rate("shared_fate"),
                          .dependency = rate("dependency")};
}

}  // namespace triaz::scenario
