#include "sim/check/verdict.hpp"

#include <algorithm>
#include <array>

namespace triaz::check {

std::string_view name_of(Strength strength) {
    constexpr std::array<std::string_view, 3> names{"observed", "exhaustive", "proved"};
    return names[static_cast<std::size_t>(strength)];
}

Verdict overall(const std::vector<Finding>& findings) {
    const auto any = [&](Verdict verdict) {
        return std::ranges::find(findings, verdict, &Finding::verdict) != findings.end();
    };
    if (any(Verdict::refuted)) return Verdict::refuted;
    if (findings.empty() || any(Verdict::inconclusive)) return Verdict::inconclusive;
    return Verdict::upheld;
}

}  // namespace triaz::check
