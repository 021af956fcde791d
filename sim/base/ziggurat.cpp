#include "sim/base/ziggurat.hpp"

#include "sim/base/portable_math.hpp"

namespace triaz::base {

namespace {

// A falling density with f(0) = 1, cut into layers of equal area. edges[1] is where the tail
// begins; the bottom layer, tail included, has the area of a box as wide as edges[0].
struct Ziggurat {
    std::array<double, ziggurat_layer_count + 1> edges{};
    std::array<double, ziggurat_layer_count + 1> heights{};  // f(edges)
};

struct Exponential {
    static constexpr double tail_start = 7.69711747013104972;
    static constexpr double layer_area = (tail_start + 1) * portable_exp(-tail_start);

    static constexpr double density(double x) { return portable_exp(-x); }
    static constexpr double inverse(double height) { return -portable_log(height); }
};

// By Newton's method: std::sqrt is not constexpr.
constexpr double root(double square) {
    double result = square > 1 ? square : 1;
    for (int i = 0; i < 40; ++i) result = 0.5 * (result + square / result);
    return result;
}

struct Normal {
    static constexpr double tail_start = 3.6541528853610088;
    static constexpr double layer_area = 0.00492867323397465493;  // start f(start) + tail

    static constexpr double density(double x) { return portable_exp(-0.5 * x * x); }
    static constexpr double inverse(double height) { return root(-2 * portable_log(height)); }
};

template <class Curve>
constexpr Ziggurat make_ziggurat() {
    Ziggurat result;
    auto& edges = result.edges;
    edges[0] = Curve::layer_area / Curve::density(Curve::tail_start);
    edges[1] = Curve::tail_start;
    for (std::size_t i = 2; i < ziggurat_layer_count; ++i) {
        const double below = edges[i - 1];
        edges[i] = Curve::inverse(Curve::density(below) + Curve::layer_area / below);
    }
    edges[ziggurat_layer_count] = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) result.heights[i] = Curve::density(edges[i]);
    return result;
}

constexpr ZigguratLayers layers_of(const Ziggurat& ziggurat) {
    ZigguratLayers result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double inside = ziggurat.edges[i + 1] / ziggurat.edges[i];
        result[i].inside_below = static_cast<std::uint64_t>(inside * 0x1p53);
        result[i].scale = ziggurat.edges[i] * 0x1p-53;
    }
    return result;
}

constexpr Ziggurat exponential = make_ziggurat<Exponential>();
constexpr Ziggurat normal = make_ziggurat<Normal>();

// Whether a point between the certain part of its layer and the layer's edge is under the curve.
template <class Curve>
bool is_under(Stream& stream, const ZigguratPoint& point, const Ziggurat& ziggurat) {
    const double bottom = ziggurat.heights[point.layer];
    const double top = ziggurat.heights[point.layer + 1];
    return bottom + stream.uniform() * (top - bottom) < Curve::density(point.x);
}

// Marsaglia 1964: a normal variate given that it lies in the tail.
double normal_beyond(Stream& stream, double start) {
    while (true) {
        const double x = standard_exponential(stream) / start;
        const double y = standard_exponential(stream);
        if (y + y > x * x) return start + x;
    }
}

}  // namespace

constexpr ZigguratLayers exponential_layers = layers_of(exponential);
constexpr ZigguratLayers normal_layers = layers_of(normal);

double finish_exponential(Stream& stream, ZigguratPoint point) {
    double passed = 0;
    while (true) {
        if (point.layer == 0) {
            passed += Exponential::tail_start;  // the tail of an exponential is an exponential
        } else if (is_under<Exponential>(stream, point, exponential)) {
            return passed + point.x;
        }
        point = ZigguratPoint{stream, exponential_layers};
        if (point.certain) return passed + point.x;
    }
}

double finish_normal(Stream& stream, ZigguratPoint point) {
    while (!point.certain) {
        if (point.layer == 0) {
            point.x = normal_beyond(stream, Normal::tail_start);
            break;
        }
        if (is_under<Normal>(stream, point, normal)) break;
        point = ZigguratPoint{stream, normal_layers};
    }
    return point.negative ? -point.x : point.x;
}

}  // namespace triaz::base
