// Student's t: what a few runs say of the ones to come.
#pragma once

#include <cstddef>

namespace triaz::publish {

// Two-sided 95 % quantile, by degrees of freedom (Abramowitz and Stegun, table 26.10); beyond 30
// that of 30, which is wider. Requires: at least one.
double t_quantile(std::size_t freedom);

}  // namespace triaz::publish
