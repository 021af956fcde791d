#include "sim/consistency/elements.hpp"

#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

constexpr base::Duration one{1};  // an instant later than

class Elements {
public:
    explicit Elements(const History& history) : history_(history) {}

    void take_call(std::uint32_t at) {
        const Operation& operation = history_[at];
        if (operation.function != "add") return;
        Element& element = element_of(operation.argument);
        if (!element.added_by) element.added_by = at;
    }

    void take_return(std::uint32_t at) {
        const Operation& operation = history_[at];
        if (operation.outcome != Outcome::ok) return;
        if (operation.function == "add") {
            Element& element = element_of(operation.argument);
            element.acknowledged = true;
            if (!element.known_by) element.known_by = at;
            return;
        }
        std::map<Value, std::uint64_t> held;
        for (const Value& value : operation.result.items()) ++held[value];
        for (const auto& [value, times] : held) {
            Element& element = element_of(value);
            if (!element.known_by) element.known_by = at;
            if (is_later(element.last_seen_by, at)) element.last_seen_by = at;
            if (times > 1) element.duplicated = std::max(element.duplicated, times);
        }
        for (Element& element : elements)
            if (!held.contains(element.value) && is_later(element.last_missed_by, at))
                element.last_missed_by = at;
    }

    void settle() {
        for (Element& element : elements) {
            const std::uint64_t seen = place_of(element.last_seen_by);
            const std::uint64_t missed = place_of(element.last_missed_by);
            if (seen > missed) {
                element.fate = Element::Fate::stable;
                time(element, element.last_missed_by);
                element.stale = element.last_missed_by && element.known_by &&
                                missed > history_[*element.known_by].returned + 1ULL;
            } else if (element.known_by && missed > seen &&
                       missed > history_[*element.known_by].returned + 1ULL) {
                element.fate = Element::Fate::lost;
                time(element, element.last_seen_by);
            }
        }
    }

    std::vector<Element> elements;

private:
    Element& element_of(const Value& value) {
        const auto [at, is_new] = numbers_.try_emplace(value, elements.size());
        if (is_new) elements.emplace_back().value = value;
        return elements[at->second];
    }

    bool is_later(const std::optional<std::uint32_t>& than, std::uint32_t read) const {
        return !than || history_[read].called > history_[*than].called;
    }

    // Where a read was called, from 1; 0: there is none.
    std::uint64_t place_of(const std::optional<std::uint32_t>& read) const {
        return read ? history_[*read].called + 1ULL : 0;
    }

    // From being known until an instant after `read` was called.
    void time(Element& element, const std::optional<std::uint32_t>& read) const {
        if (!element.known_by) return;
        const auto known = history_[*element.known_by].returned_at;
        if (!known) return;
        base::Duration until{0};
        if (read) {
            if (!history_[*read].called_at) return;
            until = history_[*read].called_at->time_since_epoch() + one;
        }
        element.latency = std::max(base::Duration{0}, until - known->time_since_epoch());
    }

    const History& history_;
    std::map<Value, std::size_t> numbers_;
};

std::string seconds(base::Duration duration) {
    return base::seconds_text(base::to_seconds(duration));
}

void add_anomaly(Report& report, const char* name, const History& history, const Element& element,
                 const char* what) {
    for (Anomaly& anomaly : report.anomalies)
        if (anomaly.name == name) {
            ++anomaly.count;
            return;
        }
    Anomaly anomaly;
    anomaly.name = name;
    anomaly.summary = "element " + history::to_text(element.value) + " " + what;
    for (const auto& part :
         {element.added_by, element.known_by, element.last_seen_by, element.last_missed_by})
        if (part &&
            std::find(anomaly.parts.begin(), anomaly.parts.end(), *part) == anomaly.parts.end())
            anomaly.parts.push_back(*part);
    std::sort(anomaly.parts.begin(), anomaly.parts.end());
    for (const std::uint32_t part : anomaly.parts) {
        std::string step = told(history[part]);
        if (element.added_by == part) step = "added by " + step;
        if (element.known_by == part) step += "; from here on it is known";
        if (element.last_seen_by == part) step += "; the last that saw it";
        if (element.last_missed_by == part) step += "; the last that missed it";
        anomaly.steps.push_back(std::move(step));
    }
    report.anomalies.push_back(std::move(anomaly));
}

