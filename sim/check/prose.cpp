#include "sim/check/prose.hpp"

#include <fmt/format.h>

#include <utility>

#include "sim/base/text.hpp"

namespace triaz::check {

namespace {

// Correctly rounded, so that 2.3 s prints as 2.3.
double seconds_of(base::Duration span) { return static_cast<double>(span.count()) / 1e9; }

}  // namespace

std::string span_text(base::Duration span) {
    if (span == base::Duration::zero()) return "0 s";
    return base::seconds_text(seconds_of(span));
}

std::string clock_text(base::Time time) {
    return fmt::format("{:.3f} s", seconds_of(time.time_since_epoch()));
}

std::string list_text(const std::vector<std::string>& names, std::size_t most) {
    const std::size_t shown = names.size() > most ? most : names.size();
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

void Figures::seconds(std::string name, base::Duration value) {
    number(std::move(name), seconds_of(value), span_text(value));
}

void Figures::count(std::string name, std::uint64_t value) {
    number(std::move(name), static_cast<double>(value), base::thousands(value));
}

void Figures::number(std::string name, double value, std::string text) {
    figures_.push_back({std::move(name), value, std::move(text), true});
}

void Figures::unknown(std::string name, std::string why) {
    figures_.push_back({std::move(name), 0, std::move(why), false});
}

}  // namespace triaz::check
