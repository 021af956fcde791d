#include <algorithm>

#include <fmt/format.h>

#include "sim/history/timeline.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace triaz::scenario {

namespace {

check::Verdict verdict_of(std::string_view word) {
    if (word == "refuted") return check::Verdict::refuted;
    return word == "inconclusive" ? check::Verdict::inconclusive : check::Verdict::upheld;
}

check::Level level_of(std::string_view word) {
    if (word == "Z0") return check::Level::z0_hands_off;
    if (word == "Z1") return check::Level::z1_no_outage;
    return word == "Z2" ? check::Level::z2_no_client_visible_error : check::Level::z3_hitless;
}

}  // namespace

void ScenarioReader::read_claims() {
    const auto entries = fields_.entries("claims");
    const Value* value = fields_.value("claims");
    if (value == nullptr || entries.size() < value->array()->size()) claim_ids_.not_whole();
    for (const Fields::Entry& entry : entries) {
        const Fields& fields = entry.fields;
        check::Claim claim;
        claim.id = fields.text("id");
        if (claim.id.empty()) {
            claim_ids_.not_whole();
        } else {
            const auto index = static_cast<std::uint32_t>(result_.claims.size());
            claim_ids_.add(claim.id, index, fields.at("id"), fields.path("id"), complaints_);
        }
        for (const Fields::Word& word : fields.words("contract"))
            claim.contract.push_back(word.text);
        claim.expected = verdict_of(fields.text("expected"));
        const std::string kind = fields.text("kind");
        if (kind == "recovery-time") {
            read_recovery_time(fields, claim.promise.emplace<check::RecoveryTime>());
        } else if (kind == "recovery-point") {
            read_recovery_point(fields, claim.promise.emplace<check::RecoveryPoint>());
        } else if (kind == "synchronous-copies") {
            read_synchronous_copies(fields, claim.promise.emplace<check::SynchronousCopies>());
        } else if (kind == "linearizable") {
            auto& promise = claim.promise.emplace<check::Linearizable>();
            read_stores_in_scope(fields, promise.stores);
            result_.world.sampled_keys = 1;
        } else if (kind == "re-routing") {
            read_re_routing(fields, claim.promise.emplace<check::ReRouting>());
        } else if (kind == "capacity-restored") {
            auto& promise = claim.promise.emplace<check::CapacityRestored>();
            promise.within = fields.duration("within");
            promise.share = fields.ratio("share");
        } else if (kind == "customer-link-loss") {
            auto& promise = claim.promise.emplace<check::CustomerLinkLoss>();
            read_cohorts(fields, "cut", promise.cut);
            read_level(fields, promise.minimum_service, promise.slice);
        } else if (kind == "tenant-isolation") {
            read_tenant_isolation(fields, claim.promise.emplace<check::TenantIsolation>());
        } else if (kind == "dependency-outage") {
            read_dependency_outage(fields, claim.promise.emplace<check::DependencyOutage>());
        } else if (kind == "sessions") {
            read_sessions(fields, claim.promise.emplace<check::Sessions>());
        } else {
            read_active_zones(fields, claim.promise.emplace<check::ActiveZones>());
        }
        result_.claims.push_back(std::move(claim));
    }
}

void ScenarioReader::read_recovery_time(const Fields& fields, check::RecoveryTime& promise) {
    promise.level = level_of(fields.text("level"));
    promise.at_most = fields.duration("at_most");
    const Fields level = fields.object("minimum_service");
    promise.minimum_service.success = level.ratio("success");
    promise.minimum_service.within_objective = level.maybe_ratio("within_objective");
    promise.minimum_service.settle = level.duration("settle");
    read_cohorts(fields, "cohorts", promise.cohorts);
    const bool may_relax =
        promise.level == check::Level::z0_hands_off || promise.level == check::Level::z1_no_outage;
    if (fields.given("at_most") && fields.has("level") && !may_relax) {
        fields.error("at_most",
                     {.code = "no-relaxing",
                      .message = fmt::format("{} allows no outage at all", fields.text("level")),
                      .expected = "the level Z0 or Z1, or no at_most"});
    }
    check_slice(fields, promise);
    check_objectives(fields, promise);
}

void ScenarioReader::read_re_routing(const Fields& fields, check::ReRouting& promise) {
    promise.within = fields.duration("within");
    read_cohorts(fields, "cohorts", promise.cohorts);
    read_level(fields, promise.minimum_service, promise.slice);
}

