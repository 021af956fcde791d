#include "sim/base/portable_math.hpp"

#include <array>
#include <cmath>

#include "sim/base/ensure.hpp"

namespace triaz::base {

namespace {

constexpr double one_by_sqrt_two_pi = 0.398942280401432677939946;

using Coefficients = std::array<double, 8>;

// Rising powers.
double polynomial(const Coefficients& coefficients, double x) {
    double sum = coefficients.back();
    for (std::size_t i = coefficients.size() - 1; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

struct Fraction {
    Coefficients over;
    Coefficients under;

    double at(double x) const { return polynomial(over, x) / polynomial(under, x); }
};

// The three fractions of AS 241: the middle, and the tails up to and beyond sqrt(-log share) = 5.
constexpr Fraction middle{
    {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3}};
constexpr Fraction near_tail{
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
constexpr Fraction far_tail{
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

}  // namespace

double normal_survival(double z) {
    if (z < 0) return 1 - normal_survival(-z);
    const double density = one_by_sqrt_two_pi * portable_exp(-0.5 * z * z);
    constexpr double where_the_fraction_takes_over = 2;
    if (z < where_the_fraction_takes_over) {
        // P(0 < Z < z) = density * (z + z^3/3 + z^5/(3*5) + ...), all terms positive.
        double term = z;
        double sum = z;
        for (int n = 3; term > 1e-18 * sum; n += 2) {
            term *= z * z / n;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    // Laplace's continued fraction for P(Z > z) / density, from the inside out.
    constexpr int depth = 200;
    double inner = z;
    for (int n = depth; n >= 1; --n) inner = z + n / inner;
    return density / inner;
}

double normal_quantile(double share) {
    ensure(share > 0 && share < 1, "a quantile of the normal distribution needs 0 < share < 1");
    const double off_centre = share - 0.5;
    if (off_centre >= -0.425 && off_centre <= 0.425) {
        return off_centre * middle.at(0.180625 - off_centre * off_centre);
    }
    const double r = std::sqrt(-portable_log(off_centre < 0 ? share : 1 - share));
    const double z = r <= 5 ? near_tail.at(r - 1.6) : far_tail.at(r - 5);
    return off_centre < 0 ? -z : z;
}

}  // namespace triaz::base
