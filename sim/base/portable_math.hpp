// Elementary functions with the same bits on every machine and compiler: IEEE additions,
// multiplications, divisions and square roots only, in a written order. (The C library's own
// differ in the last bit from one version to the next; compile without contraction to fused
// multiply-add, as sim/CMakeLists.txt does.)
//
// Accuracy: exp and log within 2 units in the last place of the true value, expm1 within 4; the
// normal survival within 2e-13 relative.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace triaz::base {

namespace detail {

inline constexpr double ln2_high = 0x1.62e42feep-1;  // 32 bits: times an exponent it is exact
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;
inline constexpr double log2_e = 0x1.71547652b82fep+0;

// (e^r - 1 - r) / r^2 by its Taylor series, |r| <= 0.36; even and odd powers apart, so that the two
// chains run side by side.
constexpr double exp_remainder(double r) {
    const double q = r * r;
    double even = 1.0 / 479001600.0;  // 1 / 12!
    even = even * q + 1.0 / 3628800.0;
    even = even * q + 1.0 / 40320.0;
    even = even * q + 1.0 / 720.0;
    even = even * q + 1.0 / 24.0;
    even = even * q + 0.5;
    double odd = 1.0 / 6227020800.0;  // 1 / 13!
    odd = odd * q + 1.0 / 39916800.0;
    odd = odd * q + 1.0 / 362880.0;
    odd = odd * q + 1.0 / 5040.0;
    odd = odd * q + 1.0 / 120.0;
    odd = odd * q + 1.0 / 6.0;
    return even + r * odd;
}

// 2^exponent for a normal result.
constexpr double power_of_two(int exponent) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

}  // namespace detail

// e^x.
constexpr double portable_exp(double x) {
    if (x != x) return x;
    if (x > 709.79) return std::numeric_limits<double>::infinity();
    if (x < -745.14) return 0;
    const int exponent = static_cast<int>(x * detail::log2_e + (x < 0 ? -0.5 : 0.5));
    const double r = (x - exponent * detail::ln2_high) - exponent * detail::ln2_low;
    const double mantissa = 1 + (r + r * r * detail::exp_remainder(r));
    // In two steps where 2^exponent alone is out of range but the result is not.
    if (exponent > 1023) return mantissa * 2 * detail::power_of_two(exponent - 1);
    if (exponent < -1022) {
        return mantissa * detail::power_of_two(exponent + 64) * detail::power_of_two(-64);
    }
    return mantissa * detail::power_of_two(exponent);
}

// e^x - 1, without loss near zero.
constexpr double portable_expm1(double x) {
    if (x > -0.34 && x < 0.34) return x + x * x * detail::exp_remainder(x);
    return portable_exp(x) - 1;
}

// The natural logarithm: minus infinity at zero, not a number below.
constexpr double portable_log(double x) {
    if (x != x || x == std::numeric_limits<double>::infinity()) return x;
    if (x <= 0) {
        return x < 0 ? std::numeric_limits<double>::quiet_NaN()
                     : -std::numeric_limits<double>::infinity();
    }
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {  // subnormal
        x *= 0x1p54;
        exponent = -54;
    }
    // x = 2^exponent (1 + f), with 1 + f between sqrt(1/2) and sqrt(2).
    constexpr std::uint64_t bits_of_sqrt_half = 0x3fe6'a09e'667f'3bcd;
    const auto bits = std::bit_cast<std::uint64_t>(x) - bits_of_sqrt_half;
    exponent += static_cast<int>(static_cast<std::int64_t>(bits) >> 52);
    const double f = std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffff) + bits_of_sqrt_half) - 1;
    // log(1 + f) = 2 atanh(s) with s = f / (2 + f), arranged so that the large part, f, is exact.
    const double s = f / (2 + f);
    const double z = s * s;
    const double w = z * z;
    double odd = 2.0 / 19;
    odd = odd * w + 2.0 / 15;
    odd = odd * w + 2.0 / 11;
    odd = odd * w + 2.0 / 7;
    odd = odd * w + 2.0 / 3;
    double even = 2.0 / 21;
    even = even * w + 2.0 / 17;
    even = even * w + 2.0 / 13;
    even = even * w + 2.0 / 9;
    even = even * w + 2.0 / 5;
    const double series = z * odd + w * even;
    const double half_square = 0.5 * f * f;
    const double fine = s * (half_square + series) + exponent * detail::ln2_low;
    return exponent * detail::ln2_high - ((half_square - fine) - f);
}

// P(Z > z) of a standard normal Z.
double normal_survival(double z);

// The z with P(Z <= z) = share (Wichura 1988, algorithm AS 241, PPND16).
// Requires: 0 < share < 1.
double normal_quantile(double share);

}  // namespace triaz::base
