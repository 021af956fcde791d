// What services and stores are declared to survive, held against their minimal cut sets.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/structure/checks.hpp"

namespace triaz::structure {

namespace {

using Keeps = world::Tolerance::Keeps;

bool is_within(const Subject& subject, EventSet set, world::Tolerance left) {
    for (const EventId event : set.events()) {
        const Loss::Kind kind = subject.loss(event).kind;
        std::uint32_t* const budget = kind == Loss::Kind::zone          ? &left.zones
                                      : kind == Loss::Kind::data_center ? &left.data_centers
                                      : kind == Loss::Kind::host        ? &left.hosts
                                                                        : nullptr;
        if (budget == nullptr || *budget == 0) return false;
        --*budget;
    }
    return true;
}

bool is_about(const Target& target, const DeclaredReport& report) {
    if (report.service)
        return target.kind == Target::Kind::service && target.index == report.service->value;
    if (target.index != report.store->value) return false;
    if (report.declared.keeps == Keeps::data) return target.kind == Target::Kind::store_data;
    return target.kind == Target::Kind::store_writes || target.kind == Target::Kind::store_reads;
}

void check(const Subject& subject, DeclaredReport report) {
    for (const Target& target : subject.deployment().targets) {
        if (!is_about(target, report)) continue;
        for (const EventSet set : subject.cut_sets(target.top).sets)
            if (is_within(subject, set, report.declared)) report.ways_past.push_back(set);
    }
    std::ranges::sort(report.ways_past);
    report.ways_past.erase(std::unique(report.ways_past.begin(), report.ways_past.end()),
                           report.ways_past.end());
    if (!report.ways_past.empty()) {
        const std::size_t others = report.ways_past.size() - 1;
        subject.say(
            "TZ206", report.pointer,
            fmt::format(
                "The {} is declared to {} any loss of {}; the loss of {} is too much{}.", report.of,
                report.declared.keeps == Keeps::data ? "keep its data through" : "go on through",
                told(report.declared), names_of(subject.deployment(), report.ways_past.front()),
                others == 0   ? std::string{}
                : others == 1 ? std::string{", and so is another such loss"}
                              : fmt::format(", and so are {} more such losses", others)));
    }
    subject.report.declared.push_back(std::move(report));
}

}  // namespace

std::string told(const world::Tolerance& tolerance) {
    std::vector<std::string> parts;
    const auto add = [&](std::uint32_t count, Loss::Kind kind) {
        if (count > 0) parts.push_back(fmt::format("{} {}", count, name_of(kind, count > 1)));
    };
    add(tolerance.zones, Loss::Kind::zone);
    add(tolerance.data_centers, Loss::Kind::data_center);
    add(tolerance.hosts, Loss::Kind::host);
    return in_a_row(parts);
}

void check_tolerances(const Subject& subject) {
    const world::World& world = subject.world;
    const auto look = [&](const auto& part, std::string_view kind, std::string_view key,
                          DeclaredReport report) {
        for (std::size_t i = 0; i < part.tolerates.size(); ++i) {
            report.of = fmt::format("{} {}", kind, part.name);
            report.pointer = fmt::format("/{}/{}/tolerates/{}", key, part.name, i);
            report.declared = part.tolerates[i];
            check(subject, report);
        }
    };
    for (std::size_t i = 0; i < world.services.size(); ++i) {
        DeclaredReport report;
        report.service = world::ServiceId::of(i);
        look(world.services[i], "service", "services", std::move(report));
    }
    for (std::size_t i = 0; i < world.stores.size(); ++i) {
        DeclaredReport report;
        report.store = world::StoreId::of(i);
        look(world.stores[i], "store", "stores", std::move(report));
    }
}

}  // namespace triaz::structure
