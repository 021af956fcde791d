#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/quantity.hpp"

namespace triaz::scenario {

void ModelReader::read_clients() {
    const auto entries = model_.entries("clients");
    const Value* value = model_.value("clients");
    const bool unsound = value == nullptr && model_.given("clients");
    if (unsound || (value != nullptr && entries.size() < value->object()->size()))
        names_.cohorts.not_whole();
    for (const Fields::Entry& entry : entries) {
        names_.cohorts.add(entry.name, static_cast<std::uint32_t>(world_.cohorts.size()), entry.at,
                           entry.fields.path(), complaints_);
        world::Cohort& cohort = world_.cohorts.emplace_back();
        cohort.name = entry.name;
        read_cohort(entry.fields, cohort);
    }
}

namespace {

using OpenArrivals =
    std::variant<std::monostate, traffic::RateCurve, traffic::BurstyArrivals::Options>;

// Pairs of a time and a multiple of the rate.
OpenArrivals read_curve(const Fields& curve, double rate) {
    std::vector<traffic::RateCurve::Point> points;
    for (const Value& pair : *curve.value("curve")->array()) {
        const Array& items = *pair.array();
        const auto at = duration_of(items[0]);
        const auto times = items[1].number();
        const bool rises = points.empty() ? at == base::Duration{0} : at && *at > points.back().at;
        if (!at || !times || !rises) {
            curve.error("curve", {.code = "wrong-curve",
                                  .message = "the pairs of the curve are not in order",
                                  .expected = "pairs like [\"60s\", 1.5]: the first at \"0s\", "
                                              "then rising in time"});
            return {};
        }
        points.push_back({*at, *times * rate});
    }
    if (std::ranges::all_of(points, [](const auto& point) { return point.rate == 0; })) {
        curve.error("curve", {.code = "wrong-curve",
                              .message = "nothing ever comes",
                              .expected = "a multiple above 0"});
        return {};
    }
    return traffic::RateCurve::of(std::move(points), curve.text("between") == "held"
                                                         ? traffic::RateCurve::Between::held
                                                         : traffic::RateCurve::Between::linear);
}

OpenArrivals read_day(const Fields& day, double rate) {
    std::vector<double> hourly;
    for (const Value& item : *day.value("day")->array())
        hourly.push_back(item.number().value_or(0) * rate);
    if (hourly.size() != 24) return {};
    return traffic::RateCurve::day(hourly);
}

void read_arrivals(const Fields& fields, world::Cohort& cohort) {
    const Fields arrivals = fields.object("arrivals");
    const std::string& way = arrivals.shape().keys.front().name;
    if (!arrivals.has(way) || cohort.rate <= 0) return;
    if (way != "think_time") {
        std::visit([&](auto&& open) { cohort.arrivals = std::move(open); },
                   read_open_arrivals(fields, cohort.rate));
        return;
    }
    const base::Distribution think_time = arrivals.distribution("think_time");
    const double callers = std::max(0.0, std::ceil(cohort.rate * think_time.mean_seconds() - 1e-9));
    if (!(callers >= 1 && callers <= 1'000'000)) {
        arrivals.error(
            "think_time",
            {.code = "out-of-bounds",
             .message = fmt::format("with {} requests per second that makes {} callers",
                                    cohort.rate, callers),
             .expected = "a think time for 1 to 1,000,000 callers: rate times its mean"});
        return;
    }
    cohort.arrivals = traffic::ClosedLoop{static_cast<std::uint32_t>(callers), think_time};
}

}  // namespace

OpenArrivals read_open_arrivals(const Fields& fields, double rate) {
    const Fields arrivals = fields.object("arrivals");
    const std::string& way = arrivals.shape().keys.front().name;
    if (!arrivals.has(way) || rate <= 0) return {};
    if (way == "curve") return read_curve(arrivals, rate);
    if (way == "day") return read_day(arrivals, rate);
    const Fields bursts = arrivals.object("bursts");
    if (!bursts.has("calm") || !bursts.has("burst")) return {};
    return traffic::BurstyArrivals::Options{rate, rate * bursts.number("factor"),
                                            bursts.duration("calm"), bursts.duration("burst")};
}

// Cohorts that name the same tenant share its number.
std::uint32_t ModelReader::tenant_of(const Fields& fields) {
    const std::string name = fields.has("tenant") ? fields.text("tenant") : std::string{};
    const auto known = std::ranges::find(tenants_, name);
    if (!name.empty() && known != tenants_.end())
        return static_cast<std::uint32_t>(known - tenants_.begin());
    tenants_.push_back(name);
    return static_cast<std::uint32_t>(tenants_.size() - 1);
}

void ModelReader::read_cohort(const Fields& fields, world::Cohort& cohort) {
    if (fields.has("home")) {
        const auto zone = names_.zones.resolve(fields.text("home"), fields.at("home"),
                                               fields.path("home"), complaints_);
        if (zone) cohort.home = topology::ZoneId{*zone};
    }
    if (fields.has("entry")) {
        const auto entry = names_.balancers.resolve(fields.text("entry"), fields.at("entry"),
                                                    fields.path("entry"), complaints_);
        if (entry) cohort.entry = world::BalancerId{*entry};
    }
    cohort.rate = fields.number("rate");
    cohort.writes = fields.ratio("writes");
    cohort.deadline = fields.duration("deadline");
    cohort.latency_objective = fields.maybe_duration("latency_objective");
    cohort.tries = read_tries(fields);
    cohort.resolvers = fields.small_count("resolvers");
    for (const Fields::Word& word : fields.words("residency"))
        cohort.residency.push_back(word.text);
    cohort.sessions = fields.small_count("sessions");
    cohort.priority = static_cast<std::uint8_t>(fields.count("priority"));
    cohort.tenant = tenant_of(fields);
    if (fields.has("arrivals")) read_arrivals(fields, cohort);
    if (cohort.tries.timeout > cohort.deadline) {
        fields.warn("timeout",
                    {.code = "timeout-beyond-deadline",
                     .message = fmt::format(
                         "the time-out of one try, {}, is longer than the deadline, {}",
                         base::to_text(cohort.tries.timeout), base::to_text(cohort.deadline)),
                     .expected = "a time-out that leaves time for another try"});
    }
    if (cohort.latency_objective && *cohort.latency_objective > cohort.deadline) {
        fields.warn("latency_objective",
                    {.code = "objective-beyond-deadline",
                     .message = "every success inside the deadline keeps this objective",
                     .expected = fmt::format("less than the deadline, {}",
                                             base::to_text(cohort.deadline))});
    }
}

}  // namespace triaz::scenario