void ScenarioReader::read_tenant_isolation(const Fields& fields, check::TenantIsolation& promise) {
    promise.flood_at_least = fields.number("flood_at_least");
    promise.slower_at_most = fields.number("slower_at_most");
    read_cohorts(fields, "flooding", promise.flooding);
    read_level(fields, promise.minimum_service, promise.slice);
}

void ScenarioReader::read_cohorts(const Fields& fields, std::string_view key,
                                  std::vector<std::string>& cohorts) {
    for (const Fields::Word& word : fields.words(key)) {
        if (names_.cohorts.resolve(word.text, word.at, word.path, complaints_))
            cohorts.push_back(word.text);
    }
}

void ScenarioReader::read_level(const Fields& fields, measure::ServiceLevel& level,
                                base::Duration& slice) {
    const Fields asked = fields.object("minimum_service");
    level.success = asked.ratio("success");
    level.settle = asked.duration("settle");
    slice = fields.duration("slice");
    check_grain(fields, slice);
}

void ScenarioReader::check_slice(const Fields& fields, check::RecoveryTime& promise) {
    promise.slice = fields.maybe_duration("slice").value_or(result_.world.slice);
    check_grain(fields, promise.slice);
}

void ScenarioReader::check_grain(const Fields& fields, base::Duration slice) {
    const base::Duration grain = result_.world.slice;
    if (slice % grain != base::Duration::zero()) {
        fields.error("slice", {.code = "not-a-multiple",
                               .message = fmt::format("{} is no multiple of the scenario's slice",
                                                      base::to_text(slice)),
                               .expected = fmt::format("a multiple of {}", base::to_text(grain))});
    }
}

// A promise about the latency objective needs one.
void ScenarioReader::check_objectives(const Fields& fields, const check::RecoveryTime& promise) {
    const bool by_level = fields.has("level") && promise.level == check::Level::z3_hitless;
    if (!by_level && !promise.minimum_service.within_objective) return;
    for (const world::Cohort& cohort : result_.world.cohorts) {
        const bool meant = promise.cohorts.empty() ||
                           std::ranges::find(promise.cohorts, cohort.name) != promise.cohorts.end();
        if (!meant || cohort.latency_objective) continue;
        const Trouble trouble{
            .code = "no-objective",
            .message = fmt::format(
                "the cohort {} has no latency objective, which this claim is about", cohort.name),
            .expected = "a latency_objective of the cohort"};
        if (promise.minimum_service.within_objective) {
            fields.error("minimum_service", trouble);
        } else {
            fields.warn("level", trouble);
        }
    }
}

void ScenarioReader::read_recovery_point(const Fields& fields, check::RecoveryPoint& promise) {
    promise.lost_at_most = fields.count("lost_at_most");
    read_stores_in_scope(fields, promise.stores);
}

void ScenarioReader::read_synchronous_copies(const Fields& fields,
                                             check::SynchronousCopies& promise) {
    promise.zones = fields.small_count("zones");
    read_stores_in_scope(fields, promise.stores);
    const std::size_t zones = result_.world.topology.zones.size();
    if (promise.zones > zones) {
        fields.error("zones",
                     {.code = "too-many",
                      .message = fmt::format("copies in {} zones of {}", promise.zones, zones),
                      .expected = fmt::format("at most {}", zones)});
    }
}

// Those named, or all.
void ScenarioReader::read_stores_in_scope(const Fields& fields, std::vector<std::string>& stores) {
    for (const Fields::Word& word : fields.words("stores")) {
        if (names_.stores.resolve(word.text, word.at, word.path, complaints_))
            stores.push_back(word.text);
    }
    if (fields.given("stores")) return;
    for (const world::Store& store : result_.world.stores) stores.push_back(store.name);
    if (result_.world.stores.empty() && complaints_.errors() == 0) {
        fields.error({.code = "no-store",
                      .message = "the model has no store whose writes could be lost",
                      .expected = "a model with a store"});
    }
}

void ScenarioReader::read_active_zones(const Fields& fields, check::ActiveZones& promise) {
    promise.zones = fields.small_count("zones");
    promise.share = fields.ratio("share");
    const std::size_t zones = result_.world.topology.zones.size();
    if (promise.zones > zones) {
        fields.error("zones",
                     {.code = "too-many",
                      .message = fmt::format("{} active zones of {}", promise.zones, zones),
                      .expected = fmt::format("at most {}", zones)});
    } else if (promise.share.value * promise.zones > 1) {
        fields.error("share", {.code = "too-many",
                               .message = fmt::format("{} zones cannot have {} each", promise.zones,
                                                      base::to_text(promise.share)),
                               .expected = "shares that add up to at most 100%"});
    }
}

