#include "sim/publish/prediction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/publish/student.hpp"

namespace triaz::publish {
namespace {

using Unit = Prediction::Unit;
using Standing = Prediction::Standing;

// What clients and people note, they note to the second.
constexpr double noted_to = 1;
constexpr std::size_t most_numbers = 4;

struct Predicted {
    std::string name;
    Unit unit;
    double grain;
    std::function<std::optional<double>(const Record&)> of;
    std::vector<std::string> governed_by;  // how the paths of numbers begin or what is in them
};

std::function<std::optional<double>(const Record&)> span(std::size_t from, std::size_t to) {
    return [from, to](const Record& record) -> std::optional<double> {
        if (record.events.empty()) return {};
        const auto& t = record.events.front().t;
        if (!t[from] || !t[to]) return {};
        return *t[to] - *t[from];
    };
}

std::optional<double> outage(const Record& record) {
    return record.events.empty() ? std::nullopt : record.events.front().outage;
}

// Requests that did not succeed in time, as seconds of the load there was.
std::optional<double> lost_load(const Record& record) {
    const double length = record.end - record.warm_up_end;
    const auto judged = static_cast<double>(record.requests.issued - record.requests.unfinished);
    if (judged <= 0 || length <= 0) return {};
    return (judged - static_cast<double>(record.requests.ok)) / (judged / length);
}

std::optional<double> lost_writes(const Record& record) {
    if (record.shards.empty()) return {};
    return static_cast<double>(record.writes.lost);
}

std::optional<double> load_of(const Record& record, const std::string& cohort) {
    const double length = record.end - record.warm_up_end;
    for (const Cohort& each : record.cohorts)
        if (each.name == cohort && length > 0)
            return static_cast<double>(each.requests.issued) / length;
    return {};
}

std::vector<Predicted> measures_for(const Record& observed) {
    const double slice = observed.observed ? observed.observed->slice : 0;
    std::vector<Predicted> measures{
        {"detected (T2 - T0)",
         Unit::seconds,
         noted_to,
         span(0, 2),
         {"balancer", "health", "names", "outlier", "election"}},
        {"mitigation acts (T4 - T0)",
         Unit::seconds,
         noted_to,
         span(0, 4),
         {"balancer", "names", "ttl", "election"}},
        {"outage (T5 - T1)",
         Unit::seconds,
         slice,
         outage,
         {"balancer", "store", "clients", "election"}},
        {"redundancy back (T6 - T0)",
         Unit::seconds,
         noted_to,
         span(0, 6),
         {"store", "service", "start time"}},
        {"as before (T7 - T0)",
         Unit::seconds,
         noted_to,
         span(0, 7),
         {"service", "balancer", "start time"}},
        {"requests that failed, as seconds of load",
         Unit::seconds,
         0,
         lost_load,
         {"clients", "balancer", "network"}},
        {"acknowledged writes lost", Unit::count, 0, lost_writes, {"store"}}};
    for (const Cohort& cohort : observed.cohorts)
        measures.push_back(
            {fmt::format("requests a second of {}", cohort.name),
             Unit::rate,
             0,
             [name = cohort.name](const Record& record) { return load_of(record, name); },
             {"clients"}});
    return measures;
}

bool governs(const std::vector<std::string>& words, const std::string& what) {
    return std::ranges::any_of(
        words, [&](const std::string& word) { return what.find(word) != std::string::npos; });
}

// Those that were assumed first: a number with a source is the better one.
std::vector<Assumption> numbers_behind(const Predicted& measure,
                                       const std::vector<const Record*>& simulated) {
    std::vector<Assumption> numbers;
    for (const Assumption& each : simulated.front()->assumptions)
        if (governs(measure.governed_by, each.what)) numbers.push_back(each);
    std::stable_partition(numbers.begin(), numbers.end(), [](const Assumption& each) {
        return each.source.find("assumption") != std::string::npos;
    });
    if (numbers.size() > most_numbers) numbers.resize(most_numbers);
    return numbers;
}

void set_interval(Prediction& made, const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) sum += value;
    const double mean = sum / n;
    made.mean = mean;
    if (values.size() < 2) return;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double half =
        t_quantile(values.size() - 1) * std::sqrt(squares / (n - 1)) * std::sqrt(1 + 1 / n);
    made.low = std::max(0.0, std::min(mean - half, *std::ranges::min_element(values)));
    made.high = std::max(mean + half, *std::ranges::max_element(values));
}

Standing standing_of(const Prediction& made) {
    if (!made.observed) return Standing::not_observed;
    if (!made.low) return Standing::no_interval;
    constexpr double rounding = 1e-9;
    if (*made.observed - made.grain > *made.high + rounding) return Standing::above;
    if (*made.observed + made.grain < *made.low - rounding) return Standing::below;
    return Standing::within;
}

}  // namespace

std::vector<Prediction> predictions_of(const Record& observed,
                                       const std::vector<const Record*>& simulated) {
    std::vector<Prediction> all;
    for (const Predicted& measure : measures_for(observed)) {
        Prediction made;
        made.measure = measure.name;
        made.unit = measure.unit;
        made.runs = simulated.size();
        made.grain = measure.grain;
        made.observed = measure.of(observed);
        std::vector<double> values;
        for (const Record* record : simulated)
            if (const auto value = measure.of(*record)) values.push_back(*value);
        made.reached = values.size();
        if (!values.empty()) set_interval(made, values);
        made.standing = standing_of(made);
        if (made.standing == Standing::above || made.standing == Standing::below)
            made.governed_by = numbers_behind(measure, simulated);
        if (made.observed || made.reached > 0) all.push_back(std::move(made));
    }
    return all;
}

}  // namespace triaz::publish