struct Totals {
    std::uint64_t attempted = 0, acknowledged = 0, stable = 0, lost = 0, never_read = 0, stale = 0;
    std::uint64_t unconfirmed = 0;  // seen for good though nobody was told
    std::optional<base::Duration> worst_stable, worst_lost;
};

void count(Totals& totals, const Element& element) {
    totals.attempted += element.added_by ? 1 : 0;
    totals.acknowledged += element.acknowledged ? 1 : 0;
    totals.stale += element.stale ? 1 : 0;
    switch (element.fate) {
        case Element::Fate::stable:
            ++totals.stable;
            totals.unconfirmed += element.acknowledged ? 0 : 1;
            if (element.latency)
                totals.worst_stable = std::max(totals.worst_stable, element.latency);
            break;
        case Element::Fate::lost:
            ++totals.lost;
            if (element.latency) totals.worst_lost = std::max(totals.worst_lost, element.latency);
            break;
        case Element::Fate::never_read:
            ++totals.never_read;
            break;
    }
}

void show(const Totals& totals, Report& report) {
    const auto number = [&](const char* name, std::uint64_t value) {
        report.figures.push_back({name, base::thousands(value), static_cast<double>(value)});
    };
    number("added", totals.attempted);
    number("acknowledged", totals.acknowledged);
    number("stable", totals.stable);
    number("stale", totals.stale);
    number("lost", totals.lost);
    number("never read", totals.never_read);
    number("stable, never acknowledged", totals.unconfirmed);
    const auto time = [&](const char* name, const std::optional<base::Duration>& value) {
        if (value) report.figures.push_back({name, seconds(*value), base::to_seconds(*value)});
    };
    time("longest until stable", totals.worst_stable);
    time("longest until lost", totals.worst_lost);
}

}  // namespace

std::vector<Element> elements_of(const History& history,
                                 const std::vector<std::uint32_t>& operations) {
    struct At {
        std::uint32_t place, operation;
        bool returns;
    };
    std::vector<At> order;
    for (const std::uint32_t at : operations) {
        order.push_back({history[at].called, at, false});
        if (history[at].returned != history::never_returned)
            order.push_back({history[at].returned, at, true});
    }
    std::sort(order.begin(), order.end(),
              [](const At& a, const At& b) { return a.place < b.place; });
    Elements elements{history};
    for (const At& at : order) {
        if (at.returns)
            elements.take_return(at.operation);
        else
            elements.take_call(at.operation);
    }
    elements.settle();
    std::stable_partition(elements.elements.begin(), elements.elements.end(),
                          [](const Element& element) { return element.added_by.has_value(); });
    return std::move(elements.elements);
}

void judge_set(const History& history, Report& report) {
    Totals totals;
    bool reads = false;
    for (const Operation& operation : history)
        reads |= operation.function == "read" && operation.outcome == Outcome::ok;
    for (const auto& operations : by_key(history)) {
        for (const Element& element : elements_of(history, operations)) {
            count(totals, element);
            if (element.fate == Element::Fate::lost)
                add_anomaly(report, "lost", history, element,
                            "was known to be in the set, and later reads missed it for good");
            if (element.duplicated > 0)
                add_anomaly(report, "duplicate", history, element, "was held twice by one read");
            if (!element.added_by)
                add_anomaly(report, "unexpected", history, element,
                            "was read, though nobody added it");
        }
    }
    show(totals, report);
    if (!report.anomalies.empty()) {
        report.verdict = Verdict::refuted;
        report.reason = report.anomalies.front().summary;
    } else if (!reads) {
        report.verdict = Verdict::inconclusive;
        report.reason = "no read of the set succeeded, so nothing shows what it holds";
    } else if (totals.stable == 0) {
        report.verdict = Verdict::inconclusive;
        report.reason = "no element was seen for good, so nothing shows that any is kept";
    } else {
        report.verdict = Verdict::upheld;
        report.reason = "every element that was known stayed in the set as far as reads show";
    }
}

}  // namespace triaz::consistency
