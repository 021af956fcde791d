#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/traffic/presets.hpp"

namespace triaz::scenario {

namespace policy = traffic::policy;
using topology::ZoneId;

namespace {

std::uint32_t percent_of(base::Ratio ratio) {
    return static_cast<std::uint32_t>(std::lround(ratio.value * 100));
}

// What a key says; absent, what the preset says; without one, the key's fallback.
class Settings {
public:
    Settings(const Fields& fields, bool preset) : fields_(fields), preset_(preset) {}

    bool says(std::string_view key) const { return !preset_ || fields_.given(key); }
    void take(std::string_view key, base::Duration& value) const {
        if (says(key)) value = fields_.duration(key);
    }
    void take(std::string_view key, std::uint32_t& value) const {
        if (says(key)) value = fields_.small_count(key);
    }
    void take(std::string_view key, bool& value) const {
        if (says(key)) value = fields_.flag(key);
    }
    // A key without a fallback: only when it is there.
    void take(std::string_view key, std::optional<base::Duration>& value) const {
        if (fields_.has(key)) value = fields_.duration(key);
    }

private:
    const Fields& fields_;
    bool preset_;
};

world::HealthCheck read_health_check(const Fields& fields, const traffic::Preset* preset) {
    world::HealthCheck check;
    if (preset != nullptr) static_cast<traffic::HealthCheck&>(check) = preset->health;
    const Settings settings{fields, preset != nullptr};
    settings.take("interval", check.interval);
    if (settings.says("timeout")) {
        check.response_timeout = fields.duration("timeout");
        check.connect_timeout = check.response_timeout;
    }
    if (fields.has("connect_timeout")) check.connect_timeout = fields.duration("connect_timeout");
    settings.take("rise", check.rise);
    settings.take("fall", check.fall);
    if (settings.says("depth")) {
        const std::string depth = fields.text("depth");
        check.depth = depth == "deep"      ? traffic::CheckDepth::deep
                      : depth == "connect" ? traffic::CheckDepth::connect
                                           : traffic::CheckDepth::shallow;
    }
    settings.take("fast_interval", check.turning_down);
    settings.take("fast_interval", check.turning_up);
    settings.take("unhealthy_interval", check.unhealthy);
    if (settings.says("jitter")) {
        check.jitter.below = fields.ratio("jitter").value;
        check.jitter.above = check.jitter.below;
    }
    if (settings.says("spacing")) {
        check.spacing = fields.text("spacing") == "between-starts"
                            ? traffic::Spacing::between_starts
                            : traffic::Spacing::after_end;
    }
    settings.take("wrong_answer_decides", check.unexpected_status_at_once);
    settings.take("enabled", check.enabled);
    return check;
}

world::NameResolution read_names(const Fields& fields) {
    const traffic::Preset* preset =
        fields.has("preset") ? traffic::find_preset(fields.text("preset")) : nullptr;
    world::NameResolution names;
    if (preset != nullptr) {
        names.ttl = preset->name_ttl;
        names.checkers = preset->checkers;
        names.fails_open = preset->fails_open;
    }
    const Settings settings{fields, preset != nullptr};
    settings.take("ttl", names.ttl);
    settings.take("checkers", names.checkers.checkers);
    if (settings.says("healthy_above"))
        names.checkers.above_percent = percent_of(fields.ratio("healthy_above"));
    settings.take("fails_open", names.fails_open);
    names.health = read_health_check(fields.object("health_check"), preset);
    return names;
}

std::optional<traffic::OutlierOptions> read_outliers(const Fields& fields) {
    if (!fields.flag("enabled")) return {};
    traffic::OutlierOptions options;
    options.errors_in_a_row = fields.small_count("errors_in_a_row");
    options.interval = fields.duration("interval");
    options.base_ejection = fields.duration("base_ejection");
    options.longest_ejection = fields.duration("longest_ejection");
    options.most_ejected = percent_of(fields.ratio("most_ejected"));
    options.ended_by_active_check = fields.flag("ended_by_check");
    const Fields rate = fields.object("success_rate");
    options.success_rate.reset();
    if (rate.flag("enabled")) {
        options.success_rate = {rate.small_count("least_targets"),
                                rate.small_count("least_requests"), rate.number("deviations")};
    }
    if (fields.has("failure_percentage")) {
        const Fields share = fields.object("failure_percentage");
        options.failure_percentage = {share.small_count("least_targets"),
                                      share.small_count("least_requests"),
                                      percent_of(share.ratio("threshold"))};
    }
    if (options.longest_ejection < options.base_ejection) {
        fields.error(
            fields.given("longest_ejection") ? "longest_ejection" : "base_ejection",
            {.code = "out-of-bounds",
             .message = fmt::format("the longest ejection, {}, is shorter than the first",
                                    base::to_text(options.longest_ejection)),
             .expected = fmt::format("at least {}", base::to_text(options.base_ejection))});
    }
    return options;
}

// Weights and slow starts need a policy that goes by weights.
traffic::Policy policy_named(std::string_view word, bool weighted, double bound) {
    if (word == "random") {
        if (weighted) return policy::WeightedRandom{};
        return policy::EvenRandom{};
    }
    if (word == "least-requests") return policy::LeastRequests{};
    if (word == "two-choices") return policy::TwoChoices{};
    if (word == "peak-ewma") return policy::PeakEwma{};
    if (word == "consistent-hash") return policy::ConsistentHash{.table = {}, .bound = bound};
    if (weighted) return policy::WeightedRoundRobin{};
    return policy::EvenRoundRobin{};
}

void read_policy(const Fields& fields, const traffic::Preset* preset, world::Balancer& balancer) {
    const bool weighted =
        !balancer.zone_weights.empty() || balancer.slow_start.window > base::Duration{0};
    const double bound = fields.has("load_bound") ? fields.number("load_bound") : 0;
    if (preset != nullptr && !fields.given("policy")) {
        balancer.policy = preset->policy;
        const bool even = std::holds_alternative<policy::EvenRoundRobin>(preset->policy);
        if (even && weighted) balancer.policy = policy::WeightedRoundRobin{};
        return;
    }
    const std::string word = fields.text("policy");
    balancer.policy = policy_named(word, weighted, bound);
    if (weighted && (word == "peak-ewma" || word == "consistent-hash")) {
        fields.warn("policy",
                    {.code = "no-effect",
                     .message = fmt::format("{} takes no notice of weights", fields.text("policy")),
                     .expected = "another policy, or neither weights nor slow_start"});
    }
    if (fields.given("load_bound") && word != "consistent-hash") {
        fields.warn("load_bound", {.code = "no-effect",
                                   .message = "only consistent hashing has a bound on load",
                                   .expected = "\"policy\": \"consistent-hash\""});
    }
}

void read_zones(const Fields& fields, const traffic::Preset* preset, world::Balancer& balancer) {
    if (preset != nullptr) {
        balancer.cross_zone = preset->cross_zone;
        balancer.zone_aware = preset->zone_aware;
    }
    Settings{fields, preset != nullptr}.take("cross_zone", balancer.cross_zone);
    if (!fields.has("zone_aware")) return;
    const Fields aware = fields.object("zone_aware");
    balancer.zone_aware = {aware.small_count("least_targets"), aware.flag("always_local")};
    if (!balancer.cross_zone) {
        fields.warn("zone_aware", {.code = "no-effect",
                                   .message = "without cross_zone there is no zone to choose",
                                   .expected = "\"cross_zone\": true"});
    }
}

}  // namespace

void ModelReader::read_weights(const Fields& fields, world::Balancer& balancer) {
    const Value* weights = fields.value("weights");
    if (weights == nullptr) return;
    balancer.zone_weights.assign(world_.topology.zones.size(), 1.0);
    for (const Member& member : *weights->object()) {
        if (member.name == source_key || member.name == note_key) continue;
        const std::string path = fields.path("weights") + pointer_part(member.name);
        const auto zone = names_.zones.resolve(member.name, member.at, path, complaints_);
        const auto weight = member.value.number();
        if (zone && weight && *weight > 0) balancer.zone_weights[*zone] = *weight;
    }
}

void ModelReader::read_balancer(const Declared& declared, world::Balancer& balancer) {
    const Fields& fields = declared.fields;
    balancer.name = name_at_end(fields);
    if (fields.has("target")) {
        const auto target = names_.services.resolve(fields.text("target"), fields.at("target"),
                                                    fields.path("target"), complaints_);
        if (target) balancer.target = world::ServiceId{*target};
    }
    const traffic::Preset* preset =
        fields.has("preset") ? traffic::find_preset(fields.text("preset")) : nullptr;
    if (preset != nullptr) {
        balancer.outliers = preset->outliers;
        balancer.slow_start = preset->slow_start;
        if (preset->fails_open) balancer.panic_threshold = preset->panic_threshold;
    }
    read_weights(fields, balancer);
    if (fields.has("slow_start")) {
        const Fields slow = fields.object("slow_start");
        balancer.slow_start = {slow.duration("window"), slow.number("aggression"),
                               slow.ratio("minimum").value};
    }
    read_policy(fields, preset, balancer);
    read_zones(fields, preset, balancer);
    if (fields.has("panic_threshold"))
        balancer.panic_threshold = percent_of(fields.ratio("panic_threshold"));
    if (fields.has("outlier_detection"))
        balancer.outliers = read_outliers(fields.object("outlier_detection"));
    balancer.health = read_health_check(fields.object("health_check"), preset);
    read_nodes(fields, balancer);
}

void ModelReader::read_nodes(const Fields& fields, world::Balancer& balancer) {
    balancer.node_start_time = fields.duration("node_start_time");
    balancer.forward_timeout = fields.duration("forward_timeout");
    balancer.names = read_names(fields.object("names"));
    if (fields.has("node_service_time")) {
        balancer.node_work = world::Workers{fields.small_count("node_workers"),
                                            fields.small_count("node_queue_limit"),
                                            fields.distribution("node_service_time")};
    }
    if (fields.text("placement") == "caller") {
        for (const std::string_view key :
             {"nodes_per_zone", "node_start_time", "node_service_time", "node_workers",
              "node_queue_limit", "forward_timeout", "names"}) {
            if (!fields.given(key)) continue;
            fields.warn(key,
                        {.code = "no-effect",
                         .message = fmt::format("{} means nothing here: the caller itself balances",
                                                in_quotes(key)),
                         .expected = "\"placement\": \"nodes\", or no such key"});
        }
        return;
    }
    const std::uint64_t per_zone = fields.count("nodes_per_zone");
    if (!afford(fields, "nodes_per_zone", per_zone * world_.topology.zones.size())) return;
    for (std::size_t i = 0; i < world_.topology.zones.size(); ++i) {
        placement_->begin_group(false);
        for (std::uint64_t made = 0; made < per_zone; ++made) {
            if (const auto host = placement_->place(placement_->data_centers(ZoneId::of(i)))) {
                balancer.nodes.push_back(*host);
            }
        }
    }
}

}  // namespace triaz::scenario
