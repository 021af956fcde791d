#include "sim/search/frontier.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/engine/engine.hpp"
#include "sim/run/child.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {

namespace {

struct Quantity {
    double value;
    Axis::Unit unit;
};

std::optional<Quantity> quantity_of(std::string_view text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end) {
        const bool whole = text.find_first_not_of("0123456789") == std::string_view::npos;
        return Quantity{number, whole ? Axis::Unit::whole : Axis::Unit::number};
    }
    if (const auto duration = base::parse_duration(text))
        return Quantity{static_cast<double>(duration->count()), Axis::Unit::duration};
    if (const auto ratio = base::parse_ratio(text))
        return Quantity{ratio->value * 100, Axis::Unit::percent};
    return std::nullopt;
}

// A value that the text of it gives again.
double rounded(const Axis& axis, double value) {
    if (axis.unit == Axis::Unit::whole || axis.unit == Axis::Unit::duration)
        return std::round(value);
    return std::round(value * 1e6) * 1e-6;
}

std::string json_of(const Axis& axis, double value) {
    const std::string text = told(axis, value);
    const bool bare = axis.unit == Axis::Unit::number || axis.unit == Axis::Unit::whole;
    return bare ? text : "\"" + text + "\"";
}

class Tracer {
public:
    Tracer(const FrontierQuestion& question, const std::function<void(std::uint64_t)>& progress)
        : question_(question), progress_(progress) {}

    Frontier run() {
        const std::size_t rows = question_.across ? std::max<std::size_t>(question_.steps, 2) : 1;
        for (std::size_t row = 0; row < rows && !stopped(); ++row) {
            Crossing& crossing = frontier_.crossings.emplace_back();
            if (question_.across) {
                const double share = static_cast<double>(row) / static_cast<double>(rows - 1);
                crossing.across = rounded(
                    *question_.across, question_.across->from +
                                           share * (question_.across->to - question_.across->from));
            }
            bisect(crossing);
        }
        return std::move(frontier_);
    }

private:
    bool stopped() const { return frontier_.signal != 0 || !frontier_.failure.empty(); }

    void bisect(Crossing& crossing) {
        const Axis& axis = question_.along;
        const auto first = verdict_at(axis.from, crossing);
        if (stopped()) return;
        const auto last = verdict_at(axis.to, crossing);
        const bool parted = first != last && first != check::Verdict::inconclusive &&
                            last != check::Verdict::inconclusive;
        if (stopped() || !parted) return;
        const double enough = question_.precision * std::abs(axis.to - axis.from);
        double begin = axis.from;  // where it is as at the first
        double end = axis.to;
        while (std::abs(end - begin) > enough && !stopped()) {
            const double middle = rounded(axis, begin + (end - begin) / 2);
            if (middle == begin || middle == end) break;
            const auto verdict = verdict_at(middle, crossing);
            if (verdict == check::Verdict::inconclusive) break;
            (verdict == first ? begin : end) = middle;
        }
    }

    check::Verdict verdict_at(double value, Crossing& crossing) {
        std::vector<scenario::Setting> settings{
            {question_.along.path, json_of(question_.along, value)}};
        if (question_.across) {
            settings.push_back(
                {question_.across->path, json_of(*question_.across, crossing.across)});
        }
        std::vector<scenario::Scenario> asked;
        for (const std::uint64_t seed : question_.seeds) {
            auto loaded = scenario::load_scenario(
                question_.path, {.settings = settings, .seed = seed, .mutant = question_.mutant});
            if (!loaded.scenario) {
                frontier_.failure = scenario::to_text(loaded.complaints);
                return check::Verdict::inconclusive;
            }
            std::erase_if(loaded.scenario->claims,
                          [&](const check::Claim& claim) { return claim.id != question_.claim; });
            asked.push_back(std::move(*loaded.scenario));
        }
        crossing.tried.push_back(judge(value, asked));
        const Tried& tried = crossing.tried.back();
        if (tried.verdict == check::Verdict::upheld) crossing.holds = value;
        if (tried.verdict == check::Verdict::refuted) crossing.refuted = value;
        return tried.verdict;
    }

    Tried judge(double value, const std::vector<scenario::Scenario>& asked) {
        std::vector<std::function<std::string()>> works;
        for (const scenario::Scenario& scenario : asked) {
            works.push_back([&scenario] {
                return to_line(judged(scenario, engine::simulate(scenario.world)));
            });
        }
        Tried tried{value, check::Verdict::upheld, {}, {}};
        for (const run::ChildResult& child : run::in_children(works, question_.jobs)) {
            if (child.signal != 0) frontier_.signal = child.signal;
            if (child.end == run::ChildResult::End::failed) {
                frontier_.failure = child.text;
                frontier_.bug = true;
            }
            const auto outcome = child.finished() ? outcome_of_line(child.text) : std::nullopt;
            if (!outcome || outcome->claims.empty()) {
                tried.verdict = check::Verdict::inconclusive;
                continue;
            }
            // One refutation is enough; one that is undecided upholds nothing.
            const Ruling& ruling = outcome->claims.front();
            const bool worse = ruling.verdict == check::Verdict::refuted ||
                               (ruling.verdict == check::Verdict::inconclusive &&
                                tried.verdict == check::Verdict::upheld);
            if (worse && tried.verdict != check::Verdict::refuted)
                tried = {value, ruling.verdict, ruling.mechanism, ruling.reason};
        }
        frontier_.runs += asked.size();
        if (progress_) progress_(frontier_.runs);
        return tried;
    }

    const FrontierQuestion& question_;
    const std::function<void(std::uint64_t)>& progress_;
    Frontier frontier_;
};

}  // namespace

std::optional<Axis> axis_of_words(const std::string& words) {
    const std::size_t equals = words.find('=');
    const std::size_t colon = words.find(':', equals == std::string::npos ? 0 : equals);
    if (equals == std::string::npos || equals == 0 || colon == std::string::npos)
        return std::nullopt;
    const bool plain = words.find_first_of("\"\\ ") >= equals;
    const std::string_view text = words;
    const auto from = quantity_of(text.substr(equals + 1, colon - equals - 1));
    const auto to = quantity_of(text.substr(colon + 1));
    if (!plain || !from || !to || from->value == to->value) return std::nullopt;
    Axis axis{words.substr(0, equals), from->value, to->value, from->unit};
    const auto number = [](Axis::Unit unit) {
        return unit == Axis::Unit::number || unit == Axis::Unit::whole;
    };
    if (number(from->unit) && number(to->unit) && from->unit != to->unit)
        axis.unit = Axis::Unit::number;
    else if (from->unit != to->unit)
        return std::nullopt;
    return axis;
}

std::string told(const Axis& axis, double value) {
    switch (axis.unit) {
        case Axis::Unit::duration:
            return base::to_text(base::Duration{static_cast<std::int64_t>(value)});
        case Axis::Unit::percent:
            return base::to_text(base::Ratio{value / 100});
        case Axis::Unit::number:
        case Axis::Unit::whole:
            break;
    }
    return fmt::format("{}", value);
}

Frontier frontier(const FrontierQuestion& question,
                  const std::function<void(std::uint64_t)>& progress) {
    return Tracer{question, progress}.run();
}

}  // namespace triaz::search
