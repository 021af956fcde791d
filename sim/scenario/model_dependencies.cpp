// Dependencies, what services need of them, and long-lived sessions.
#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"

namespace triaz::scenario {

void ModelReader::read_dependencies() {
    const auto entries = model_.entries("dependencies");
    const Value* value = model_.value("dependencies");
    if ((value == nullptr && model_.given("dependencies")) ||
        (value != nullptr && entries.size() < value->object()->size())) {
        names_.dependencies.not_whole();
    }
    for (const Fields::Entry& entry : entries) {
        names_.dependencies.add(entry.name, static_cast<std::uint32_t>(world_.dependencies.size()),
                                entry.at, entry.fields.path(), complaints_);
        world::Dependency& made = world_.dependencies.emplace_back();
        made.name = entry.name;
        made.kind = entry.fields.text("kind");
        made.answer_time = entry.fields.distribution("answer_time");
        Names seen{"zone of this dependency"};
        for (const Fields::Word& word : entry.fields.words("zones")) {
            const auto zone = names_.zones.resolve(word.text, word.at, word.path, complaints_);
            if (zone && seen.add(word.text, *zone, word.at, word.path, complaints_))
                made.zones.push_back(topology::ZoneId{*zone});
        }
    }
}

void ModelReader::read_needs(const Fields& fields, world::Service& service) {
    for (const Fields::Entry& entry : fields.entries("needs")) {
        const Fields& need = entry.fields;
        if (!need.has("dependency")) continue;
        const auto asked = names_.dependencies.resolve(
            need.text("dependency"), need.at("dependency"), need.path("dependency"), complaints_);
        if (!asked) continue;
        world::Requirement made;
        made.dependency = world::DependencyId{*asked};
        const std::string when = need.text("when");
        if (when == "read") made.when = world::When::on_read;
        if (when == "write") made.when = world::When::on_write;
        const std::string kind = need.text("kind");
        if (kind == "soft") made.kind = world::CallKind::soft;
        if (kind == "async") made.kind = world::CallKind::async;
        made.share = need.ratio("share");
        made.tries.limit = need.small_count("tries");
        made.tries.timeout = need.duration("timeout");
        made.tries.backoff = {.base = need.duration("backoff"),
                              .cap = need.duration("backoff_cap")};
        if (made.share.value <= 0) {
            need.error("share", {.code = "out-of-bounds",
                                 .message = "a need that no request has is none",
                                 .expected = "more than 0"});
            continue;
        }
        if (need.has("cache")) {
            const Fields cache = need.object("cache");
            if (!cache.has("ttl")) continue;
            made.cache = world::AnswerCache{cache.duration("ttl"), cache.small_count("keys"),
                                            cache.duration("serve_stale")};
        }
        service.needs.push_back(made);
    }
}

void ModelReader::read_sessions() {
    const auto entries = model_.entries("sessions");
    const Value* value = model_.value("sessions");
    if ((value == nullptr && model_.given("sessions")) ||
        (value != nullptr && entries.size() < value->object()->size())) {
        names_.sessions.not_whole();
    }
    for (const Fields::Entry& entry : entries) {
        names_.sessions.add(entry.name, static_cast<std::uint32_t>(world_.sessions.size()),
                            entry.at, entry.fields.path(), complaints_);
        world::SessionCohort& made = world_.sessions.emplace_back();
        made.name = entry.name;
        read_session_cohort(entry.fields, made);
    }
}

void ModelReader::read_session_cohort(const Fields& fields, world::SessionCohort& cohort) {
    const auto resolved = [&](std::string_view key, const Names& names) {
        return fields.has(key)
                   ? names.resolve(fields.text(key), fields.at(key), fields.path(key), complaints_)
                   : std::nullopt;
    };
    if (const auto zone = resolved("home", names_.zones)) cohort.home = topology::ZoneId{*zone};
    if (const auto carrier = resolved("carrier", names_.dependencies))
        cohort.carrier = world::DependencyId{*carrier};
    if (const auto through = resolved("through", names_.balancers)) {
        cohort.through = world::BalancerId{*through};
        if (!world_.balancers[*through].nodes.empty()) {
            fields.error("through",
                         {.code = "nodes-on-the-way",
                          .message = fmt::format("{} has nodes, and no session goes through one",
                                                 fields.text("through")),
                          .expected = "a balancer with \"placement\": \"caller\""});
        }
    }
    cohort.rate = fields.number("rate");
    cohort.at_start = fields.small_count("at_start");
    cohort.holding_time = fields.distribution("holding_time");
    cohort.detection = fields.duration("detection");
    cohort.attempts = fields.small_count("attempts");
    cohort.pause = fields.duration("pause");
    if (fields.has("arrivals")) cohort.arrivals = read_open_arrivals(fields, cohort.rate);
}

}  // namespace triaz::scenario
