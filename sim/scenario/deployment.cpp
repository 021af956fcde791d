#include "sim/scenario/deployment.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::scenario {

void Places::order() { std::ranges::sort(known_, {}, &std::pair<std::string, Place>::first); }

Place Places::find(std::string_view pointer) const {
    for (;;) {
        const auto found = std::ranges::lower_bound(
            known_, pointer, {}, [](const auto& known) -> std::string_view { return known.first; });
        if (found != known_.end() && found->first == pointer) return found->second;
        base::ensure(!pointer.empty(), "the root of a model has a place");
        pointer = pointer.substr(0, pointer.rfind('/'));
    }
}

}  // namespace triaz::scenario
