// How a service takes requests in, works on them, and how many instances it has over time.
#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/check_form.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/quantity.hpp"

namespace triaz::scenario {

namespace {

kernel::Discipline discipline_named(std::string_view word) {
    if (word == "lifo") return kernel::Discipline::lifo;
    if (word == "adaptive-lifo") return kernel::Discipline::adaptive_lifo;
    return kernel::Discipline::fifo;
}

traffic::ConcurrencyOptions read_limit(const Fields& limit) {
    if (limit.shape().find("fixed") != nullptr)
        return traffic::FixedLimit{limit.small_count("fixed")};
    const Fields adaptive = limit.object("adaptive");
    const std::uint32_t least = adaptive.small_count("least");
    const std::uint32_t most = adaptive.small_count("most");
    if (least > most) {
        adaptive.error("least",
                       {.code = "out-of-bounds",
                        .message = fmt::format("at least {} is more than at most {}", least, most),
                        .expected = fmt::format("at most {}", most)});
    }
    return traffic::AimdLimit{adaptive.small_count("start"), least, std::max(least, most),
                              adaptive.number("decrease"), adaptive.duration("slow")};
}

std::vector<double> read_shedding(const Fields& fields) {
    std::vector<double> thresholds;
    const Value* list = fields.value("shedding");
    if (list == nullptr) return thresholds;
    for (const Value& item : *list->array()) {
        const auto share = ratio_of(item);
        if (!share) continue;
        if (!thresholds.empty() && share->value > thresholds.back()) {
            fields.error("shedding", {.code = "out-of-bounds",
                                      .message = "who matters less would be shed later",
                                      .expected = "shares that never rise"});
            return thresholds;
        }
        thresholds.push_back(share->value);
    }
    return thresholds;
}

std::variant<traffic::TrackingOptions, traffic::StepOptions> read_scaling_policy(
    const Fields& fields, traffic::FleetBounds bounds, std::vector<traffic::ScalingStep>& steps) {
    if (fields.has("steps")) {
        const Fields step = fields.object("steps");
        traffic::StepOptions options;
        options.threshold = step.ratio("threshold").value;
        options.adjustment = step.text("unit") == "percent" ? traffic::Adjustment::percent
                                                            : traffic::Adjustment::count;
        options.samples = step.small_count("samples");
        options.cooldown = step.duration("cooldown");
        options.bounds = bounds;
        for (const Fields::Entry& entry : step.entries("steps")) {
            const double from = entry.fields.number("from");
            if (!steps.empty() && from <= steps.back().from) {
                entry.fields.error("from",
                                   {.code = "out-of-bounds",
                                    .message = "steps rise",
                                    .expected = fmt::format("more than {}", steps.back().from)});
                continue;
            }
            steps.push_back({from, entry.fields.number("add")});
        }
        return options;
    }
    const Fields tracking = fields.object("target_tracking");
    const double target = std::max(tracking.ratio("target").value, 0.01);
    traffic::TrackingOptions options = tracking.text("preset") == "kubernetes"
                                           ? traffic::kubernetes_tracking(target, bounds)
                                           : traffic::cloud_tracking(target, bounds);
    if (tracking.has("samples_above"))
        options.samples_above = tracking.small_count("samples_above");
    if (tracking.has("samples_below"))
        options.samples_below = tracking.small_count("samples_below");
    options.cooldown_out = tracking.duration("cooldown_out");
    options.cooldown_in = tracking.duration("cooldown_in");
    return options;
}

traffic::ScheduledScaling read_scheduled(const Fields& fields) {
    traffic::ScheduledScaling made;
    made.first = base::start_of_run + fields.duration("at");
    if (fields.has("every")) made.every = fields.duration("every");
    if (fields.has("least")) made.least = fields.small_count("least");
    if (fields.has("most")) made.most = fields.small_count("most");
    if (fields.has("desired")) made.desired = fields.small_count("desired");
    return made;
}

}  // namespace

void ModelReader::read_serving(const Fields& fields, world::Service& service) {
    service.workers = {fields.small_count("workers"), fields.small_count("queue_limit"),
                       fields.distribution("service_time")};
    service.workers.discipline = discipline_named(fields.text("queue_discipline"));
    service.workers.long_from = fields.small_count("long_from");
    service.workers.drops_oldest = fields.text("when_full") == "drop-oldest";
    if (fields.has("codel")) {
        const Fields codel = fields.object("codel");
        service.workers.codel =
            kernel::CodelOptions{codel.duration("target"), codel.duration("interval")};
    }
    if (fields.has("concurrency_limit"))
        service.concurrency = read_limit(fields.object("concurrency_limit"));
    service.shedding = read_shedding(fields);
    if (fields.has("tenant_quota")) {
        const Fields quota = fields.object("tenant_quota");
        const double rate = quota.number("rate");
        if (rate > 0) service.quota = {base::from_seconds(1 / rate), quota.small_count("burst")};
    }
    service.deadline_aware = fields.flag("deadline_aware");
    if (fields.has("warm_up")) {
        const Fields warm_up = fields.object("warm_up");
        service.warm_up = {warm_up.duration("lasts"), warm_up.number("slowdown")};
    }
}

void ModelReader::read_scaling(const Fields& service_fields, world::Service& service) {
    const Fields fields = service_fields.object("scaling");
    const auto declared = static_cast<std::uint32_t>(service.instances.size());
    world::Scaling made;
    made.bounds.least = fields.has("least") ? fields.small_count("least") : declared;
    made.bounds.most = fields.small_count("most");
    if (fields.has("target_tracking") == fields.has("steps")) {
        fields.error(
            {.code = "scaling",
             .message = fields.has("steps") ? "two policies are given" : "no policy is given",
             .expected = "either target_tracking or steps"});
        return;
    }
    if (!fields.has("most")) return;
    if (made.bounds.most < std::max(declared, made.bounds.least)) {
        fields.error(
            "most",
            {.code = "out-of-bounds",
             .message = fmt::format("at most {} are fewer than there are to be", made.bounds.most),
             .expected = fmt::format("at least {}", std::max(declared, made.bounds.least))});
        return;
    }
    made.policy = read_scaling_policy(fields, made.bounds, made.steps);
    for (const Fields::Entry& entry : fields.entries("schedule"))
        made.schedule.push_back(read_scheduled(entry.fields));
    made.period = fields.duration("period");
    made.metric_delay = fields.duration("metric_delay");
    made.boot_time = fields.distribution("boot_time");
    made.warm_up = fields.duration("warm_up");
    made.launch_failures = fields.ratio("launch_failures");
    made.drain = fields.duration("drain");
    service.scaling = std::move(made);
    place_spares(service_fields, service);
}

// Any zone may have to hold what the others cannot: places for all that may be launched, zone by
// zone.
void ModelReader::place_spares(const Fields& fields, world::Service& service) {
    const std::size_t zones = world_.topology.zones.size();
    const std::size_t further = service.scaling->bounds.most - service.instances.size();
    const auto allowed = allowed_data_centers(fields);
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < zones; ++i) {
        if (!allowed[i].empty()) used.push_back(i);
    }
    if (!afford(fields, "scaling", (further + service.instances.size()) * used.size())) return;
    std::vector<std::size_t> standing(zones);
    for (const topology::HostId host : service.instances)
        ++standing[world_.topology.zone_of(host).index()];
    for (const std::size_t zone : used) {
        placement_->begin_group(false);
        const std::size_t most = service.scaling->bounds.most - standing[zone];
        for (std::size_t made = 0; made < most; ++made) {
            if (const auto host = placement_->place(allowed[zone])) service.spares.push_back(*host);
        }
    }
}

}  // namespace triaz::scenario
