#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

Table tiers_of(const run::Architecture& architecture) {
    Table table{"Processes of each tier in each zone", {{"Tier"}, {"Kind"}, {"How"}}, {}, false};
    for (const auto& zone : architecture.zones)
        table.columns.push_back({"zone " + zone.name, Table::Align::right});
    for (const auto& tier : architecture.tiers) {
        std::vector<Cell> row{{tier.name}, {std::string{name_of(tier.kind)}}, {tier.detail}};
        for (const std::uint32_t count : tier.in_zone) row.push_back({std::to_string(count)});
        table.rows.push_back(std::move(row));
    }
    return table;
}

bool same(const run::Architecture& a, const run::Architecture& b) {
    const auto shape = [](const run::Architecture& each) {
        std::string text = each.region;
        for (const auto& zone : each.zones) text += "|" + zone.name + joined(zone.data_centers);
        for (const auto& tier : each.tiers) {
            text += "|" + tier.name + tier.detail;
            for (const std::uint32_t count : tier.in_zone) text += fmt::format(",{}", count);
        }
        return text;
    };
    return shape(a) == shape(b);
}

// Records of one architecture that struck the same.
struct Picture {
    const run::Architecture* architecture;
    std::vector<std::string> struck;
    std::vector<std::string> names;
};

std::vector<Picture> pictures_of(const Subject& subject) {
    std::vector<Picture> pictures;
    for (const Record* record : distinct(subject)) {
        if (record->architecture.zones.empty()) continue;
        std::vector<std::string> struck;
        for (const Event& event : record->events)
            if (std::ranges::find(struck, event.target) == struck.end())
                struck.push_back(event.target);
        const auto known = std::ranges::find_if(pictures, [&](const Picture& each) {
            return each.struck == struck && same(*each.architecture, record->architecture);
        });
        if (known != pictures.end())
            known->names.push_back(name_of(*record));
        else
            pictures.push_back({&record->architecture, struck, {name_of(*record)}});
    }
    return pictures;
}

std::string description_of(const Picture& picture) {
    std::vector<std::string> zones;
    for (const auto& zone : picture.architecture->zones) zones.push_back(zone.name);
    return fmt::format("{} tiers over the zones {}; {}.", picture.architecture->tiers.size(),
                       joined(zones),
                       picture.struck.empty() ? std::string{"nothing was struck"}
                                              : "struck: " + joined(picture.struck, "; "));
}

}  // namespace

Section architecture(const Subject& subject) {
    Section section{"architecture", "Architecture as tested", {}};
    const std::vector<Picture> pictures = pictures_of(subject);
    if (pictures.empty()) {
        section.add(
            Absent{"The results do not hold the architecture: they were made by a version "
                   "of triaz before this one. Make them again."});
        return section;
    }
    const run::Architecture& first = *pictures.front().architecture;
    std::size_t hosts = 0;
    for (const auto& zone : first.zones) hosts += zone.hosts;
    section.add(Paragraph{fmt::format(
        "Region {} ({}), {} zones, {} hosts. Columns are zones, rows are tiers in the order in "
        "which a request meets them; numbers are processes. What was struck is framed and named.",
        first.region, first.jurisdiction.empty() ? "no jurisdiction named" : first.jurisdiction,
        first.zones.size(), hosts)});
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const Picture& picture = pictures[i];
        Section part{id_of("struck", i), joined(picture.names), {}};
        part.add(Paragraph{picture.struck.empty()
                               ? "Nothing was struck."
                               : "Struck: " + joined(picture.struck, "; ") + "."});
        part.add(Diagram{id_of("architecture", i), description_of(picture), *picture.architecture,
                         picture.struck, tiers_of(*picture.architecture)});
        section.sections.push_back(std::move(part));
    }
    return section;
}

}  // namespace triaz::publish::sections
