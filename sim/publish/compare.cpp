#include "sim/publish/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "sim/publish/student.hpp"

namespace triaz::publish {
namespace {

enum class Wish : std::uint8_t { none, less, more };

Wish wish_for(std::string_view name) {
    for (const std::string_view more : {"level_held", "guaranteed", "fewest_zones", "active_zones"})
        if (name == more) return Wish::more;
    for (const std::string_view neutral :
         {"requests_judged", "acknowledged_writes", "acknowledged_by_leaders", "ambiguous_survived",
          "unacknowledged_survived", "salvageable_writes", "reads", "writes", "keys"})
        if (name == neutral) return Wish::none;
    return name.starts_with("share_of_zone_") ? Wish::none : Wish::less;
}

std::string name_of_scenario(const Record& record) {
    return record.scenario + (record.mutant ? " (mutant " + *record.mutant + ")" : "");
}

bool one_scenario(const std::vector<Record>& records) {
    std::set<std::string> names;
    for (const Record& record : records) names.insert(name_of_scenario(record));
    return names.size() == 1;
}

struct Matched {
    const Record* base;
    const Record* head;
};

// The first record of the other side that is of the same question and seed.
const Record* partner(const Record& record, const std::vector<Record>& others, bool any_scenario) {
    for (const Record& other : others)
        if (other.seed == record.seed &&
            (any_scenario || name_of_scenario(other) == name_of_scenario(record)))
            return &other;
    return nullptr;
}

const Finding* find(const Record* record, const std::string& claim) {
    if (record == nullptr) return nullptr;
    for (const Finding& finding : record->findings)
        if (finding.claim == claim) return &finding;
    return nullptr;
}

int rank(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::upheld:
            return 0;
        case check::Verdict::inconclusive:
            return 1;
        case check::Verdict::refuted:
            break;
    }
    return 2;
}

struct PairOfFindings {
    const Finding* base;
    const Finding* head;
};

Measure measure_of(const std::string& name, const std::vector<double>& base,
                   const std::vector<double>& head) {
    const std::size_t n = base.size();
    const auto count = static_cast<double>(n);
    Measure measure;
    measure.name = name;
    measure.pairs = n;
    for (std::size_t i = 0; i < n; ++i) {
        measure.base += base[i] / count;
        measure.head += head[i] / count;
        measure.difference += (head[i] - base[i]) / count;
    }
    if (n < 2) return measure;
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double off = head[i] - base[i] - measure.difference;
        squares += off * off;
    }
    const double half = t_quantile(n - 1) * std::sqrt(squares / (count - 1) / count);
    measure.half_width = half;
    const Wish wish = wish_for(name);
    if (wish != Wish::none && std::abs(measure.difference) > half && measure.difference != 0)
        measure.change =
            (measure.difference < 0) == (wish == Wish::less) ? Change::better : Change::worse;
    return measure;
}

std::vector<Measure> measures_of(const std::vector<PairOfFindings>& pairs) {
    std::vector<Measure> measures;
    for (const check::Figure& figure : pairs.front().base->measured) {
        std::vector<double> base;
        std::vector<double> head;
        for (const PairOfFindings& pair : pairs) {
            const auto value = [&](const Finding& finding) -> std::optional<double> {
                for (const check::Figure& each : finding.measured)
                    if (each.name == figure.name && each.known) return each.value;
                return {};
            };
            const auto before = value(*pair.base);
            const auto after = value(*pair.head);
            if (!before || !after) continue;
            base.push_back(*before);
            head.push_back(*after);
        }
        if (!base.empty() && base != head) measures.push_back(measure_of(figure.name, base, head));
    }
    return measures;
}

void judge(ComparedClaim& claim, const std::vector<PairOfFindings>& pairs) {
    for (const PairOfFindings& pair : pairs) {
        claim.base.push_back(pair.base->verdict);
        claim.head.push_back(pair.head->verdict);
        const int moved = rank(pair.head->verdict) - rank(pair.base->verdict);
        if (moved > 0 && claim.change != Change::worse) {
            claim.change = Change::worse;
            claim.why = pair.head->reason;
        } else if (moved < 0 && claim.change == Change::same) {
            claim.change = Change::better;
            claim.why = pair.head->reason;
        }
    }
    claim.pairs = pairs.size();
    claim.measures = measures_of(pairs);
}

// The claims of all pairs of one scenario, in the order of the base.
void compare_scenario(Comparison& comparison, const std::string& scenario,
                      const std::vector<Matched>& matched) {
    std::vector<std::string> claims;
    const auto note = [&](const Record* record) {
        if (record == nullptr) return;
        for (const Finding& finding : record->findings)
            if (std::ranges::find(claims, finding.claim) == claims.end())
                claims.push_back(finding.claim);
    };
    for (const Matched& each : matched) note(each.base);
    for (const Matched& each : matched) note(each.head);
    for (const std::string& name : claims) {
        ComparedClaim claim;
        claim.scenario = scenario;
        claim.claim = name;
        std::vector<PairOfFindings> pairs;
        bool lacks_head = false;
        bool lacks_base = false;
        for (const Matched& each : matched) {
            const Finding* const base = find(each.base, name);
            const Finding* const head = find(each.head, name);
            if (base != nullptr && head != nullptr) pairs.push_back({base, head});
            lacks_head = lacks_head || (base != nullptr && head == nullptr);
            lacks_base = lacks_base || (base == nullptr && head != nullptr);
        }
        if (!pairs.empty()) judge(claim, pairs);
        if (lacks_head) {
            claim.change = Change::gone;
            claim.why = "the head does not ask it, or not of every seed";
        } else if (lacks_base && pairs.empty()) {
            claim.change = Change::added;
            claim.why = "the base does not ask it";
        }
        comparison.claims.push_back(std::move(claim));
    }
}

}  // namespace

std::string_view name_of(Change change) {
    constexpr std::array<std::string_view, 5> names{"same", "better", "worse", "added", "gone"};
    return names[static_cast<std::size_t>(change)];
}

bool Comparison::regressed() const {
    return std::ranges::any_of(claims, [](const ComparedClaim& claim) {
        return claim.change == Change::worse || claim.change == Change::gone;
    });
}

Comparison compare(const std::vector<Record>& base, const std::vector<Record>& head) {
    const bool any_scenario = one_scenario(base) && one_scenario(head);
    std::vector<std::string> scenarios;
    std::vector<std::vector<Matched>> matched;
    const auto group = [&](const std::string& name) -> std::vector<Matched>& {
        const auto found = std::ranges::find(scenarios, name);
        if (found != scenarios.end())
            return matched[static_cast<std::size_t>(found - scenarios.begin())];
        scenarios.push_back(name);
        return matched.emplace_back();
    };
    const auto is_known = [&](const Record& record, bool of_base) {
        const auto& pairs =
            group(any_scenario ? name_of_scenario(base.front()) : name_of_scenario(record));
        return std::ranges::any_of(pairs, [&](const Matched& each) {
            const Record* const one = of_base ? each.base : each.head;
            return one != nullptr && one->seed == record.seed;
        });
    };
    for (const Record& record : base)
        if (!is_known(record, true))
            group(name_of_scenario(record))
                .push_back({&record, partner(record, head, any_scenario)});
    for (const Record& record : head)
        if (!is_known(record, false))
            group(any_scenario ? name_of_scenario(base.front()) : name_of_scenario(record))
                .push_back({nullptr, &record});
    Comparison comparison;
    for (std::size_t i = 0; i < scenarios.size(); ++i)
        compare_scenario(comparison, scenarios[i], matched[i]);
    return comparison;
}

}  // namespace triaz::publish
