#include "sim/check/ruling.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::check {

Ruling all_of(const std::vector<Ruling>& rulings) {
    base::ensure(!rulings.empty(), "a claim has a condition");
    for (const Verdict verdict : {Verdict::refuted, Verdict::inconclusive}) {
        const auto found = std::ranges::find(rulings, verdict, &Ruling::verdict);
        if (found != rulings.end()) return *found;
    }
    return rulings.back();
}

}  // namespace triaz::check
