#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/publish/record.hpp"

namespace triaz::publish {

std::string label_of(const check::Figure& figure) {
    std::string label =
        figure.name.ends_with("_s") ? figure.name.substr(0, figure.name.size() - 2) : figure.name;
    std::ranges::replace(label, '_', ' ');
    if (label.starts_with("p999 ")) label.replace(0, 4, "p99.9");
    return label;
}

std::string text_of(const check::Figure& figure) {
    if (!figure.known) return "none";
    if (figure.name == "level_held") return fmt::format("Z{:.0f}", figure.value);
    if (figure.name == "guaranteed" || figure.name == "unfenced")
        return figure.value != 0 ? "yes" : "no";
    if (figure.name.ends_with("_s"))
        return figure.value == 0 ? "0 s" : base::seconds_text(figure.value);
    if (figure.name.starts_with("utilisation") || figure.name.starts_with("share"))
        return base::percent(figure.value);
    const bool whole =
        figure.value >= 0 && figure.value < 9e15 &&
        figure.value == static_cast<double>(static_cast<std::uint64_t>(figure.value));
    if (whole) return base::thousands(static_cast<std::uint64_t>(figure.value));
    return fmt::format("{:.{}f}", figure.value, std::abs(figure.value) < 100 ? 3 : 1);
}

}  // namespace triaz::publish