void ScenarioReader::read_dependency_outage(const Fields& fields,
                                            check::DependencyOutage& promise) {
    promise.dependency = fields.text("dependency");
    promise.success = fields.ratio("success");
    promise.fails_closed = fields.flag("fails_closed");
    for (const Fields::Word& word : fields.words("cohorts")) {
        if (names_.cohorts.resolve(word.text, word.at, word.path, complaints_))
            promise.cohorts.push_back(word.text);
    }
    if (!fields.has("dependency")) return;
    if (!names_.dependencies.resolve(promise.dependency, fields.at("dependency"),
                                     fields.path("dependency"), complaints_)) {
        return;
    }
    const bool struck = std::ranges::any_of(result_.world.faults, [&](const fault::Fault& fault) {
        const auto* target = std::get_if<fault::DependencyTarget>(&fault.target);
        return target != nullptr && target->dependency == promise.dependency;
    });
    if (!struck && complaints_.errors() == 0) {
        fields.error("dependency",
                     {.code = "no-fault",
                      .message = fmt::format("no fault strikes {}", promise.dependency),
                      .expected = "a fault whose target is this dependency"});
    }
}

void ScenarioReader::read_sessions(const Fields& fields, check::Sessions& promise) {
    promise.kept = fields.ratio("kept");
    promise.within = fields.duration("within");
    if (fields.has("dropped_at_most")) promise.dropped_at_most = fields.count("dropped_at_most");
    promise.blocked_at_most = fields.maybe_ratio("blocked_at_most");
    for (const Fields::Word& word : fields.words("cohorts")) {
        if (names_.sessions.resolve(word.text, word.at, word.path, complaints_))
            promise.cohorts.push_back(word.text);
    }
    if (result_.world.sessions.empty() && complaints_.errors() == 0) {
        fields.error({.code = "no-sessions",
                      .message = "the model has no sessions that could be dropped",
                      .expected = "a model with \"sessions\""});
    }
}

void ScenarioReader::read_sometimes() {
    for (const Fields::Entry& entry : fields_.entries("sometimes")) {
        const auto mark = history::mark_named(entry.fields.text("mark"));
        if (mark) result_.sometimes.push_back({*mark, entry.fields.count("at_least")});
    }
}

void ScenarioReader::read_mutants() {
    Names taken{"mutant"};
    const Value* mutants = fields_.value("mutants");
    if (mutants == nullptr || mutants->array() == nullptr) return;
    for (const Fields::Entry& entry : fields_.entries("mutants")) {
        Mutant& mutant = result_.mutants.emplace_back();
        read_mutant(entry.fields, mutant);
        if (mutant.name.empty()) continue;
        taken.add(mutant.name, 0, entry.fields.at("name"), entry.fields.path("name"), complaints_);
    }
}

void ScenarioReader::read_mutant(const Fields& fields, Mutant& mutant) {
    mutant.name = fields.text("name");
    Value overrides{fields.at(), Object{}};
    for (const std::string_view key : {"model", "scenario"}) {
        const Value* patch = fields.value(key);
        if (patch == nullptr) continue;
        std::get<Object>(overrides.data).push_back({std::string{key}, patch->at, *patch});
    }
    mutant.overrides = to_json(overrides);
    if (overrides.object()->empty()) {
        fields.error({.code = "changes-nothing",
                      .message = "the mutant changes nothing",
                      .expected = "a patch of the model, of the scenario or of both"});
    }
    for (const Fields::Word& word : fields.words("refutes")) {
        const auto claim = claim_ids_.resolve(word.text, word.at, word.path, complaints_);
        if (!claim) continue;
        mutant.refutes.push_back(word.text);
        if (result_.claims[*claim].expected == check::Verdict::refuted) {
            complaints_.error(
                word.at, word.path,
                {.code = "refuted-anyway",
                 .message = fmt::format(
                     "the claim {} is expected to be refuted without this mutant", word.text),
                 .expected = "a claim that is upheld without it"});
        }
    }
}

}  // namespace triaz::scenario
