#include "sim/report/series.hpp"

#include <array>

#include "sim/base/ensure.hpp"

namespace triaz::report {
namespace {

constexpr std::array<std::int64_t, 12> widths_in_seconds{1,  2,   5,   10,  20,   30,
                                                         60, 120, 300, 600, 1800, 3600};

// Rounded up: a row is never narrower than asked for.
std::int64_t factor_for(base::Duration row, base::Duration slice) {
    return (row.count() + slice.count() - 1) / slice.count();
}

}  // namespace

std::uint32_t slices_per_row(const measure::Slices& slices, std::size_t most) {
    base::ensure(most > 0, "a series has room for a row");
    const auto fits = [&](std::int64_t factor) {
        return slices.all().size() <= most * static_cast<std::size_t>(factor);
    };
    for (const std::int64_t seconds : widths_in_seconds) {
        const std::int64_t factor = factor_for(std::chrono::seconds{seconds}, slices.width());
        if (fits(factor)) return static_cast<std::uint32_t>(factor);
    }
    std::int64_t factor = factor_for(std::chrono::hours{1}, slices.width());
    while (!fits(factor)) factor *= 2;
    return static_cast<std::uint32_t>(factor);
}

}  // namespace triaz::report
